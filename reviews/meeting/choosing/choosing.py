"""Choosing what a meeting decides: the cut in the ranking, what it would tick, and what would follow from it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from agencies.core.requests import SignedInRequest
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.core.pages import stages_of
from reviews.meeting.core.models import Meeting
from reviews.ranking import cutting
from reviews.ranking.cutting import Effects
from reviews.ranking.forms import CutForm
from reviews.ranking.frozen import FrozenRanking
from reviews.ranking.lines import choice_line
from reviews.ranking.ranking import Row, ranked
from reviews.ranking.views_whatif import cut_links


def cut_of(request: SignedInRequest, meeting: Meeting, frozen: FrozenRanking | None) -> Effects | None:
    """What follows from the limit in the address; None without one."""
    limit = cut_form(request).limit
    return cutting.effects(request.user, meeting.period, limit, frozen=frozen) if limit else None


def cut_form(request: SignedInRequest) -> CutForm:
    asked = any(name in request.GET for name in CutForm.base_fields)
    return CutForm(request.GET if asked else None)


def offered(
    rows: Iterable[Row], known: Mapping[int, SentProposal], decided: Mapping[int, str], cut: Effects | None,
    came_back: Collection[int] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """The lines of the page; ticked are those that came back with a refusal, and what the cut lets in undecided."""
    chosen = set(cut.inside) if cut else set()
    last = cut.inside[-1] if cut and cut.inside else None
    return [
        {
            "line": row,
            "proposal": known[row.proposal_id],
            "shown": choice_line(row, known[row.proposal_id], note=_note(decided.get(row.proposal_id, ""))),
            "below": cut is not None and row.proposal_id not in chosen,
            "ticked": row.proposal_id in came_back or (row.proposal_id in chosen and row.proposal_id not in decided),
            "cut": row.proposal_id == last,
        }
        for row in rows
    ]


def _note(action: str) -> str:
    return f"Disiapkan: {Action(action).label.lower()}" if action else ""


def shown_cut(
    request: SignedInRequest, meeting: Meeting, cut: Effects | None, frozen: FrozenRanking | None
) -> dict[str, Any]:
    """What the page says of the cut: its form, its consequences, those just below it, and a step either way."""
    context: dict[str, Any] = {"cut_form": cut_form(request), "cut": cut}
    if cut is None:
        return context
    known = SentProposal.objects.select_related("agency").in_bulk(cut.following)
    rows = ranked(meeting.period, cut.following, stages_of(meeting.period), frozen=frozen)
    lines = {row.proposal_id: choice_line(row, known[row.proposal_id]) for row in rows}
    return context | {"following": [lines[key] for key in cut.following]} | cut_links(request, cut)
