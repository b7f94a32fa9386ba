"""Minutes of a visit: what the jury saw there and who was met, written by one of the jury or the coordinator."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.papers.official.frames import BodyPart
from foundation.papers.official.heads import office_head
from foundation.papers.official.numbers import number_or_dots
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, Standing, signature_lines
from foundation.papers.official.titled import TitledPaper
from foundation.text.plain import as_typed
from proposals.core.locking import lock_sent
from reviews.core.refusals import ReviewRefused
from reviews.presenting.models import Session, Slot, VisitMinutes
from reviews.presenting.querysets import SlotQuerySet
from reviews.presenting.telling import day_and_hours

KIND: Final = "berita_acara"


def visits_of(user: User) -> SlotQuerySet:
    """The visits of which this person may read and write the minutes: as one of the jury, or coordinating them."""
    visits = Slot.objects.filter(session__kind=Session.Kind.VISIT)
    mine = visits.coordinated_by(user).values("pk").union(visits.judged_by(user).values("pk"))
    return visits.filter(pk__in=mine)


def mark_of(known: VisitMinutes | None) -> str:
    """What a form sends back of the minutes that stood when it was opened; empty without any."""
    return known.written_at.isoformat() if known else ""


@transaction.atomic
def write(slot: Slot, *, seen: str, met: str, by: User, read: str = "") -> VisitMinutes:
    """Stores the minutes, in the place of earlier ones; `read` is the `mark_of` those that the writer had before them.

    Raises ReviewRefused for others than jury and coordinator, before it began, after a no-show, without words, or when
    somebody else wrote meanwhile.
    """
    lock_sent(slot.proposal_id)
    current = visits_of(by).filter(pk=slot.pk).first()
    if current is None:
        raise ReviewRefused("Hanya juri kunjungan ini dan koordinatornya yang dapat menulis berita acaranya.")
    if current.state == Slot.State.MISSED or current.starts > timezone.now():
        raise ReviewRefused("Berita acara ditulis sesudah kunjungan dimulai. Periksa jadwalnya.")
    if not as_typed(seen):
        raise ReviewRefused("Tuliskan apa yang dilihat di lapangan.")
    known = VisitMinutes.objects.filter(slot=current).select_related("written_by").first()
    if known is not None and mark_of(known) != read:
        raise ReviewRefused(
            f"{known.written_by} menulis berita acara ini sementara Anda mengetik. Tulisannya ada di bawah isian Anda; "
            "gabungkan yang perlu, lalu simpan lagi."
        )
    values = {"seen": seen, "met": met, "written_by": by, "written_at": timezone.now()}
    return VisitMinutes.objects.update_or_create(slot=current, defaults=values)[0]


def paper(minutes: VisitMinutes) -> TitledPaper:
    """The minutes in official form, with room for the signatures of one of the jury and of the agency.

    Berita acara: Permendagri 1/2023. The number is left to the office that keeps the register.
    """
    slot = minutes.slot
    proposal, year = slot.proposal, timezone.localtime(slot.starts).year
    facts = [
        ("Usulan", f"{proposal.title} ({proposal.reference})"),
        ("Instansi", proposal.agency.official_name),
        ("Waktu", day_and_hours(slot)),
        ("Tempat", slot.place),
        ("Tim penilai", ", ".join(str(each.reviewer) for each in slot.jury.select_related("reviewer")) or "-"),
        ("Yang ditemui", minutes.met or "-"),
    ]
    return TitledPaper(
        head=office_head(),
        heading=["BERITA ACARA", "KUNJUNGAN LAPANGAN", f"NOMOR {number_or_dots(None, KIND, year)}"],
        blocks=[
            BodyPart("Tim penilai mengunjungi penerapan inovasi berikut:"),
            BodyPart(facts=facts),
            BodyPart("Yang dilihat di lapangan:"),
            *(BodyPart(part) for part in minutes.seen.splitlines() if part.strip()),
            BodyPart("Demikian berita acara ini dibuat dengan sebenarnya."),
        ],
        signs=[_place("Yang mewakili instansi", ""), _place("Tim Penilai", str(minutes.written_by))],
        kind=KIND,
    )


def _place(office: str, name: str) -> PlacedSignature:
    signer = Signatory(office, Standing.DEFINITIVE, "", name, "", "", "", "")
    return PlacedSignature(signature_lines(signer, Family.LETTER))
