"""Uploaded files are judged by their content: which kinds are taken, of what size, and what is said otherwise."""

import hashlib
import io

import pytest

from proposals.filechecks.check import EMPTY, hash_chunks, inspect
from proposals.filechecks.rules import FileRefused
from tests.proposals.filesamples import BOMB, JPG, PDF, PNG, USUAL, a_docx, a_picture, judge, refusal

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("data", "name", "content_type", "stored"),
    [
        (PDF, "Surat Pengantar.pdf", "application/pdf", "Surat Pengantar.pdf"),
        (PDF, "SURAT.PDF", "application/pdf", "SURAT.pdf"),
        (PDF, "tanpa akhiran", "application/pdf", "tanpa akhiran.pdf"),
        (JPG, "foto.jpeg", "image/jpeg", "foto.jpg"),
        (PNG, "layar.png", "image/png", "layar.png"),
    ],
)
def test_honest_file_is_taken(data: bytes, name: str, content_type: str, stored: str) -> None:
    verdict = judge(data, name)
    assert (verdict.content_type, verdict.safe_name) == (content_type, stored)
    assert verdict.safe_name.endswith(f".{verdict.extension}")
    assert verdict.sha256 == hashlib.sha256(verdict.data).hexdigest()


@pytest.mark.parametrize(("data", "name", "stored"), [(PNG, "foto.jpg", "foto.png"), (JPG, "layar.png", "layar.jpg")])
def test_a_picture_by_the_name_of_another_kind_is_stored_as_an_allowed_one(data: bytes, name: str, stored: str) -> None:
    assert judge(data, name).safe_name == stored
    assert judge(data, name, frozenset({"pdf", name[-3:]})).safe_name == name


def test_a_byte_order_mark_before_a_pdf_is_taken_off() -> None:
    assert judge(b"\xef\xbb\xbf" + PDF, "a.pdf").data == PDF


def test_pdf_is_kept_byte_for_byte() -> None:
    assert judge(PDF, "a.pdf").data == PDF


def test_file_is_read_from_its_beginning() -> None:
    file = io.BytesIO(PDF)
    file.seek(0, io.SEEK_END)
    assert inspect(file, "a.pdf", allowed={"pdf"}, max_bytes=len(PDF)).data == PDF


def test_hash_does_not_depend_on_the_chunks() -> None:
    assert hash_chunks([b"ab", b"", b"c"]) == hash_chunks([b"abc"]) == hashlib.sha256(b"abc").hexdigest()


def test_unknown_kind_in_allowed_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="exe"):
        judge(PDF, "a.pdf", frozenset({"pdf", "exe"}))
    with pytest.raises(ValueError, match="Unknown"):
        judge(PDF, "a.pdf", frozenset())


def test_empty_file_is_refused() -> None:
    assert refusal(b"", "kosong.pdf") == EMPTY


def test_limit_counts_the_last_byte() -> None:
    assert judge(PDF, "a.pdf", max_bytes=len(PDF)).extension == "pdf"
    assert "lebih besar dari" in refusal(PDF, "a.pdf", max_bytes=len(PDF) - 1)


@pytest.mark.parametrize(("limit", "said"), [(2 * MB, "2 MB"), (3 * MB // 2, "1,5 MB"), (500 * 1024, "500 KB")])
def test_too_large_names_the_limit(limit: int, said: str) -> None:
    assert f"lebih besar dari {said}." in refusal(PDF + b"\0" * limit, "a.pdf", max_bytes=limit)


def test_large_file_is_not_read_to_its_end() -> None:
    file = io.BytesIO(b"\0" * 5_000_000)
    with pytest.raises(FileRefused):
        inspect(file, "a.pdf", allowed=USUAL, max_bytes=100_000)
    assert file.tell() < 300_000


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (PNG, "surat.pdf", "berakhiran .pdf, tetapi isinya PNG"),
        (JPG, "surat.pdf", "berakhiran .pdf, tetapi isinya JPG"),
        (PDF, "foto.png", "berakhiran .png, tetapi isinya PDF"),
        (PDF, "surat.exe", "berakhiran .exe, tetapi isinya PDF"),
        (BOMB, "surat.pdf", "Isi berkas ini ZIP"),
        (BOMB, "foto.png", "Isi berkas ini ZIP"),
        (a_docx(), "surat.pdf", "Isi berkas ini DOCX"),
        (b"MZ" + b"\0" * 200, "surat.pdf", "Isi berkas ini EXE"),
        (a_picture("GIF"), "foto.png", "Isi berkas ini GIF"),
        (b"<!doctype html><script>alert(1)</script>", "surat.pdf", "tidak dikenal"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "foto.png", "tidak dikenal"),
        (b"\0", "foto.png", "tidak dikenal"),
    ],
)
def test_content_decides_the_kind(data: bytes, name: str, said: str) -> None:
    assert said in refusal(data, name)


def test_refusal_lists_what_is_accepted() -> None:
    assert "hanya PDF, JPG, atau PNG." in refusal(b"teks", "a.txt")
    assert "hanya JPG atau PNG." in refusal(PDF, "a.pdf", frozenset({"jpg", "png"}))
    assert "hanya PDF." in refusal(a_docx(), "a.docx", frozenset({"pdf"}))
