"""The pages of the competitions: who sees which rows, what they may do, and a constant number of queries."""

import datetime
import io

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationState
from competitions.kipp.box import nomination_box
from proposals.core.models import Proposal
from reviews.core.models import Interest
from tests import factories, makers

pytestmark = pytest.mark.django_db
KIPP_URL = "/kompetisi/kipp/2026/"


@pytest.fixture
def edition():
    rules = factories.kipp_rules("identitas")
    return Edition.objects.create(
        programme="kipp", year=2026, name="KIPP 2026", min_age_months=24, quota=10, rules=rules
    )


@pytest.fixture
def cast():
    first, second = makers.make_agency("dinkes", name="Dinas A"), makers.make_agency("dishub", name="Dinas B")
    return {
        "owner": makers.make_person("owner", first),
        "stranger": makers.make_person("stranger", second),
        "coordinator": makers.make_person("coordinator", is_coordinator=True),
        "leader": makers.make_person("leader", is_leader=True),
        "reviewer": makers.make_person("reviewer", is_reviewer=True),
    }


def nominate(edition, proposal, state=NominationState.NOMINATED):
    return factories.nomination(edition, proposal, state)


@pytest.fixture
def nomination(edition, cast):
    return nominate(edition, makers.make_proposal(cast["owner"].agency, "in_review", title="Pelangi"))


def page(client, person, url=KIPP_URL):
    client.force_login(person)
    return client.get(url)


def test_current_leads_to_this_year(client, cast, edition):
    assert page(client, cast["owner"], "/kompetisi/kipp/").url == KIPP_URL


@pytest.mark.parametrize("url", [KIPP_URL, "/kompetisi/kipp/", f"{KIPP_URL}nominasi/", f"{KIPP_URL}unduh.xlsx"])
def test_who_has_no_part_in_it_finds_nothing(client, cast, edition, url):
    assert page(client, cast["reviewer"], url).status_code == 404


def test_agency_without_a_nomination_stands_first(client, cast, nomination):
    board = page(client, cast["coordinator"]).context["board"]
    assert [(line.agency.name, line.has_one) for line in board.counted] == [("Dinas B", False), ("Dinas A", True)]
    assert board.agencies.of_target == 1


def test_the_address_may_ask_for_one_agency(client, cast, edition, nomination):
    other = nominate(edition, makers.make_proposal(cast["stranger"].agency, "in_review", title="Bianglala"))
    client.force_login(cast["leader"])
    answer = client.get(KIPP_URL, {"instansi": other.agency.code})
    assert (answer.context["board"].standing, len(answer.context["board"].counted)) == (1, 1)
    assert "Bianglala" in answer.content.decode() and "Pelangi" not in answer.content.decode()
    client.force_login(cast["owner"])
    assert client.get(KIPP_URL, {"instansi": other.agency.code}).context["board"].counted == []


def test_every_year_of_the_competition_can_be_opened(client, cast, edition):
    Edition.objects.create(programme="kipp", year=2025, name="KIPP 2025")
    client.force_login(cast["leader"])
    years = client.get(KIPP_URL).context["years"]
    assert [(one["label"], one["url"], one["active"]) for one in years] == [
        ("2026", KIPP_URL, True),
        ("2025", "/kompetisi/kipp/2025/", False),
    ]


def test_a_cancelled_nomination_does_not_count(client, cast, edition):
    nominate(edition, makers.make_proposal(cast["owner"].agency, "in_review"), NominationState.CANCELLED)
    board = page(client, cast["leader"]).context["board"]
    assert (board.agencies.of_target, board.standing) == (0, 0)


def test_an_agency_reads_only_its_own_row(client, cast, nomination):
    own = page(client, cast["owner"])
    assert [line.agency.name for line in own.context["board"].counted] == ["Dinas A"]
    assert "Pelangi" in own.content.decode()
    other = page(client, cast["stranger"])
    assert [line.agency.name for line in other.context["board"].counted] == ["Dinas B"]
    assert "Pelangi" not in other.content.decode()


def test_a_conflict_hides_the_nomination_from_the_coordinator(client, cast, nomination):
    Interest.objects.create(proposal_id=nomination.proposal.pk, user=cast["coordinator"], reason="Saudara")
    answer = page(client, cast["coordinator"])
    assert "Pelangi" not in answer.content.decode()
    assert page(client, cast["coordinator"], f"{KIPP_URL}nominasi/{nomination.pk}/pilih/").status_code == 404


def test_age_and_missing_papers_are_told(client, cast, edition, nomination):
    text = page(client, cast["coordinator"]).content.decode()
    assert "Waktu penerapan belum diisi" in text
    assert "Surat pernyataan identitas" in text
    Proposal.objects.filter(pk=nomination.proposal_id).update(applied_date=datetime.date(2025, 6, 1))
    Edition.objects.update(closes_on=datetime.date(2026, 6, 1))
    assert "12 bulan pada hari penutupan, kurang dari 24 bulan" in page(client, cast["coordinator"]).content.decode()


def test_an_unknown_closing_is_told_once_and_not_at_each_entry(client, cast, edition, nomination):
    Edition.objects.update(closes_on=None)
    Proposal.objects.filter(pk=nomination.proposal_id).update(applied_date="2020-01-01")
    shown = page(client, cast["coordinator"]).content.decode()
    assert shown.count("belum dapat dihitung") == 0
    assert "<dt>Penutupan</dt><dd>belum diketahui" in shown
    Proposal.objects.filter(pk=nomination.proposal_id).update(applied_date=None)
    assert "Waktu penerapan belum diisi" in page(client, cast["coordinator"]).content.decode()


def test_agency_nominates_its_own_proposal(client, cast, edition):
    own = makers.make_proposal(cast["owner"].agency, "submitted")
    other = makers.make_proposal(cast["stranger"].agency, "submitted")
    client.force_login(cast["owner"])
    refused = client.post(f"{KIPP_URL}nominasi/", {"proposal": other.pk})
    assert "Usulan ini tidak dapat dinominasikan" in refused.content.decode()
    assert not Nomination.objects.exists()
    assert client.post(f"{KIPP_URL}nominasi/", {"proposal": own.pk}).url == KIPP_URL
    assert Nomination.objects.get().proposal_id == own.pk


def test_choices_follow_the_agency_in_the_address(client, cast, edition):
    makers.make_proposal(cast["owner"].agency, "submitted", title="Milik A")
    makers.make_proposal(cast["stranger"].agency, "submitted", title="Milik B")
    text = page(client, cast["coordinator"], f"{KIPP_URL}nominasi/?instansi=dishub").content.decode()
    assert "Milik B" in text
    assert "Milik A" not in text


def test_moving_asks_and_keeps_what_was_typed(client, cast, nomination):
    url = f"{KIPP_URL}nominasi/{nomination.pk}/batalkan/"
    assert "Alasan" in page(client, cast["owner"], url).content.decode()
    empty = client.post(url, {"text": ""})
    assert empty.status_code == 400
    assert "Isi alasan" in empty.content.decode()
    long = client.post(url, {"text": "kata " * 100})
    assert long.status_code == 400
    assert "kata kata" in long.content.decode()
    assert client.post(url, {"text": "Salah pilih"}).url == f"{KIPP_URL}nominasi/{nomination.pk}/"
    nomination.refresh_from_db()
    assert nomination.state == NominationState.CANCELLED


def test_a_move_that_is_not_open_is_not_found_or_refused(client, cast, nomination):
    url = f"{KIPP_URL}nominasi/{nomination.pk}/pilih/"
    assert page(client, cast["owner"], url).status_code == 404
    assert client.post(url).url == f"{KIPP_URL}nominasi/{nomination.pk}/"
    nomination.refresh_from_db()
    assert nomination.state == NominationState.NOMINATED
    client.force_login(cast["stranger"])
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("url", ["/kompetisi/kipp/2026/ketentuan/", "/kompetisi/iga/2026/ketentuan/"])
def test_only_coordinators_edit_the_rules(client, cast, edition, url):
    Edition.objects.create(programme="iga", year=2026, name="IGA 2026")
    assert page(client, cast["leader"], url).status_code == 404
    assert page(client, cast["owner"], url).status_code == 404
    assert page(client, cast["coordinator"], url).status_code == 200


def test_rules_are_saved_and_the_days_stay_with_the_calendar(client, cast, edition):
    client.force_login(cast["coordinator"])
    before = edition.closes_on
    values = {"name": "KIPP 2026", "closes_on": "2026-04-01", "min_age_months": 12, "quota": 5}
    values |= {"rules_confidence": "unknown", "seen": edition.version}
    assert reverse("competitions:dates", args=["kipp", 2026]) in client.get(f"{KIPP_URL}ketentuan/").content.decode()
    assert client.post(f"{KIPP_URL}ketentuan/", values).url == f"{KIPP_URL}ketentuan/"
    edition.refresh_from_db()
    assert (edition.min_age_months, edition.quota, edition.closes_on) == (12, 5, before)


def test_spreadsheet_has_every_agency(client, cast, nomination):
    answer = page(client, cast["coordinator"], f"{KIPP_URL}unduh.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, max_col=4, values_only=True))
    assert rows == [("Dinas B", "belum ada", None, None), ("Dinas A", "ada", nomination.proposal.number, "Pelangi")]
    Proposal.objects.filter(pk=nomination.proposal_id).update(indicators="Antrean | 120 | 35 | menit | -")
    answer = page(client, cast["coordinator"], f"{KIPP_URL}unduh.xlsx")
    heading, _, row = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert row[heading.index("Indikator sebelum dan sesudah")] == "Antrean: 120 → 35 menit"


def box(person, proposal) -> str:
    roles = Proposal.objects.roles_of(person, proposal)
    request = RequestFactory().get("/")
    request.user = person
    return nomination_box(request, proposal.pk, roles)


def test_box_offers_the_button_and_then_the_state(cast, edition):
    proposal = makers.make_proposal(cast["owner"].agency, "submitted")
    assert "Nominasikan untuk KIPP" in box(cast["owner"], proposal)
    assert "Nominasikan untuk KIPP" in box(cast["coordinator"], proposal)
    assert "Nominasikan untuk KIPP" not in box(cast["leader"], proposal)
    assert box(cast["reviewer"], proposal).strip() == ""
    nominate(edition, proposal)
    assert "Dinominasikan" in box(cast["owner"], proposal)
    assert "Nominasikan untuk KIPP" not in box(cast["owner"], proposal)


def test_box_is_empty_for_a_draft(cast, edition):
    assert box(cast["owner"], makers.make_proposal(cast["owner"].agency)).strip() == ""


@pytest.mark.parametrize("path", ["kipp", "iga"])
def test_queries_do_not_grow(client, cast, edition, django_assert_num_queries, path):
    Edition.objects.create(programme="iga", year=2026, name="IGA 2026")
    client.force_login(cast["coordinator"])
    url = reverse(f"competitions:{path}", args=[2026])
    nominate(edition, makers.make_proposal(cast["owner"].agency, "in_review"))
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    for number in range(4):
        agency = makers.make_agency(f"opd-{number}")
        for _ in range(2):
            nominate(edition, makers.make_proposal(agency, "in_review"))
    with django_assert_num_queries(len(queries)):
        client.get(url)
