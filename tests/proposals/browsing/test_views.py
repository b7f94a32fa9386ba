"""The list of proposals: search, counted filters, columns, order, saved views, files of exactly what is shown."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from agencies.core.models import Agency, User
from proposals.browsing.columns import COLUMNS
from proposals.browsing.models import ListPreference, SavedView
from proposals.core.models import Proposal
from proposals.core.workflow import STEPS, Status
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("proposals:list")
OPEN = {"saring": "1"}


@pytest.fixture
def coordinator() -> User:
    return factories.coordinator()


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


def titles(response) -> list[str]:
    """The names of the rows; under an own draft stands more than its name."""
    cells = [shown for line in response.context["lines"] for name, _, shown in line if name == "Nama inovasi"]
    return [strip_tags(shown).partition("\n")[0] for shown in cells]


def options(response, name: str) -> dict[str, str]:
    return {
        str(value): str(label) for value, label in response.context["listing"].filter.form.fields[name].widget.choices
    }


def some_proposals() -> None:
    health, school = factories.agency(1, name="Dinas Kesehatan"), factories.school(2)
    factories.proposal(Status.SUBMITTED, 1, of=health, title="Antrean puskesmas")
    factories.proposal(Status.IN_REVIEW, 2, of=health, title="Zona bersih", affair=factories.affair(2))
    factories.proposal(Status.SUBMITTED, 3, of=school, title="Kebun sekolah")
    factories.draft(4, of=school, title="Draf rahasia")


# --- Search --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("PGK-2026-0002", {"Zona bersih"}),
        ("pgk-2026-0002", {"Zona bersih"}),
        ("0002", {"Zona bersih"}),
        ("antre", {"Antrean puskesmas"}),
        ("kebunnya", {"Kebun sekolah"}),
        ("kesehatan", {"Antrean puskesmas", "Zona bersih"}),
        ("kesehatan bersih", {"Zona bersih"}),
        (factories.RARE_WORD, {"Antrean puskesmas", "Zona bersih", "Kebun sekolah"}),
        (f"{factories.RARE_WORD[:5]} kebun", {"Kebun sekolah"}),
        ("rahasia", set()),
        ("tidakada", set()),
        ("' | !& :* \\ <->", {"Antrean puskesmas", "Zona bersih", "Kebun sekolah"}),
    ],
)
def test_one_box_searches_number_title_text_and_agency(client, words, found):
    some_proposals()
    assert set(titles(client.get(LIST, {"q": words}))) == found


# --- Filters and their counts ----------------------------------------------------------------------------------------
def test_every_choice_shows_what_choosing_it_would_leave(client):
    some_proposals()
    for chosen in ({}, {"status": "submitted"}, {"urusan": "urusan-1", "jenis": "opd"}, {"q": "kebun"}):
        page = client.get(LIST, chosen | OPEN)
        for name in ("tahun", "status", "jenis", "instansi", "urusan", "kecamatan", "jenjang"):
            for value, label in options(page, name).items():
                if value:
                    left = client.get(LIST, chosen | {name: value}).context["page_obj"].paginator.count
                    assert label.endswith(f"({left})"), (chosen, name, value, label)


def test_counts_know_nothing_the_reader_may_not_see(client):
    some_proposals()
    assert "draft" not in options(client.get(LIST, OPEN), "status")
    client.force_login(factories.operator(factories.school(2)))
    assert options(client.get(LIST, OPEN), "status") == {"draft": "Draf (1)", "submitted": "Diajukan (1)"}


def test_kept_counts_follow_every_change(client, coordinator):
    """The counts stand only until something behind them changes, whoever changed it."""

    def seen(**asked) -> tuple[int, str]:
        page = client.get(LIST, OPEN | asked)
        return page.context["page_obj"].paginator.count, options(page, "status").get("submitted", "")

    def closed(**asked) -> int:
        return client.get(LIST, asked).context["page_obj"].paginator.count

    some_proposals()
    assert (seen(), closed(), closed(q="kebun")) == ((3, "Diajukan (2)"), 3, 1)
    late = factories.proposal(Status.SUBMITTED, 5, title="Kebun kota")
    assert (seen(), closed(), closed(q="kebun")) == ((4, "Diajukan (3)"), 4, 2)
    factories.move(late, next(step for step in STEPS if step.action == "accept"), by=coordinator)
    assert (seen(), closed(status="submitted")) == ((4, "Diajukan (2)"), 2)
    factories.conflict(coordinator, late)
    assert (seen(), closed(), closed(q="kebun")) == ((3, "Diajukan (2)"), 3, 1)
    Agency.objects.filter(name="Dinas Kesehatan").update(name="Dinas Perkebunan")
    assert closed(q="kebun") == 3
    client.force_login(factories.leader())
    assert closed(q="kebun") == 4


def test_an_empty_list_says_what_to_do(client):
    assert "Belum ada usulan" in client.get(LIST).content.decode()
    some = client.get(LIST, {"q": "zzz"}).content.decode()
    assert "Tidak ada usulan yang cocok" in some and f'href="{LIST}">Tampilkan semua usulan</a>' in some


def test_an_unknown_choice_is_named_and_harms_nothing(client):
    some_proposals()
    page = client.get(LIST, {"tahun": "1999", "status": "x", "lama": "-3", "urut": "password", "kolom": "password"})
    assert page.status_code == 200
    assert set(page.context["listing"].filter.form.errors) == {"tahun", "status", "lama"}


# --- Columns and order -----------------------------------------------------------------------------------------------
def test_the_address_chooses_columns_and_order(client):
    some_proposals()
    page = client.get(LIST, {"kolom": ["anggaran", "judul"], "urut": "-judul"})
    assert page.context["listing"].layout.keys == ["anggaran", "judul"]
    assert titles(page) == ["Zona bersih", "Kebun sekolah", "Antrean puskesmas"]


@pytest.mark.parametrize("key", [column.key for column in COLUMNS])
def test_every_column_sorts_both_ways(client, key):
    some_proposals()
    assert len(titles(client.get(LIST, {"urut": key}))) == len(titles(client.get(LIST, {"urut": f"-{key}"}))) == 3


def test_chosen_columns_are_kept_for_the_person_alone(client, coordinator):
    client.post(reverse("proposals:keep_columns"), {"kolom": ["judul", "urusan"], "query": "status=submitted&page=9"})
    assert client.get(LIST).context["listing"].layout.keys == ["judul", "urusan"]
    client.force_login(factories.leader())
    assert "urusan" not in client.get(LIST).context["listing"].layout.keys
    client.force_login(coordinator)
    answer = client.post(reverse("proposals:keep_columns"), {"bawaan": "1", "query": "status=submitted&page=9"})
    assert answer.url == f"{LIST}?status=submitted"
    assert ListPreference.objects.get(user=coordinator).columns == []


# --- Files -----------------------------------------------------------------------------------------------------------
def test_files_hold_exactly_what_the_page_shows(client):
    some_proposals()
    page = client.get(LIST, {"status": "submitted", "kolom": ["judul", "nomor"], "urut": "judul"})
    shown = [[strip_tags(shown) for _, _, shown in line] for line in page.context["lines"]]
    assert [title for title, _ in shown] == ["Antrean puskesmas", "Kebun sekolah"]
    links = [link.replace("&amp;", "&") for link in re.findall(r'"(/usulan/unduh[^"]*)"', page.content.decode())]
    xlsx, text = (client.get(link) for link in links)
    rows = load_workbook(io.BytesIO(xlsx.content)).active.iter_rows(values_only=True)
    assert [list(row) for row in rows] == [["Nama inovasi", "Nomor"], *shown]
    lines = b"".join(text.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(lines), delimiter=";")) == [["Nama inovasi", "Nomor"], *shown]


@pytest.mark.parametrize("name", ["export", "export_csv"])
def test_a_leader_finds_no_draft_in_a_file(client, name):
    some_proposals()
    client.force_login(factories.leader())
    answer = client.get(reverse(f"proposals:{name}"))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8-sig") if name == "export_csv" else str(
        list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    )  # fmt: skip
    assert "Kebun sekolah" in text and "Draf rahasia" not in text


# --- Saved views -----------------------------------------------------------------------------------------------------
def test_a_shared_view_shows_each_reader_their_own_rows(client, coordinator):
    some_proposals()
    client.post(reverse("proposals:view_save"), {"name": "Sekolah", "query": "jenis=sekolah&kolom=judul&evil=1"})
    view = SavedView.objects.get(user=coordinator)
    assert view.query == "jenis=sekolah&kolom=judul"
    assert titles(client.get(view.get_absolute_url(), follow=True)) == ["Kebun sekolah"]
    client.force_login(factories.operator(factories.school(2)))
    assert set(titles(client.get(view.get_absolute_url(), follow=True))) == {"Kebun sekolah", "Draf rahasia"}
    client.force_login(factories.operator(factories.agency(3)))
    assert titles(client.get(view.get_absolute_url(), follow=True)) == []
    client.logout()
    assert client.get(view.get_absolute_url()).status_code == 302


def test_a_view_needs_a_new_name_and_is_deleted_by_its_owner_only(client, coordinator):
    view = SavedView.objects.create(user=coordinator, name="Satu", query="")
    refused = client.post(reverse("proposals:view_save"), {"name": "Satu", "query": "q=a"})
    assert refused.status_code == 400 and "sudah punya tampilan" in refused.content.decode()
    assert client.post(reverse("proposals:view_save"), {"name": " ", "query": ""}).status_code == 400
    client.force_login(factories.leader())
    assert client.post(reverse("proposals:view_delete", args=[view.token])).status_code == 404
    client.force_login(coordinator)
    assert client.post(reverse("proposals:view_delete", args=[view.token])).status_code == 302
    assert not SavedView.objects.exists()


# --- Size ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?saring=1",
        "?kolom=jenis&kolom=urusan",
        "?q=inovasi&saring=1",
        "?status=submitted&urusan=urusan-1&urut=instansi",
    ],
)
def test_queries_are_the_same_at_any_size(client, query):
    def load() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST + query).context["lines"]
        return len(queries)

    factories.proposal(Status.SUBMITTED, 1)
    few = load()
    for number in range(2, 32):
        factories.proposal(Status.SUBMITTED, number, of=factories.agency(number))
    assert Proposal.objects.count() == 31
    assert load() == few


@pytest.mark.parametrize("amount", [1, 5])
def test_own_drafts_tell_how_complete_they_are_at_the_same_cost(client, amount, django_assert_num_queries):
    writer = factories.operator()
    for number in range(amount):
        factories.ready(number)
    client.force_login(writer)
    client.get(LIST)
    with django_assert_num_queries(11):
        page = client.get(LIST).content.decode()
    assert page.count("bagian wajib terisi, siap diajukan") == amount


def test_the_list_shows_a_change_at_once_and_nothing_that_was_taken_away(client, coordinator):
    proposal = factories.proposal(Status.SUBMITTED, 1, of=factories.agency(1))
    assert titles(client.get(LIST)) == [proposal.title]
    Proposal.objects.filter(pk=proposal.pk).update(title="Nama baru")
    assert titles(client.get(LIST)) == titles(client.get(LIST)) == ["Nama baru"]
    factories.conflict(coordinator, proposal)
    page = client.get(LIST)
    assert (titles(page), page.context["page_obj"].paginator.count) == ([], 0)


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5000, "²", "-1", "0"])
def test_a_page_of_an_impossible_number_is_answered_with_one_that_is_there(client, number):
    some_proposals()
    assert titles(client.get(LIST, {"q": "zona", "page": number})) == ["Zona bersih"]
    assert len(titles(client.get(LIST, {"page": number}))) == len(titles(client.get(LIST)))
