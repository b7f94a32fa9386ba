"""Every step × person × door, against tables written from the requirement by hand; no door but the meeting's is wider.

Issue 13: the agency writes, sends off, takes back; one coordinator verifies, sends through the stages, returns and
undoes, back to where it was spoken; an outcome leaves only through a meeting, whoever asks and by whatever door.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from foundation.issued.models import IssuedPaper
from proposals.core import workflow
from proposals.core.guide.models import FormGuide
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Move, MovesRefused
from proposals.core.period.models import Period
from proposals.core.sent import AnyProposal, SentProposal
from proposals.core.workflow import Action, Door, NotReady, Status, WorkflowError
from reviews.core.models import ReviewStage
from reviews.interests import services as declaring
from reviews.meeting.core.models import Meeting
from reviews.meeting.letters.tasks import issue_letters
from reviews.meeting.papers.tasks import issue_papers
from tests import factories
from tests.factories.years import PROFILE
from tests.proposals.sheets import sheet, store, upload
from tests.reviews.conftest import person
from tests.reviews.meetings import prepare
from tests.reviews.procedure.conftest import reviewed

PEOPLE = (
    "owner", "colleague", "insider", "stranger", "reviewer", "conflicted", "leader", "chair", "coordinator", "aside",
    "technician",
)  # fmt: skip
AGENCY, COORDINATORS = {"owner", "colleague", "insider"}, {"coordinator"}
# For each row, who may do what to it; nobody may do what is not written. `aside` is a coordinator, `conflicted` a
# reviewer with a conflict of interest on every row, `insider` a reviewer of the agency itself.
MAY: dict[str, dict[str, set[str]]] = {
    "draft": {"submit": AGENCY},
    "submitted": {"withdraw": AGENCY, "return": COORDINATORS, "accept": COORDINATORS, "reject": COORDINATORS},
    "sent again after reviews": {"withdraw": AGENCY, "return": COORDINATORS, "accept": COORDINATORS},
    "returned": {"submit": AGENCY, "withdraw": AGENCY},
    "returned after reviews": {"submit": AGENCY, "withdraw": AGENCY},
    "withdrawn": {"revive": AGENCY},
    "under review, no review": {"return": COORDINATORS},
    "under review, one of two": {"return": COORDINATORS},
    "under review, first stage": {"return": COORDINATORS, "advance": COORDINATORS},
    "under review, every stage": {"return": COORDINATORS},
    "shortlisted": {"reopen": COORDINATORS},
    "coaching": {"reopen": COORDINATORS},
    "rejected at verification": {"verify_again": COORDINATORS},
    "rejected by a meeting": {"reopen": COORDINATORS},
    "established": {},
}
# What an UPDATE by hand may do; roles are unknown there, and a number or a decree is not given with it.
BY_HAND: dict[str, set[str]] = {
    "draft": set(),
    "submitted": {"withdrawn", "returned", "in_review", "rejected"},
    "sent again after reviews": {"withdrawn", "returned", "in_review"},
    "returned": {"submitted", "withdrawn"},
    "returned after reviews": {"submitted", "withdrawn"},
    "withdrawn": {"draft"},
    "under review, no review": {"returned", "submitted"},  # the desk's acceptance taken back
    "under review, one of two": {"returned"},
    "under review, first stage": {"returned"},
    "under review, every stage": {"returned"},
    "shortlisted": {"in_review"},
    "coaching": {"in_review"},
    "rejected at verification": {"submitted"},
    "rejected by a meeting": {"in_review"},
    "established": set(),
}
OUTCOMES = ("shortlist", "pass_over", "reject")
# What a technician may open by hand; nothing that an outcome rests on is among it.
RESTS_ON = {
    "proposals.Proposal", "proposals.SentProposal", "proposals.Event", "proposals.Period", "reviews.Meeting",
    "reviews.MeetingMember", "reviews.Decision", "reviews.Deviation", "reviews.Procedure", "reviews.ProcedureVersion",
    "reviews.FrozenRanking", "reviews.FrozenPlace", "reviews.Score", "reviews.Assignment", "reviews.ReviewStage",
    "reviews.Interest", "reviews.StageFigures", "reviews.ProposalStanding",
}  # fmt: skip


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def people(cast: SimpleNamespace, chair: User) -> dict[str, User]:
    known = ("owner", "colleague", "insider", "stranger", "reviewer", "leader", "coordinator")
    return {name: getattr(cast, name) for name in known} | {
        "chair": chair,
        "conflicted": person("conflicted", is_reviewer=True),
        "aside": person("aside", is_coordinator=True),
        "technician": person("technician", is_staff=True, is_superuser=True),
    }


@pytest.fixture
def rows(
    make: Callable[..., SentProposal], give, cast: SimpleNamespace, people: dict[str, User], stages: list[ReviewStage]
) -> dict[str, AnyProposal]:
    """One proposal for each row of the tables."""

    def moved(proposal: AnyProposal, action: Action, source: Status) -> AnyProposal:
        step = next(step for step in workflow.STEPS if (step.action, step.source) == (action, source))
        return factories.sent(factories.move(Proposal.objects.get(pk=proposal.pk), step, cast.coordinator))

    def scored(first: int, second: int = 0) -> SentProposal:
        return reviewed(make, give, cast, first, second)

    found = {
        name: make(name)
        for name in ("draft", "submitted", "returned", "withdrawn", "shortlisted", "coaching", "established")
    }
    found |= {
        "under review, no review": make(),
        "under review, one of two": scored(1),
        "under review, first stage": scored(2),
        "under review, every stage": scored(2, 2),
        "returned after reviews": moved(scored(2), Action.RETURN, Status.IN_REVIEW),
        "rejected at verification": make("rejected"),
        "rejected by a meeting": moved(scored(2), Action.REJECT, Status.IN_REVIEW),
    }
    again = moved(scored(2), Action.RETURN, Status.IN_REVIEW)
    found["sent again after reviews"] = moved(again, Action.SUBMIT, Status.RETURNED)
    for name, row in found.items():
        for who in ("conflicted", "aside") if name != "draft" else ():
            declaring.record(people[who], row, kind="related", reason="Saudara.", by=cast.coordinator)
    return {name: (Proposal if name == "draft" else SentProposal).objects.get(pk=row.pk) for name, row in found.items()}


def wanted() -> set[tuple[str, str, str]]:
    return {(row, action, who) for row, may in MAY.items() for action, people in may.items() for who in people}


def status_of(row: AnyProposal) -> tuple[str, int]:
    return tuple(Proposal.objects.values_list("status", "review_round").get(pk=row.pk))


def test_the_tables_name_every_status_action_and_row(rows: dict[str, AnyProposal]) -> None:
    assert set(MAY) == set(BY_HAND) == set(rows)
    assert {row.status for row in rows.values()} == set(Status)
    written = {action for may in MAY.values() for action in may} | {"shortlist", "pass_over", "establish"}
    assert written == set(Action)


def test_each_person_does_to_each_row_what_the_table_says(
    rows: dict[str, AnyProposal], people: dict[str, User]
) -> None:
    done = set()
    for name, row in rows.items():
        for action in Action:
            for who in PEOPLE:
                with taken_back():
                    try:
                        moves.perform(action, row, by=people[who], note="Alasan.")
                    except NotReady:  # it lacks contents, which a person with the right to send it hears alone
                        done.add((name, action.value, who))
                    except WorkflowError:
                        pass
                    else:
                        done.add((name, action.value, who))
    assert done == wanted()


def test_many_at_once_move_as_each_alone(rows: dict[str, AnyProposal], people: dict[str, User]) -> None:
    names = {row.pk: name for name, row in rows.items()}
    done = set()
    for action in Action:
        for who in PEOPLE:
            with taken_back():
                asked = [Move(action, row, "Alasan.") for row in rows.values()]
                events, refused = moves.perform_allowed(asked, by=people[who])
            moved = {event.proposal_id for event in events}
            moved |= {move.proposal.pk for move, reason in refused if isinstance(reason, NotReady)}
            done |= {(names[key], action.value, who) for key in moved}
    assert done == wanted()


def test_the_door_of_the_meeting_opens_for_no_outcome_without_one(
    rows: dict[str, AnyProposal], people: dict[str, User]
) -> None:
    for row in rows.values():
        for action in (*OUTCOMES, "establish"):
            for who in PEOPLE:
                with taken_back(), pytest.raises((MovesRefused, DatabaseError)):
                    moves.perform_all([Move(action, row, "188/1/2026")], by=people[who], door=Door.MEETING)


@pytest.mark.parametrize("who", ["visitor", *PEOPLE])
def test_no_page_is_a_wider_door(
    client: Client, rows: dict[str, AnyProposal], people: dict[str, User], meeting: Meeting, who: str
) -> None:
    """The page of a proposal moves by the table; the batch of the ranking only sends to the next stage."""
    if who != "visitor":
        client.force_login(people[who])
    done, sent_on = set(), set()
    for name, row in rows.items():
        here = status_of(row)
        for action in Action:
            with taken_back():
                answer = client.post(reverse("proposals:act", args=[row.pk, action]), {"note": "Alasan."})
                if status_of(row) != here or answer.status_code == 409:
                    done.add((name, action.value, who))
    before = {name: status_of(row) for name, row in rows.items()}
    chosen = {"pilih": [f"{row.pk}:{row.review_round}" for row in rows.values()], "note": "Alasan.", "yakin": "ya"}
    for action in Action:
        with taken_back():
            client.post(reverse("reviews:decide"), chosen | {"action": action})
            sent_on |= {(name, action.value) for name, row in rows.items() if status_of(row) != before[name]}
        with taken_back():
            chosen_for_it = {"pilih": [row.pk for row in rows.values()], "action": action, "note": "Alasan."}
            client.post(reverse("reviews:meeting_choose", args=[meeting.pk]), chosen_for_it)
            assert {name: status_of(row) for name, row in rows.items()} == before
    assert done == {cell for cell in wanted() if cell[2] == who}
    assert sent_on == ({("under review, first stage", "advance")} if who == "coordinator" else set())


def test_an_update_by_hand_does_no_more_than_the_table(rows: dict[str, AnyProposal]) -> None:
    done: dict[str, set[str]] = {name: set() for name in rows}
    for name, row in rows.items():
        for status in set(Status) - {row.status}:
            with taken_back():
                try:
                    with transaction.atomic():
                        Proposal.objects.filter(pk=row.pk).update(status=status)
                except DatabaseError:
                    continue
                done[name].add(status.value)
    assert done == BY_HAND


def test_no_table_that_an_outcome_rests_on_is_opened_to_technicians() -> None:
    assert {model._meta.label for model in admin.site._registry} & RESTS_ON == set()


def test_a_sheet_brings_in_nothing_but_drafts(client: Client, period: Period, cast: SimpleNamespace) -> None:
    FormGuide.objects.filter(pk=period.guide_id).update(profile=PROFILE)
    client.force_login(cast.owner)
    refused = upload(client, sheet(["Loket", "Unggulan"], heads=["Nama inovasi daerah", "Status"]))
    assert not refused.is_ready
    assert store(upload(client, sheet(["Loket"], heads=["Nama inovasi daerah"]))).state == "done"
    assert set(Proposal.objects.values_list("title", "status")) == {("Loket", "draft")}


def test_the_queue_carries_out_and_issues_nothing_of_a_meeting_that_is_not_released(
    meeting: Meeting, scored: list[SentProposal], cast: SimpleNamespace
) -> None:
    prepare(meeting, scored, cast.coordinator)
    for job in (issue_papers, issue_letters):
        job(meeting=meeting.pk)
    assert [status_of(row) for row in scored] == [("in_review", 1)] * 3
    assert not IssuedPaper.objects.exists()
