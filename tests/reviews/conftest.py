"""The cast of the reviewing tests: two agencies, reviewers, a coordinator, stages, proposals and decision meetings."""

import datetime
from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from agencies.core.models import Agency, User
from proposals.core import workflow
from proposals.core.guide.models import FormGuide
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.sent import AnyProposal, SentProposal
from proposals.core.workflow import PRIVATE, Action, Role, Status
from proposals.writing.drafting import NewDraft, begin
from reviews.core.models import Assignment, Criterion, ReviewStage, Rubric
from reviews.meeting.core.models import Meeting
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import signing
from reviews.procedure.models import FIRST, Procedure
from reviews.scoring_desk import pledges
from reviews.scoring_desk.services import Answer, save_review
from tests import factories
from tests.reviews.meetings import HELD, prepare

LEVELS = [{"value": value, "description": f"Tingkat {value}."} for value in (1, 2, 3)]


def person(username: str, **fields: object) -> User:
    """A user with a mail address, so that every message would really be sent."""
    return factories.user(username, full_name=username.title(), email=f"{username}@contoh.test", **fields)


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Owner and colleague of one agency, reviewers (one of them of that agency), coordinator, leader, stranger."""
    own = Agency.objects.create(
        code="dinkes",
        name="Dinas Kesehatan",
        official_name="Dinas Kesehatan",
        short_name="Dinkes",
        kind="dinas",
        in_target=True,
    )
    other = Agency.objects.create(
        code="dinsos",
        name="Dinas Sosial",
        official_name="Dinas Sosial",
        short_name="Dinsos",
        kind="dinas",
        in_target=True,
    )
    return SimpleNamespace(
        agency=own,
        other=other,
        owner=person("owner", agency=own),
        colleague=person("colleague", agency=own),
        stranger=person("stranger", agency=other),
        reviewer=person("reviewer", is_reviewer=True),
        second=person("second", is_reviewer=True),
        third=person("third", is_reviewer=True),
        insider=person("insider", is_reviewer=True, agency=own),
        coordinator=person("coordinator", is_coordinator=True),
        leader=person("leader", is_leader=True),
    )


@pytest.fixture
def period(db: None) -> Period:
    now = timezone.now()
    guide = FormGuide.objects.create(year=2026, name="Panduan 2026")
    return Period.objects.create(
        year=2026,
        name="Usulan 2026",
        opens_at=now - datetime.timedelta(days=90),
        closes_at=now + datetime.timedelta(days=30),
        guide=guide,
        # Most figures of these tests are of the old scale; tests/reviews/scoring_desk/test_scale.py has both.
        score_scale=Period.ScoreScale.HIGHEST,
    )


@pytest.fixture
def rubric(db: None) -> Rubric:
    made = Rubric.objects.create(key="rubrik", name="Rubrik", justify_at=[1], justify_min_words=3)
    for order, (key, weight) in enumerate((("kebaruan", 5), ("dampak", 3), ("bukti", 2))):
        Criterion.objects.create(rubric=made, key=key, name=key.title(), weight=weight, levels=LEVELS, order=order)
    return made


@pytest.fixture
def stages(period: Period, rubric: Rubric, cast: SimpleNamespace) -> list[ReviewStage]:
    """Desk review (60 %) and presentation (40 %), both open; every reviewer has given the pledge."""
    now = timezone.now()
    for each in (cast.reviewer, cast.second, cast.third, cast.insider):
        pledges.accept(each, period)
    common = {"period": period, "rubric": rubric, "opens_at": now - datetime.timedelta(days=30)}
    closes = now + datetime.timedelta(days=30)
    # Most tests praise after the first stage; those of the procedure itself ask for all.
    Procedure.objects.filter(period=period).update(shortlist_needs=[FIRST])
    return [
        ReviewStage.objects.create(
            order=1, key="proposal", name="Penilaian proposal", share=60, closes_at=closes, **common
        ),
        ReviewStage.objects.create(
            order=2, key="presentation", name="Presentasi", share=40, closes_at=closes, **common
        ),
    ]


Make = Callable[..., SentProposal]


@pytest.fixture
def make(cast: SimpleNamespace, period: Period) -> Make:
    """Makes proposals in any status, moved there along legal arrows."""
    made: list[Proposal] = []

    def build(
        status: str = Status.IN_REVIEW, agency: Agency | None = None, review_round: int = 1, **fields: object
    ) -> AnyProposal:
        sequence = len(made) + 1
        owner = agency or cast.agency
        columns = {"period": period, "agency": owner, "created_by": cast.owner, "title": f"Inovasi {sequence}"}
        [proposal] = begin([NewDraft(Proposal(**columns, **fields))])
        moment = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC) + datetime.timedelta(hours=sequence)
        onward = workflow.find(Action.ADVANCE, Status.IN_REVIEW, {Role.COORDINATOR})
        for step in [*workflow.way_to(Status(status)), *[onward] * (review_round - 1)]:
            by = cast.owner if step.role is Role.PROPOSER else cast.coordinator
            factories.move(proposal, step, by, at=moment)
        made.append(proposal)
        return proposal if status in PRIVATE else factories.sent(proposal)

    return build


@pytest.fixture
def proposal(make: Make, stages: list[ReviewStage]) -> SentProposal:
    return make()


@pytest.fixture
def assignment(proposal: SentProposal, stages: list[ReviewStage], cast: SimpleNamespace) -> Assignment:
    return Assignment.objects.create(stage=stages[0], proposal_id=proposal.pk, reviewer=cast.reviewer)


@pytest.fixture
def give(stages: list[ReviewStage]) -> Callable[..., Assignment]:
    """Assigns a reviewer and stores a complete review with the given levels."""

    def store(proposal: SentProposal, reviewer: User, levels: Sequence[int | None], stage: int = 1) -> Assignment:
        chosen = stages[stage - 1]
        row, _ = Assignment.objects.get_or_create(stage=chosen, proposal_id=proposal.pk, reviewer=reviewer)
        return save_review(row, answers(chosen, levels), "", by=reviewer)

    return store


def answers(stage: ReviewStage, levels: Sequence[int | None]) -> list[Answer]:
    criteria = stage.rubric.criteria.all()
    return [
        Answer(criterion, level, "Alasan yang cukup panjang.")
        for criterion, level in zip(criteria, levels, strict=True)
    ]


def typed(stage: ReviewStage, levels: Sequence[object], why: str = "Alasan yang cukup panjang.") -> dict[str, object]:
    """What the scoring page would post; a level of "" leaves the criterion open."""
    data: dict[str, object] = {"comment": "Komentar."}
    for criterion, level in zip(stage.rubric.criteria.all(), levels, strict=True):
        data |= {f"nilai-{criterion.pk}": level, f"alasan-{criterion.pk}": why}
    return data


@pytest.fixture
def page(client: Client) -> Callable[[User], Client]:
    """A browser in which the person is signed in."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def chair(cast: SimpleNamespace) -> User:
    return person("ketua", is_leader=True)


@pytest.fixture
def meeting(cast: SimpleNamespace, chair: User, period) -> Meeting:
    """A meeting still open; chaired by `chair`, the coordinator is not the head, the leader is."""
    fresh = Meeting(
        period=period, title="Rapat pleno penilai", held_at=HELD, place="Aula", chair=chair, head=cast.leader
    )
    saved = convening.save_meeting(fresh, by=cast.coordinator)
    convening.set_attendance(saved, dict.fromkeys((chair, cast.leader, cast.coordinator), True), by=cast.coordinator)
    return saved


@pytest.fixture
def scored(make, give, cast: SimpleNamespace) -> list[SentProposal]:
    """Three proposals with two complete reviews each."""
    made = [make() for _ in range(3)]
    for proposal, levels in zip(made, ([3, 3, 3], [2, 2, 2], [1, 1, 2]), strict=True):
        give(proposal, cast.reviewer, levels)
        give(proposal, cast.second, levels)
    return made


@pytest.fixture
def prepared(meeting: Meeting, scored: list[SentProposal], cast: SimpleNamespace) -> Meeting:
    prepare(meeting, scored, cast.coordinator)
    return meeting


@pytest.fixture
def signed(prepared: Meeting, chair: User, cast: SimpleNamespace) -> Meeting:
    signing.sign(prepared, by=chair)
    return signing.sign(prepared, by=cast.leader)
