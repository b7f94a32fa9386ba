"""The letter that invites an agency to its slot (surat undangan): what it says, and how it becomes an issued paper.

It has the form of a letter with day, time, place and occasion (Permendagri 1/2023). Its number is left to the office
that keeps the register.
"""

from collections.abc import Sequence
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
from reviews.presenting.models import Slot

KIND: Final = "surat-undangan"
SIGNED_AS: Final = "surat_undangan"
SERIES: Final = "UND"


def invite(slots: Sequence[Slot], *, by: User) -> None:
    """Reserves a letter for each of these new slots; the queue prints them."""
    for slot, paper in zip(slots, reserve_all([_head(slot) for slot in slots], by=by), strict=True):
        slot.invitation = paper
    Slot.objects.bulk_update(slots, ["invitation"])


def invite_again(slot: Slot, *, by: User) -> None:
    """Reserves a newer letter for a slot that was moved; one that is not printed yet says the new time itself."""
    if slot.invitation is None or slot.invitation.sha256:
        slot.invitation = reserve(_head(slot), by=by, reason="Jadwal dipindahkan")
        slot.save(update_fields=["invitation"])


@transaction.atomic
def printed_invitation(slot: Slot) -> IssuedPaper | None:
    """The letter on the slot with its bytes, printed now where that was not done; None for a slot without a letter.

    Raises OSError when it cannot be stored.
    """
    rows = Slot.objects.select_for_update(of=("self",)).select_related("invitation", "session", "proposal__agency")
    current = rows.filter(pk=slot.pk).first()
    if current is None or current.invitation is None:
        return None
    if not current.invitation.sha256:
        keep(current.invitation, letter_pdf(written(current)))
    return current.invitation


def written(slot: Slot) -> OfficialLetter:
    """The letter on the slot as it stands now, dated today, to the head of the proposing agency."""
    role, day = city().signatories_of(SIGNED_AS)[0], timezone.localdate()
    agency = slot.proposal.agency
    return OfficialLetter(
        head=office_head(),
        year=day.year,
        date=day,
        subject=f"Undangan {slot.session.get_kind_display().lower()} inovasi daerah",
        to=[head_of(agency.kind, agency.official_name)],
        blocks=_body(slot),
        signatory=signatory_for(role, day),
        copies=role.copies,
        draft=False,
    )


def _body(slot: Slot) -> list[BodyPart]:
    first, last = timezone.localtime(slot.starts), timezone.localtime(slot.ends)
    occasion = f"{slot.session.get_kind_display()} usulan “{slot.proposal.title}” ({slot.proposal.reference})"
    facts = [
        ("Hari/tanggal", date_format(first, "l, j F Y")),
        ("Waktu", f"pukul {first:%H.%M} s.d. {last:%H.%M} {city().city.timezone_label}"),
        ("Tempat", slot.place),
        ("Acara", occasion),
    ]
    return [
        BodyPart("Sehubungan dengan penilaian inovasi daerah, kami mengundang Saudara beserta tim inovasinya pada:"),
        BodyPart(facts=facts),
        BodyPart(
            "Bila berhalangan, mohon memberi tahu sebelum hari itu lewat diskusi di halaman usulan, supaya waktunya "
            "dapat dipindahkan."
        ),
        BodyPart("Demikian undangan ini disampaikan. Atas kehadiran Saudara, kami ucapkan terima kasih."),
    ]


def _head(slot: Slot) -> PaperHead:
    return PaperHead(
        kind=KIND,
        kind_name="Surat undangan",
        subject=Subject.of(slot),
        title=f"Undangan {slot.session.get_kind_display().lower()} usulan {slot.proposal.reference}",
        about=str(slot.stage)[:200],
        series=f"{SERIES}-{timezone.localdate().year}",
        filename="undangan-{serial}.pdf",
    )
