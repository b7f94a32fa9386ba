"""A ranked proposal as the pages write it: its line in words, the figures beside its score, and where they lead."""

from dataclasses import dataclass, replace

from django.urls import reverse

from foundation.text.rounding import in_figures
from proposals.core.sent import SentProposal
from reviews.ranking.ranking import Row

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RankLine:
    """What the component rank_row takes; `key` is the value of its box, `line` says whose it is and where it stands.

    `provisional` is the word beside the score, `group` what tells it from those scored in more or fewer stages.
    """

    place: int | None
    number: str | None
    reference: str
    name: str
    url: str
    line: str
    score: str
    provisional: str
    group: str
    facts: Facts
    key: str
    score_url: str = ""
    dispute_url: str = ""
    dispute: str = ""
    note: str = ""


def ranking_line(row: Row, proposal: SentProposal, stage: str | None, *, adjusted: bool) -> RankLine:
    """A line of the ranking; `adjusted`: whether that is the official score, so that the raw one stands beside it."""
    beside = ("Nilai asli", row.raw) if adjusted else ("Tersesuaikan", row.adjusted)
    url, words = _dispute(row)
    stands = f"{stage}, {proposal.get_status_display().lower()}" if stage else proposal.get_status_display()
    return _line(
        row,
        proposal,
        line=f"{proposal.agency.short_name} · {stands}",
        facts=((beside[0], in_figures(beside[1])), ("Penilai", str(row.here.n if row.here else 0)), _spread(row)),
        key=f"{proposal.pk}:{proposal.review_round}",
        score_url="" if row.raw is None else reverse("reviews:recap", args=[proposal.pk]),
        dispute_url=url,
        dispute=words,
    )


def meeting_line(row: Row, proposal: SentProposal, *, note: str = "") -> RankLine:
    """A line of what a meeting decides, with what is noted on it."""
    return _line(row, proposal, line=proposal.agency.short_name, facts=(), key=str(proposal.pk), note=note)


def choice_line(row: Row, proposal: SentProposal, *, note: str = "") -> RankLine:
    """A line to be ticked for a meeting: how far the scores lie apart stands beside it, and leads to the discussion."""
    found = meeting_line(row, proposal, note=note)
    url, words = _dispute(row)
    return replace(found, facts=(_spread(row),), dispute_url=url, dispute=words)


def _spread(row: Row) -> tuple[str, str]:
    return "Selisih", in_figures(row.here.spread if row.here else None)


def _dispute(row: Row) -> tuple[str, str]:
    """Where the disagreement of any stage is discussed, and how it stands in words; both empty without one."""
    disputed = [figures for figures in row.stages.values() if figures.disputed]
    if not disputed:
        return "", ""
    words = next((each for each in disputed if each.unsettled), disputed[0]).dispute_words
    return reverse("reviews:discussion", args=[row.proposal_id]), words


def _line(
    row: Row, proposal: SentProposal, *, line: str, facts: Facts, key: str, note: str = "", **links: str
) -> RankLine:
    now = f"Nilai sekarang {row.now}." if row.now else ""
    return RankLine(
        place=row.place,
        number=proposal.number,
        reference=proposal.reference,
        name=proposal.title,
        url=proposal.get_absolute_url(),
        line=line,
        score=in_figures(row.score),
        provisional=row.shown.mark,
        group=row.gone_through,
        facts=facts,
        key=key,
        note=" ".join(filter(None, (note, now))),
        **links,
    )
