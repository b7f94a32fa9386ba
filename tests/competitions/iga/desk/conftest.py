"""An edition with two indicators, claims that wait, and what proves them."""

import datetime
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition, Indicator, Level
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim, ClaimEvidence
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.factories import YEAR, Cast

Claiming = Callable[..., Claim]


@pytest.fixture
def edition(db: None) -> Edition:
    made = Edition.objects.create(programme="iga", year=YEAR, name=f"IGA {YEAR}")
    for number in (1, 2):
        indicator = Indicator.objects.create(
            edition=made,
            number=number,
            name=f"Indikator {number}",
            weight=number + 1,
            mandatory=number == 1,
            definition=f"Definisi {number}",
            evidence=f"Data dukung {number}",
            rules={"key": f"satu_{number}", "file_types": ["pdf"], "notes": ["Nama inovasi harus tertulis."]},
        )
        for value in (1, 2, 3):
            Level.objects.create(indicator=indicator, value=value, description=f"tingkat {value}")
    return made


@pytest.fixture
def innovation(cast: Cast) -> Proposal:
    return factories.proposal(Status.IN_REVIEW, 1, of=cast.home)


def shelved(of: Proposal, by: User, name: str = "sk.pdf", *, data: bytes = b"", sha256: str = "a" * 64) -> EvidenceItem:
    """A file on the shelf; with `data` its bytes are stored."""
    path = default_storage.save(f"bukti-iga/{name}", ContentFile(data)) if data else f"bukti-iga/{name}"
    return EvidenceItem.objects.create(
        proposal_id=of.pk,
        kind="sk",
        title=f"Keputusan {name}",
        file=path,
        name=name,
        size=len(data) or 2048,
        content_type="application/pdf",
        sha256=sha256,
        pages=1,
        document_number="100/2026",
        uploaded_by=by,
    )


@pytest.fixture
def claiming(edition: Edition, cast: Cast) -> Claiming:
    """Makes a claim of an innovation: the level on the indicator of this number, proven unless told otherwise."""

    def made(
        of: Proposal,
        number: int = 1,
        value: int = 2,
        *,
        proven: bool = True,
        days: int = 0,
        items: tuple[EvidenceItem, ...] = (),
    ) -> Claim:
        level = Level.objects.get(indicator__edition=edition, indicator__number=number, value=value)
        claim = Claim.objects.create(
            proposal_id=of.pk,
            indicator=level.indicator,
            level=level,
            claimed_by=cast.owner,
            claimed_at=timezone.now() - datetime.timedelta(days=days),
        )
        for item in items:
            ClaimEvidence.objects.create(claim=claim, item=item)
        Claim.objects.filter(pk=claim.pk).update(proven=proven)
        claim.refresh_from_db()
        return claim

    return made


def costs_of(browser: Client, *pages: str) -> list[int]:
    """The queries of each page, opened for the second time."""
    found = []
    for page in pages:
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        found.append(len(queries))
    return found


def share(edition: Edition, percent: int) -> Edition:
    edition.rules = {"second_look_percent": percent}
    edition.save()
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def twice(edition: Edition) -> Edition:
    """Every judged claim is looked at again."""
    return share(edition, 100)


@pytest.fixture
def other(db: None) -> User:
    return factories.coordinator(2)
