"""Who leaves a jury, whichever way, is told once and leaves the calendar; the coordinator sees what lacks a juror."""

from collections.abc import Callable

import pytest
import time_machine
from django.db import connection, transaction

from agencies.core.models import Notification, User
from foundation.outbox.models import OutgoingMail
from proposals.core.sent import SentProposal
from reviews.core.models import Assignment, Interest
from reviews.presenting import absent, jury, services
from reviews.presenting.leavers import tell_leavers
from reviews.presenting.leaves import JuryLeave
from reviews.presenting.models import Slot, SlotJury
from reviews.presenting.tasks import tell_jurors_who_left
from tests.reviews.presenting.conftest import entry, hour, place, so_far

pytestmark = pytest.mark.django_db
LIST = "/penilaian/jadwal/?tahun=2026&tahap=2"
REASONS = ["hand", "conflict", "task", "closed", "no reviewer", "own agency", "absence", "sql"]


@pytest.fixture
def leave(slot, cast) -> Callable[[str], None]:
    """Takes the reviewer off the jury of the slot for one of the reasons."""
    person = User.objects.filter(pk=cast.reviewer.pk)
    ways: dict[str, Callable[[], object]] = {
        "hand": lambda: jury.drop_juror(slot, cast.reviewer, by=cast.coordinator),
        "conflict": lambda: Interest.objects.create(
            user=cast.reviewer, proposal_id=slot.proposal_id, reason="Saudara."
        ),
        "task": lambda: Assignment.objects.filter(reviewer=cast.reviewer, proposal_id=slot.proposal_id).update(
            state="removed"
        ),
        "closed": lambda: person.update(is_active=False),
        "no reviewer": lambda: person.update(is_reviewer=False),
        "own agency": lambda: person.update(agency=slot.proposal.agency_id),
        "absence": lambda: absent.note_absence(cast.reviewer, hour(9), hour(9, 10), by=cast.coordinator),
        "sql": lambda: SlotJury.objects.filter(slot=slot, reviewer=cast.reviewer)._raw_delete("default"),
    }
    return lambda reason: ways[reason]()


def cancelled(since: set[int]) -> list[tuple[str, str, str, int]]:
    mails = OutgoingMail.objects.exclude(pk__in=since).order_by("pk")
    return [(mail.address, *entry(mail)[:3]) for mail in mails]


@pytest.mark.parametrize("reason", REASONS)
def test_who_leaves_is_told_once_and_leaves_the_calendar(slot, leave, reason):
    before = so_far()
    leave(reason)
    for _ in range(3):
        tell_jurors_who_left(0)
    assert cancelled(before) == [("reviewer@contoh.test", "CANCEL", str(slot.uid), 1)]
    lines = Notification.objects.filter(about=slot.proposal_id, text__contains="tidak lagi menjadi juri")
    assert list(lines.values_list("user__username", flat=True)) == ["reviewer"]


@pytest.mark.parametrize("reason", REASONS)
def test_the_coordinator_sees_what_lacks_a_juror_until_somebody_sits_there(page, slot, leave, cast, reason):
    browser = page(cast.coordinator)
    assert list(browser.get(LIST).context["lacking"]) == []
    leave(reason)
    [shown] = browser.get(LIST).context["lacking"]
    assert "presentasi dan kunjungan yang kekurangan juri" in browser.get("/").content.decode()
    assert (shown, [each.reviewer for each in shown.leavers]) == (slot, [cast.reviewer])
    assert "Kurang juri" in browser.get(f"/penilaian/jadwal/{slot.pk}/").content.decode()
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    assert list(browser.get(LIST).context["lacking"]) == []
    assert "yang kekurangan juri" not in browser.get("/").content.decode()


def test_a_coordinator_may_find_the_jury_enough(page, slot, leave, cast):
    leave("task")
    browser = page(cast.coordinator)
    for _ in range(2):
        browser.post(f"/penilaian/jadwal/{slot.pk}/", {"tindakan": "cukup"})
    assert list(browser.get(LIST).context["lacking"]) == []
    leave("hand")
    assert list(browser.get(LIST).context["lacking"]) == []


def test_who_comes_back_before_being_told_is_told_of_coming_alone(slot, leave, cast):
    leave("sql")
    before = so_far()
    jury.add_juror(slot, cast.reviewer, by=cast.coordinator)
    assert tell_leavers() == 0
    assert cancelled(before) == [("reviewer@contoh.test", "REQUEST", str(slot.uid), 2)]
    assert not jury.open_leaves().exists()


def test_each_entry_counts_up_so_that_calendars_take_the_last(slot, leave, cast):
    before = so_far()
    leave("hand")
    jury.add_juror(slot, cast.reviewer, by=cast.coordinator)
    leave("hand")
    assert [(method, number) for _, method, _, number in cancelled(before)] == [
        ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3),
    ]  # fmt: skip


def test_who_left_before_the_time_was_taken_back_is_told_once(slot, leave, cast):
    jury.add_juror(slot, cast.third, by=cast.coordinator)
    leave("conflict")
    before = so_far()
    services.take_out(slot, by=cast.coordinator)
    tell_leavers()
    told = cancelled(before)
    assert sorted(address for address, *_ in told) == [
        "colleague@contoh.test", "insider@contoh.test", "owner@contoh.test", "reviewer@contoh.test",
        "third@contoh.test",
    ]  # fmt: skip
    assert {method for _, method, *_ in told} == {"CANCEL"}
    assert not JuryLeave.objects.exists()
    connection.check_constraints()


def test_who_left_is_told_of_no_further_change(hall, slot, leave, cast):
    leave("task")
    tell_leavers()
    before = so_far()
    services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    assert "reviewer@contoh.test" not in {address for address, *_ in cancelled(before)}


def test_a_letter_that_is_not_printed_holds_no_mail_back(slot, leave, cast):
    leave("task")
    tell_leavers()
    mails = OutgoingMail.objects.filter(address="reviewer@contoh.test").order_by("pk")
    assert [(entry(mail)[0], mail.paper) for mail in mails] == [("REQUEST", None), ("CANCEL", None)]


def test_a_conflict_found_after_a_no_show_leaves_the_replacement_time_free_of_it(hall, slot, cast):
    Slot.objects.filter(pk=slot.pk).update(state="missed")
    Interest.objects.create(user=cast.reviewer, proposal_id=slot.proposal_id, reason="Saudara.")
    before = so_far()
    assert tell_leavers() == 0
    services.move(slot, place(hall.stage, hour(11)), by=cast.coordinator)
    assert not slot.jury.exists()
    assert "reviewer@contoh.test" not in {address for address, *_ in cancelled(before)}


@pytest.mark.parametrize("reason", ["closed", "conflict", "task"])
def test_nothing_is_cancelled_of_a_time_that_is_over(slot, leave, reason):
    before = so_far()
    with time_machine.travel(slot.ends, tick=False):
        leave(reason)
        tell_leavers()
        assert tell_leavers() == 0
    assert cancelled(before) == []
    assert not Notification.objects.filter(text__contains="tidak lagi menjadi juri").exists()


def test_who_listened_stays_on_record(slot, cast):
    Slot.objects.filter(pk=slot.pk).update(state="held")
    User.objects.filter(pk=cast.reviewer.pk).update(is_active=False)
    Interest.objects.create(user=cast.reviewer, proposal_id=slot.proposal_id, reason="Saudara.")
    assert [seat.reviewer for seat in slot.jury.all()] == [cast.reviewer]


def test_a_mail_that_cannot_be_written_leaves_the_person_to_be_told(slot, leave, cast):
    leave("task")
    before = so_far()
    with transaction.atomic():
        tell_leavers()
        transaction.set_rollback(True)
    assert cancelled(before) == []
    assert tell_leavers() == 1


def test_the_list_of_what_lacks_a_juror_keeps_conflicts_closed(page, slot, leave, cast):
    leave("task")
    Interest.objects.create(user=cast.coordinator, proposal_id=slot.proposal_id, reason="Saudara.")
    assert list(page(cast.coordinator).get(LIST).context["lacking"]) == []
    assert SentProposal.objects.get(pk=slot.proposal_id).title not in page(cast.coordinator).get(LIST).content.decode()
