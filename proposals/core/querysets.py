"""Selections of proposals, periods and events that read as words."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db import connection, models, transaction
from django.db.models import Case, Count, ExpressionWrapper, Q
from django.utils import timezone

from agencies.core.models import Agency
from proposals.core import permissions, workflow
from proposals.core.guide.profile import FieldKind, of_kind
from proposals.core.search import searching
from proposals.core.search.documents import SearchDocument
from proposals.core.workflow import Role

if TYPE_CHECKING:
    from agencies.core.models import User
    from proposals.core.history.record import Event
    from proposals.core.models import Proposal
    from proposals.core.period.models import Period
    from proposals.core.sent import AnyProposal, ListedProposal, SentProposal


# What a card of the catalogue shows; everything else of a proposal stays in the database.
ON_CARDS = (
    "title", "summary", "stage", "status_since", "decree_date", "agency__name", "affair__sign", "affair__name",
    "period__year", "period__guide", "picture__proposal", "picture__sha256", "picture__description",
)  # fmt: skip
NEWEST_FIRST = ("-status_since", "-pk")
Row = TypeVar("Row", bound=models.Model)


class ReadableQuerySet(models.QuerySet[Row]):
    """What can be asked of proposals, whether of the stored rows or of what was sent of them."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """What this person may read, in every role they hold."""
        readable = permissions.NOBODY
        for condition in permissions.role_filters(user).values():
            readable |= condition
        return self.filter(readable)

    def as_role(self, user: "User | AnonymousUser", role: Role) -> Self:
        """The proposals on which this person holds `role`."""
        return self.filter(permissions.role_filter(user, role))

    def roles_of(self, user: "User | AnonymousUser", proposal: "AnyProposal") -> set[Role]:
        """The roles this person holds on one proposal, as the database holds it now; one query."""
        return self.roles_of_all(user, [proposal.pk]).get(proposal.pk, set())

    def roles_of_all(self, user: "User | AnonymousUser", keys: Iterable[int]) -> dict[int, set[Role]]:
        """The same for many proposals, by key; one query, keys without a row are left out."""
        conditions = permissions.role_filters(user)
        answers = self.filter(pk__in=keys).values_list(
            "pk", *(ExpressionWrapper(condition, models.BooleanField()) for condition in conditions.values())
        )
        return {row[0]: {role for role, holds in zip(conditions, row[1:], strict=True) if holds} for row in answers}

    def grouped(self, column: str = "") -> dict[Any, Counter[str]]:
        """How many are in each status, by a column; without one all together, under None. One query."""
        named = (column,) if column else ()
        found: dict[Any, Counter[str]] = {}
        for *key, status, amount in self.order_by().values_list(*named, "status").annotate(amount=Count("pk")):
            found.setdefault(key[0] if key else None, Counter())[status] = amount
        return found

    def published(self) -> Self:
        return self.filter(permissions.published())

    def for_cards(self, order: "tuple[str | Case, ...]" = NEWEST_FIRST) -> Self:
        """What cards of the catalogue show, the newest first unless told otherwise."""
        shown = self.select_related("agency", "affair", "period", "picture").only(*ON_CARDS)
        return shown.order_by(*order)

    def submitted(self) -> Self:
        """Counted as "diajukan": submitted and not withdrawn."""
        return self.filter(status__in=workflow.SUBMITTED)

    def eligible(self) -> Self:
        """Counted as "layak": passed verification and not rejected."""
        return self.filter(status__in=workflow.ELIGIBLE)

    def under_review(self) -> Self:
        return self.filter(status__in=workflow.UNDER_REVIEW)

    def search(self, words: str) -> Self:
        """Proposals in which every word occurs somewhere: number, title, text or agency.

        Words match by their Indonesian stem and by their beginning; a question without words finds everything.
        """
        return self.matching(question(words))

    def matching(self, asked: SearchQuery | None) -> Self:
        """The answers to a question that was made by `question`."""
        if asked is None:
            return self
        return self.filter(pk__in=SearchDocument.objects.filter(words=asked).values("proposal"))


class ProposalQuerySet(ReadableQuerySet["Proposal"]):
    """The stored rows, as their agency writes them, without the words for the search, which only the database reads."""

    def __init__(self, model: Any = None, query: Any = None, using: str | None = None, hints: Any = None) -> None:
        super().__init__(model, query, using, hints)
        if query is None and model is not None:
            self.query.add_deferred_loading(["search"])

    def with_answers(self) -> Self:
        """With what `Proposal.profile_rows` reads, so that many cost no more queries than one."""
        joined = (field.column for field in of_kind(FieldKind.AFFAIR))
        fetched = (field.column for field in of_kind(FieldKind.AFFAIRS))
        return self.select_related("period__guide", *joined).prefetch_related(*fetched)


class ReadOnlyError(TypeError):
    """Somebody tried to write what was sent; only the stored row is written, and the database keeps the copy."""

    def __init__(self) -> None:
        super().__init__("What was sent of a proposal is only read; write the stored row through its services.")


class ReadOnlyQuerySet(ReadableQuerySet[Row]):
    """Rows of a view, which nobody writes; every way to write raises ReadOnlyError."""

    def _refused(self, *_: Any, **__: Any) -> NoReturn:
        raise ReadOnlyError

    create = get_or_create = update_or_create = bulk_create = bulk_update = update = delete = _refused
    _update = _raw_delete = _insert = _refused


class SentQuerySet(ReadOnlyQuerySet["SentProposal"]):
    """What was sent."""


class ListedQuerySet(ReadOnlyQuerySet["ListedProposal"]):
    """What was sent, and drafts."""


def question(words: str) -> SearchQuery | None:
    """A question as the database asks it, None when it holds no word; one query, which finds the agencies it names."""
    terms = searching.terms(words)
    if not terms:
        return None
    named = reduce(or_, (Q(name__fold__contains=term.text) | Q(short_name__fold__contains=term.text) for term in terms))
    numbered = Q(npsn__in=[term.text.upper() for term in terms])
    rows = list(Agency.objects.filter(named | numbered).order_by().values_list("pk", "name", "short_name", "npsn"))
    return searching.query(
        (term, [pk for pk, name, short, npsn in rows if term.occurs_in(name, short) or term.text.upper() == npsn])
        for term in terms
    )


@contextmanager
def by_index(*, alone: bool = False) -> Iterator[None]:
    """Inside, searches are answered from their index.

    PostgreSQL does not reckon what it costs to unpack the words of a row, so for a word that many proposals hold it
    would rather unpack those of every proposal. `alone`: neither may it go through the rows by another index, which is
    wise only where a page is read off a very long list.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # The keys found for a common word are joined and counted in memory, not in files.
        others = "SET LOCAL enable_indexscan = off;" if alone else ""
        cursor.execute(f"SET LOCAL enable_seqscan = off; {others} SET LOCAL work_mem = '32MB'")
        yield


def current_of(periods: Iterable["Period"], now: datetime.datetime | None = None) -> "Period | None":
    """The newest main period that has opened, else the next one; a side round only where there is no main one."""
    moment, known = now or timezone.now(), list(periods)
    of_kind = [one for one in known if not one.is_side_round] or known
    ordered = sorted(of_kind, key=lambda period: period.opens_at)
    opened = [period for period in ordered if period.opens_at <= moment]
    return opened[-1] if opened else next(iter(ordered), None)


class PeriodQuerySet(models.QuerySet["Period"]):
    def current(self, now: datetime.datetime | None = None) -> "Period | None":
        """As `current_of` says; one query."""
        return current_of(self.all(), now)

    def open_at(self, now: datetime.datetime) -> "PeriodQuerySet":
        """Those that are open to everybody at the moment, the main one first."""
        return self.filter(opens_at__lte=now, closes_at__gte=now).order_by("is_side_round", "opens_at")

    def of_the_kind_of(self, period: "Period") -> "PeriodQuerySet":
        """The main periods for a main one, the side rounds for a side round: those that may be compared with it."""
        return self.filter(is_side_round=period.is_side_round)

    def overlapping(self, opening: datetime.datetime, closing: datetime.datetime) -> "PeriodQuerySet":
        """The main periods that are open at some moment of this span, its ends among them."""
        return self.filter(is_side_round=False, opens_at__lte=closing, closes_at__gte=opening)


class EventQuerySet(models.QuerySet["Event"]):
    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-at", "-pk")
