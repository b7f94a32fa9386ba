"""Proposals: a bare draft, a complete one, and one in any status with everything that led there."""

import datetime
from contextlib import AbstractContextManager
from typing import Any

import pgtrigger
from django.db import transaction
from django.utils import timezone

from agencies.core.models import Agency, User
from proposals.core.guide.models import Section
from proposals.core.history.record import Event
from proposals.core.history.remarks import Remark
from proposals.core.locking import lock
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.effects import AllowedMove, carry_out
from proposals.core.sent import AnyProposal, SentProposal
from proposals.core.workflow import STEPS, Action, Note, Status, Step, way_to
from proposals.writing.drafting import NewDraft, NewText, begin, write_texts
from tests.factories.files import attachment, pdf
from tests.factories.ground import agency, coordinator, operator
from tests.factories.years import YEAR, affair, period

DECREE = "188.45/7/KEP/2026"
# Written in nobody's text, title or name: a search for it finds a proposal through this section only.
RARE_WORD = "kelekak"
COMPLETE_PROFILE: dict[str, Any] = {
    "stage": "penerapan",
    "initiator_name": "Tim Inovasi 1",
    "trial_date": datetime.date(2024, 3, 1),
    "applied_date": datetime.date(2024, 9, 1),
    "budget": 12_500_000,
}
COMPLETE_TEXTS = {
    "permasalahan": "Warga menunggu dua jam untuk satu surat.",
    "cara_kerja": f"Warga mendaftar lewat ponsel, lalu datang pada jamnya, dibantu {RARE_WORD}.",
    "manfaat": "Waktu tunggu menjadi lima belas menit.",
}


def draft(number: int = 1, *, of: Agency | None = None, year: int = YEAR, **values: Any) -> Proposal:
    """A draft with nothing but its title; of agency 1 when none is given."""
    home = of or agency()
    values.setdefault("created_by", operator(home))
    made = Proposal(period=period(year), agency=home, **({"title": f"Inovasi {number}"} | values))
    return begin([NewDraft(made)])[0]


def write(to: Proposal, **texts: str) -> None:
    """Stores texts by section key, each in its first version."""
    sections = {section.key: section for section in Section.objects.filter(guide=to.period.guide_id)}
    write_texts([NewText(to, sections[key], text, to.created_by) for key, text in texts.items()])


def ready(number: int = 1, *, of: Agency | None = None, year: int = YEAR, **values: Any) -> Proposal:
    """A draft that lacks nothing: it may be submitted as it is."""
    made = draft(number, of=of, year=year, **(COMPLETE_PROFILE | {"affair": affair()} | values))
    write(made, **COMPLETE_TEXTS)
    attachment(made, "surat_pengantar")
    attachment(made, "regulasi", data=pdf(2))
    return made


def past_the_meeting() -> AbstractContextManager[None]:
    """Within it an outcome needs no released meeting: for tests that look at what comes after."""
    return pgtrigger.ignore("reviews.FollowedProposal:outcome_through_meeting")


def past_the_procedure() -> AbstractContextManager[None]:
    """Within it a meeting is signed that lacks what the procedure asks for: for tests that look at what follows."""
    return pgtrigger.ignore("reviews.Meeting:meeting_by_the_procedure")


def move(
    to_move: Proposal, step: Step, by: User | None = None, note: str = "", at: datetime.datetime | None = None
) -> Proposal:
    """One legal step, past the conditions of the service but by the writer that it uses, so with all that goes along.

    `at` is now unless given; as whatever lies in the past, it is told in the inbox and not by mail.
    """
    words = note or {Note.DECREE: DECREE, Note.REQUIRED: "Catatan uji.", Note.NONE: ""}[step.note]
    with transaction.atomic(), past_the_meeting():
        current = lock(to_move)
        carry_out([AllowedMove(step, current, by or to_move.created_by, words, at=at or timezone.now())])
    to_move.refresh_from_db()
    return to_move


def send_anyhow(proposal: Proposal, by: User) -> Event:
    """Sent by the agency with whatever is unanswered, as after "tetap kirim"; the row is read anew."""
    unanswered = Remark.objects.open().filter(proposal=proposal).values_list("pk", flat=True)
    proposal.refresh_from_db()
    event = moves.perform(Action.SUBMIT, proposal, by=by, unanswered=set(unanswered))
    proposal.refresh_from_db()
    return event


def proposal(
    status: Status = Status.SUBMITTED, number: int = 1, *, of: Agency | None = None, year: int = YEAR, **values: Any
) -> Proposal:
    """A complete proposal in any status, moved there on the shortest legal way."""
    made = ready(number, of=of, year=year, **values)
    staff = coordinator()
    for step in way_to(status):
        move(made, step, by=made.created_by if step.role == "proposer" else staff)
    return made


def before(step: Step, *, of: Agency | None = None) -> Proposal:
    """A proposal on which this step may be done; one that was turned down was so where the step leads back to."""
    if step.source is not Status.REJECTED:
        return proposal(step.source, of=of)
    made = proposal(step.target, of=of)
    refusal = next(each for each in STEPS if (each.source, each.target) == (step.target, step.source))
    return move(made, refusal, by=coordinator())


def sent(stored: AnyProposal) -> SentProposal:
    """What others than its agency read of a proposal, as it stands now."""
    return SentProposal.objects.select_related("period__guide", "agency").get(pk=stored.pk)
