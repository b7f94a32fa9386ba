"""Scores look alike wherever they are shown: two decimals after a comma, and in a sheet a rounded number so formatted.

The demo year is opened page by page, sheet by sheet and paper by paper, and every number that is a score is looked at.
"""

import datetime
import html
import io
import re
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from agencies.core.models import User
from foundation.city import city
from foundation.sheets.xlsx import CONTENT_TYPE, CellKind, Column, workbook
from foundation.text.rounding import in_figures, rounded
from inovasi.demo.years import build
from proposals.core.models import Proposal
from reviews.core.models import Assignment
from reviews.core.standings import ProposalStanding, StageFigures
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers
from reviews.scoring_desk.papers import recap_context
from tests.contradicting import places
from tests.reading import body_of

MOMENT = datetime.datetime(2026, 10, 20, 3, tzinfo=datetime.UTC)
NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,3}[.,]\d+(?![\d:/-]|[.,]\d)")
# Smaller ones are left out: 14.32 is also a time of day.
FROM = 24


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("26.98"), "26,98"),
        (Decimal("90.835"), "90,84"),
        (90.83500000000001, "90,84"),
        (Decimal(100), "100,00"),
        (Decimal("-0.001"), "0,00"),
        (None, "–"),
    ],
)
def test_a_score_has_two_decimals_after_a_comma(value: Decimal | float | None, words: str) -> None:
    assert in_figures(value) == words


def test_a_cell_holds_the_number_that_it_shows() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook("Nilai", [Column("Median", 9, CellKind.DECIMAL)], [(Decimal("90.835"),), (Decimal(7),)]))
    )
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]  # type: ignore[union-attr]  # the sheet just made
    assert [(cell.value, cell.number_format) for cell in cells] == [(90.84, "0.00"), (7, "0.00")]


@pytest.fixture
def demo(settings, db: None) -> Iterator[dict[str, User]]:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    with time_machine.travel(MOMENT, tick=False):
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        built = build(now=MOMENT, proposals=36)
        yield {"coordinator": built.cast.coordinator, "reviewer": built.cast.reviewers[0], "leader": built.cast.leader}


def scores() -> set[Decimal]:
    """Every score of the database, with two decimals."""
    found: set[Decimal | None] = set()
    for model, columns in (
        (ProposalStanding, ("raw", "adjusted", "median")),
        (StageFigures, ("mean", "median", "spread", "adjusted")),
        (Assignment, ("total",)),
    ):
        for column in columns:
            found |= set(model.objects.values_list(column, flat=True))
    return {rounded(value) for value in found if value is not None and value >= FROM}


def wrongly_written(text: str, known: set[Decimal]) -> set[str]:
    """The numbers of a text that are scores, but not written as such; days are no scores."""
    days = r'<td data-label="Lama[^>]*>[^<]*</td>'
    plain = html.unescape(re.sub(rf"{days}|<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S))
    wrong = {number for number in NUMBER.findall(plain) if not re.fullmatch(r"\d+,\d\d", number)}
    return {number for number in wrong if rounded(Decimal(number.replace(",", "."))) in known}


def cells_wrong(body: bytes) -> set[str]:
    """The cells of a workbook whose number does not have two decimals, in the cell and in its format."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    numbers = (cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float))
    return {
        f"{cell.coordinate} {cell.value} {cell.number_format}"
        for cell in numbers
        if cell.number_format != "0.00" or cell.value != round(float(str(cell.value)), 2)
    }


def test_every_page_and_sheet_writes_scores_alike(demo: dict[str, User]) -> None:
    known, wrong, seen = scores(), {}, 0
    # Figures of agencies stand as they were typed.
    typed = set(NUMBER.findall(" ".join(Proposal.objects.values_list("indicators", flat=True))))
    for role, person in demo.items():
        client = Client()
        client.force_login(person)
        for place in places(papers=False):
            response = client.get(place)
            body, kind = body_of(response), response.get("Content-Type", "")
            if response.status_code != 200 or not (kind.startswith("text/") or kind == CONTENT_TYPE):
                continue
            found = cells_wrong(body) if kind == CONTENT_TYPE else wrongly_written(body.decode(), known) - typed
            seen += kind != CONTENT_TYPE and any(in_figures(score) in body.decode() for score in known)
            if found:
                wrong[f"{role} {place}"] = found
    assert wrong == {}
    assert seen > 20  # places that show scores at all


def test_every_paper_does_and_a_star_has_its_footnote(demo: dict[str, User]) -> None:
    known, meeting = scores(), Meeting.objects.latest("pk")
    now = timezone.now()
    said = {
        "lengkap": render_to_string(
            papers.TEMPLATE, papers.paper_context(meeting, "lengkap", now, by=demo["leader"]) | {"city": city()}
        )
    }
    for standing in ProposalStanding.objects.filter(raw__isnull=False).select_related("proposal")[:5]:
        said[standing.number] = render_to_string(
            "reviews/scoring_desk/score_recap.html", recap_context(standing.proposal, now) | {"city": city()}
        )
    assert {name: wrongly_written(text, known) for name, text in said.items()} == {name: set() for name in said}
    starred, footnote = re.compile(r"\s\*</td>"), "* Selisih nilai antarpenilai"
    assert bool(starred.search(said["lengkap"])) == (footnote in said["lengkap"])
