"""Years of proposals for the tests of the dashboard: a fixed small one and random ones, written past the services."""

import datetime
import random
from dataclasses import dataclass
from functools import partial

import pgtrigger
from django.utils import timezone

from agencies.core.kinds import AgencyKind
from agencies.core.models import Agency, District, User
from competitions.core.models import Edition, Nomination
from proposals.core.models import Proposal
from proposals.core.periods import Affair, FormGuide, Period
from proposals.core.record import Event
from proposals.core.workflow import STEPS, Action, Status

DAY = datetime.timedelta(days=1)
THIS_YEAR = 2026
# One way from the draft to each status, as the table allows it.
PATHS: dict[Status, tuple[Action, ...]] = {
    Status.DRAFT: (),
    Status.SUBMITTED: (Action.SUBMIT,),
    Status.RETURNED: (Action.SUBMIT, Action.RETURN),
    Status.WITHDRAWN: (Action.SUBMIT, Action.WITHDRAW),
    Status.IN_REVIEW: (Action.SUBMIT, Action.ACCEPT),
    Status.REJECTED: (Action.SUBMIT, Action.ACCEPT, Action.REJECT),
    Status.SHORTLISTED: (Action.SUBMIT, Action.ACCEPT, Action.SHORTLIST),
    Status.COACHING: (Action.SUBMIT, Action.ACCEPT, Action.PASS_OVER),
    Status.ESTABLISHED: (Action.SUBMIT, Action.ACCEPT, Action.SHORTLIST, Action.ESTABLISH),
}


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
    period = make_period(year, target)
    person = partial(User.objects.create_user, password=None)
    return Year(
        period=period,
        agencies=offices,
        schools=pupils,
        affairs=affairs,
        leader=person("pimpinan", is_leader=True, full_name="Pimpinan"),
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


def add(
    year: Year,
    agency: Agency,
    status: Status,
    *,
    period: Period | None = None,
    title: str = "Inovasi contoh",
    days_ago: float = 40,
    affair: Affair | None = None,
) -> Proposal:
    """One proposal that walked its path, first submitted `days_ago` and moved on once a day after that.

    What was submitted too lately for that moves on sooner, so that nothing happens in the future.
    """
    where, actions = period or year.period, PATHS[status]
    pause = min(DAY, days_ago * DAY / max(len(actions), 1))
    submitted = (timezone.now() if where == year.period else where.closes_at) - days_ago * DAY
    number = None if status is Status.DRAFT else f"PGK-{where.year}-{Proposal.objects.count() + 1:04}"
    with pgtrigger.ignore("proposals.Proposal:starts_as_draft"):
        proposal = Proposal.objects.create(
            period=where,
            agency=agency,
            created_by=year.operator,
            title=title,
            status=status,
            number=number,
            affair=affair,
            submitted_at=submitted if actions else None,
            status_since=submitted + pause * (len(actions) - 1) if actions else timezone.now(),
            decree_number="SK 1" if status is Status.ESTABLISHED else "",
        )
    source = Status.DRAFT
    for place, action in enumerate(actions):
        step = next(step for step in STEPS if step.action is action and step.source is source)
        Event.objects.create(
            proposal=proposal,
            action=action,
            source=source,
            target=step.target,
            at=submitted + pause * place,
            actor=None,
        )
        source = step.target
    return proposal


def nominate(
    year: Year, proposal: Proposal, *, state: str = Nomination.State.NOMINATED, edition_year: int | None = None
) -> Nomination:
    """One nomination, in the edition of the proposal's year unless another is named."""
    number = edition_year or proposal.period.year
    edition, _ = Edition.objects.get_or_create(
        programme=Edition.Programme.KIPP, year=number, defaults={"name": f"KIPP {number}"}
    )
    return Nomination.objects.create(
        edition=edition,
        proposal=proposal,
        agency=proposal.agency,
        state=state,
        nominated_by=year.coordinator,
        registration_number="1" if state == Nomination.State.ENTERED else "",
    )


def fill(year: Year, seed: int, amount: int) -> list[Proposal]:
    """Random proposals of all statuses over all agencies, and some nominations; the same seed gives the same year."""
    chance = random.Random(seed)
    owners = [*year.agencies, *year.schools, Agency.objects.get(code="unit-1")]
    made = [
        add(
            year,
            chance.choice(owners[: chance.randint(1, len(owners))]),
            chance.choice(list(Status)),
            title=f"Inovasi {n}",
            days_ago=chance.uniform(0.1, 100),
            affair=chance.choice([None, *year.affairs]),
        )
        for n in range(amount)
    ]
    for proposal in made:
        if proposal.status != Status.DRAFT and chance.random() < 0.3:
            nominate(year, proposal, state=chance.choice(list(Nomination.State)))
    return made
