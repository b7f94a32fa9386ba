"""Agency and jury are told once of a time, of another one and of a no-show, each with an entry for the calendar."""

from collections import Counter
from email import message_from_bytes, policy

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from agencies.core.models import Notification
from foundation.outbox.models import OutgoingMail
from foundation.outbox.sending import message_of
from proposals.core.moving import moves
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.core.models import Interest
from reviews.presenting import absent, jury, services
from reviews.presenting.models import Slot
from reviews.presenting.services import Choice
from reviews.presenting.tasks import issue_invitations, tell_jurors_who_left
from tests.pdfs import text_of
from tests.reviews.presenting.conftest import entry, hour, place, session, so_far

pytestmark = pytest.mark.django_db


def told(*, since: set[int] = frozenset()) -> list[str]:
    """To whom mail went, each as often as it went."""
    return sorted(OutgoingMail.objects.exclude(pk__in=since).values_list("address", flat=True))


CONCERNED = ["colleague@contoh.test", "insider@contoh.test", "owner@contoh.test", "reviewer@contoh.test"]


def test_a_new_time_is_told_once_to_the_agency_and_the_jury(slot):
    assert told() == CONCERNED
    lines = Notification.objects.filter(about=slot.proposal_id, text__contains="dijadwalkan")
    assert sorted(lines.values_list("user__username", flat=True)) == ["colleague", "insider", "owner", "reviewer"]
    for mail in OutgoingMail.objects.all():
        assert entry(mail) == ("REQUEST", str(slot.uid), 0, f"{hour(2):%Y%m%d}T020000Z")


def test_each_entry_names_its_reader_alone(slot):
    for mail in OutgoingMail.objects.all():
        assert mail.calendar.replace("\r\n ", "").count("ATTENDEE") == 1
        others = {person for person in CONCERNED if person != mail.address}
        assert mail.address in mail.calendar.replace("\r\n ", "")
        assert not any(other in mail.calendar for other in others)
        assert "Reviewer" not in mail.body.replace("Yth. Reviewer", "")


def test_another_time_takes_the_place_of_the_first_in_calendars(hall, slot, cast):
    before = so_far()
    services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    assert told(since=before) == CONCERNED
    for mail in OutgoingMail.objects.exclude(pk__in=before):
        assert entry(mail) == ("REQUEST", str(slot.uid), 1, f"{hour(2):%Y%m%d}T040000Z")
        assert "semula" in mail.body
        assert "11.00" in mail.body


def test_a_no_show_is_told_once_however_often_it_is_noted(hall, slot, cast):
    before = so_far()
    with time_machine.travel(hour(9, 30), tick=False):
        services.mark_missed(slot, by=cast.coordinator)
        services.mark_missed(slot, by=cast.coordinator)
    assert told(since=before) == CONCERNED
    assert {entry(mail)[::2] for mail in OutgoingMail.objects.exclude(pk__in=before)} == {("CANCEL", 1)}


def test_through_its_whole_course_each_change_reaches_everybody_once(hall, talks, cast):
    """Planned, moved, missed, given another time and taken out: each is done, and each job run, more than once."""
    lead, everybody = cast.coordinator, Counter(CONCERNED)
    line = [Choice(talks[0].pk, place(hall.stage, hour(9)))]
    ten, eleven, seen = place(hall.stage, hour(10)), place(hall.stage, hour(11)), set[int]()

    def news() -> tuple[Counter[str], Counter[str], set[tuple[str, int]]]:
        """Who had mail and who a line in the inbox since it was last asked, and what the entries say."""
        for _ in range(2):
            issue_invitations()
            tell_jurors_who_left(0)
        mails = OutgoingMail.objects.exclude(pk__in=seen)
        lines = Notification.objects.filter(read_at=None)
        found = (
            Counter(mails.values_list("address", flat=True)),
            Counter(f"{name}@contoh.test" for name in lines.values_list("user__username", flat=True)),
            {(entry(mail)[0], entry(mail)[2]) for mail in mails},
        )
        seen.update(so_far())
        lines.update(read_at=timezone.now())
        return found

    news()
    [slot] = services.apply(hall.stage, line, by=lead)
    with pytest.raises(services.ReviewRefused):
        services.apply(hall.stage, line, by=lead)
    assert news() == (everybody, everybody, {("REQUEST", 0)})
    for _ in range(2):
        services.move(slot, ten, by=lead)
    assert news() == (everybody, everybody, {("REQUEST", 1)})
    with time_machine.travel(hour(10, 30), tick=False):
        for _ in range(3):
            services.mark_missed(slot, by=lead)
        assert news() == (everybody, everybody, {("CANCEL", 2)})
        for _ in range(2):
            services.move(slot, eleven, by=lead)
        assert news() == (everybody, everybody, {("REQUEST", 3)})
    services.take_out(slot, by=lead)
    with pytest.raises(services.ReviewRefused):
        services.take_out(slot, by=lead)
    assert news() == (everybody, everybody, {("CANCEL", 4)})
    assert news() == (Counter(), Counter(), set())


def test_a_time_taken_back_leaves_the_calendars(hall, slot, cast):
    before = so_far()
    services.take_out(slot, by=cast.coordinator)
    assert told(since=before) == CONCERNED
    assert {entry(mail)[:3] for mail in OutgoingMail.objects.exclude(pk__in=before)} == {("CANCEL", str(slot.uid), 1)}


def test_the_same_move_sent_twice_is_told_once(page, hall, slot, cast):
    before = so_far()
    browser, sent = page(cast.coordinator), {"tindakan": "pindah", "ke": place(hall.stage, hour(11))}
    for _ in range(2):
        browser.post(f"/penilaian/jadwal/{slot.pk}/", sent)
    assert told(since=before) == CONCERNED
    assert Slot.objects.get().sequence == 1


def test_a_no_show_that_is_taken_out_is_not_told_again(hall, slot, cast):
    with time_machine.travel(hour(9, 30), tick=False):
        services.mark_missed(slot, by=cast.coordinator)
        before = so_far()
        services.take_out(slot, by=cast.coordinator)
    assert told(since=before) == []
    assert not Slot.objects.exists()


def test_no_mail_that_waits_for_a_letter_arrives_after_the_cancellation(slot, cast):
    services.take_out(slot, by=cast.coordinator)
    due = OutgoingMail.objects.due(timezone.now()).filter(address="owner@contoh.test")
    assert [entry(mail)[0] for mail in due] == ["REQUEST", "CANCEL"]


def test_a_refusal_tells_nobody(hall, slot, cast):
    before = so_far()
    absent.note_absence(cast.reviewer, hour(11), hour(12), by=cast.coordinator)
    with pytest.raises(services.ReviewRefused):
        services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    assert told(since=before) == []


def test_a_juror_who_comes_or_goes_is_told_alone(slot, cast):
    before = so_far()
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    jury.drop_juror(slot, cast.third, by=cast.coordinator)
    jury.drop_juror(slot, cast.third, by=cast.coordinator)
    fresh = OutgoingMail.objects.exclude(pk__in=before).order_by("pk")
    assert [(mail.address, entry(mail)[0]) for mail in fresh] == [
        ("third@contoh.test", "REQUEST"),
        ("third@contoh.test", "CANCEL"),
    ]


def test_the_mail_carries_the_entry_as_a_part_with_its_method(slot):
    issue_invitations()
    mail = OutgoingMail.objects.get(address="owner@contoh.test")
    message = message_from_bytes(message_of(mail).message().as_bytes(), policy=policy.default)
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "text/calendar", "application/ics", "application/pdf"}
    assert parts["text/calendar"]["Content-Type"].params["method"] == "REQUEST"
    inside = [Calendar.from_ical(parts[kind].get_content()) for kind in ("text/calendar", "application/ics")]
    assert {str(calendar.events[0]["UID"]) for calendar in inside} == {str(slot.uid)}


def test_the_invitation_is_an_official_letter_kept_as_issued(page, hall, slot, cast):
    issue_invitations()
    slot = Slot.objects.select_related("invitation").get()
    words = " ".join(text_of(slot.invitation.read()).split())
    for said in ("Kepala Dinas Kesehatan", "Hari/tanggal", "pukul 09.00 s.d. 09.50 WIB", "Aula", slot.proposal.title):
        assert said in words
    url = f"/penilaian/jadwal/{slot.pk}/undangan.pdf"
    assert page(cast.owner).get(url).content == slot.invitation.read()
    for person in (cast.stranger, cast.reviewer):
        assert page(person).get(url).status_code == 404
    services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    issue_invitations()
    newer = Slot.objects.select_related("invitation").get().invitation
    assert (newer.version, newer.reason) == (2, "Jadwal dipindahkan")
    assert "pukul 11.00" in " ".join(text_of(newer.read()).split())


def test_each_juror_is_invited_by_an_official_letter_of_the_same_series(page, hall, slot, cast):
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    issue_invitations()
    slot = Slot.objects.select_related("invitation").get()
    seats = {seat.reviewer: seat for seat in slot.jury.select_related("reviewer", "invitation")}
    papers = [slot.invitation, *(seat.invitation for seat in seats.values())]
    series = slot.invitation.serial.rsplit("-", 1)[0]
    assert [paper.serial for paper in papers] == [f"{series}-{number:05d}" for number in (1, 2, 3)]
    words = " ".join(text_of(seats[cast.third].invitation.read()).split())
    for said in ("Yth. Third", "sebagai juri", "pukul 09.00 s.d. 09.50 WIB", "Aula", "Dinas Kesehatan"):
        assert said in words
    assert "Reviewer" not in words
    public = Client().get(f"/verifikasi/{seats[cast.third].invitation.code}/").content.decode()
    assert "Undangan juri presentasi" in public
    assert "Third" not in public
    mail = OutgoingMail.objects.get(address="third@contoh.test")
    assert (mail.paper, entry(mail)[0]) == (seats[cast.third].invitation, "REQUEST")


def test_only_the_juror_and_the_coordinator_open_that_letter(page, slot, cast):
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    url = f"/penilaian/jadwal/juri/{slot.jury.get(reviewer=cast.reviewer).pk}/undangan.pdf"
    allowed = {
        person.username: page(person).get(url).status_code == 200
        for person in (cast.reviewer, cast.coordinator, cast.third, cast.owner, cast.leader, cast.stranger)
    }
    assert allowed == {
        "reviewer": True, "coordinator": True, "third": False, "owner": False, "leader": False, "stranger": False,
    }  # fmt: skip
    assert url in page(cast.reviewer).get("/penilaian/jadwal/saya/").content.decode()
    assert url in page(cast.coordinator).get(f"/penilaian/jadwal/{slot.pk}/").content.decode()
    Interest.objects.create(user=cast.coordinator, proposal_id=slot.proposal_id, reason="Saudara.")
    assert page(cast.coordinator).get(url).status_code == 404


def test_a_move_renews_the_letters_of_the_jury_once(hall, slot, cast):
    issue_invitations()
    for hours in (11, 11):
        services.move(slot, place(hall.stage, hour(hours)), by=cast.coordinator)
    issue_invitations()
    letter = slot.jury.select_related("invitation").get().invitation
    assert (letter.version, letter.reason) == (2, "Jadwal dipindahkan")
    assert "pukul 11.00" in " ".join(text_of(letter.read()).split())


def test_the_page_of_a_proposal_says_when_and_hides_it_from_a_conflict(page, slot, cast):
    url = slot.proposal.get_absolute_url()
    assert "Surat undangan" in page(cast.owner).get(url).content.decode()
    seen = page(cast.reviewer).get(url).content.decode()
    assert "Simpan ke kalender" in seen
    assert "Surat undangan" not in seen
    Interest.objects.create(user=cast.reviewer, proposal_id=slot.proposal_id, reason="Saudara.")
    assert page(cast.reviewer).get(f"/penilaian/jadwal/{slot.pk}/jadwal.ics").status_code == 404


def test_the_file_of_a_missed_time_takes_it_out_of_the_calendar(page, slot, cast):
    Slot.objects.filter(pk=slot.pk).update(state=Slot.State.MISSED)
    content = page(cast.owner).get(f"/penilaian/jadwal/{slot.pk}/jadwal.ics").content.decode()
    assert str(Calendar.from_ical(content)["METHOD"]) == "CANCEL"


def test_many_new_times_cost_no_more_queries_than_one(hall, talks, cast, django_assert_max_num_queries):
    lines = [Choice(talk.pk, place(hall.stage, hour(9 + nth))) for nth, talk in enumerate(talks)]
    with django_assert_max_num_queries(60):
        services.apply(hall.stage, lines, by=cast.coordinator)
    assert OutgoingMail.objects.count() == 11


def test_coordinators_learn_that_a_juror_cannot_come(hall, slot, cast):
    before = so_far()
    absent.note_absence(cast.reviewer, hour(10), hour(11), by=cast.reviewer)
    assert told(since=before) == []
    assert absent.note_absence(cast.reviewer, hour(9, 30), hour(10), by=cast.reviewer) == 1
    own, mail = OutgoingMail.objects.exclude(pk__in=before).order_by("pk")
    assert (own.address, entry(own)[0]) == ("reviewer@contoh.test", "CANCEL")
    assert mail.address == cast.coordinator.email
    assert slot.proposal.reference in mail.body
    assert f"/penilaian/jadwal/{slot.pk}/" in mail.body


def test_a_coordinator_is_told_neither_of_the_own_note_nor_of_a_proposal_with_a_conflict(hall, slot, cast):
    before = so_far()
    assert absent.note_absence(cast.reviewer, hour(9), hour(10), by=cast.coordinator) == 1
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    Interest.objects.create(user=cast.coordinator, proposal_id=slot.proposal_id, reason="Saudara.")
    assert absent.note_absence(cast.third, hour(9), hour(10), by=cast.third) == 1
    assert told(since=before) == ["reviewer@contoh.test", "third@contoh.test", "third@contoh.test"]


@pytest.fixture
def read_early(make, give, stages, cast) -> Slot:
    """A proposal of the first stage that has all its reviews, and is to be presented there at nine."""
    proposal = make()
    for person in (cast.reviewer, cast.second):
        give(proposal, person, [2, 2, 2])
    choice = Choice(proposal.pk, place(session(stages[0]).stage, hour(9)))
    return services.apply(stages[0], [choice], by=cast.coordinator)[0]


def act(action: Action, slot: Slot, cast) -> None:
    moves.perform(action, SentProposal.objects.get(pk=slot.proposal_id), by=cast.coordinator, note="Lengkapi datanya.")


def test_what_leaves_the_stage_leaves_hall_and_calendars(read_early, cast):
    before = so_far()
    act(Action.ADVANCE, read_early, cast)
    calendars = OutgoingMail.objects.exclude(pk__in=before).exclude(calendar="")
    assert sorted(calendars.values_list("address", flat=True)) == [*CONCERNED, "second@contoh.test"]
    assert {entry(mail)[:3] for mail in calendars} == {("CANCEL", str(read_early.uid), 1)}
    assert not Slot.objects.exists()


def test_what_is_only_repaired_keeps_its_time(read_early, cast):
    before = so_far()
    act(Action.RETURN, read_early, cast)
    assert Slot.objects.get() == read_early
    assert not OutgoingMail.objects.exclude(pk__in=before).exclude(calendar="").exists()


def test_what_has_begun_stays_to_be_noted_and_gets_no_other_time(page, read_early, cast):
    later = place(read_early.stage, hour(11))
    with time_machine.travel(hour(9, 30), tick=False):
        act(Action.ADVANCE, read_early, cast)
        services.mark_missed(read_early, by=cast.coordinator)
        with pytest.raises(services.ReviewRefused, match="tidak lagi pada tahap"):
            services.move(read_early, later, by=cast.coordinator)
        assert list(page(cast.coordinator).get("/penilaian/jadwal/?tahun=2026&tahap=1").context["missed"]) == []
