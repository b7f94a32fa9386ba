"""Years of proposals for the tests of the dashboard: a fixed small one and random ones, moved as the services move."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.core.kinds import AgencyKind
from agencies.core.models import Agency, District, User
from competitions.core.models import Edition, Nomination
from proposals.core import workflow
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.locking import locked
from proposals.core.models import Proposal
from proposals.core.moving.effects import AllowedMove, carry_out
from proposals.core.period.models import Period
from proposals.core.workflow import Door, Role, Status, Step
from proposals.writing.drafting import NewDraft, begin
from tests import factories

DAY = datetime.timedelta(days=1)
THIS_YEAR = 2026


@dataclass
class Year:
    """One period with its cast: agencies, schools, people and the proposals made so far."""

    period: Period
    agencies: list[Agency]
    schools: list[Agency]
    affairs: list[Affair]
    leader: User
    coordinator: User
    operator: User


def make_year(*, agencies: int = 4, schools: int = 4, year: int = THIS_YEAR, target: int = 10) -> Year:
    """An open period, target agencies, target schools in two districts, one unit that does not count, and people."""
    districts = [
        District.objects.create(code=f"19.71.0{n}", name=f"Kecamatan {n}", kind=District.Kind.KECAMATAN) for n in (1, 2)
    ]
    offices = [_office(n) for n in range(1, agencies + 1)]
    pupils = [_school(n, districts[n % 2]) for n in range(1, schools + 1)]
    Agency.objects.create(
        code="unit-1", name="Unit 1", official_name="Unit 1", short_name="Unit 1", kind=AgencyKind.UNIT
    )
    affairs = [
        Affair.objects.create(key=f"urusan-{n}", name=f"Urusan {n}", group="wajib", basic_service=n <= 6, order=n)
        for n in range(1, 9)
    ]
    period, person = make_period(year, target), factories.user
    return Year(
        period=period,
        agencies=offices,
        schools=pupils,
        affairs=affairs,
        leader=person("pimpinan", is_leader=True, full_name="Pimpinan", email=""),
        coordinator=person("koordinator", is_coordinator=True, full_name="Koordinator", email="k@contoh.invalid"),
        operator=person("operator", agency=offices[0], full_name="Operator", email="o@contoh.invalid"),
    )


def make_period(year: int, target: int) -> Period:
    """The period of 2026 opened 120 days ago and closes in 30; every other year's is as many years of 365 days away."""
    guide, _ = FormGuide.objects.get_or_create(year=year, defaults={"name": f"Panduan {year}"})
    opens = timezone.now() - 120 * DAY + (year - THIS_YEAR) * 365 * DAY
    return Period.objects.create(
        year=year, name=f"Usulan {year}", target=target, opens_at=opens, closes_at=opens + 150 * DAY, guide=guide
    )


def _office(n: int) -> Agency:
    return Agency.objects.create(
        code=f"dinas-{n}",
        name=f"Dinas {n:02}",
        official_name=f"Dinas {n:02}",
        short_name=f"D{n:02}",
        kind=AgencyKind.DINAS,
        in_target=True,
        contact_phone="0812 0000 0000",
        contact_email=f"dinas{n}@contoh.invalid",
    )


def _school(n: int, district: District) -> Agency:
    kind = AgencyKind.SD if n % 3 else AgencyKind.SMP
    return Agency.objects.create(
        code=f"109{n:05}",
        npsn=f"109{n:05}",
        name=f"Sekolah {n:02}",
        official_name=f"Sekolah {n:02}",
        short_name=f"S{n:02}",
        kind=kind,
        ownership="negeri",
        district=district,
        in_school_target=True,
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """One proposal to be made: who owns it, where it ends up, and when it was first sent, counted back from the end."""

    agency: Agency
    status: Status
    title: str = "Inovasi contoh"
    days_ago: float = 40
    affair: Affair | None = None


def add(year: Year, agency: Agency, status: Status, *, period: Period | None = None, **more: Any) -> Proposal:
    """One proposal that walked its path, first submitted `days_ago` and moved on once a day after that."""
    return add_all(year, [Planned(agency, status, **more)], period=period)[0]


def add_all(year: Year, plans: Sequence[Planned], *, period: Period | None = None) -> list[Proposal]:
    """The same for many, who walk together.

    What was submitted too lately for a day between its moves moves on sooner, so that nothing happens in the future.
    """
    where = period or year.period
    end = timezone.now() if where == year.period else where.closes_at
    made = begin([
        NewDraft(
            Proposal(period=where, agency=plan.agency, created_by=year.operator, title=plan.title, affair=plan.affair)
        )
        for plan in plans
    ])  # fmt: skip
    ways = [_way(plan.status) for plan in plans]
    for place in range(max(map(len, ways), default=0)):
        with transaction.atomic(), factories.past_the_meeting():
            standing = {row.pk: row for row in locked(proposal.pk for proposal in made)}
            carry_out([
                AllowedMove(
                    way[place],
                    standing[proposal.pk],
                    year.operator if way[place].role is Role.PROPOSER else year.coordinator,
                    "Catatan" if way[place].note else "",
                    at=end - plan.days_ago * DAY + place * min(DAY, plan.days_ago * DAY / len(way)),
                )
                for plan, proposal, way in zip(plans, made, ways, strict=True)
                if len(way) > place
            ])  # fmt: skip
    for proposal in made:
        proposal.refresh_from_db()
    return made


def _way(status: Status) -> list[Step]:
    """The shortest way to the status, but none is turned down before it was reviewed."""
    if status is not Status.REJECTED:
        return workflow.way_to(status)
    return [
        *workflow.way_to(Status.IN_REVIEW),
        workflow.find("reject", Status.IN_REVIEW, set(Role), "Catatan", door=Door.MEETING),
    ]


# As many that stand and that don't, whichever of the two states they have.
STATES = ["nominated", "shortlisted", "entered", "cancelled"]
OTHERWISE = {"nominated": "prepared", "cancelled": "withdrawn"}


def nominate(
    year: Year, proposal: Proposal, *, state: str = Nomination.State.NOMINATED, edition_year: int | None = None
) -> Nomination:
    """One nomination, in the edition of the proposal's year unless another is named."""
    number = edition_year or proposal.period.year
    edition, _ = Edition.objects.get_or_create(
        programme=Edition.Programme.KIPP, year=number, defaults={"name": f"KIPP {number}"}
    )
    return factories.nomination(edition, proposal, state, nominated_by=year.coordinator)


def fill(year: Year, seed: int, amount: int) -> list[Proposal]:
    """Random proposals of all statuses over all agencies, and some nominations; the same seed gives the same year."""
    chance = random.Random(seed)
    owners = [*year.agencies, *year.schools, Agency.objects.get(code="unit-1")]
    plans = [
        Planned(
            chance.choice(owners[: chance.randint(1, len(owners))]),
            chance.choice(list(Status)),
            title=f"Inovasi {n}",
            days_ago=chance.uniform(0.1, 100),
            affair=chance.choice([None, *year.affairs]),
        )
        for n in range(amount)
    ]
    made = add_all(year, plans)
    for place, proposal in enumerate(made):
        if proposal.status != Status.DRAFT and chance.random() < 0.3:
            state = chance.choice(STATES)
            nominate(year, proposal, state=OTHERWISE.get(state, state) if place % 2 else state)
    return made
