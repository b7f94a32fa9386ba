"""What triggers keep of every review equals what the pure rules say of it, however the record changes."""

import random
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.core import keeping
from reviews.core.models import Assignment, ReviewStage
from reviews.core.standings import ProposalStanding, StageFigures
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import in_order, ranking
from reviews.scoring import rules as scoring
from tests import factories
from tests.reviews.conftest import person

Make = Callable[..., Proposal]
# Few values, so that ties are many; with thirds that only exact arithmetic puts on the right side of half a cent.
TOTALS = [Decimal(text) for text in ("33.33", "33.34", "66.67", "70.01", "70.02", "100.00")]
LEADS = [None, Decimal("33.33"), Decimal("66.67"), Decimal("100.00")]
SHARES = (0, 1, 30, 33, 60)


def by_the_rules(period: Period) -> tuple[dict[object, object], list[tuple[str, int | None, str]]]:
    """The summary of every stage of every proposal, and the ranking with its reasons, reckoned in Python alone."""
    stages = {stage.pk: stage for stage in ReviewStage.objects.filter(period=period)}
    totals, leads = defaultdict(list), defaultdict(list)
    for row in Assignment.objects.done().exclude(total=None):
        totals[row.proposal_id, row.stage_id].append(row.total)
        leads[row.proposal_id, row.stage_id].append(row.lead)
    summaries = {place: scoring.summarise(given) for place, given in totals.items()}
    lead = {place: scoring.summarise(given).mean for place, given in leads.items()}
    entries = []
    for row in Proposal.objects.filter(period=period, status__in=keeping.RANKED):
        own = {stage: summaries[row.pk, stage] for stage in stages if (row.pk, stage) in summaries}
        parts = [scoring.StageScore(Decimal(stages[key].share), each.mean) for key, each in own.items()]
        score = scoring.final_score(parts).score if any(part.share for part in parts) else None
        here = next((key for key, stage in stages.items() if stage.order == row.review_round), None)
        entries.append(
            scoring.RankEntry(
                number=row.number or "",
                score=None if score is None else scoring.printed(score),
                median=own[here].median if here in own else None,
                heaviest=lead.get((row.pk, here)),
                submitted_at=row.submitted_at,
                stages_scored=len(own),
            )
        )
    figures = {
        place: (each.n, each.mean, each.median, lead[place], each.lowest, each.highest, each.spread)
        for place, each in summaries.items()
    }
    return figures, [(one.entry.number, one.place, one.decided_by) for one in scoring.rank(entries)]


def as_kept(period: Period) -> tuple[dict[object, object], list[tuple[str, int | None, str]]]:
    """The same as the database keeps it."""
    columns = ("n", "mean", "median", "lead", "lowest", "highest", "spread")
    rows = StageFigures.objects.filter(n__gt=0).values_list("proposal_id", "stage_id", *columns)
    kept = {(proposal, stage): tuple(figures) for proposal, stage, *figures in rows}
    return kept, [
        (row.number, row.place, row.decided_by)
        for row in ranking(period, Proposal.objects.all(), frozen=latest(period))
    ]


class Chance:
    """Changes the record at random, past all services: reviews, moves, stages."""

    def __init__(self, seed: int, period: Period, proposals: list[Proposal], people: list[User]) -> None:
        self.rng = random.Random(seed)
        self.period, self.proposals, self.people = period, proposals, people

    def review(self) -> None:
        stage = self.rng.choice(list(ReviewStage.objects.filter(period=self.period)))
        proposal, reviewer = self.rng.choice(self.proposals), self.rng.choice(self.people)
        state = self.rng.choice(["done", "done", "done", "assigned", "recused", "removed"])
        total, lead = self.rng.choice([None, *TOTALS, *TOTALS]), self.rng.choice(LEADS)
        Assignment.objects.update_or_create(
            stage=stage,
            proposal=proposal,
            reviewer=reviewer,
            defaults={"state": state, "total": total, "lead": lead, "done_at": timezone.now()},
        )

    def remove(self) -> None:
        keys = list(Assignment.objects.values_list("pk", flat=True))
        if keys:
            Assignment.objects.filter(pk=self.rng.choice(keys)).delete()

    def move(self) -> None:
        Proposal.objects.filter(pk=self.rng.choice(self.proposals).pk).update(review_round=self.rng.randint(1, 4))

    def decide(self) -> None:
        target = self.rng.choice([Status.SHORTLISTED, Status.COACHING, Status.REJECTED, Status.RETURNED])
        chosen = Proposal.objects.filter(pk=self.rng.choice(self.proposals).pk, status=Status.IN_REVIEW)
        with factories.past_the_meeting():
            chosen.update(status=target)

    def weigh(self) -> None:
        chosen = self.rng.choice(list(ReviewStage.objects.filter(period=self.period)))
        ReviewStage.objects.filter(pk=chosen.pk).update(share=self.rng.choice(SHARES))

    def change(self) -> None:
        actions = [self.review] * 30 + [self.remove, self.move, self.move, self.decide, self.weigh]
        self.rng.choice(actions)()


@pytest.fixture
def chance(request: pytest.FixtureRequest, make: Make, period: Period, stages: list[ReviewStage]) -> Chance:
    ReviewStage.objects.create(order=3, key="field", name="Lapangan", share=0, period=period, rubric=stages[0].rubric)
    people = [person(f"juri{number}", is_reviewer=True) for number in range(5)]
    proposals = [make() for _ in range(9)]
    # Two of one moment, so that the number has to decide.
    Proposal.objects.filter(pk__in=[row.pk for row in proposals[:4]]).update(submitted_at=proposals[0].submitted_at)
    return Chance(request.param, period, proposals, people)


@pytest.mark.parametrize("chance", range(6), indirect=True)
def test_what_is_kept_equals_the_pure_rules_after_every_kind_of_change(chance: Chance, period: Period) -> None:
    for _ in range(6):
        for _ in range(25):
            chance.change()
        assert as_kept(period) == by_the_rules(period)
    kept = (as_kept(period), list(ProposalStanding.objects.order_by("pk").values()))
    keeping.rebuild()
    assert (as_kept(period), list(ProposalStanding.objects.order_by("pk").values())) == kept


def test_a_stage_of_share_0_counts_as_gone_through_but_gives_no_score(
    make: Make, cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    ReviewStage.objects.filter(pk=stages[1].pk).update(share=0)
    alone, both, first = make(), make(), make()
    done = {"state": "done", "done_at": timezone.now(), "reviewer": cast.reviewer}
    for proposal, stage, total in ((alone, 1, 90), (both, 0, 50), (both, 1, 100), (first, 0, 80)):
        Assignment.objects.create(proposal=proposal, stage=stages[stage], total=total, **done)
    rows = {row.proposal_id: row for row in ranking(period, Proposal.objects.all(), frozen=latest(period))}
    assert [(rows[row.pk].place, rows[row.pk].score) for row in (both, first, alone)] == [
        (1, Decimal("50.00")),
        (2, Decimal("80.00")),
        (None, None),
    ]
    assert (rows[alone.pk].decided_by, rows[first.pk].decided_by) == ("Belum memiliki nilai", scoring.TIE_RULES[0])


def test_a_spread_of_exactly_the_limit_is_no_dispute(
    make: Make, cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    """25 points is the limit of the stage; a hundredth more is one."""
    at_limit, above = make(), make()
    done = {"state": "done", "done_at": timezone.now(), "stage": stages[0]}
    for proposal, highest in ((at_limit, "75.00"), (above, "75.01")):
        Assignment.objects.create(proposal=proposal, reviewer=cast.reviewer, total=Decimal("50.00"), **done)
        Assignment.objects.create(proposal=proposal, reviewer=cast.second, total=Decimal(highest), **done)
    here = {row.proposal_id: row.here for row in ranking(period, Proposal.objects.all(), frozen=latest(period))}
    assert {key: (each.spread, each.disputed) for key, each in here.items() if each} == {
        at_limit.pk: (Decimal("25.00"), False),
        above.pk: (Decimal("25.01"), True),
    }


def test_a_filter_leaves_every_proposal_its_place(
    make: Make, give: Callable[..., Assignment], cast: SimpleNamespace, period: Period, stages: list[ReviewStage]
) -> None:
    made = [make(agency=agency) for agency in (cast.agency, cast.other, cast.agency, cast.other)]
    for proposal, level in zip(made, (3, 2, 1, 2), strict=True):
        give(proposal, cast.reviewer, [level] * 3)
    whole = {row.proposal_id: row.place for row in ranking(period, Proposal.objects.all(), frozen=latest(period))}
    some = Proposal.objects.exclude(pk=made[0].pk).filter(period=period)
    assert whole == {made[0].pk: 1, made[1].pk: 2, made[3].pk: 3, made[2].pk: 4}
    assert {row.proposal_id: row.place for row in ranking(period, some, frozen=latest(period))} == {
        key: place for key, place in whole.items() if key != made[0].pk
    }
    assert list(in_order(period, some, frozen=latest(period))) == [made[1].pk, made[3].pk, made[2].pk]
