"""Selections of papers to sign and of wanted signatures that read as words."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies.core.models import User
from agencies.signing.permissions import asks, reads
from foundation.issued.models import IssuedPaper

if TYPE_CHECKING:
    from agencies.signing.models import WantedSignature


class WantedQuerySet(models.QuerySet["WantedSignature"]):
    def of(self, paper_pk: int) -> "WantedQuerySet":
        """Those of one paper, in their order."""
        return self.filter(paper=paper_pk).order_by("order")

    def turns_of(self, user: User) -> "WantedQuerySet":
        """Those that this person may give now, as `services.refusal_to_sign` says of the rows of one paper.

        Not on a paper of which a newer version says something else.
        """
        first = Q(state="sent") | Q(state="waiting", order__lt=OuterRef("order"))
        before = self.model.objects.filter(first, paper=OuterRef("paper"))
        same = {name: OuterRef(f"paper__{name}") for name in ("kind", "subject_model", "subject_key")}
        newer = IssuedPaper.objects.filter(**same, version__gt=OuterRef("paper__version"), signed_by=[])
        return self.filter(~Exists(before), ~Exists(newer), account=user, state="waiting")


def papers_read_by(user: User) -> models.QuerySet[IssuedPaper]:
    """Papers whose signatures this person sees."""
    return IssuedPaper.objects.filter(pk__in=IssuedPaper.objects.filter(reads(user)).values("pk"))


def papers_asked_by(user: User) -> models.QuerySet[IssuedPaper]:
    """Papers whose signatures this person looks after."""
    return IssuedPaper.objects.filter(pk__in=IssuedPaper.objects.filter(asks(user)).values("pk"))
