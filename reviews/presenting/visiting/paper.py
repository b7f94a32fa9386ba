"""The minutes of a visit on paper (Permendagri 1/2023), with the photos of the visit in an annex."""

import base64
from collections.abc import Iterable
from typing import Final

from django.utils import timezone

from foundation.papers.official.frames import BodyPart, frame
from foundation.papers.official.heads import office_head
from foundation.papers.official.numbers import number_or_dots
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, Standing, signature_lines
from foundation.papers.official.titled import TitledPaper
from foundation.papers.rendering import render_pdf
from proposals.filechecks.images import thumbnail
from reviews.presenting.models import VisitMinutes
from reviews.presenting.telling import day_and_hours
from reviews.presenting.visiting.photos import VisitPhoto

PAPER: Final = "berita_acara"
SIDE: Final = 900
"""Pixels of the longer side of a printed photo: 300 dots per inch at its width on the sheet."""


def minutes_pdf(minutes: VisitMinutes, photos: Iterable[VisitPhoto], *, draft: bool) -> bytes:
    """The minutes and those photos that may be shown; the same bytes for the same content."""
    shown = [photo for photo in photos if photo.is_open]
    paper = _written(minutes, len(shown))
    context = {
        "frame": frame(PAPER, draft=draft),
        "paper": paper,
        "photos": [(photo, _inline(photo)) for photo in shown],
    }
    return render_pdf("reviews/presenting/visiting/paper.html", context)


def _inline(photo: VisitPhoto) -> str:
    with photo.file.open("rb") as file:
        data = thumbnail(file, side=SIDE)
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


def _written(minutes: VisitMinutes, photos: int) -> TitledPaper:
    """The minutes in official form, with room for the signatures of one of the jury and of the agency.

    The number is left to the office that keeps the register.
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
        heading=["BERITA ACARA", "KUNJUNGAN LAPANGAN", f"NOMOR {number_or_dots(None, PAPER, year)}"],
        blocks=[
            BodyPart("Tim penilai mengunjungi penerapan inovasi berikut:"),
            BodyPart(facts=facts),
            BodyPart("Yang dilihat di lapangan:"),
            *(BodyPart(part) for part in minutes.seen.splitlines() if part.strip()),
            *([BodyPart(f"Foto kunjungan ({photos}) ada di lampiran.")] if photos else []),
            BodyPart("Demikian berita acara ini dibuat dengan sebenarnya."),
        ],
        signs=[_place("Yang mewakili instansi", ""), _place("Tim Penilai", str(minutes.written_by))],
        kind=PAPER,
    )


def _place(office: str, name: str) -> PlacedSignature:
    signer = Signatory(office, Standing.DEFINITIVE, "", name, "", "", "", "")
    return PlacedSignature(signature_lines(signer, Family.LETTER))
