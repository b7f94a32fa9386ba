"""What the record says of a stage's presentations: who is to present, which times are free, and a proposal for both."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agencies.core.models import User
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from reviews.assigning.models import ReviewerCard
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.presenting.arranging import Arrangement, Day, Need, Position, Stretch, Talk, arrange, fits, free, steps
from reviews.presenting.models import Absence, AgencyAbsence, Session, Slot, SlotJury


@dataclass(frozen=True, slots=True)
class ProposedSlot:
    """One line of a proposed arrangement."""

    proposal: SentProposal
    position: Position
    jury: list[User]

    @property
    def key(self) -> str:
        """What the form sends back, see `services.read`."""
        return f"{self.proposal.pk}|{place_key(self.position)}"


@dataclass(frozen=True, slots=True)
class Proposed:
    """An arrangement that nobody has applied yet; `unplaced` with the reasons."""

    lines: list[ProposedSlot]
    unplaced: list[tuple[SentProposal, str]]


def place_key(position: Position) -> str:
    """A position as a form names it: its session, and when it begins."""
    return f"{position.session}|{position.span.starts.isoformat()}"


def waiting(stage: ReviewStage, by: User) -> list[SentProposal]:
    """What `by` coordinates, stands in the stage and has no time yet, by number."""
    rows = SentProposal.objects.as_role(by, Role.COORDINATOR).under_review()
    here = rows.filter(period=stage.period_id, review_round=stage.order)
    return list(here.exclude(slots__stage=stage).select_related("agency", "period").order_by("number", "pk"))


def first_to_schedule(stages: Sequence[ReviewStage]) -> ReviewStage:
    """Of these stages of a period, in order, the one whose schedule is worked on; one query.

    It is the first one that meets the proposers, or has sessions already, and in which a proposal stands without a time
    or a slot is not over; else the first such stage, else the first of all.
    """
    standing = SentProposal.objects.under_review().filter(period=OuterRef("period"), review_round=OuterRef("order"))
    slots, sessions = Slot.objects.filter(stage=OuterRef("pk")), Session.objects.filter(stage=OuterRef("pk"))
    rows = ReviewStage.objects.filter(
        Exists(sessions) | ~Q(meets=ReviewStage.Meets.NOT), pk__in=[one.pk for one in stages]
    )
    meeting = dict(
        rows.annotate(
            has_work=Exists(standing.exclude(slots__stage=OuterRef("pk"))) | Exists(slots.ahead())
        ).values_list("pk", "has_work")
    )
    known = [stage for stage in stages if stage.pk in meeting]
    return next((stage for stage in known if meeting[stage.pk]), known[0] if known else stages[0])


def juries(stage: ReviewStage, rows: list[SentProposal]) -> dict[int, list[User]]:
    """The reviewers asked for each in the stage, who are its jury; two queries.

    Those with a conflict are not among them, nor those who are no reviewers any more.
    """
    agencies = {row.pk: row.agency_id for row in rows}
    found: dict[int, list[User]] = {key: [] for key in agencies}
    barred = set(Interest.objects.standing().filter(proposal__in=found).values_list("proposal", "user"))
    asked = Assignment.objects.active().filter(
        stage=stage, proposal__in=found, reviewer__is_active=True, reviewer__is_reviewer=True
    )
    for task in asked.select_related("reviewer").order_by("pk"):
        key, person = task.proposal_id, task.reviewer
        if (key, person.pk) not in barred and person.agency_id != agencies[key]:
            found[key].append(person)
    return found


def positions(stage: ReviewStage) -> list[Position]:
    """Every time of the stage's sessions that is still to come, the earliest first."""
    now = timezone.now()
    sessions = Session.objects.filter(stage=stage, ends__gt=now).order_by("starts", "place", "pk")
    found = [
        each
        for row in sessions
        for each in steps(row.pk, row.place, Stretch(row.starts, row.ends), row.minutes, row.pause)
        if each.span.starts > now
    ]
    return sorted(found, key=lambda each: (each.span.starts, each.place, each.session))


def busy(without: Slot | None = None) -> dict[Need, list[Stretch]]:
    """When rooms, agencies and people are taken, by slots of any stage and by absences; four queries.

    `without` is a slot that is about to be moved and so takes nothing.
    """
    found: dict[Need, list[Stretch]] = defaultdict(list)
    skipped = [without.pk] if without else []
    standing = Slot.objects.exclude(state=Slot.State.MISSED).exclude(pk__in=skipped)
    for place, agency, starts, ends in standing.values_list("place", "proposal__agency", "starts", "ends"):
        found["tempat", place.casefold()].append(Stretch(starts, ends))
        found["instansi", agency].append(Stretch(starts, ends))
    sitting = SlotJury.objects.filter(sits=True).exclude(slot__in=skipped)
    for rows in (
        sitting.values_list("reviewer", "starts", "ends"),
        Absence.objects.values_list("person", "starts", "ends"),
    ):
        for person, starts, ends in rows:
            found["orang", person].append(Stretch(starts, ends))
    for agency, starts, ends in AgencyAbsence.objects.values_list("agency", "starts", "ends"):
        found["instansi", agency].append(Stretch(starts, ends))
    return found


def left(stage: ReviewStage) -> dict[int, int]:
    """How many more proposals of the stage each person with a limit hears; two queries."""
    heard = Counter(SlotJury.objects.filter(slot__stage=stage).order_by().values_list("reviewer", flat=True))
    cards = ReviewerCard.objects.exclude(limit=None).values_list("user", "limit")
    return {user: max((limit or 0) - heard[user], 0) for user, limit in cards}


def propose(stage: ReviewStage, by: User) -> Proposed:
    """A time for each proposal that waits for one. Raises ArrangingFailed."""
    rows = waiting(stage, by)
    jury, taken = juries(stage, rows), busy()
    talks = [Talk(row.pk, row.agency_id, frozenset(person.pk for person in jury[row.pk])) for row in rows]
    found: Arrangement = arrange(Day(talks, free(positions(stage), taken), taken, left(stage)))
    return _proposed(rows, jury, found)


def _proposed(rows: list[SentProposal], jury: Mapping[int, list[User]], found: Arrangement) -> Proposed:
    lines = [ProposedSlot(row, found.chosen[row.pk], jury[row.pk]) for row in rows if row.pk in found.chosen]
    lines.sort(key=lambda line: (line.position.span.starts, line.position.place))
    return Proposed(lines, [(row, found.unplaced[row.pk]) for row in rows if row.pk in found.unplaced])


def places_for(slot: Slot) -> list[Position]:
    """Where the slot could go: free rooms of its stage's sessions, at times that suit its jury and its agency."""
    taken = busy(without=slot)
    people = frozenset(slot.jury.values_list("reviewer", flat=True))
    talk = Talk(slot.proposal_id, slot.proposal.agency_id, people)
    day = Day([talk], [], taken)
    return [each for each in positions(slot.stage) if each.span.starts != slot.starts and fits(day, talk, each)]
