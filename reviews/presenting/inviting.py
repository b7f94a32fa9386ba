"""The letters that invite an agency and each juror to a slot (surat undangan): what they say, and how they are issued.

They have the form of a letter with day, time, place and occasion (Permendagri 1/2023). Their number is left to the
office that keeps the register.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from agencies.core.naming import head_of
from agencies.officials.picking import signatory_for
from foundation.city import city
from foundation.issued.models import IssuedPaper, Subject
from foundation.issued.services import PaperHead, keep, reserve, reserve_all
from foundation.papers.official.frames import BodyPart
from foundation.papers.official.heads import office_head
from foundation.papers.official.letter import OfficialLetter, letter_pdf
from reviews.presenting.models import Slot, SlotJury

KIND: Final = "surat-undangan"
TO_JUROR: Final = "surat-undangan-juri"
SIGNED_AS: Final = "surat_undangan"
SERIES: Final = "UND"
MOVED: Final = "Jadwal dipindahkan"


def invite(slots: Sequence[Slot], *, by: User) -> None:
    """Reserves a letter for each of these new slots and each of their jurors; the queue prints them."""
    seats = list(
        SlotJury.objects.filter(slot__in=slots).select_related("slot__session", "slot__stage", "slot__proposal")
    )
    for slot, paper in zip(slots, reserve_all([_head(slot) for slot in slots], by=by), strict=True):
        slot.invitation = paper
    for seat, paper in zip(seats, reserve_all([_seat_head(seat) for seat in seats], by=by), strict=True):
        seat.invitation = paper
    Slot.objects.bulk_update(slots, ["invitation"])
    SlotJury.objects.bulk_update(seats, ["invitation"])


def invite_juror(seat: SlotJury, *, by: User) -> None:
    """Reserves a letter for one more juror, or a newer one; one that is not printed yet says the new time itself."""
    if seat.invitation is None:
        seat.invitation = reserve(_seat_head(seat), by=by)
    elif seat.invitation.sha256:
        seat.invitation = reserve(_seat_head(seat), by=by, reason=MOVED)
    else:
        return
    seat.save(update_fields=["invitation"])


def invite_again(slot: Slot, *, by: User) -> None:
    """Reserves newer letters to the agency and the jury of a slot that was moved, see `invite_juror`."""
    if slot.invitation is None or slot.invitation.sha256:
        slot.invitation = reserve(_head(slot), by=by, reason=MOVED)
        slot.save(update_fields=["invitation"])
    for seat in slot.jury.select_related("invitation"):
        seat.slot = slot
        invite_juror(seat, by=by)


@transaction.atomic
def printed_invitation(slot: Slot) -> IssuedPaper | None:
    """The letter on the slot with its bytes, printed now where that was not done; None for a slot without a letter.

    Raises OSError when it cannot be stored.
    """
    rows = Slot.objects.select_for_update(of=("self",)).select_related("invitation", "session", "proposal__agency")
    current = rows.filter(pk=slot.pk).first()
    return _kept(current.invitation, written(current)) if current and current.invitation else None


@transaction.atomic
def printed_for_juror(seat: SlotJury) -> IssuedPaper | None:
    """The letter to one juror, as `printed_invitation`."""
    rows = SlotJury.objects.select_for_update(of=("self",)).select_related("invitation", "reviewer")
    current = rows.select_related("slot__session", "slot__proposal__agency").filter(pk=seat.pk).first()
    return _kept(current.invitation, written_to_juror(current)) if current and current.invitation else None


def _kept(paper: IssuedPaper, letter: OfficialLetter) -> IssuedPaper:
    if not paper.sha256:
        keep(paper, letter_pdf(letter))
    return paper


def written(slot: Slot) -> OfficialLetter:
    """The letter on the slot as it stands now, dated today, to the head of the proposing agency."""
    agency = slot.proposal.agency
    return _letter(slot, head_of(agency.kind, agency.official_name), [
        BodyPart("Sehubungan dengan penilaian inovasi daerah, kami mengundang Saudara beserta tim inovasinya pada:"),
        BodyPart(facts=_facts(slot)),
        BodyPart(
            "Bila berhalangan, mohon memberi tahu sebelum hari itu lewat diskusi di halaman usulan, supaya waktunya "
            "dapat dipindahkan."
        ),
    ])  # fmt: skip


def written_to_juror(seat: SlotJury) -> OfficialLetter:
    """The letter to one juror, dated today; of the others on the jury it says nothing."""
    slot, person = seat.slot, seat.reviewer
    to = f"{person}, {person.position}" if person.position else str(person)
    facts = [*_facts(slot), ("Pengusul", slot.proposal.agency.official_name)]
    return _letter(slot, to, [
        BodyPart("Sehubungan dengan penilaian inovasi daerah, kami mengundang Saudara sebagai juri pada:"),
        BodyPart(facts=facts),
        BodyPart(
            "Bila berhalangan, atau ada benturan kepentingan dengan usulan itu, mohon mencatatnya di portal sebelum "
            "hari itu, supaya waktu atau jurinya dapat diganti."
        ),
    ])  # fmt: skip


def _letter(slot: Slot, to: str, blocks: Sequence[BodyPart]) -> OfficialLetter:
    role, day = city().signatories_of(SIGNED_AS)[0], timezone.localdate()
    thanks = BodyPart("Demikian undangan ini disampaikan. Atas kehadiran Saudara, kami ucapkan terima kasih.")
    return OfficialLetter(
        head=office_head(),
        year=day.year,
        date=day,
        subject=f"Undangan {slot.session.get_kind_display().lower()} inovasi daerah",
        to=[to],
        blocks=[*blocks, thanks],
        signatory=signatory_for(role, day),
        copies=role.copies,
        draft=False,
    )


def _facts(slot: Slot) -> list[tuple[str, str]]:
    first, last = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
    occasion = f"{slot.session.get_kind_display()} usulan “{slot.proposal.title}” ({slot.proposal.reference})"
    return [
        ("Hari/tanggal", date_format(first, "l, j F Y")),
        ("Waktu", f"pukul {first:%H.%M} s.d. {last:%H.%M} {city().city.timezone_label}"),
        ("Tempat", slot.place),
        ("Acara", occasion),
    ]


def _head(slot: Slot) -> PaperHead:
    return PaperHead(
        kind=KIND,
        kind_name="Surat undangan",
        subject=Subject.of(slot),
        title=f"Undangan {slot.session.get_kind_display().lower()} usulan {slot.proposal.reference}",
        about=str(slot.stage),
        series=f"{SERIES}-{timezone.localdate().year}",
        filename="undangan-{serial}.pdf",
    )


def _seat_head(seat: SlotJury) -> PaperHead:
    """As of the agency's letter; whoever checks it does not learn from it who the juror is."""
    of = _head(seat.slot)
    return replace(
        of,
        kind=TO_JUROR,
        kind_name="Surat undangan juri",
        subject=Subject.of(seat),
        title=of.title.replace("Undangan", "Undangan juri", 1),
        filename="undangan-juri-{serial}.pdf",
    )
