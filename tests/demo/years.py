"""The day on which the tests of the demo look at it, where its files go meanwhile, and what of it they look at."""

import datetime

from django.conf import settings as project

from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.querysets import ProposalQuerySet

LATER = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
IN_MEMORY = project.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


def proposals(year: Period) -> ProposalQuerySet:
    return Proposal.objects.filter(period=year)
