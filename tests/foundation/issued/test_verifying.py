"""What anybody may learn at /verifikasi/ of an issued paper, and what they are told of a file."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.issued.models import IssuedPaper
from foundation.issued.services import SignedBy, issue, renew
from tests.factories import Cast
from tests.foundation.issued.papers import head

pytestmark = pytest.mark.django_db


def test_the_check_tells_kind_title_date_hash_and_that_nobody_signed(cast: Cast) -> None:
    paper = issue(head(), b"naskah", by=cast.coordinator)
    page = Client().get(paper.verify_url).content.decode()
    told = ["Naskah ini asli", "Undangan rapat 1", "Rapat penetapan", paper.serial, paper.sha256, "Ini versi terbaru"]
    assert [word for word in told if word not in page] == []
    assert "Tidak ada tanda tangan dalam berkas ini." in page
    assert "<dt>Jenis</dt><dd>Undangan</dd>" in page
    assert str(cast.coordinator) not in page


def test_the_code_of_the_unsigned_paper_leads_to_who_signed_and_knows_the_signed_file() -> None:
    signer = SignedBy(name="Nur Aini", office="Kepala Bapperida", at="30 November 2026", way="tanda tangan elektronik")
    paper = issue(head(), b"naskah", by=None)
    signed = renew(head(), b"naskah bertanda tangan", by=None, reason="Ditandatangani", signed_by=[signer])
    visitor = Client()
    page = visitor.get(paper.verify_url).content.decode()
    assert "Nur Aini, Kepala Bapperida (tanda tangan elektronik, 30 November 2026)" in page
    assert f"digantikan oleh <strong>{signed.serial}</strong>" in page
    assert ": Ditandatangani." in page

    def told(content: bytes) -> str:
        return visitor.post(paper.verify_url, {"file": SimpleUploadedFile("a.pdf", content)}).content.decode()

    whole = told(b"naskah bertanda tangan")
    assert "Berkas sama persis" in whole
    assert f"versi <strong>{signed.serial}</strong>" in whole
    assert "Tidak ada tanda tangan dalam berkas ini." in told(b"naskah")
    changed = told(b"naskah bertanda tangaN")
    assert "Berkas berbeda" in changed
    assert "Naskah ini asli" not in changed


def test_each_of_many_versions_shows_who_signed_what_it_says() -> None:
    """One report, then another with new figures that two people sign one after the other."""
    first, second = (SignedBy(name=name, office="Kepala", at="1 Mei 2026", way="basah") for name in ("Nur", "Yan"))
    old = issue(head(), b"angka lama", by=None)
    new = renew(head(), b"angka baru", by=None, reason="Isinya berubah")
    renew(head(), b"angka baru, Nur", by=None, reason="Ditandatangani", signed_by=[first])
    renew(head(), b"angka baru, Nur, Yan", by=None, reason="Ditandatangani", signed_by=[first, second])
    newest = renew(head(), b"angka terbaru", by=None, reason="Isinya berubah")

    def signers(paper: IssuedPaper, content: bytes = b"") -> set[str]:
        file = {"file": SimpleUploadedFile("a.pdf", content)}
        answer = Client().post(paper.verify_url, file) if content else Client().get(paper.verify_url)
        return {name for name in ("Nur", "Yan") if f"<dd>{name}, Kepala" in answer.content.decode()}

    assert [signers(paper) for paper in (old, new, newest)] == [set(), {"Nur", "Yan"}, set()]
    assert (signers(old, b"angka baru, Nur"), signers(newest, b"angka baru, Nur, Yan")) == ({"Nur"}, {"Nur", "Yan"})


def test_a_file_is_hashed_once_however_many_versions_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = issue(head(), b"versi 0", by=None)
    for number in range(1, 4):
        renew(head(), b"versi %d" % number, by=None, reason="Isinya berubah")
    hashed, sha256 = [], hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", lambda data=b"", **more: hashed.append(data) or sha256(data, **more))
    file = SimpleUploadedFile("a.pdf", b"versi lain")
    assert "Berkas berbeda" in Client().post(paper.verify_url, {"file": file}).content.decode()
    assert hashed.count(b"versi lain") == 1


def test_an_unknown_code_is_explained() -> None:
    answer = Client().get("/verifikasi/" + "0" * 20 + "/")
    assert (answer.status_code, "Tidak ada naskah dengan kode ini" in answer.content.decode()) == (404, True)
