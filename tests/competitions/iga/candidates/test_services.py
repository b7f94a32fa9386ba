"""Moves of candidates: what is refused with which sentence, what is written, recorded and told, and their pages."""

import datetime
import json

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.core.models import Notification
from competitions.iga.candidates import services
from competitions.iga.candidates.readiness import ready_among
from competitions.iga.candidates.services import CandidacyRefused, NumberTaken
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import MOVES, CandidacyState
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.dashboard.figures.test_kipp import signed_in
from tests.dashboard.year import Year, add, make_year

pytestmark = pytest.mark.django_db
APPLIED = datetime.date(2025, 3, 1)
S = CandidacyState


@pytest.fixture
def year() -> Year:
    made = make_year()
    for affair in made.affairs[:6]:
        affair.refresh_from_db()
    return made


@pytest.fixture
def edition(year):
    """The edition of 2026 that asks for no words, so that claims alone decide."""
    found = factories.iga_edition()
    found.rules["eligibility"]["rancang_bangun_min_words"] = 0
    with pgtrigger.ignore("competitions.Edition:published_rules_stay"):
        found.save()
    return type(found).objects.get(pk=found.pk)


def innovation(
    year: Year, *, agency: int = 0, status: Status = Status.IN_REVIEW, title: str = "Pelangi"
) -> SentProposal:
    made = add(year, year.agencies[agency], status, title=title)
    Proposal.objects.filter(pk=made.pk).update(applied_date=APPLIED, affair=year.affairs[0])
    return SentProposal.objects.get(pk=made.pk)


def ready(edition, year: Year, **more) -> SentProposal:
    made = innovation(year, **more)
    for number in (1, 2, 17, 18, 20):
        factories.claimed(edition, made, year.operator, number, 1)
    return made


def state(edition, proposal) -> str:
    return Candidacy.objects.get(edition=edition, proposal_id=proposal.pk).state


def go(edition, proposal, key, year, *, seen=S.PREPARED, **typed):
    return services.move(edition, proposal, key, by=year.coordinator, seen=seen, typed=typed)


def test_an_innovation_goes_the_whole_way_and_each_step_is_recorded_and_told(year, edition):
    one = ready(edition, year)
    assert state(edition, one) == S.PREPARED
    go(edition, one, "masukkan", year)
    go(edition, one, "daftarkan", year, seen=S.LISTED, registration_number="IGA-1", registered_on=APPLIED)
    go(
        edition,
        one,
        "perbaiki",
        year,
        seen=S.SENT,
        registration_number="IGA-2",
        registered_on=APPLIED,
        reason="Salah ketik.",
    )
    go(edition, one, "hasil", year, seen=S.SENT, ministry_points=70)
    row = Candidacy.objects.get(edition=edition, proposal_id=one.pk)
    assert (row.state, row.registration_number, row.ministry_points) == (S.RESULTED, "IGA-2", 70)
    entries = LedgerEntry.objects.filter(kind=EntryKind.CANDIDACY).order_by("sequence")
    after = [json.loads(entry.after) for entry in entries]
    assert [entry["state"] for entry in after] == [S.LISTED, S.SENT, S.SENT, S.RESULTED]
    assert {entry.actor_id for entry in entries} == {year.coordinator.pk}
    told = list(Notification.objects.filter(user=year.operator).order_by("pk").values_list("text", flat=True))[-4:]
    assert told[0] == "“Pelangi” masuk daftar kirim Innovative Government Award 2026."
    assert "nomor IGA-1" in told[1] and "Salah ketik." in told[2] and "kematangan 70" in told[3]


def test_what_something_holds_back_is_refused_with_all_its_reasons(year, edition):
    one = innovation(year)
    Proposal.objects.filter(pk=one.pk).update(affair=None)
    with pytest.raises(CandidacyRefused, match=r"Baru 0 dari 5 indikator wajib.*Urusan utama belum dipilih"):
        go(edition, one, "masukkan", year, seen=S.CANDIDATE)
    assert not Candidacy.objects.in_set().exists()


def test_the_second_of_two_hears_that_somebody_was_faster(year, edition):
    one = ready(edition, year)
    go(edition, one, "masukkan", year)
    with pytest.raises(CandidacyRefused, match="kini berkeadaan “Masuk daftar kirim”"):
        go(edition, one, "masukkan", year)
    go(edition, one, "keluarkan", year, seen=S.LISTED, reason="Belum jelas regulasinya.")
    with pytest.raises(CandidacyRefused, match="kini berkeadaan “Tidak dikirim”"):
        go(edition, one, "keluarkan", year, seen=S.LISTED, reason="Belum jelas regulasinya.")


def test_claims_that_went_on_meanwhile_do_not_refuse_a_decision(year, edition):
    one = ready(edition, year)
    assert go(edition, one, "masukkan", year, seen=S.CANDIDATE).target == S.LISTED


def test_back_to_candidate_it_is_as_far_as_its_claims(year, edition):
    one = ready(edition, year)
    go(edition, one, "keluarkan", year, reason="Menunggu regulasi.")
    go(edition, one, "kembalikan", year, seen=S.LEFT_OUT)
    assert state(edition, one) == S.PREPARED
    assert Candidacy.objects.get(proposal_id=one.pk).reason == ""


def test_a_withdrawn_registration_frees_its_number(year, edition):
    one, two = ready(edition, year), ready(edition, year, agency=1)
    for each in (one, two):
        go(edition, each, "masukkan", year)
    go(edition, one, "daftarkan", year, seen=S.LISTED, registration_number="7", registered_on=APPLIED)
    with pytest.raises(NumberTaken):
        go(edition, two, "daftarkan", year, seen=S.LISTED, registration_number="7", registered_on=APPLIED)
    go(edition, one, "tarik", year, seen=S.SENT, reason="Salah berkas dikirim.")
    go(edition, two, "daftarkan", year, seen=S.LISTED, registration_number="7", registered_on=APPLIED)
    assert (state(edition, one), state(edition, two)) == (S.LISTED, S.SENT)


@pytest.mark.parametrize("who", ["operator", "leader"])
def test_only_coordinators_move_and_none_where_a_conflict_stands(year, edition, who):
    one = ready(edition, year)
    with pytest.raises(CandidacyRefused):
        services.move(edition, one, "masukkan", by=getattr(year, who), seen=S.PREPARED)
    Interest.objects.create(proposal_id=one.pk, user=year.coordinator, declared_by=year.coordinator, reason="Keluarga.")
    with pytest.raises(CandidacyRefused):
        go(edition, one, "masukkan", year)
    assert not services.ready_for(edition, year.coordinator).exists()
    browser = signed_in(year.coordinator)
    assert browser.get(f"/kompetisi/iga/2026/calon/{one.pk}/").status_code == 404
    assert browser.post(f"/kompetisi/iga/2026/calon/{one.pk}/masukkan/").status_code == 404


def test_all_ready_ones_at_once_as_many_as_were_confirmed(year, edition):
    made = [ready(edition, year), ready(edition, year), ready(edition, year, agency=1)]
    innovation(year)
    with pytest.raises(CandidacyRefused, match="Yang siap kini 3 inovasi, bukan 4 lagi"):
        services.list_ready(edition, by=year.coordinator, confirmed=4)
    assert services.list_ready(edition, by=year.coordinator, confirmed=3) == 3
    assert {state(edition, one) for one in made} == {S.LISTED}
    assert LedgerEntry.objects.filter(kind=EntryKind.CANDIDACY).count() == 3
    # One letter for both of the agency.
    assert Notification.objects.filter(user=year.operator, text__startswith="2 inovasi instansi Anda").count() == 1
    assert not ready_among(services.ready_for(edition, year.coordinator), edition).exists()


def test_the_batch_costs_the_same_for_one_and_for_many(year, edition):
    ready(edition, year)
    with CaptureQueriesContext(connection) as few:
        services.list_ready(edition, by=year.coordinator, confirmed=1)
    for _ in range(4):
        ready(edition, year)
    with CaptureQueriesContext(connection) as many:
        services.list_ready(edition, by=year.coordinator, confirmed=4)
    assert len(many) == len(few)


def test_by_hand_one_outside_the_window_becomes_a_candidate_that_may_be_sent(year, edition):
    one = ready(edition, year)
    Proposal.objects.filter(pk=one.pk).update(applied_date=datetime.date(2020, 1, 1))
    assert list(services.addable_to(edition, year.coordinator)) == [one]
    services.add_by_hand(edition, one, by=year.coordinator, reason="Dikembangkan tahun lalu.")
    assert not services.addable_to(edition, year.coordinator).exists()
    with pytest.raises(CandidacyRefused, match="sudah menjadi calon"):
        services.add_by_hand(edition, one, by=year.coordinator, reason="Dikembangkan tahun lalu.")
    go(edition, one, "masukkan", year)
    assert state(edition, one) == S.LISTED


def test_the_cockpit_offers_filters_and_each_move_its_page(year, edition):
    one, other = ready(edition, year), innovation(year, agency=1, title="Jembatan")
    browser = signed_in(year.coordinator)
    page = browser.get("/kompetisi/iga/2026/").content.decode()
    assert "Pelangi" in page and "Jembatan" in page and "Masukkan semua yang siap" in page
    held = browser.get("/kompetisi/iga/2026/?kesiapan=tertahan").content.decode()
    table = held[held.index("<tbody>") :]
    assert "Jembatan" in table and "Pelangi" not in table
    elsewhere = browser.get("/kompetisi/iga/2026/?instansi=dinas-2").content.decode()
    assert "Jembatan" in elsewhere and "Pelangi" not in elsewhere[elsewhere.index("<tbody>") :]
    rules = browser.get(f"/kompetisi/iga/2026/calon/{other.pk}/").content.decode()
    assert "Baru 0 dari 5 indikator wajib" in rules and "Masukkan ke daftar kirim" not in rules
    opened = {move.key: browser.get(f"/kompetisi/iga/2026/calon/{one.pk}/{move.key}/").status_code for move in MOVES}
    assert {key for key, status in opened.items() if status == 200} == {"masukkan", "keluarkan"}
    assert set(opened.values()) == {200, 404}
    done = browser.post(f"/kompetisi/iga/2026/calon/{one.pk}/masukkan/", {"seen": "prepared"}, follow=True)
    assert "Masukkan ke daftar kirim: “Pelangi”." in done.content.decode()


def test_a_number_that_is_taken_is_said_at_its_field_and_nothing_typed_is_lost(year, edition):
    one, two = ready(edition, year), ready(edition, year, agency=1)
    factories.in_iga_set(edition, one, two)
    browser: Client = signed_in(year.coordinator)
    for one_of, status in ((one, 302), (two, 400)):
        answer = browser.post(
            f"/kompetisi/iga/2026/calon/{one_of.pk}/daftarkan/",
            {"seen": "listed", "registration_number": "IGA-9", "registered_on": "2026-05-01"},
        )
        assert answer.status_code == status
    page = answer.content.decode()
    assert "sudah dipakai inovasi lain" in page and 'value="IGA-9"' in page
    missing = browser.post(f"/kompetisi/iga/2026/calon/{two.pk}/daftarkan/", {"seen": "listed"}).content.decode()
    assert "Isi nomor registrasi kementerian." in missing and "Isi tanggal pendaftaran." in missing


def test_of_two_corrections_at_once_the_second_hears_of_the_first(year, edition):
    one = ready(edition, year)
    factories.in_iga_set(edition, one, sent=True)
    row = Candidacy.objects.get()
    move = next(move for move in MOVES if move.source == move.target == S.SENT)
    typed = {"registration_number": "IGA-1"}
    services.move(edition, one, move.key, by=year.coordinator, seen=S.SENT, typed=typed, stood=row.changed_at)
    typed = {"registration_number": "IGA-2"}
    with pytest.raises(CandidacyRefused, match="baru saja diperbaiki orang lain"):
        services.move(edition, one, move.key, by=year.coordinator, seen=S.SENT, typed=typed, stood=row.changed_at)
    assert Candidacy.objects.get().registration_number == "IGA-1"


def test_what_is_no_candidate_any_more_does_not_go_back_to_be_one(year, edition):
    one = ready(edition, year)
    go(edition, one, "keluarkan", year, reason="Belum matang tahun ini.")
    Proposal.objects.filter(pk=one.pk).update(applied_date=datetime.date(2019, 1, 1))
    with pytest.raises(CandidacyRefused, match="kini bukan calon"):
        go(edition, one, "kembalikan", year, seen=S.LEFT_OUT)
    assert state(edition, one) == S.LEFT_OUT
