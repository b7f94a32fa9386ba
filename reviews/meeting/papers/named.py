"""Which proposals a paper of a meeting names: who may not know of one of them does not get the paper."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from reviews.meeting.core.lines import decided
from reviews.meeting.papers.papers import parts_of

Context = Mapping[str, Any]


def _listed(context: Context) -> Iterator[int]:
    return (line.proposal.pk for line in context["lines"])


def _discussed(context: Context) -> Iterator[int]:
    cases = (case["line"].proposal.pk for case in context["contested"])
    return chain(cases, (row.proposal_id for row in chain(context["overrides"], context["lifted"])))


def _praised(context: Context) -> Iterator[int]:
    return (sheet["line"].proposal.pk for sheet in context["praised"])


def _in_minutes(context: Context) -> Iterator[int]:
    told = ("stepped_aside", "deviations", "decided_overrides", "decided_lifted")
    rows = chain.from_iterable(context[name] for name in told)
    return chain((line.proposal.pk for line in decided(context["lines"])), (row.proposal_id for row in rows))


_NAMED: Final[Mapping[str, Callable[[Context], Iterator[int]]]] = {
    "peringkat": _listed,
    "pembahasan": _discussed,
    "unggulan": _praised,
    "berita-acara": _in_minutes,
}


def named_in(name: str, context: Context) -> list[int]:
    """The keys of the proposals that one of PAPERS names, by its context; agenda and attendance name none."""
    return sorted(set(chain.from_iterable(_NAMED[part](context) for part in parts_of(name) if part in _NAMED)))
