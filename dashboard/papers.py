"""The letters that remind agencies."""

from collections.abc import Sequence

from agencies.city import city
from agencies.papers import render_pdf
from dashboard.models import Addressee, Nudge


def letters_pdf(nudges: Sequence[Nudge]) -> bytes:
    """One PDF with one letter per reminder, each on its own page, signed by the office its rung names."""
    return render_pdf("papers/nudge_letters.html", {"letters": [(nudge, _signatory(nudge)) for nudge in nudges]})


def _signatory(nudge: Nudge) -> str:
    """The role that signs: the Sekretaris Daerah on the last rung, else the head of the office."""
    paper = "surat_sekretaris_daerah" if nudge.addressee == Addressee.SEKDA else "surat_pengingat"
    title: str = next(one["title"] for one in city()["signatories"] if paper in one["signs"])
    return title
