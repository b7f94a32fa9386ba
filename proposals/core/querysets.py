"""Selections of proposals, periods and events that read as words."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db import connection, models, transaction
from django.db.models import Case, ExpressionWrapper, Q
from django.utils import timezone

from agencies.core.models import Agency
from proposals.core import permissions, searching, workflow
from proposals.core.workflow import Role

if TYPE_CHECKING:
    from agencies.core.models import User
    from proposals.core.models import Proposal
    from proposals.core.periods import Period
    from proposals.core.record import Event


# What a card of the catalogue shows; everything else of a proposal stays in the database.
ON_CARDS = (
    "title", "stage", "agency__name", "affair__key", "affair__name", "period__year", "period__guide",
    "picture__proposal", "picture__sha256", "picture__description",
)  # fmt: skip
NEWEST_FIRST = ("-status_since", "-pk")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ProposalQuerySet":
        """What this person may read, in every role they hold."""
        readable = permissions.NOBODY
        for condition in permissions.role_filters(user).values():
            readable |= condition
        return self.filter(readable)

    def as_role(self, user: "User | AnonymousUser", role: Role) -> "ProposalQuerySet":
        """The proposals on which this person holds `role`."""
        return self.filter(permissions.role_filters(user)[role])

    def roles_of(self, user: "User | AnonymousUser", proposal: "Proposal") -> set[Role]:
        """The roles this person holds on one proposal, as the database holds it now; one query."""
        return self.roles_of_all(user, [proposal.pk]).get(proposal.pk, set())

    def roles_of_all(self, user: "User | AnonymousUser", keys: Iterable[int]) -> dict[int, set[Role]]:
        """The same for many proposals, by key; one query, keys without a row are left out."""
        conditions = permissions.role_filters(user)
        answers = self.filter(pk__in=keys).values_list(
            "pk", *(ExpressionWrapper(condition, models.BooleanField()) for condition in conditions.values())
        )
        return {row[0]: {role for role, holds in zip(conditions, row[1:], strict=True) if holds} for row in answers}

    def published(self) -> "ProposalQuerySet":
        return self.filter(permissions.published())

    def for_cards(self, order: "tuple[str | Case, ...]" = NEWEST_FIRST) -> "ProposalQuerySet":
        """What cards of the catalogue show, the newest first unless told otherwise."""
        shown = self.select_related("agency", "affair", "period", "picture").only(*ON_CARDS)
        return shown.order_by(*order)

    def submitted(self) -> "ProposalQuerySet":
        """Counted as "diajukan": submitted and not withdrawn."""
        return self.filter(status__in=workflow.SUBMITTED)

    def eligible(self) -> "ProposalQuerySet":
        """Counted as "layak": passed verification and not rejected."""
        return self.filter(status__in=workflow.ELIGIBLE)

    def under_review(self) -> "ProposalQuerySet":
        return self.filter(status__in=workflow.UNDER_REVIEW)

    def search(self, words: str) -> "ProposalQuerySet":
        """Proposals in which every word occurs somewhere: number, title, text or agency.

        Words match by their Indonesian stem and by their beginning; a question without words finds everything.
        """
        return self.matching(question(words))

    def matching(self, asked: SearchQuery | None) -> "ProposalQuerySet":
        """The answers to a question that was made by `question`."""
        return self if asked is None else self.filter(document__words=asked)


def question(words: str) -> SearchQuery | None:
    """A question as the database asks it, None when it holds no word; one query, which finds the agencies it names."""
    terms = searching.terms(words)
    if not terms:
        return None
    named = reduce(or_, (Q(name__icontains=term.text) | Q(short_name__icontains=term.text) for term in terms))
    numbered = Q(npsn__in=[term.text.upper() for term in terms])
    rows = list(Agency.objects.filter(named | numbered).order_by().values_list("pk", "name", "short_name", "npsn"))
    return searching.query(
        (term, [pk for pk, name, short, npsn in rows if term.occurs_in(name, short) or term.text.upper() == npsn])
        for term in terms
    )


@contextmanager
def by_index() -> Iterator[None]:
    """Inside, searches are answered from their index.

    PostgreSQL does not reckon what it costs to unpack the words of a row, so for a word that many proposals hold it
    would rather unpack those of every proposal.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


class PeriodQuerySet(models.QuerySet["Period"]):
    def current(self, now: datetime.datetime | None = None) -> "Period | None":
        """The newest period that has opened, else the next one, else None."""
        moment = now or timezone.now()
        return self.filter(opens_at__lte=moment).order_by("-opens_at").first() or self.order_by("opens_at").first()


class EventQuerySet(models.QuerySet["Event"]):
    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-at", "-pk")
