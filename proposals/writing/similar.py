"""Other proposals that look alike: by title and text (PostgreSQL full text, Indonesian stems) and by the same files."""

import re
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet

from agencies.core.models import User
from foundation.text.keys import fold
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import HELD_BACK

LEAST_WORDS: Final = 25
"""Shorter texts look alike by chance."""
ALIKE_TITLE: Final = 0.6
ALIKE_TEXT: Final = 0.4
_CANDIDATES: Final = 5
_TERMS: Final = 20
_SHINGLE: Final = 3
_WORD: Final = re.compile(r"\w{2,}")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another proposal, in what it looks alike, and how much (0 to 1)."""

    proposal: Proposal
    what: str
    share: float


def others(proposal: Proposal, user: User) -> QuerySet[Proposal]:
    """What may be pointed out: what this person may read or the catalogue shows, except itself and its own source.

    What another agency is repairing is left out until it is sent, because it is compared as it is stored.
    """
    readable = Proposal.objects.visible_to(user) | Proposal.objects.published()
    settled = readable.filter(~Q(status__in=HELD_BACK) | Q(agency=user.agency_id))
    return settled.exclude(pk__in=[proposal.pk, proposal.copied_from_id or proposal.pk])


def alike(proposal: Proposal, user: User) -> list[Likeness]:
    """Proposals of this and earlier years with a very similar title or section, the most similar first.

    Full text finds at most five candidates for the title and for each section; whether they are alike is decided by
    the share of words (titles) or of runs of three words (texts) they have in common.
    """
    found = [*_titles(proposal, user), *_texts(proposal, user)]
    return sorted(found, key=lambda likeness: -likeness.share)


def twins(proposal: Proposal, user: User) -> dict[str, list[Proposal]]:
    """Proposals that hold the same files, by SHA-256; one query."""
    hashes = proposal.attachments.values("sha256")
    same = Attachment.objects.filter(sha256__in=hashes, proposal__in=others(proposal, user)).select_related("proposal")
    found: dict[str, list[Proposal]] = {}
    for attachment in same.order_by("proposal_id", "pk"):
        holders = found.setdefault(attachment.sha256, [])
        if attachment.proposal not in holders:
            holders.append(attachment.proposal)
    return found


def nearest_earlier(proposal: Proposal, user: User, number: int) -> list[Proposal]:
    """So many proposals of earlier years whose words come nearest to this title, alike or not; one query."""
    query = _query(proposal.title)
    if query is None:
        return []
    earlier = others(proposal, user).filter(period__year__lt=proposal.period.year, search=query)
    ranked = earlier.select_related("period").annotate(rank=SearchRank(F("search"), query))
    return list(ranked.order_by("-rank", "pk")[:number])


def _titles(proposal: Proposal, user: User) -> list[Likeness]:
    query = _query(proposal.title)
    if query is None:
        return []
    candidates = others(proposal, user).filter(search=query).annotate(rank=SearchRank(F("search"), query))
    own = set(_words(proposal.title))
    compared = [
        Likeness(other, "nama inovasi", _jaccard(own, set(_words(other.sent_title))))
        for other in candidates.order_by("-rank", "pk")[:_CANDIDATES]
    ]
    return [likeness for likeness in compared if likeness.share >= ALIKE_TITLE]


def _texts(proposal: Proposal, user: User) -> list[Likeness]:
    found = []
    readable = others(proposal, user)
    for text in proposal.texts.filter(words__gte=LEAST_WORDS).select_related("section"):
        query = _query(text.text)
        if query is None:
            continue
        candidates = SectionText.objects.filter(
            search=query, section__key=text.section.key, words__gte=LEAST_WORDS, proposal__in=readable
        ).select_related("proposal")
        own = _shingles(text.text)
        for other in candidates.order_by(SearchRank(F("search"), query).desc(), "pk")[:_CANDIDATES]:
            share = _contained(own, _shingles(other.text))
            if share >= ALIKE_TEXT:
                found.append(Likeness(other.proposal, f"bagian “{text.section.title}”", share))
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _query(text: str) -> SearchQuery | None:
    """Any of the longest words; long words say most about what a text is about."""
    terms = sorted({word for word in _words(text) if word.isalnum()}, key=lambda word: (-len(word), word))[:_TERMS]
    return SearchQuery(" | ".join(terms), config="indonesian", search_type="raw") if terms else None


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _contained(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    """The share of the shorter text that the longer one repeats."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
