"""Planning, sharing, ticking and closing: who may, what is refused, and what stands on the record."""

import json

import pytest

from agencies.core.models import Notification
from foundation.audit.models import EntryKind, LedgerEntry
from foundation.outbox.models import OutgoingMail
from proposals.core.workflow import Action
from reviews.coaching import services
from reviews.coaching.models import CoachingPlan
from reviews.coaching.services import PlannedTask
from reviews.core.refusals import ReviewRefused
from reviews.interests import services as declaring
from tests.reviews.coaching.conftest import day, edit, move

pytestmark = pytest.mark.django_db


def record() -> list[tuple[str, int | None]]:
    rows = LedgerEntry.objects.filter(kind=EntryKind.COACHING).order_by("sequence")
    return [(json.loads(row.after)["what"], row.actor_id) for row in rows]


def told() -> set[tuple[str, str]]:
    rows = Notification.objects.filter(url__contains="/pembinaan/")
    return {(row.user.username, row.text) for row in rows.select_related("user")}


def test_every_write_of_people_stands_on_the_record(shared, cast):
    task = shared.tasks.first()
    services.tick(task, "Diukur.", by=cast.owner)
    services.untick(task, by=cast.owner)
    services.close(shared, "Berhasil.", by=cast.coordinator)
    services.reopen(shared, by=cast.coordinator)
    staff, owner = cast.coordinator.pk, cast.owner.pk
    assert record() == [
        ("edited", staff), ("shared", staff), ("done", owner), ("undone", owner), ("closed", staff), ("again", staff),
    ]  # fmt: skip


def test_sharing_tells_the_agency_and_the_coach_once(shared, cast):
    services.share(shared, by=cast.coordinator)
    agency = "Rencana pembinaan “Inovasi 2” siap. Pembina Anda: Third."
    assert told() == {
        ("owner", agency), ("colleague", agency), ("insider", agency),
        ("third", "Anda menjadi pembina “Inovasi 2” dari Dinkes."),
    }  # fmt: skip
    assert OutgoingMail.objects.filter(subject="Anda menjadi pembina “Inovasi 2” dari Dinkes.").count() == 1


def test_a_coach_outside_the_portal_gets_the_tasks_by_mail(coached, cast):
    outside = edit(
        coached, None, PlannedTask("Tulis SOP.", day(9)), coach_name="Dr. Sari", coach_email="sari@kampus.test"
    )
    services.save_plan(coached, outside, by=cast.coordinator)
    services.share(coached, by=cast.coordinator)
    mail = OutgoingMail.objects.get(address="sari@kampus.test")
    assert "Yth. Dr. Sari" in mail.body and "Tulis SOP." in mail.body


def test_a_plan_without_coach_or_without_tasks_is_not_shared(coached, cast):
    with pytest.raises(ReviewRefused, match="Pilih pembinanya"):
        services.share(coached, by=cast.coordinator)
    services.save_plan(coached, services.PlanEdit("", cast.third, "", "", []), by=cast.coordinator)
    with pytest.raises(ReviewRefused, match="satu tugas"):
        services.share(coached, by=cast.coordinator)


@pytest.mark.parametrize("who", ["insider", "conflicted"])
def test_who_belongs_to_the_agency_or_has_a_conflict_is_no_coach(coached, cast, who):
    coach = cast.insider if who == "insider" else cast.second
    if who == "conflicted":
        declaring.declare_conflict(coach, coached.proposal, reason="Keluarga.", by=coach)
    with pytest.raises(ReviewRefused, match="Pilih pembina"):
        services.save_plan(coached, edit(coached, coach), by=cast.coordinator)


def test_of_two_coordinators_the_slower_is_told(coached, cast):
    seen = CoachingPlan.objects.get()
    services.save_plan(coached, edit(coached, cast.third), by=cast.coordinator)
    with pytest.raises(ReviewRefused, match="baru saja diubah"):
        services.save_plan(seen, edit(seen, cast.second), by=cast.coordinator)
    assert CoachingPlan.objects.get().coach == cast.third


def test_editing_leaves_what_was_done_alone(shared, cast):
    done, other = shared.tasks.all()
    services.tick(done, "Diukur.", by=cast.owner)
    services.save_plan(shared, edit(shared, cast.third, PlannedTask("Baru.", day(3))), by=cast.coordinator)
    assert list(shared.tasks.values_list("text", "note")) == [("Ukur dampaknya.", "Diukur."), ("Baru.", "")]
    seen = CoachingPlan.objects.get()
    with pytest.raises(ReviewRefused, match="baru saja diubah"):
        services.save_plan(seen, edit(seen, cast.third, PlannedTask("x", day(1), other.pk)), by=cast.coordinator)


@pytest.mark.parametrize("who", ["stranger", "reviewer", "third", "coordinator", "leader"])
def test_only_the_agency_ticks(shared, cast, who):
    with pytest.raises(ReviewRefused, match="Hanya operator"):
        services.tick(shared.tasks.first(), "Diukur.", by=getattr(cast, who))


@pytest.mark.parametrize("who", ["owner", "stranger", "third", "leader"])
def test_only_a_coordinator_plans(shared, cast, who):
    person = getattr(cast, who)
    for work in (
        lambda: services.save_plan(shared, edit(shared, cast.third), by=person),
        lambda: services.share(shared, by=person),
        lambda: services.close(shared, "x", by=person),
        lambda: services.reopen(shared, by=person),
        lambda: services.take_suggestions(shared, by=person),
    ):
        with pytest.raises(ReviewRefused, match="Hanya koordinator"):
            work()


def test_a_conflict_takes_the_coordinators_plan_away(shared, cast):
    declaring.declare_conflict(cast.coordinator, shared.proposal, reason="Keluarga.", by=cast.coordinator)
    with pytest.raises(ReviewRefused, match="Hanya koordinator"):
        services.close(shared, "x", by=cast.coordinator)


def test_ticking_needs_words_and_a_running_plan(shared, cast):
    task = shared.tasks.first()
    with pytest.raises(ReviewRefused, match="apa yang sudah dikerjakan"):
        services.tick(task, " ", by=cast.owner)
    services.close(shared, "Selesai.", by=cast.coordinator)
    with pytest.raises(ReviewRefused, match="sudah ditutup"):
        services.tick(task, "Diukur.", by=cast.owner)


def test_what_left_coaching_is_not_taken_up_again_by_hand(shared, cast):
    move(shared.proposal, Action.REOPEN, cast.coordinator)
    with pytest.raises(ReviewRefused, match="tidak lagi dalam pembinaan"):
        services.reopen(shared, by=cast.coordinator)


def test_suggestions_are_taken_once(coached, cast):
    coached.tasks.all().delete()
    assert services.take_suggestions(coached, by=cast.coordinator) == 3
    assert services.take_suggestions(coached, by=cast.coordinator) == 0


def test_a_shared_plan_is_not_left_without_a_coach(shared, cast):
    with pytest.raises(ReviewRefused, match="tidak boleh kosong"):
        services.save_plan(shared, edit(shared, None), by=cast.coordinator)
    assert CoachingPlan.objects.get().coach == cast.third


def test_changes_and_the_end_are_told_to_those_who_know_the_plan(coached, cast):
    services.save_plan(coached, edit(coached, cast.third), by=cast.coordinator)
    assert not [words for _, words in told() if "diperbarui" in words]
    services.share(CoachingPlan.objects.get(), by=cast.coordinator)
    plan = CoachingPlan.objects.get()
    services.save_plan(plan, edit(plan, cast.third), by=cast.coordinator)
    services.close(plan, "Berhasil.", by=cast.coordinator)
    for words in ("diperbarui koordinator", "selesai: Berhasil."):
        assert {who for who, text in told() if words in text} == {"owner", "colleague", "insider", "third"}


def test_a_second_tick_leaves_the_first(shared, cast):
    task = shared.tasks.first()
    services.tick(task, "Diukur.", by=cast.owner)
    services.tick(task, "Lain.", by=cast.colleague)
    task.refresh_from_db()
    assert (task.note, task.done_by) == ("Diukur.", cast.owner)
    assert [what for what, _ in record()].count("done") == 1
