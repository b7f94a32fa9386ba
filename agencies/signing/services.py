"""Signing a paper: electronically, one person after the other, or in ink, with one scan for all.

An electronic signature is noted as sent before it is sent, in a transaction of its own, so that whatever happens
afterwards, nothing sends it a second time. While it is under way, a lock of the session keeps others away, which ends
with the process.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Final

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.debug import sensitive_variables

from agencies.core.models import User
from agencies.signing.asking import NEWER, SigningRefused
from agencies.signing.models import SignatureState, SigningWay, WantedSignature
from agencies.signing.sealing import nik_of
from foundation.city import city
from foundation.issued.models import IssuedPaper, NotAsIssued, Subject
from foundation.issued.services import PaperHead, SignedBy, newer_than, renew
from foundation.signing.pages import texts_of
from foundation.signing.places import places_in
from foundation.signing.signer import Act, Outcome, SignaturePlace, Signed, Signer, SigningPerson, Unknown, VisualBlock
from foundation.signing.validation import NotReadable

ELECTRONIC: Final = "Ditandatangani secara elektronik"
INK: Final = "Ditandatangani basah, pindaian disimpan"
UNDER_WAY: Final = (
    "Satu tanda tangan pada naskah ini sedang diproses. Tunggu satu atau dua menit, lalu buka lagi halaman ini."
)
# As SERIES_LOCK in foundation/issued/services.py; the second half is a hash of the paper's key.
SIGNING_LOCK: Final = 4_119_712


def newest_of(paper: IssuedPaper) -> IssuedPaper:
    """The version of an asked paper with all signatures that it has so far."""
    given = WantedSignature.objects.of(paper.pk).filter(state=SignatureState.SIGNED).order_by("-order")
    latest = given.select_related("result").first()
    return latest.result if latest and latest.result else paper


def refusal_to_sign(rows: list[WantedSignature], user: User) -> str:
    """Why this person cannot sign the paper of these signatures now; empty for the one whose turn it is."""
    own = next((one for one in rows if one.account_id == user.pk and not one.is_signed), None)
    if own is None:
        return "Tidak ada tanda tangan Anda yang ditunggu pada naskah ini."
    if any(one.is_open for one in rows):
        return "Satu tanda tangan belum pasti. Tunggu sampai koordinator memeriksanya."
    first = next(one for one in rows if one.is_waiting)
    return "" if first == own else f"Giliran Anda sesudah {first}."


@sensitive_variables("secret")
def sign(paper: IssuedPaper, signer: Signer, secret: str, *, by: User) -> Outcome:
    """Signs for this person with the secret as it was typed just now, and keeps the signed file as a newer version.

    Raises SigningRefused when it is not this person's turn, while another signature of the paper is under way, or when
    the paper cannot be signed electronically.
    """
    with _alone(paper):
        row, pdf, place = _begun(paper, signer, by)
        block, person = VisualBlock(row.office, row.name, paper.verify_url), SigningPerson(by.username, nik_of(by))
        act = Act(person, place, block, f"Menandatangani {paper.title}", city().city.name)
        outcome = signer.sign(pdf, act, secret)
        _ended(row, outcome)
    return outcome


@contextmanager
def _alone(paper: IssuedPaper) -> Iterator[None]:
    """While a signature of this paper is under way, nobody begins another and nobody opens it again."""
    if not _free("pg_try_advisory_lock", paper):
        raise SigningRefused(UNDER_WAY)
    try:
        yield
    finally:
        # A connection that broke has let go of it.
        with suppress(DatabaseError):
            _free("pg_advisory_unlock", paper)


def _free(ask: str, paper: IssuedPaper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ask}(%s, hashtext(%s))", [SIGNING_LOCK, str(paper.pk)])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _begun(paper: IssuedPaper, signer: Signer, by: User) -> tuple[WantedSignature, bytes, SignaturePlace]:
    """The signature whose turn it is, noted as sent, with the file to be signed and the place in it."""
    rows = _locked(paper)
    why = refusal_to_sign(rows, by)
    if why:
        raise SigningRefused(why)
    row = next(one for one in rows if one.is_waiting)
    newest = newest_of(paper)
    if newer_than(newest):
        raise SigningRefused(NEWER)
    pdf, places = _prepared(paper, newest, signer, rows)
    row.state, row.way, row.by, row.at = SignatureState.SENT, SigningWay(signer.word), by, timezone.now()
    row.save()
    return row, pdf, places[row.order - 1]


def _prepared(
    paper: IssuedPaper, newest: IssuedPaper, signer: Signer, rows: list[WantedSignature]
) -> tuple[bytes, list[SignaturePlace]]:
    """The file with a place for every signature, made before the first of them."""
    try:
        pdf = newest.read()
        named = places_in(pdf)
    except (NotAsIssued, NotReadable) as trouble:
        raise SigningRefused("Berkas naskah ini tidak dapat dibaca. Hubungi petugas teknis.") from trouble
    if len(named) < len(rows):
        raise SigningRefused(
            "Naskah ini tidak menyediakan tempat untuk semua tanda tangan elektronik. Cetak, tandatangani basah, lalu "
            "unggah pindaiannya."
        )
    places = [replace(place, label=f"Tanda tangan {one}") for place, one in zip(named, rows, strict=False)]
    return (signer.prepare(pdf, places) if newest == paper else pdf), places


@transaction.atomic
def _ended(row: WantedSignature, outcome: Outcome) -> None:
    """Keeps what became of a signature that was sent; who may try again is only who was refused."""
    sent, rows = row, _locked(row.paper)
    row = next(one for one in rows if one == sent)
    if isinstance(outcome, Unknown):
        return
    if not isinstance(outcome, Signed):
        _reset(row)
        return
    # Should it have been opened again, because the connection with the lock broke: it was given all the same.
    row.way, row.by, row.at = sent.way, sent.by, sent.at
    earlier = [SignedBy(**one) for one in newest_of(row.paper).signed_by]
    signers = [*earlier, _signed_by(row)]
    row.result = renew(head_of(row.paper), outcome.pdf, by=row.by, reason=ELECTRONIC, signed_by=signers)
    row.state, row.before, row.after = SignatureState.SIGNED, outcome.before, outcome.after
    row.save()


@transaction.atomic
def attach_scan(paper: IssuedPaper, scan: bytes, *, by: User) -> IssuedPaper:
    """Keeps the scan of a paper that all have signed in ink as a newer version, and its hash with each signature.

    Raises SigningRefused for a scan that is no PDF, has fewer pages than the paper, or comes after an electronic
    signature; raises OSError when it cannot be stored.
    """
    rows = _locked(paper)
    if not rows or any(not one.is_waiting for one in rows):
        raise SigningRefused(
            "Pindaian hanya dapat disimpan selama semua tanda tangan masih ditunggu, dan tidak dicampur dengan tanda "
            "tangan elektronik."
        )
    if newer_than(paper):
        raise SigningRefused(NEWER)
    _check_scan(paper, scan)
    now = timezone.now()
    for row in rows:
        row.state, row.way, row.by, row.at = SignatureState.SIGNED, SigningWay.WET, by, now
        row.before, row.after = paper.sha256, hashlib.sha256(scan).hexdigest()
    kept = renew(head_of(paper), scan, by=by, reason=INK, signed_by=[_signed_by(row) for row in rows])
    for row in rows:
        row.result = kept
        row.save()
    return kept


@transaction.atomic
def reopen(paper: IssuedPaper, *, reason: str, by: User) -> None:
    """Lets a signature of which nobody knew be given again, after somebody looked at the signing service.

    Raises SigningRefused where none is unknown, and while it is still under way.
    """
    if not _free("pg_try_advisory_xact_lock", paper):
        raise SigningRefused(UNDER_WAY)
    row = next((one for one in _locked(paper) if one.is_open), None)
    if row is None:
        raise SigningRefused("Tidak ada tanda tangan yang belum pasti pada naskah ini.")
    row.note = f"Dibuka kembali oleh {by}: {reason}"
    _reset(row)


def head_of(paper: IssuedPaper) -> PaperHead:
    """What is told of a newer version of this paper: the same, with a serial of its own."""
    return PaperHead(
        kind=paper.kind,
        kind_name=paper.kind_name,
        subject=Subject(paper.subject_model, paper.subject_key),
        title=paper.title,
        series=paper.serial.rsplit("-", 1)[0],
        filename=paper.filename.replace("{", "").replace("}", "").replace(paper.serial, "{serial}"),
        about=paper.about,
    )


def _locked(paper: IssuedPaper) -> list[WantedSignature]:
    rows = WantedSignature.objects.of(paper.pk).select_for_update(of=("self",)).select_related("paper", "by")
    return list(rows)


def _reset(row: WantedSignature) -> None:
    row.state, row.way, row.by, row.at = SignatureState.WAITING, "", None, None
    row.save()


def _signed_by(row: WantedSignature) -> SignedBy:
    at = date_format(timezone.localtime(row.at), "j F Y H.i")
    return SignedBy(name=row.name, office=row.office, at=at, way=str(SigningWay(row.way).label))


def _check_scan(paper: IssuedPaper, scan: bytes) -> None:
    try:
        pages, whole = len(texts_of(scan)), len(texts_of(paper.read()))
    except ValueError as trouble:
        raise SigningRefused("Berkas ini bukan PDF yang dapat dibuka. Simpan pindaian sebagai PDF.") from trouble
    except NotAsIssued as trouble:
        raise SigningRefused(str(trouble)) from trouble
    if pages < whole:
        raise SigningRefused(f"Pindaian ini {pages} halaman, padahal naskahnya {whole} halaman. Pindai semuanya.")
    if paper.is_copy(scan):
        raise SigningRefused("Ini naskah yang belum ditandatangani. Unggah pindaian naskah yang sudah ditandatangani.")
