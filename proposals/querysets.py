"""Selections of proposals, periods and events that read as words."""

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value
from django.utils import timezone

from proposals import permissions, workflow
from proposals.workflow import Role

if TYPE_CHECKING:
    from agencies.models import User
    from proposals.models import Period, Proposal

MOST_TERMS = 8


class _AnyOf(Func):
    """`key = ANY(array)`: the database hashes the array, where a list of a hundred thousand keys would be parsed."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


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
        conditions = permissions.role_filters(user)
        answers = self.filter(pk=proposal.pk).values_list(
            *(ExpressionWrapper(condition, models.BooleanField()) for condition in conditions.values())
        )
        return {role for row in answers for role, holds in zip(conditions, row, strict=True) if holds}

    def published(self) -> "ProposalQuerySet":
        return self.filter(permissions.published())

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

        Words match by their Indonesian stem and by their beginning; of a very long question the first words count.
        """
        found = self
        for term in _terms(words):
            found = found.filter(pk__in=self._having(term))
        return found

    def among(self, keys: list[int]) -> "ProposalQuerySet":
        """Those with one of these keys; they travel as one array, however many there are."""
        return self.filter(_AnyOf(F("pk"), Value(keys, output_field=ArrayField(models.BigIntegerField()))))

    def _having(self, term: str) -> models.QuerySet["Proposal", Any]:
        """The keys of the proposals that hold one word: a union, because each part then uses its own index."""
        rows = self.model._default_manager.order_by()
        stem, beginning = (
            SearchQuery(f"'{term}':*", config=config, search_type="raw") for config in ("indonesian", "simple")
        )
        query = stem | beginning
        in_number = Q(number__startswith=term.upper())
        if term.isdigit():
            in_number |= Q(number__endswith=f"-{term.zfill(4)}")
        in_agency = Q(agency__name__icontains=term) | Q(agency__short_name__icontains=term) | Q(agency__npsn=term)
        parts = (
            rows.filter(search=query).values("pk"),
            rows.filter(texts__search=query).values("pk"),
            rows.filter(in_number).values("pk"),
            rows.filter(in_agency).values("pk"),
        )
        return parts[0].union(*parts[1:])


def _terms(words: str) -> list[str]:
    """The words of a question, free of everything the query language of the database would read as a sign."""
    plain = "".join(sign if sign.isalnum() or sign == "-" else " " for sign in words)
    return [term.strip("-") for term in plain.split() if term.strip("-")][:MOST_TERMS]


class PeriodQuerySet(models.QuerySet["Period"]):
    def current(self, now: datetime.datetime | None = None) -> "Period | None":
        """The newest period that has opened, else the next one, else None."""
        moment = now or timezone.now()
        return self.filter(opens_at__lte=moment).order_by("-opens_at").first() or self.order_by("opens_at").first()


class EventQuerySet(models.QuerySet):
    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-at", "-pk")
