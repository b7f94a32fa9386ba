"""Selections of proposals, periods and events that read as words."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils import timezone

from proposals import permissions, workflow
from proposals.workflow import Role

if TYPE_CHECKING:
    from agencies.models import User
    from proposals.models import Period, Proposal


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
        """Full text over number, title and sections (Indonesian stems, last word by prefix), and the agency's name."""
        terms = [term for term in "".join(c if c.isalnum() or c == "-" else " " for c in words).split() if term != "-"]
        if not terms:
            return self
        query = SearchQuery(" & ".join(f"'{term}':*" for term in terms), config="indonesian", search_type="raw")
        in_text = self.model._default_manager.filter(texts__search=query)
        in_agency = Q()
        for term in terms:
            in_agency &= Q(agency__name__icontains=term) | Q(agency__short_name__icontains=term)
        return self.filter(
            Q(search=query) | Q(number__istartswith=words.strip()) | Q(pk__in=in_text.values("pk")) | in_agency
        )


class PeriodQuerySet(models.QuerySet["Period"]):
    def current(self, now: datetime.datetime | None = None) -> "Period | None":
        """The newest period that has opened, else the next one, else None."""
        moment = now or timezone.now()
        return self.filter(opens_at__lte=moment).order_by("-opens_at").first() or self.order_by("opens_at").first()


class EventQuerySet(models.QuerySet):
    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-at", "-pk")
