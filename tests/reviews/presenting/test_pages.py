"""The coordinator's pages of presentations, used as a person uses them."""

import pytest
from django.urls import reverse

from reviews.core.models import Interest, ReviewStage
from reviews.presenting import services
from reviews.presenting.models import Absence, AgencyAbsence, Session, Slot
from reviews.presenting.planning import place_key, places_for, propose
from reviews.presenting.services import Choice
from tests.reviews.presenting.conftest import hour, place, session

pytestmark = pytest.mark.django_db
LIST = "/penilaian/jadwal/?tahun=2026&tahap=2"
ARRANGE = "/penilaian/jadwal/susun/?tahun=2026&tahap=2"


def test_from_an_empty_stage_to_a_schedule(page, stages, talks, cast):
    browser = page(cast.coordinator)
    assert "belum punya sesi" in browser.get(LIST).content.decode()
    answer = browser.post(
        "/penilaian/jadwal/sesi/baru/?tahun=2026&tahap=2",
        {
            "kind": "presentasi", "day": f"{hour(9):%Y-%m-%d}", "first": "09:00", "last": "12:00", "place": "Aula",
            "minutes": "50", "pause": "10",
        },
    )  # fmt: skip
    made = Session.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert (made.starts, made.ends, made.stage) == (hour(9), hour(12), stages[1])
    shown = browser.get(ARRANGE)
    lines = shown.context["proposed"].lines
    assert not Slot.objects.exists()
    browser.post(ARRANGE, {"baris": [line.key for line in lines[:2]]})
    assert set(Slot.objects.values_list("proposal", flat=True)) == {line.proposal.pk for line in lines[:2]}
    listed = browser.get(LIST)
    assert [row.pk for row in listed.context["waiting"]] == [lines[2].proposal.pk]
    assert listed.context["sessions"] == [(made, 2)]


@pytest.mark.parametrize(
    ("field", "value"), [("last", "09:00"), ("last", "09:20"), ("minutes", "0"), ("day", ""), ("place", "")]
)
def test_a_session_that_cannot_be_is_refused_beside_its_field(page, stages, cast, field, value):
    data = {
        "kind": "presentasi", "day": "2026-11-30", "first": "09:00", "last": "12:00", "place": "Aula", "minutes": "50",
        "pause": "10",
    }  # fmt: skip
    answer = page(cast.coordinator).post("/penilaian/jadwal/sesi/baru/?tahun=2026&tahap=2", data | {field: value})
    assert field in answer.context["form"].errors
    assert not Session.objects.exists()


def test_a_slot_is_moved_by_hand(page, hall, slot, cast):
    browser = page(cast.coordinator)
    url = reverse("reviews:slot", args=[slot.pk])
    offered = dict(browser.get(url).context["places"])
    assert {one.span.starts for one in offered.values()} == {hour(10), hour(11)}
    browser.post(url, {"tindakan": "pindah", "ke": place(hall.stage, hour(11))})
    assert Slot.objects.get().starts == hour(11)
    answer = browser.post(url, {"tindakan": "lepas"}, follow=True)
    assert not Slot.objects.exists()
    assert "menunggu waktu baru" in answer.content.decode()


def test_nonsense_changes_nothing(page, hall, slot, cast):
    browser = page(cast.coordinator)
    url = reverse("reviews:slot", args=[slot.pk])
    for where in ("", "x|y", f"{hall.pk}|kemarin", "9" * 30 + "|"):
        browser.post(url, {"tindakan": "pindah", "ke": where})
    assert browser.post(url, {"tindakan": "hapus"}).status_code == 404
    for line in ("", "x", "1", "²|1|2"):
        browser.post(ARRANGE, {"baris": line})
    assert Slot.objects.get().starts == hour(9)


def test_a_coordinator_with_a_conflict_sees_nothing_of_the_slot(page, hall, slot, cast):
    Interest.objects.create(user=cast.coordinator, proposal_id=slot.proposal_id, reason="Saudara.")
    browser = page(cast.coordinator)
    assert browser.get(reverse("reviews:slot", args=[slot.pk])).status_code == 404
    for url in (LIST, hall.get_absolute_url(), ARRANGE):
        words = browser.get(url).content.decode()
        assert slot.proposal.title not in words
        assert str(slot.proposal.reference) not in words
    assert browser.get(LIST).context["sessions"] == [(hall, 0)]
    taken = {place_key(line.position) for line in propose(hall.stage, cast.coordinator).lines}
    assert place(hall.stage, hour(9)) not in taken


def test_reviewers_note_their_own_absence_and_see_no_other(page, slot, cast):
    Absence.objects.create(person=cast.second, starts=hour(8), ends=hour(9))
    browser = page(cast.reviewer)
    answer = browser.post(
        "/penilaian/jadwal/berhalangan/",
        {"person": cast.second.pk, "starts": f"{hour(9):%Y-%m-%dT%H:%M}", "ends": f"{hour(10):%Y-%m-%dT%H:%M}"},
        follow=True,
    )
    assert [each.person for each in answer.context["absences"]] == [cast.reviewer]
    assert "1 jadwal jatuh pada waktu itu" in answer.content.decode()
    other = Absence.objects.get(person=cast.second)
    assert browser.post(reverse("reviews:absence_remove", args=[other.pk])).status_code == 404
    own = Absence.objects.get(person=cast.reviewer)
    browser.post(reverse("reviews:absence_remove", args=[own.pk]))
    assert list(Absence.objects.all()) == [other]


def opened(browser, url: str = "/penilaian/jadwal/") -> object:
    return browser.get(f"{url}?tahun=2026").context["stage"]


def test_the_schedule_opens_at_the_stage_that_meets_the_proposers(page, stages, cast):
    browser = page(cast.coordinator)
    assert opened(browser) == stages[0]
    ReviewStage.objects.filter(pk=stages[1].pk).update(meets="kunjungan")
    for url in ("/penilaian/jadwal/", "/penilaian/jadwal/susun/", "/penilaian/jadwal/sesi/baru/"):
        assert opened(browser, url) == stages[1]
    assert browser.get("/penilaian/jadwal/?tahun=2026&tahap=1").context["stage"] == stages[0]
    assert browser.get("/penilaian/jadwal/sesi/baru/?tahun=2026").context["form"]["kind"].value() == "kunjungan"


def test_of_two_stages_that_meet_it_opens_at_the_one_with_work(page, stages, make, talks, cast):
    ReviewStage.objects.update(meets="presentasi")
    browser = page(cast.coordinator)
    assert opened(browser) == stages[1]
    proposal = make()
    assert opened(browser) == stages[0]
    there = session(stages[0])
    services.apply(stages[0], [Choice(proposal.pk, place(there.stage, hour(9)))], by=cast.coordinator)
    assert opened(browser) == stages[0]
    Slot.objects.filter(stage=stages[0]).update(state=Slot.State.HELD)
    assert opened(browser) == stages[1]


def test_a_stage_that_has_sessions_is_scheduled_whatever_its_setting(page, hall, cast):
    assert opened(page(cast.coordinator)) == hall.stage


def test_a_coordinator_notes_when_an_agency_cannot_come_and_the_arrangement_heeds_it(page, hall, talks, cast):
    browser, url = page(cast.coordinator), "/penilaian/jadwal/berhalangan/"
    times = {"starts": f"{hour(9):%Y-%m-%dT%H:%M}", "ends": f"{hour(11):%Y-%m-%dT%H:%M}"}
    browser.post(url, {"agency": cast.other.pk, **times})
    noted = AgencyAbsence.objects.get()
    assert list(browser.get(url).context["agencies"]) == [noted]
    found = {line.proposal.agency_id: line.position for line in propose(hall.stage, cast.coordinator).lines}
    assert found[cast.other.pk].span.starts == hour(11)
    assert browser.post(url, times).context["form"].errors.keys() == {"person"}
    two = {"agency": cast.other.pk, "person": cast.second.pk}
    assert browser.post(url, {**two, **times}).context["form"].errors.keys() == {"agency"}


def test_an_agency_that_presents_is_not_noted_as_absent_before_its_slot_is_moved(page, slot, cast):
    browser, url = page(cast.coordinator), "/penilaian/jadwal/berhalangan/"
    data = {
        "agency": cast.agency.pk, "starts": f"{hour(9):%Y-%m-%dT%H:%M}", "ends": f"{hour(10):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    refused = browser.post(url, data)
    assert slot.proposal.reference in str(refused.context["form"].errors["starts"])
    assert f'value="{data["starts"]}"' in refused.content.decode()
    assert not AgencyAbsence.objects.exists()
    browser.post(url, data | {"starts": data["ends"], "ends": f"{hour(11):%Y-%m-%dT%H:%M}"})
    assert AgencyAbsence.objects.count() == 1
    assert hour(10) not in {each.span.starts for each in places_for(slot)}
    assert "agencies" not in page(cast.reviewer).get(url).context
