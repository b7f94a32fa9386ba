"""Issued papers: once, the same bytes for ever, a serial of their own, and nothing left of what was rolled back."""

import hashlib
from collections.abc import Callable
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from foundation.issued.models import IssuedPaper, NotAsIssued
from foundation.issued.services import SignedBy, issue, keep, new_code, newer_than, renew, reserve
from tests.at_once import at_once
from tests.factories import Cast
from tests.foundation.issued.papers import head, stored_files

pytestmark = pytest.mark.django_db
SIGNER = SignedBy(name="Nur Aini", office="Kepala Bapperida", at="30 November 2026 10.00 WIB", way="PAdES")


def test_a_paper_is_issued_once_and_opens_with_the_same_bytes(cast: Cast) -> None:
    first = issue(head(), b"naskah pertama", by=cast.coordinator)
    again = issue(head(), b"dicetak lagi, lain bunyinya", by=cast.leader)
    assert again == first
    assert (again.read(), again.size) == (b"naskah pertama", 14)
    assert again.sha256 == hashlib.sha256(b"naskah pertama").hexdigest()
    assert (again.serial, again.filename, again.issuer) == (
        "UND-2026-00001",
        "UND-2026-00001.pdf",
        str(cast.coordinator),
    )
    assert stored_files() == {f"terbit/{first.code}.pdf"}


def test_serials_go_on_per_series_and_a_code_printed_beforehand_is_kept() -> None:
    code = new_code()
    papers = [
        issue(head("1"), b"a", by=None, code=code),
        issue(head("2"), b"b", by=None),
        issue(head("1", kind="risalah", series="RIS-2026"), b"c", by=None),
        issue(head("3"), b"d", by=None),
    ]
    serials = ["UND-2026-00001", "UND-2026-00002", "RIS-2026-00001", "UND-2026-00003"]
    assert [paper.serial for paper in papers] == serials
    assert papers[0].code == code
    assert papers[0].verify_url.endswith(f"/verifikasi/{code}/")
    assert len({paper.code for paper in papers}) == 4


def test_a_serial_beyond_five_digits_is_followed_by_the_next() -> None:
    paper = reserve(head("1"), by=None)
    IssuedPaper.with_reserved.filter(pk=paper.pk).update(serial="UND-2026-99999")
    assert [issue(head(key), b"a", by=None).serial[-7:] for key in "23"] == ["-100000", "-100001"]


def test_a_newer_version_replaces_the_one_before_and_both_open() -> None:
    first = issue(head(), b"tanpa tanda tangan", by=None)
    signed = renew(head(), b"bertanda tangan", by=None, reason="Ditandatangani", signed_by=[SIGNER])
    assert renew(head(), b"bertanda tangan", by=None, reason="Sekali lagi") == signed
    assert (first.version, signed.version) == (1, 2)
    assert (newer_than(first), newer_than(signed)) == (signed, None)
    assert [one["name"] for one in signed.signed_by] == ["Nur Aini"]
    assert (first.read(), signed.read()) == (b"tanpa tanda tangan", b"bertanda tangan")
    assert issue(head(), b"lain", by=None) == signed


def issue_and_fail(key: str) -> None:
    """Issues a paper in a transaction that then goes wrong."""
    with transaction.atomic():
        paper = issue(head(key), b"batal", by=None)
        assert str(paper.file.name) in stored_files()
        raise RuntimeError


def test_nothing_is_issued_of_a_transaction_that_is_rolled_back() -> None:
    issue(head("1"), b"tetap", by=None)
    kept = stored_files()
    with pytest.raises(RuntimeError):
        issue_and_fail("2")
    assert (stored_files(), IssuedPaper.with_reserved.count()) == (kept, 1)
    assert issue(head("3"), b"berikutnya", by=None).serial == "UND-2026-00002"


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_keeps_its_file() -> None:
    with transaction.atomic():
        paper = issue(head(), b"tetap", by=None)
    assert stored_files() == {paper.file.name}
    with pytest.raises(RuntimeError):
        issue_and_fail("2")
    assert stored_files() == {paper.file.name}
    assert IssuedPaper.objects.get().read() == b"tetap"


def test_a_reserved_paper_is_not_issued_until_it_has_its_bytes() -> None:
    paper = reserve(head(), by=None)
    assert not IssuedPaper.objects.exists()
    keep(paper, f"nomor {paper.serial}".encode())
    assert IssuedPaper.objects.get().read() == b"nomor UND-2026-00001"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE foundation_issuedpaper SET sha256 = repeat('0', 64)",
        "UPDATE foundation_issuedpaper SET file = 'lain.pdf'",
        "UPDATE foundation_issuedpaper SET serial = 'UND-2026-00002'",
        "UPDATE foundation_issuedpaper SET subject_key = '2'",
        "UPDATE foundation_issuedpaper SET signed_by = '[]'",
        "UPDATE foundation_issuedpaper SET sha256 = '', file = ''",
        "DELETE FROM foundation_issuedpaper",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE foundation_issuedpaper CASCADE",
    ],
)
def test_the_database_refuses_every_change(change: str) -> None:
    issue(head(), b"naskah", by=None, signed_by=[SIGNER])
    refusal = r"Cannot (update or delete|truncate) rows"
    with pytest.raises((ProgrammingError, InternalError), match=refusal), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_person_who_issued_a_paper_cannot_be_removed_from_it(cast: Cast) -> None:
    issue(head(), b"naskah", by=cast.leader)
    with (
        pytest.raises(IntegrityError, match="foundation_issuedpaper"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM agencies_user WHERE id = {cast.leader.pk}")


@pytest.mark.parametrize("trouble", ["changed", "gone"])
def test_bytes_that_are_not_those_issued_are_refused_with_a_sentence(trouble: str) -> None:
    paper = issue(head(), b"naskah", by=None)
    storage, name = paper.file.storage, str(paper.file.name)
    storage.delete(name)
    if trouble == "changed":
        storage.save(name, ContentFile(b"naskaH"))
    with pytest.raises(NotAsIssued, match="UND-2026-00001 yang tersimpan hilang atau berbeda dari saat terbit"):
        paper.read()


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_the_same_paper_at_once_get_one_and_others_get_numbers_of_their_own() -> None:
    def same(content: bytes) -> str:
        return issue(head("1"), content, by=None).sha256

    first, second = at_once(lambda: same(b"a"), lambda: same(b"b"))
    assert first == second
    serials = at_once(*(lambda key=key: issue(head(key), b"c", by=None).serial for key in "23456"))
    assert {str(serial) for serial in serials} == {f"UND-2026-0000{number}" for number in range(2, 7)}
    assert len(stored_files()) == 6


def issue_with(before: Callable[[], object]) -> None:
    """Issues a paper in a transaction in which something was done before."""
    with transaction.atomic():
        before()
        issue(head(), b"tetap", by=None)


def fail() -> None:
    raise LookupError


def cut_off_after(commit: Callable[[], None]) -> None:
    commit()
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_commit_takes_no_committed_bytes_along() -> None:
    with pytest.raises(LookupError):
        issue_with(partial(transaction.on_commit, fail))
    assert IssuedPaper.objects.get().read() == b"tetap"


@pytest.mark.django_db(transaction=True)
def test_a_lost_answer_to_the_commit_takes_no_committed_bytes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server commits, the connection breaks before it says so, and Django takes it for a rollback."""
    monkeypatch.setattr(connection, "commit", partial(cut_off_after, connection.commit))
    with pytest.raises(OperationalError):
        issue_with(connection.ensure_connection)
    assert IssuedPaper.objects.get().read() == b"tetap"
