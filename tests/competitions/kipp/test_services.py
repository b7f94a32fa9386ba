"""Nominating and moving on: what is written, who is told, and every refusal leaving the rows as they were."""

import datetime

import pytest
import time_machine

from agencies.core.models import Notification
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationRefused, NominationState
from competitions.kipp import services as kipp_services
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026", closes_on=datetime.date(2026, 12, 1))


@pytest.fixture
def cast():
    agency = makers.make_agency("dinkes")
    return {
        "owner": makers.make_person("owner", agency),
        "colleague": makers.make_person("colleague", agency),
        "stranger": makers.make_person("stranger", makers.make_agency("dishub")),
        "coordinator": makers.make_person("coordinator", is_coordinator=True),
        "leader": makers.make_person("leader", is_leader=True),
        "reviewer": makers.make_person("reviewer", is_reviewer=True),
    }


@pytest.fixture
def proposal(cast):
    made = makers.make_proposal(cast["owner"].agency, "in_review", title="Pelangi")
    Notification.objects.all().delete()  # what its own moves told
    return made


@pytest.fixture
def at_noon():
    with time_machine.travel(datetime.datetime(2026, 11, 1, 5, tzinfo=datetime.UTC)):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def told() -> set[str]:
    return set(Notification.objects.values_list("user__username", flat=True))


@pytest.mark.parametrize("who", ["owner", "coordinator"])
def test_agency_and_coordinator_nominate(edition, cast, proposal, who):
    nomination = kipp_services.nominate(edition, proposal, by=cast[who])
    stored = Nomination.objects.get()
    assert stored == nomination
    assert (stored.state, stored.agency, stored.nominated_by) == (NominationState.NOMINATED, proposal.agency, cast[who])
    assert told() == {"owner", "colleague", "coordinator"} - {who}


@pytest.mark.parametrize("who", ["stranger", "leader", "reviewer"])
def test_nobody_else_nominates(edition, cast, proposal, who):
    with pytest.raises(NominationRefused):
        kipp_services.nominate(edition, proposal, by=cast[who])
    assert not Nomination.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("status", ["withdrawn", "rejected"])
def test_a_proposal_that_does_not_count_is_refused(edition, cast, status):
    with pytest.raises(NominationRefused, match="belum dapat dinominasikan"):
        kipp_services.nominate(edition, makers.make_proposal(cast["owner"].agency, status), by=cast["owner"])
    assert not Nomination.objects.exists()


def test_twice_is_refused_and_changes_nothing(edition, cast, proposal):
    kipp_services.nominate(edition, proposal, by=cast["owner"])
    with pytest.raises(NominationRefused, match="sudah dinominasikan"):
        kipp_services.nominate(edition, proposal, by=cast["colleague"])
    assert Nomination.objects.get().nominated_by == cast["owner"]


def test_after_closing_only_the_coordinator_nominates(edition, cast, proposal):
    edition.closes_on = datetime.date(2026, 10, 31)
    edition.save()
    with pytest.raises(NominationRefused, match="sudah ditutup"):
        kipp_services.nominate(edition, proposal, by=cast["owner"])
    assert kipp_services.nominate(edition, proposal, by=cast["coordinator"]).pk


def test_cancel_needs_a_reason_and_can_be_taken_up_again(edition, cast, proposal):
    nomination = kipp_services.nominate(edition, proposal, by=cast["owner"])
    with pytest.raises(NominationRefused, match="Isi alasan"):
        kipp_services.move(nomination, "batalkan", by=cast["owner"], text=" \u200b\u3164")
    kipp_services.move(nomination, "batalkan", by=cast["owner"], text="Salah pilih")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.note) == (NominationState.CANCELLED, "Salah pilih")
    again = kipp_services.nominate(edition, proposal, by=cast["colleague"])
    assert (again.pk, again.state, again.note) == (nomination.pk, NominationState.NOMINATED, "")


@pytest.mark.parametrize("key", ["batalkan", "urungkan"])
def test_what_was_chosen_is_not_taken_back_without_a_reason(edition, cast, proposal, key):
    nomination = kipp_services.nominate(edition, proposal, by=cast["owner"])
    kipp_services.move(nomination, "pilih", by=cast["coordinator"])
    nomination.refresh_from_db()
    with pytest.raises(NominationRefused, match="Isi alasan"):
        kipp_services.move(nomination, key, by=cast["coordinator"], text=" ")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.note) == (NominationState.SHORTLISTED, "")
    kipp_services.move(nomination, key, by=cast["coordinator"], text="Data belum lengkap")
    nomination.refresh_from_db()
    assert nomination.note == "Data belum lengkap"


def test_the_way_to_the_ministry(edition, cast, proposal):
    nomination = kipp_services.nominate(edition, proposal, by=cast["owner"])
    for key, text, state in (
        ("pilih", "", NominationState.SHORTLISTED),
        ("daftarkan", "SIN-1", NominationState.ENTERED),
        ("hasil", "Lolos administrasi", NominationState.ENTERED),
    ):
        kipp_services.move(nomination, key, by=cast["coordinator"], text=text)
        nomination.refresh_from_db()
        assert nomination.state == state
    assert (nomination.registration_number, nomination.result) == ("SIN-1", "Lolos administrasi")
    assert nomination.events.count() == 4


def test_agency_cannot_choose_itself(edition, cast, proposal):
    nomination = kipp_services.nominate(edition, proposal, by=cast["owner"])
    with pytest.raises(NominationRefused, match="tidak tersedia"):
        kipp_services.move(nomination, "pilih", by=cast["owner"])
    nomination.refresh_from_db()
    assert nomination.state == NominationState.NOMINATED


def test_who_comes_second_is_told_so(edition, cast, proposal):
    nomination = kipp_services.nominate(edition, proposal, by=cast["owner"])
    seen = Nomination.objects.get()
    kipp_services.move(nomination, "batalkan", by=cast["owner"], text="Salah pilih")
    with pytest.raises(NominationRefused, match="baru saja diubah"):
        kipp_services.move(seen, "pilih", by=cast["coordinator"])
    assert Nomination.objects.get().state == NominationState.CANCELLED


def test_a_text_that_is_too_long_is_refused(edition, cast, proposal):
    nomination = kipp_services.nominate(edition, proposal, by=cast["owner"])
    kipp_services.move(nomination, "pilih", by=cast["coordinator"])
    nomination.refresh_from_db()
    with pytest.raises(NominationRefused, match="60 huruf"):
        kipp_services.move(nomination, "daftarkan", by=cast["coordinator"], text="x" * 61)
