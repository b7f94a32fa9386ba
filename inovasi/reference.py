"""The order in which the floors load their reference data: from the ground up, in one transaction."""

from pathlib import Path

from django.db import transaction

from agencies.directory.reference import load_agencies
from competitions.dates.datefile import load_dates
from competitions.reference.loading import load_competitions
from foundation.fixtures.storing import ReferenceLoad
from proposals.periods.reference import load_proposals
from reviews.stages.reference import load_reviews


@transaction.atomic
def load_all(folder: Path, *, update: bool = False) -> ReferenceLoad:
    """Loads every file of `folder` and returns what happened. Raises FixtureError; then nothing is loaded."""
    load = ReferenceLoad(update=update)
    load_agencies(load, folder)
    load_proposals(load, folder)
    load_reviews(load, folder)
    load_competitions(load, folder)
    load_dates(load, folder)
    return load
