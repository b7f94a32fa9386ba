"""Nominating and moving on: what is written, who is told, and every refusal leaving the rows as they were."""

import datetime

import pytest
import time_machine

from agencies.core.models import Notification
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationRefused, NominationState
from competitions.kipp import services as kipp_services
from tests import factories, makers

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


@pytest.mark.parametrize("who", ["owner", "coordinator"])
def test_a_closed_edition_takes_nothing_from_anybody(edition, cast, proposal, who):
    edition.closes_on = datetime.date(2026, 10, 31)
    edition.save()
    with pytest.raises(NominationRefused, match="sudah ditutup pada 31 Oktober 2026"):
        kipp_services.nominate(edition, proposal, by=cast[who])
    assert not Nomination.objects.exists()


def test_an_edition_of_a_year_that_is_over_is_closed_though_its_day_is_unknown(cast, proposal):
    past = Edition.objects.create(programme="kipp", year=2025, name="KIPP 2025")
    with pytest.raises(NominationRefused, match="sudah ditutup"):
        kipp_services.nominate(past, proposal, by=cast["coordinator"])


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
    nomination = chosen(edition, cast, proposal)
    with pytest.raises(NominationRefused, match="Isi alasan"):
        kipp_services.move(nomination, key, by=cast["coordinator"], text=" ")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.note) == (NominationState.SHORTLISTED, "")
    kipp_services.move(nomination, key, by=cast["coordinator"], text="Data belum lengkap")
    nomination.refresh_from_db()
    assert nomination.note == "Data belum lengkap"


def test_the_way_to_the_ministry(edition, cast, proposal):
    nomination = kipp_services.nominate(edition, proposal, by=cast["owner"])
    for who, key, text, state in (
        ("owner", "siap", "", NominationState.PREPARED),
        ("owner", "belum-siap", "Surat kurang", NominationState.NOMINATED),
        ("coordinator", "siap", "", NominationState.PREPARED),
        ("coordinator", "pilih", "", NominationState.SHORTLISTED),
        ("coordinator", "daftarkan", "SIN-1", NominationState.ENTERED),
    ):
        kipp_services.move(nomination, key, by=cast[who], text=text)
        nomination.refresh_from_db()
        assert nomination.state == state
    assert nomination.registration_number == "SIN-1"
    assert nomination.events.count() == 6


def test_a_number_is_put_right_with_a_reason_and_the_old_one_stays_on_record(edition, cast, proposal):
    nomination = entered(edition, cast, proposal, "SIN-1")
    with pytest.raises(NominationRefused, match="Isi alasan"):
        kipp_services.move(nomination, "perbaiki-nomor", by=cast["coordinator"], text="SIN-2")
    with pytest.raises(kipp_services.RefusedNumber, match="Isi nomor"):
        kipp_services.move(nomination, "perbaiki-nomor", by=cast["coordinator"], reason="Salah ketik")
    with pytest.raises(kipp_services.RefusedNumber, match="sama dengan yang tercatat"):
        kipp_services.move(nomination, "perbaiki-nomor", by=cast["coordinator"], text="SIN-1", reason="Salah ketik")
    kipp_services.move(nomination, "perbaiki-nomor", by=cast["coordinator"], text="SIN-2", reason="Salah ketik")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.registration_number, nomination.note) == ("entered", "SIN-2", "Salah ketik")
    numbers = list(nomination.events.order_by("pgh_id").values_list("registration_number", flat=True))
    assert numbers[-2:] == ["SIN-1", "SIN-2"]


def test_what_was_entered_is_withdrawn_with_a_reason_and_may_begin_anew(edition, cast, proposal):
    nomination = entered(edition, cast, proposal, "SIN-1")
    with pytest.raises(NominationRefused, match="tidak tersedia"):
        kipp_services.move(nomination, "tarik", by=cast["owner"], text="Keliru")
    with pytest.raises(NominationRefused, match="Isi alasan"):
        kipp_services.move(nomination, "tarik", by=cast["coordinator"])
    kipp_services.move(nomination, "tarik", by=cast["coordinator"], text="Inovator pindah")
    nomination.refresh_from_db()
    assert (nomination.state, nomination.note) == (NominationState.WITHDRAWN, "Inovator pindah")
    assert not Nomination.objects.standing().exists()
    again = kipp_services.nominate(edition, proposal, by=cast["owner"])
    assert (again.pk, again.state, again.registration_number) == (nomination.pk, NominationState.NOMINATED, "")


def test_a_closed_edition_still_takes_numbers_and_withdrawals_but_chooses_nothing(edition, cast, proposal):
    nomination = chosen(edition, cast, proposal)
    other = kipp_services.nominate(edition, makers.make_proposal(proposal.agency, "in_review"), by=cast["owner"])
    Edition.objects.update(closes_on=datetime.date(2026, 10, 31))
    with pytest.raises(NominationRefused, match="sudah ditutup"):
        kipp_services.move(other, "siap", by=cast["owner"])
    kipp_services.move(nomination, "daftarkan", by=cast["coordinator"], text="SIN-1")
    nomination.refresh_from_db()
    kipp_services.move(nomination, "tarik", by=cast["coordinator"], text="Keliru")


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
        kipp_services.move(seen, "siap", by=cast["coordinator"])
    assert Nomination.objects.get().state == NominationState.CANCELLED


def test_a_text_that_is_too_long_is_refused(edition, cast, proposal):
    nomination = chosen(edition, cast, proposal)
    with pytest.raises(kipp_services.RefusedNumber, match="60 huruf"):
        kipp_services.move(nomination, "daftarkan", by=cast["coordinator"], text="x" * 61)
    with pytest.raises(NominationRefused, match="300 huruf"):
        kipp_services.move(nomination, "batalkan", by=cast["coordinator"], text="x" * 301)


def test_details_are_kept_and_a_strange_group_or_category_is_refused(edition, cast, proposal):
    edition.rules = factories.kipp_rules() | {"groups": GROUPS, "categories": CATEGORIES}
    edition.save()
    nomination = kipp_services.nominate(Edition.objects.get(), proposal, by=cast["owner"])
    assert nomination.group == "umum"
    for wrong in ({"group": "khusus"}, {"group": "antah"}, {"category": "berantah"}):
        with pytest.raises(NominationRefused, match="tidak mempunyai"):
            save(nomination, cast["owner"], **wrong)
    with pytest.raises(NominationRefused, match="Hanya instansi"):
        save(nomination, cast["leader"], group="replikasi")
    seen = kipp_services.newest_event(nomination)
    save(nomination, cast["owner"], group="replikasi", category="kesehatan", origin_innovation="Pelita")
    stored = Nomination.objects.get()
    assert (stored.group, stored.category, stored.origin_innovation) == ("replikasi", "kesehatan", "Pelita")
    with pytest.raises(NominationRefused, match="baru saja diubah"):
        save(nomination, cast["coordinator"], seen=seen, group="umum")
    done = entered(
        edition, cast, makers.make_proposal(proposal.agency, "in_review"), "SIN-9", category="kesehatan", group="umum"
    )
    with pytest.raises(NominationRefused, match="tidak dapat diubah lagi"):
        save(done, cast["owner"], group="umum")


GROUPS = [
    {"key": "umum", "label": "Umum", "confidence": "verified"},
    {"key": "replikasi", "label": "Replikasi", "confidence": "verified"},
    {"key": "khusus", "label": "Khusus", "confidence": "background", "offered": False},
]
CATEGORIES = {"confidence": "verified", "choices": [{"key": "kesehatan", "label": "Kesehatan"}]}


def save(nomination, by, seen=None, **values):
    whole = dict.fromkeys(kipp_services.DETAILS, "") | {"past_award_year": None} | values
    kipp_services.save_details(
        nomination, whole, by=by, seen=kipp_services.newest_event(nomination) if seen is None else seen
    )


def chosen(edition, cast, proposal, **told):
    """A nomination that the coordinator has chosen; `told` are details of the entry that its edition asks for."""
    nomination = kipp_services.nominate(edition, proposal, by=cast["coordinator"])
    if told:
        save(nomination, cast["coordinator"], **told)
        nomination.refresh_from_db()
    for key in ("siap", "pilih"):
        kipp_services.move(nomination, key, by=cast["coordinator"])
        nomination.refresh_from_db()
    return nomination


def entered(edition, cast, proposal, number, **told):
    """One that is registered at the ministry."""
    nomination = chosen(edition, cast, proposal, **told)
    kipp_services.move(nomination, "daftarkan", by=cast["coordinator"], text=number)
    nomination.refresh_from_db()
    return nomination
