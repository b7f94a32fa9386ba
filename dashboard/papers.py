"""The letters that remind agencies."""

from collections.abc import Sequence
from typing import Any

from agencies.city import city
from agencies.papers import render_pdf
from dashboard.models import Addressee, Nudge


def letters_pdf(nudges: Sequence[Nudge]) -> bytes:
    """One PDF with one letter per reminder, each on its own page, from the office and signed as its rung says."""
    return render_pdf("papers/nudge_letters.html", {"letters": [(nudge, _signatory(nudge)) for nudge in nudges]})


def _signatory(nudge: Nudge) -> dict[str, Any]:
    """Who signs: the Sekretaris Daerah on the last rung, else the head of the office."""
    paper = "surat_sekretaris_daerah" if nudge.addressee == Addressee.SEKDA else "surat_pengingat"
    found: dict[str, Any] = next(one for one in city()["signatories"] if paper in one["signs"])
    return found
