"""The list: columns, counts beside the filters, kept views, and an export of exactly what is shown."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from agencies.models import User
from proposals.models import SavedView
from tests import makers

pytestmark = pytest.mark.django_db
SECRET = "Judul rahasia"


@pytest.fixture
def coordinator() -> User:
    return User.objects.create_user("koordinator", is_coordinator=True)


@pytest.fixture
def client(coordinator: User) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


def sheet(client: Client, query: str) -> list[tuple]:
    content = client.get(f"/usulan/unduh.xlsx?{query}").content
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_the_export_holds_exactly_the_rows_and_columns_shown(client: Client) -> None:
    makers.make_proposal(makers.make_agency("dinkes"), "submitted", title="Pertama")
    makers.make_proposal(makers.make_agency("dishub"), "in_review", title="Kedua")
    query = "status=in_review&kolom=judul&kolom=status&kolom=tahun"
    page = client.get(f"/usulan/?{query}")
    assert [shown.key for shown in page.context["columns"]] == ["judul", "tahun", "status"]
    assert [proposal.title for proposal, _cells in page.context["lines"]] == ["Kedua"]
    assert sheet(client, query) == [("Nama inovasi", "Tahun", "Status"), ("Kedua", 2026, "Dinilai")]


@pytest.mark.parametrize("query", ["", "kolom=tidak-ada"])
def test_the_usual_columns_when_none_is_chosen(client: Client, query: str) -> None:
    columns = client.get(f"/usulan/?{query}").context["columns"]
    assert [shown.key for shown in columns] == ["nomor", "judul", "instansi", "status", "diajukan"]


def test_drafts_of_others_are_in_neither_page_export_count_nor_search(client: Client) -> None:
    makers.make_proposal(makers.make_agency("dinkes"), title=SECRET)
    makers.make_proposal(makers.make_agency("dishub"), "submitted", title="Judul terbuka")
    page = client.get("/usulan/?q=Judul")
    assert [proposal.title for proposal, _cells in page.context["lines"]] == ["Judul terbuka"]
    assert SECRET not in page.content.decode()
    assert SECRET not in str(sheet(client, "q=Judul"))
    assert dict(page.context["filter"].form.fields["status"].choices)["draft"].endswith("(0)")


def test_counts_beside_a_filter_are_what_choosing_it_would_leave(client: Client) -> None:
    for code, status in (("dinkes", "submitted"), ("dishub", "submitted"), ("dlh", "in_review")):
        makers.make_proposal(makers.make_agency(code), status)
    labels = dict(client.get("/usulan/?instansi=dinkes").context["filter"].form.fields["status"].choices)
    assert labels["submitted"].endswith("(1)")
    assert labels["in_review"].endswith("(0)")
    labels = dict(client.get("/usulan/?status=in_review").context["filter"].form.fields["status"].choices)
    assert labels["submitted"].endswith("(2)")


def test_a_view_is_kept_without_what_is_not_a_filter(client: Client, coordinator: User) -> None:
    query = "?status=in_review&kolom=judul&page=3&jahat=1&status=submitted"
    answer = client.post("/usulan/tampilan/", {"name": "  Untuk   rapat ", "query": query})
    view = SavedView.objects.get(user=coordinator)
    assert (view.name, view.query) == ("Untuk rapat", "status=in_review&status=submitted&kolom=judul")
    assert answer.url == f"/usulan/?{view.query}"
    client.post("/usulan/tampilan/", {"name": "Untuk rapat", "query": "?status=draft"})
    assert [one.query for one in SavedView.objects.all()] == ["status=draft"]


def test_a_view_without_a_name_is_refused(client: Client) -> None:
    page = client.post("/usulan/tampilan/", {"name": " ", "query": ""}, follow=True)
    assert "Beri nama untuk tampilan ini" in page.content.decode()
    assert not SavedView.objects.exists()


def test_nobody_removes_another_person_s_view(client: Client) -> None:
    other = SavedView.objects.create(user=User.objects.create_user("lain"), name="Milik lain")
    assert client.post(f"/usulan/tampilan/{other.pk}/hapus/").status_code == 404
    assert SavedView.objects.filter(pk=other.pk).exists()


def test_a_shared_address_shows_each_reader_only_their_own(client: Client) -> None:
    mine, theirs = makers.make_agency("dinkes"), makers.make_agency("dishub")
    makers.make_proposal(mine, "submitted", title="Milik dinkes")
    makers.make_proposal(theirs, "submitted", title="Milik dishub")
    operator = Client()
    operator.force_login(User.objects.create_user("pembaca", agency=mine))
    assert client.get("/usulan/?status=submitted").context["page_obj"].paginator.count == 2
    lines = operator.get("/usulan/?status=submitted").context["lines"]
    assert [proposal.title for proposal, _cells in lines] == ["Milik dinkes"]


def test_the_number_of_queries_is_the_same_for_few_and_many(client: Client) -> None:
    counts = []
    for amount in (2, 8):
        for number in range(amount):
            makers.make_proposal(makers.make_agency(f"dinas-{amount}-{number}"), "submitted")
        with CaptureQueriesContext(connection) as seen:
            client.get("/usulan/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
