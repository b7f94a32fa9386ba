"""What an agency's own people read of their own proposals, drafts among them: the words as they are written now."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Window
from django.urls import reverse

from agencies.core.models import User
from proposals.core.approval.waiting import told_of_heads
from proposals.core.guide.readiness import Completeness, completeness_of
from proposals.core.history.record import Event
from proposals.core.history.remarks import Remark
from proposals.core.models import DERIVED, Proposal
from proposals.core.period.basics import Basics, basics
from proposals.core.period.models import Period
from proposals.core.querysets import ProposalQuerySet
from proposals.core.workflow import EDITABLE, HELD_BACK, HELD_BY, PRIVATE, Action, Holder, Role, Status

# What `OwnProposal` says, and nothing of the sixty other columns.
SHOWN = ("number", "title", "status", "status_since", "created_by", "period")
# In the hands of somebody else.
UNDER_WAY = [status for status, holder in HELD_BY.items() if holder not in (None, Holder.AGENCY)]


@dataclass(frozen=True, slots=True)
class OwnProposal:
    """One proposal as its own agency reads it."""

    pk: int
    number: str | None
    title: str
    status: str
    status_since: datetime.datetime
    created_by: User
    period: Period

    def get_absolute_url(self) -> str:
        return reverse("proposals:detail", args=[self.pk])

    def get_status_display(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An own proposal that can be written on, how complete it is, and what the coordinator asks to be mended in it.

    `asked` are the remarks that nobody has answered yet; without any, of one that was sent back, the words with which
    it came back. `waiting` counts the remarks among them. `head` says what its head was asked or has answered.
    """

    proposal: OwnProposal
    state: Completeness
    asked: tuple[str, ...] = ()
    waiting: int = 0
    head: str = ""


def of_year(user: User, period: Period, most: int) -> tuple[list[OwnProposal], int]:
    """The newest `most` proposals that the person's agency has in a period, and how many it has in all; two queries."""
    rows = _rows(user).filter(period=period).only(*SHOWN)
    return [_own(row) for row in _with_guides(rows.order_by("-submitted_at", "-pk")[:most], basics())], rows.count()


def unfinished(user: User, most: int, every: Basics) -> tuple[list[Unfinished], int]:
    """What the person's agency wrote on last, at most so many, and how much is unfinished in all.

    Eight queries, and one more with something that was sent back.
    """
    to_write = _rows(user).filter(status__in=EDITABLE).defer(*DERIVED).annotate(of=Window(Count("pk")))
    rows = _with_guides(to_write.order_by("-updated_at")[:most], every)
    states = completeness_of(rows, every)
    notes, remarks = _returned([row.pk for row in rows if row.status not in PRIVATE]), _asked([row.pk for row in rows])
    heads = told_of_heads([row.pk for row in rows])
    found = [
        Unfinished(
            _own(row),
            states[row.pk],
            remarks.get(row.pk, notes.get(row.pk, ())),
            len(remarks.get(row.pk, ())),
            heads.get(row.pk, ""),
        )
        for row in rows
    ]
    return found, _in_all(rows)


def _returned(keys: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By key the words with which each came back last."""
    if not keys:
        return {}
    returns = Event.objects.filter(proposal__in=keys, action=Action.RETURN).order_by("at", "pk")
    return {proposal: (note,) for proposal, note in returns.values_list("proposal", "note") if note}


def _asked(keys: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By key the remarks that wait for an answer."""
    if not keys:
        return {}
    remarks: dict[int, list[str]] = {}
    open_ones = Remark.objects.open().filter(proposal__in=keys).order_by("created_at", "pk")
    for proposal, text in open_ones.values_list("proposal", "text"):
        remarks.setdefault(proposal, []).append(text)
    return {proposal: tuple(texts) for proposal, texts in remarks.items()}


def under_way(user: User, most: int, every: Basics) -> tuple[list[OwnProposal], int]:
    """What the person's agency has in the hands of others, at most so many, and how many in all; one query."""
    return _newest(_rows(user).filter(status__in=UNDER_WAY), most, every)


def at_rest(user: User, since: datetime.datetime, most: int, every: Basics) -> tuple[list[OwnProposal], int]:
    """What was decided or taken back since then, at most so many, and how many in all; one query."""
    resting = [status for status in Status if status not in HELD_BY]
    return _newest(_rows(user).filter(status__in=resting, status_since__gte=since), most, every)


def _newest(found: ProposalQuerySet, most: int, every: Basics) -> tuple[list[OwnProposal], int]:
    """So many of them as they changed last, and how many there are."""
    rows = found.only(*SHOWN).annotate(of=Window(Count("pk"))).order_by("-status_since", "-pk")[:most]
    listed = _with_guides(rows, every)
    return [_own(row) for row in listed], _in_all(listed)


def completeness_among(user: User, keys: Collection[int], every: Basics | None = None) -> dict[int, Completeness]:
    """How complete those of these proposals are that the person writes on, by key; three queries or none.

    One more without `every`, the basics as the caller knows them.
    """
    if user.agency_id is None or not keys:
        return {}
    every = every or basics()
    return completeness_of(_with_guides(_rows(user).filter(pk__in=keys, status__in=EDITABLE), every), every)


def held_back(user: User, among: Collection[int] | None = None) -> Mapping[int, Proposal]:
    """Those of the person's agency of which others read something else than is written now, by key; a query or none.

    With keys only those `among` them.
    """
    if user.agency_id is None or (among is not None and not among):
        return {}
    rows = Proposal.objects.filter(agency=user.agency_id, status__in=HELD_BACK)
    return (rows if among is None else rows.filter(pk__in=among)).with_answers().in_bulk()


def _rows(user: User) -> ProposalQuerySet:
    return Proposal.objects.as_role(user, Role.PROPOSER).select_related("created_by")


def _in_all(rows: Sequence[Proposal]) -> int:
    """How many there are in all, as each of the `rows` was asked to carry along as `of`."""
    return getattr(rows[0], "of", 0) if rows else 0


def _with_guides(rows: Iterable[Proposal], every: Basics) -> list[Proposal]:
    """The rows, each with its period and form."""
    found = list(rows)
    for row in found:
        row.period = every.periods[row.period_id]
    return found


def _own(row: Proposal) -> OwnProposal:
    return OwnProposal(row.pk, row.number, row.title, row.status, row.status_since, row.created_by, row.period)
