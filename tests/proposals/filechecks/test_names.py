"""Names of uploaded files are made safe whatever they hold: paths, control characters, other scripts, great length."""

import unicodedata

import pytest

from proposals.filechecks.names import LONGEST, safe_name, split_name
from tests.proposals.filesamples import PDF, judge


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\op\\Surat Pengantar.pdf", "Surat Pengantar.pdf"),
        ("\uff0e\uff0e\uff0fetc\uff0fpasswd.pdf", "passwd.pdf"),
        ("surat\0.pdf", "surat.pdf"),
        ("surat\r\nSet-Cookie: a=1.pdf", "surat Set-Cookie- a=1.pdf"),
        ("surat\u202efdp.exe", "suratfdp.pdf"),
        ("sur\u200bat.pdf", "surat.pdf"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("laporan v1.2 (akhir).pdf", "laporan v1.2 (akhir).pdf"),
        ('a<b>"c"|d?*.pdf', "a-b-c-d.pdf"),
        ("  .htaccess", "berkas.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul.txt.pdf", "_nul.txt.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("....pdf", "berkas.pdf"),
        (".pdf", "berkas.pdf"),
        ("", "berkas.pdf"),
        ("/", "berkas.pdf"),
        ("\ud800.pdf", "berkas.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe
    assert safe_name(safe, "pdf") == safe


@pytest.mark.parametrize("stem", ["a" * 500, "\u90a6" * 500, "\U0001f44d" * 500, "a " * 300])
def test_long_names_are_shortened_and_keep_their_extension(stem: str) -> None:
    name = safe_name(f"{stem}.pdf", "pdf")
    assert name.endswith(".pdf")
    assert len(name) <= LONGEST
    assert len(name.encode()) <= 255
    assert unicodedata.is_normalized("NFC", name)


def test_judged_name_is_the_safe_one() -> None:
    assert judge(PDF, "..\\..\\su\u202erat\x07.pdf").safe_name == "surat.pdf"


def test_extension_is_read_behind_hidden_characters() -> None:
    assert split_name("foto.pn\u200bg") == ("foto", "png")
    assert split_name("arsip.tar.GZ") == ("arsip.tar", "gz")
    assert split_name("No. 12 tahun 2026") == ("No. 12 tahun 2026", "")
