"""The entry desk: the ministry's fields in its order, what was copied, and what changed since."""

from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.core.models import Edition
from competitions.iga.core.models import Candidacy
from competitions.iga.entry.broken import BrokenList
from competitions.iga.entry.content import entry_sheet, sent_set
from competitions.iga.entry.models import EntryTick
from competitions.iga.entry.papers import printed_fields
from competitions.iga.entry.sheets import set_xlsx
from competitions.iga.simulator.inputs import standing
from foundation.text.rounding import rounded
from proposals.core.models import Proposal
from tests import factories
from tests.competitions.iga.entry.reckoning import reckoned
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def innovation(edition: Edition, cast: Cast) -> Proposal:
    made = factories.proposal("in_review", 1, of=cast.home, title="Ambulans Laut", budget=125_000_000)
    factories.claimed(edition, made, cast.owner, 1, 3, factories.shelved_file(made, cast.owner, kind="perda"))
    factories.in_iga_set(edition, made)
    return made


def fields(edition: Edition, cast: Cast) -> dict[str, str]:
    (row,) = sent_set(edition, cast.coordinator)
    return {field.key: field.value for field in entry_sheet(edition, row, 1).fields}


def test_the_fields_stand_in_the_ministrys_order_and_words(edition, innovation, cast):
    found = fields(edition, cast)
    assert list(found) == [column.key for column in edition.iga.export_columns]
    assert (found["title"], found["budget"], found["position"]) == ("Ambulans Laut", "125.000.000", "1")
    assert found["applied_date"] == f"{innovation.applied_date:%d/%m/%Y}"
    assert found["agency"] == innovation.agency.official_name


def test_what_was_copied_is_kept_for_each_officer_and_tells_when_it_changed(client, edition, innovation, cast):
    client.force_login(cast.coordinator)
    url = reverse("competitions:entry", args=[2026, innovation.pk])
    page = client.get(url).content.decode()
    assert "Sudah disalin" not in page
    (row,) = sent_set(edition, cast.coordinator)
    mark = next(field.mark for field in entry_sheet(edition, row, 1).fields if field.key == "title")
    tick = reverse("competitions:entry_tick", args=[2026, innovation.pk, "title"])
    for _ in range(2):
        assert client.post(tick, {"mark": mark}).url == f"{url}#isian-position"
    assert EntryTick.objects.get().by == cast.coordinator
    assert "Sudah disalin" in client.get(url).content.decode()
    Proposal.objects.filter(pk=innovation.pk).update(title="Ambulans Laut Baru")
    assert "Berubah sejak Anda menyalinnya" in client.get(url).content.decode()
    assert client.post(reverse("competitions:entry_tick", args=[2026, innovation.pk, "bukan"])).status_code == 404


def test_only_what_is_sent_can_be_entered(client, edition, innovation, cast):
    client.force_login(cast.coordinator)
    other = factories.proposal("in_review", 2, of=cast.home)
    assert client.get(reverse("competitions:entry", args=[2026, other.pk])).status_code == 404
    Candidacy.objects.update(state="left_out", reason="Belum matang")
    assert client.get(reverse("competitions:entry", args=[2026, innovation.pk])).status_code == 404


def test_the_profile_stands_in_the_order_of_the_print_out(client, edition, innovation, cast):
    (row,) = sent_set(edition, cast.coordinator)
    numbers = [field.number for field in printed_fields(entry_sheet(edition, row, 1))]
    assert numbers == [f"1.{number}" for number in range(1, 17)]
    client.force_login(cast.leader)
    answer = client.get(reverse("competitions:entry_profile", args=[2026, innovation.pk]))
    assert answer.content.startswith(b"%PDF")


def test_the_workbook_arrives_at_the_portals_totals(edition, innovation, cast, tmp_path):
    other = factories.proposal("in_review", 2, of=cast.elsewhere, title="=Rumus(1)")
    film = factories.shelved_link(other, cast.owner)
    factories.judged(factories.claimed(edition, other, cast.owner, 20, 3, film), 2, cast.coordinator)
    factories.in_iga_set(edition, other)
    sheets = [entry_sheet(edition, row, place) for place, row in enumerate(sent_set(edition, cast.coordinator), 1)]
    totals = standing(edition, cast.coordinator)
    assert totals
    path = tmp_path / "iga.xlsx"
    path.write_bytes(set_xlsx(sheets, totals, BrokenList([])))
    book = openpyxl.load_workbook(path)
    lines = {row[0].value: row for row in book["Jumlah"].iter_rows(min_row=2)}
    for column, index in ((1, totals.claimed), (2, totals.verified)):
        cell = next(row for label, row in lines.items() if label.startswith("Indeks"))[column]
        assert rounded(reckoned(book, "Jumlah", cell.coordinate)) == index.value
        assert reckoned(book, "Jumlah", lines["Jumlah kematangan"][column].coordinate) == index.given.maturity_sum
    assert totals.claimed.given.maturity_sum == Decimal(3 * 3 + 4 * 3)
    assert totals.verified.given.maturity_sum == Decimal(4 * 2)
    titles = [cell.value for cell in book["Inovasi"]["B"]]
    assert "=Rumus(1)" in titles
    assert all(cell.data_type != "f" for cell in book["Inovasi"]["B"])


def test_pages_cost_the_same_for_few_innovations_and_for_many(client, edition, innovation, cast):
    client.force_login(cast.coordinator)
    urls = [
        reverse("competitions:entry_list", args=[2026]),
        reverse("competitions:entry_check", args=[2026]),
        reverse("competitions:entry", args=[2026, innovation.pk]),
    ]

    def costs() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    few = costs()
    for number in range(10, 16):
        more = factories.proposal("in_review", number, of=cast.elsewhere)
        factories.claimed(edition, more, cast.owner, 20, 3, factories.shelved_link(more, cast.owner))
        factories.in_iga_set(edition, more)
    factories.claimed(edition, innovation, cast.owner, 20, 3, factories.shelved_link(innovation, cast.owner))
    assert costs() == few
