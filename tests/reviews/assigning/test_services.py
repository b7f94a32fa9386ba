"""Tests of assigning reviewers: by the page, by the service, against the database."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from agencies.core.models import Agency, User
from proposals.core.affairs.models import Affair
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.assigning import services as assignments
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused

Page = Callable[[User], Client]
TABLE_QUERIES = 8
ASSIGNING_QUERIES = 18


def test_the_page_adds_and_removes_and_tells_the_reviewers(
    page: Page, cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    browser = page(cast.coordinator)
    address = reverse("reviews:assign", args=[proposal.pk])
    browser.post(address, {"reviewers": [cast.reviewer.pk, cast.second.pk]})
    assert set(Assignment.objects.active().values_list("reviewer", flat=True)) == {cast.reviewer.pk, cast.second.pk}
    assert cast.reviewer.notifications.get().text.startswith("Anda ditugaskan menilai usulan PGK-2026-0001")
    browser.post(address, {"reviewers": [cast.second.pk, cast.third.pk]})
    assert set(Assignment.objects.active().values_list("reviewer", flat=True)) == {cast.second.pk, cast.third.pk}
    assert Assignment.objects.get(reviewer=cast.reviewer).state == "removed"
    assert cast.second.notifications.count() == 1


def test_people_with_an_obstacle_are_shown_but_cannot_be_chosen(
    page: Page, cast: SimpleNamespace, proposal: Proposal
) -> None:
    Interest.objects.create(user=cast.third, proposal_id=proposal.pk, reason="Saudara.")
    browser = page(cast.coordinator)
    address = reverse("reviews:assign", args=[proposal.pk])
    text = browser.get(address).content.decode()
    assert "Insider: berasal dari instansi pengusul" in text
    assert "Third: memiliki benturan kepentingan" in text
    for barred in (cast.insider, cast.third, cast.owner):
        answer = browser.post(address, {"reviewers": [cast.reviewer.pk, barred.pk]})
        assert "Ada pilihan yang tidak dapat menilai usulan ini" in answer.content.decode()
    assert Assignment.objects.count() == 0


@pytest.mark.parametrize("who", ["insider", "owner", "coordinator"])
def test_the_service_refuses_who_may_not_review(cast: SimpleNamespace, proposal: Proposal, who: str) -> None:
    with pytest.raises(ReviewRefused, match="tidak dapat menilai"):
        assignments.assign(proposal, getattr(cast, who), by=cast.coordinator)
    assert Assignment.objects.count() == 0


@pytest.mark.parametrize("who", ["reviewer", "owner", "leader", "stranger"])
def test_only_a_coordinator_assigns(page: Page, cast: SimpleNamespace, proposal: Proposal, who: str) -> None:
    with pytest.raises(ReviewRefused, match="Hanya koordinator"):
        assignments.assign(proposal, cast.second, by=getattr(cast, who))
    for name, args in (("reviews:assignments", []), ("reviews:assign", [proposal.pk]), ("reviews:ranking", [])):
        assert page(getattr(cast, who)).get(reverse(name, args=args)).status_code == 404


def test_the_database_refuses_the_own_agency_and_a_standing_conflict(
    cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    with pytest.raises(DatabaseError, match="own agency"), transaction.atomic():
        Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.insider)
    Interest.objects.create(user=cast.reviewer, proposal_id=proposal.pk, reason="Saudara.")
    with pytest.raises(DatabaseError, match="conflict of interest"), transaction.atomic():
        Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)
    kept = Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer, state="removed")
    with pytest.raises(DatabaseError, match="conflict of interest"), transaction.atomic():
        Assignment.objects.filter(pk=kept.pk).update(state="assigned")


def test_the_database_forbids_a_second_assignment(cast: SimpleNamespace, assignment: Assignment) -> None:
    with pytest.raises(DatabaseError, match="assignment_once"), transaction.atomic():
        Assignment.objects.create(stage=assignment.stage, proposal_id=assignment.proposal.pk, reviewer=cast.reviewer)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.SHORTLISTED, Status.RETURNED, Status.ESTABLISHED])
def test_only_what_is_under_review_gets_reviewers(
    cast: SimpleNamespace, make: Callable[..., Proposal], stages: list[ReviewStage], status: str
) -> None:
    with pytest.raises(ReviewRefused, match="sedang dinilai"):
        assignments.assign(make(status), cast.reviewer, by=cast.coordinator)


def test_a_finished_review_is_cancelled_only_with_a_reason_and_comes_back_whole(
    cast: SimpleNamespace, proposal: Proposal, give: Callable[..., Assignment]
) -> None:
    row = give(proposal, cast.reviewer, [3, 2, 1])
    with pytest.raises(ReviewRefused, match="alasan"):
        assignments.unassign([row], by=cast.coordinator)
    assignments.unassign([row], by=cast.coordinator, reason="Salah orang.")
    row.refresh_from_db()
    assert (row.state, row.reason) == ("removed", "Salah orang.")
    again = assignments.assign(proposal, cast.reviewer, by=cast.coordinator)
    assert (again.pk, again.state, float(again.total)) == (row.pk, "done", 76.67)


def test_many_assignments_give_one_message_each(
    cast: SimpleNamespace, make: Callable[..., Proposal], stages: list[ReviewStage]
) -> None:
    rows = [make(), make(), make()]
    pairs = [(row, cast.reviewer) for row in rows] + [(rows[0], cast.second)]
    assert assignments.assign_many(pairs, by=cast.coordinator) == 4
    assert cast.reviewer.notifications.get().text.startswith("Anda ditugaskan menilai 3 usulan")
    assert assignments.assign_many(pairs, by=cast.coordinator) == 0
    assert cast.reviewer.notifications.count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_assigning_many_asks_no_more_often_for_more_people(
    make: Callable[..., Proposal],
    stages: list[ReviewStage],
    cast: SimpleNamespace,
    django_assert_num_queries: Callable[[int], object],
    people: int,
) -> None:
    chosen = [cast.reviewer, cast.second, cast.third][:people]
    pairs = [(proposal, person) for proposal in (make(), make()) for person in chosen]
    with django_assert_num_queries(ASSIGNING_QUERIES):
        assert assignments.assign_many(pairs, by=cast.coordinator) == 2 * people
    assert [person.notifications.count() for person in chosen] == [1] * people


@pytest.mark.parametrize("rows", [2, 9])
def test_the_table_uses_the_same_number_of_queries(
    page: Page,
    cast: SimpleNamespace,
    make: Callable[..., Proposal],
    stages: list[ReviewStage],
    django_assert_num_queries: Callable[[int], object],
    rows: int,
) -> None:
    for _ in range(rows):
        row = make()
        for reviewer in (cast.reviewer, cast.second):
            Assignment.objects.create(stage=stages[0], proposal_id=row.pk, reviewer=reviewer)
    browser = page(cast.coordinator)
    with django_assert_num_queries(TABLE_QUERIES):
        answer = browser.get(reverse("reviews:assignments"))
    assert answer.content.decode().count("Atur penilai") == rows


def test_the_table_is_narrowed_by_state_kind_affair_and_stage(
    page: Page, cast: SimpleNamespace, make: Callable[..., Proposal], give: Callable[..., Assignment]
) -> None:
    affair = Affair.objects.create(key="kesehatan", name="Kesehatan", group="wajib")
    school = Agency.objects.create(
        code="sd-1", npsn="10900001", name="SD Negeri 1", official_name="SD Negeri 1", short_name="SDN 1", kind="sd"
    )
    rows = {
        "kurang": make(affair=affair),
        "menunggu": make(agency=school),
        "lengkap": make(agency=cast.other, review_round=2),
    }
    give(rows["kurang"], cast.reviewer, [3, 3, 3])
    for reviewer in (cast.reviewer, cast.second):
        assignments.assign(rows["menunggu"], reviewer, by=cast.coordinator)
        give(rows["lengkap"], reviewer, [3, 3, 3], stage=2)
    browser = page(cast.coordinator)

    def listed(query: str) -> list[str]:
        lines = browser.get(f"{reverse('reviews:assignments')}?{query}").context["lines"]
        return [name for name, row in rows.items() if row in [line.proposal for line in lines]]

    assert [listed(f"keadaan={state}") for state in rows] == [["kurang"], ["menunggu"], ["lengkap"]]
    assert listed("jenis=sekolah") == ["menunggu"]
    assert listed("jenis=opd") == ["kurang", "lengkap"]
    assert listed("urusan=kesehatan") == ["kurang"]
    assert listed("tahap=2") == ["lengkap"]
    assert listed("tahap=1&keadaan=lengkap") == []
    assert listed("urusan=tidak-ada") == listed("") == list(rows)
