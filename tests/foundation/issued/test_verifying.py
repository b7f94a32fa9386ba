"""What anybody may learn at /verifikasi/ of an issued paper, and what they are told of a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

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


def test_an_unknown_code_is_explained() -> None:
    answer = Client().get("/verifikasi/" + "0" * 20 + "/")
    assert (answer.status_code, "Tidak ada naskah dengan kode ini" in answer.content.decode()) == (404, True)
