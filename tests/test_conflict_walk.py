"""A conflict of interest outranks every right: at every address, a hidden proposal is one that does not exist.

The addresses come from the role × URL table, so that a new one is walked without being added here.
"""

import html
import io
import re
import zipfile

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from pypdf import PdfReader

from agencies.core.models import Notification, User
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from tests import factories
from tests.factories import Cast
from tests.url_answers import COLUMNS, no_rows
from tests.url_table import TABLE, address
from tests.url_world import World, make_world

pytestmark = pytest.mark.django_db
PLACE = COLUMNS.index("conflicted")
NOWHERE = {int: 999_999_999, str: "tidak-ada"}
"""A key of each kind that nothing has."""

# Sending to these is the conflicted person's right: the row they name is no proposal and nothing of one.
OWN_ROWS = {
    "agencies:invitation_withdraw", "agencies:open_notification", "agencies:second_factor_reset",
    "competitions:archive_order", "competitions:carry", "competitions:desk_tell", "competitions:iga_own_check",
    "competitions:kipp_archive_order",
    "proposals:extension_delete", "proposals:view_delete", "reviews:pair_remove",
}  # fmt: skip


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def missing(name: str, world: World) -> str:
    """The address of a line with, in the place of each row, one that does not exist."""
    named = resolve(address(name, world)).kwargs
    # A year is part of the question; the row is what may be hidden.
    row = next(key for key in named if key != "year")
    return reverse(name, kwargs=named | {row: NOWHERE[type(named[row])]})


def answer_of(response: HttpResponse, url: str) -> tuple[int, str, str]:
    """All that a person can tell from an answer, without what differs at every request."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode(errors="replace").replace(url, "")
    kept = {
        name: value
        for name, value in response.headers.items()
        if name not in ("Set-Cookie", "Content-Length", "X-Request-Id")
    }
    plain = re.sub(r"[A-Za-z0-9]{64}|nonce-[^']+|nonce=\"[^\"]+\"", "", text)
    return response.status_code, plain, re.sub(r"nonce-[^']+", "", str(sorted(kept.items()))).replace(url, "")


def bound() -> list[str]:
    """The addresses of rows that the table closes to the conflicted, or opens for sending only.

    Where the table lets them read, the row is none of a proposal; what is public is public for them as well.
    """
    return [
        name
        for name, (rows, expected) in TABLE.items()
        if rows is not no_rows and expected[PLACE] in (404, 405) and name not in OWN_ROWS
    ]


@pytest.mark.parametrize("person", ["conflicted", "colleague_reviewer"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_of_a_proposal_answers_as_if_it_did_not_exist(world: World, method: str, person: str):
    """`conflicted` holds every role; `colleague_reviewer` was asked to review and now belongs to another agency."""
    who = world.cast[person]
    if person == "colleague_reviewer":
        User.objects.filter(pk=who.pk).update(agency=None)
        for row in SentProposal.objects.filter(assignments__reviewer=who).distinct():
            factories.conflict(who, row)
    browser = browser_of(User.objects.get(pk=who.pk))
    told = {}
    for name in bound():
        urls = address(name, world), missing(name, world)
        hidden, unknown = (answer_of(getattr(browser, method)(url), url) for url in urls)
        # What was told of these is not to be read on the next.
        browser.get("/panduan/")
        if hidden != unknown or hidden[0] == 200:
            told[name] = (hidden[0], unknown[0])
    assert told == {}


def test_the_walk_meets_files_previews_papers_and_moves():
    assert {
        "proposals:detail", "proposals:download", "proposals:preview", "proposals:print", "proposals:receipt",
        "proposals:history", "proposals:act", "reviews:score", "reviews:sheet", "reviews:recap", "reviews:discussion",
        "reviews:meeting", "reviews:meeting_paper", "reviews:conflict_lift", "competitions:move",
    } <= set(bound())  # fmt: skip


def readable(response: HttpResponse) -> str:
    """Everything a person could read from a page, a spreadsheet or a PDF."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if kind == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if "spreadsheet" in kind:
        parts = zipfile.ZipFile(io.BytesIO(body))
        return " ".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/"))
    return html.unescape(body.decode(errors="replace"))


def lists() -> list[str]:
    """The addresses that name no proposal: overviews, exports, searches, suggestions and totals."""
    return [name for name in TABLE if name not in bound()]


def everything(browser: Client, world: World, other: Proposal) -> dict[str, str]:
    """What the lists say, and the pages of another proposal, which the person coordinates."""
    urls = {name: address(name, world) for name in lists()}
    urls |= {f"search {word}": f"{reverse('proposals:list')}?q={word}" for word in ("Rahasia", factories.RARE_WORD)}
    urls |= {f"list of {status}": f"{reverse('proposals:list')}?status={status}" for status in Status}
    of_one = ("proposals:detail", "proposals:history", "reviews:assign", "reviews:discussion", "reviews:recap")
    urls |= {f"{name} of another": reverse(name, args=[other.pk]) for name in of_one}
    pages = {name: readable(browser.get(url)) for name, url in urls.items()}
    return {name: re.sub(r"[A-Za-z0-9]{64}|nonce=\"[^\"]+\"", "", text) for name, text in pages.items()}


def test_no_list_export_search_or_total_changes_by_a_hidden_proposal(world: World, cast: Cast, time_machine):
    time_machine.move_to(timezone.now(), tick=False)  # pages name the minute in their footer
    browser = browser_of(cast.conflicted)
    other = factories.proposal(Status.IN_REVIEW, 40, of=cast.elsewhere)
    factories.assign(cast.reviewer, other)
    everything(browser, world, other)  # the first look issues the reports, which are then listed
    before = everything(browser, world, other)
    told = list(Notification.objects.filter(user=cast.conflicted).values_list("pk", flat=True))
    for number, status in enumerate(set(Status) - {Status.DRAFT}, start=50):
        cast.involve(factories.proposal(status, number, of=cast.home, title=f"Rahasia {number}"))
    # The coordinator was told of each on its way here, before the conflict was declared.
    Notification.objects.filter(user=cast.conflicted).exclude(pk__in=told).delete()
    after = everything(browser, world, other)
    # What is established stands in the public catalogue, for the conflicted as for any visitor.
    naming = {
        "proposals:catalogue", "proposals:catalogue_csv", "proposals:catalogue_json", "proposals:catalogue_sheet",
        "proposals:innovation",
    }  # fmt: skip
    counting = {"proposals:open_data", "sitemap"}
    assert {name for name in before if before[name] != after[name]} == naming | counting
    assert {name for name in after if "Rahasia" in after[name]} == naming | {"search Rahasia"}
    assert "Inovasi 40" in after["reviews:ranking"] and "Inovasi 40" in after["reviews:assignments"]
