"""Issuing papers: bytes are kept once, in the caller's transaction, with a serial that is never given out twice.

A paper that does not print its own serial is issued whole (`issue`, `renew`). One that does gets its serial first
(`reserve`) and its bytes afterwards (`keep`).
"""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.text import Truncator

from foundation.files.storage import gone_on_rollback
from foundation.issued.models import IssuedPaper, Subject, hash_of, versions_of

# The first half of the keys of our advisory locks; the second is a hash of the series.
SERIES_LOCK: Final = 4_119_711
LONGEST: Final = 200  # as `title` and `about` of IssuedPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """What is told of a paper before it has bytes.

    `kind` (a key) and `subject` name it, `kind_name`, `title` and `about` are what /verifikasi/ shows to anybody who
    has the code, `series` begins its serial (`LAP-2026` gives `LAP-2026-00001`), `filename` is what it is saved as,
    with `{serial}` filled in.
    """

    kind: str
    kind_name: str
    subject: Subject
    title: str
    series: str
    filename: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """One signature that the bytes carry: who in which office, when, and by which way; as text of that day."""

    name: str
    office: str
    at: str
    way: str


def new_code() -> str:
    """A code for a paper that prints its address at /verifikasi/ before it is issued: 20 letters and digits."""
    return secrets.token_hex(10)


@transaction.atomic
def issue(
    head: PaperHead, content: bytes, *, by: AbstractBaseUser | None, at: datetime.datetime | None = None,
    code: str = "", signed_by: Sequence[SignedBy] = (),
) -> IssuedPaper:  # fmt: skip
    """Keeps these bytes as the paper of this kind and subject, with the row in the caller's transaction.

    A paper that was issued before is given back as it is, whatever `content` says; also at the same moment. `by` is
    None for the portal itself, `at` now unless given, `code` the one that is printed on the paper (`new_code`) if any.
    When the transaction is rolled back, the file is gone. Raises OSError when it cannot be stored.
    """
    _lock(head.series)
    issued = versions_of(head.kind, head.subject).first()
    return issued or _whole(head, content, by=by, at=at, code=code, signed_by=signed_by)


@transaction.atomic
def renew(
    head: PaperHead, content: bytes, *, by: AbstractBaseUser | None, reason: str, at: datetime.datetime | None = None,
    code: str = "", signed_by: Sequence[SignedBy] = (),
) -> IssuedPaper:  # fmt: skip
    """Keeps a newer version of a paper, which replaces the one before; both open for ever.

    `reason` is shown to who checks the older one, such as "Ditandatangani secara elektronik". The same bytes as those
    of the newest version make no newer one. Everything else as `issue`.
    """
    _lock(head.series)
    newest = versions_of(head.kind, head.subject).first()
    if newest and newest.is_copy(content):
        return newest
    return _whole(head, content, by=by, at=at, code=code, signed_by=signed_by, reason=reason)


@transaction.atomic
def reserve(
    head: PaperHead, *, by: AbstractBaseUser | None, at: datetime.datetime | None = None, code: str = "",
    reason: str = "", signed_by: Sequence[SignedBy] = (),
) -> IssuedPaper:  # fmt: skip
    """The next version of a paper with its serial and code, not issued until `keep` has its bytes; see `issue`.

    The caller deletes it when it comes to nothing.
    """
    _lock(head.series)
    paper = _row(head, _last_serial(head.series) + 1, _versions([head]).get(head.subject.key, 0) + 1, by=by, at=at)
    paper.code, paper.reason, paper.signed_by = code or paper.code, reason, [asdict(one) for one in signed_by]
    paper.save(force_insert=True)
    return paper


@transaction.atomic
def reserve_all(
    heads: Sequence[PaperHead], *, by: AbstractBaseUser | None, at: datetime.datetime | None = None
) -> list[IssuedPaper]:
    """As `reserve` for many papers of one series, one kind and subjects of one model, with serials in their order.

    The number of queries does not depend on theirs.
    """
    if not heads:
        return []
    series = heads[0].series
    _lock(series)
    versions, last = _versions(heads), _last_serial(series)
    return IssuedPaper.with_reserved.bulk_create(
        _row(head, number, versions.get(head.subject.key, 0) + 1, by=by, at=at)
        for number, head in enumerate(heads, last + 1)
    )


@transaction.atomic
def keep(paper: IssuedPaper, content: bytes) -> None:
    """Issues a reserved paper as these bytes; from now on nothing of it changes. Raises OSError as `issue`."""
    paper.file.save(paper.filename, ContentFile(content), save=False)
    gone_on_rollback(paper.file)
    paper.sha256, paper.size = hash_of(content), len(content)
    paper.save(update_fields=["file", "sha256", "size"])


def newer_than(paper: IssuedPaper) -> IssuedPaper | None:
    """The newest version of this paper, if it is a later one."""
    return paper.versions.filter(version__gt=paper.version).first()


def signed_edition(paper: IssuedPaper) -> IssuedPaper:
    """The version with all signatures on what this one says; itself where nobody signed that.

    A signature makes a version of its own, straight after the one that it signs; a version without signatures says
    something else, and what is signed after it signs that.
    """
    later = paper.versions.filter(version__gt=paper.version).order_by("version")
    return [paper, *takewhile(lambda version: version.signed_by, later)][-1]


def _whole(
    head: PaperHead, content: bytes, *, by: AbstractBaseUser | None, at: datetime.datetime | None, code: str,
    signed_by: Sequence[SignedBy], reason: str = "",
) -> IssuedPaper:  # fmt: skip
    paper = reserve(head, by=by, at=at, code=code, reason=reason, signed_by=signed_by)
    keep(paper, content)
    return paper


def _lock(series: str) -> None:
    """One writer of a series at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SERIES_LOCK, series])


def _fitting(text: str) -> str:
    """The text as long as the register keeps it; names of agencies may be longer."""
    return Truncator(text).chars(LONGEST)


def _row(
    head: PaperHead, number: int, version: int, *, by: AbstractBaseUser | None, at: datetime.datetime | None
) -> IssuedPaper:
    serial = f"{head.series}-{number:05d}"
    return IssuedPaper(
        kind=head.kind, subject_model=head.subject.model, subject_key=head.subject.key,
        kind_name=head.kind_name, title=_fitting(head.title), about=_fitting(head.about),
        filename=head.filename.format(serial=serial), version=version, serial=serial, code=new_code(),
        issued_by_id=by.pk if by else None, issuer=str(by or ""), issued_at=at or timezone.now(),
    )  # fmt: skip


def _versions(heads: Sequence[PaperHead]) -> dict[str, int]:
    """The last version of each of these papers of one kind that has any, by the key of its subject; one query."""
    kind, model = heads[0].kind, heads[0].subject.model
    known = IssuedPaper.with_reserved.filter(kind=kind, subject_model=model).order_by()
    known = known.filter(subject_key__in=[head.subject.key for head in heads])
    return dict(known.values_list("subject_key").annotate(last=Max("version")))


def _last_serial(series: str) -> int:
    given = IssuedPaper.with_reserved.filter(serial__startswith=f"{series}-")
    last = given.order_by(Length("serial").desc(), "-serial").values_list("serial", flat=True).first()
    return int(last.rsplit("-", 1)[1]) if last else 0
