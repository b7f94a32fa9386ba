"""Ten proposals that wait for a reviewer, and the reviewer's phone."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage
from tests.browsers import signed_in
from tests.reviews.offline.devices import PHONE


@pytest.fixture
def tasks(cast: SimpleNamespace, make: Callable[..., Proposal], stages: list[ReviewStage]) -> list[Assignment]:
    """Ten proposals that wait for the reviewer."""
    made = [make() for _ in range(10)]
    return [Assignment.objects.create(stage=stages[0], proposal=each, reviewer=cast.reviewer) for each in made]


@pytest.fixture
def window(browser: Browser, live_server: LiveServer, cast: SimpleNamespace) -> Iterator[BrowserContext]:
    with signed_in(browser, cast.reviewer, live_server.url, viewport=PHONE) as context:
        yield context
