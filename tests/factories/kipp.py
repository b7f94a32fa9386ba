"""Nominations for KIPP in any state, as if they had come there, and results of stages."""

import datetime
from typing import Any

import pgtrigger

from agencies.core.models import User
from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationState
from competitions.core.stages import KippOutcome, KippStage
from competitions.kipp.slots.allocating import SlotVariant, allocate
from competitions.kipp.slots.inputs import slot_field
from competitions.kipp.slots.models import SlotRun
from competitions.kipp.slots.services import kept_rows
from proposals.core.models import Proposal

ANY_STATE = ("competitions.Nomination:nomination_begins_nominated", "competitions.Nomination:nomination_in_time")
NUMBERED = (NominationState.ENTERED, NominationState.WITHDRAWN)


def nomination(
    edition: Edition, proposal: Proposal, state: str = NominationState.NOMINATED, **values: Any
) -> Nomination:
    """One nomination that stands where the test wants it, whatever the day; its number is that of its proposal."""
    number = f"SIN-{proposal.pk}" if state in NUMBERED else ""
    with pgtrigger.ignore(*ANY_STATE):
        return Nomination.objects.create(
            **{
                "edition": edition,
                "proposal_id": proposal.pk,
                "agency": proposal.agency,
                "state": state,
                "registration_number": number,
                "nominated_by": proposal.created_by,
                **values,
            }
        )


def kipp_result(nomination: Nomination, stage: str = KippStage.ADMINISTRATION, **values: Any) -> KippResult:
    """One result, passed unless told otherwise, of 1 October 2026."""
    award = "Top 45" if stage == KippStage.AWARD else ""
    return KippResult.objects.create(
        **{
            "nomination": nomination,
            "stage": stage,
            "outcome": KippOutcome.PASSED,
            "award": award,
            "decided_on": datetime.date(2026, 10, 1),
            "document": "Pengumuman kementerian",
            "by": nomination.nominated_by,
            **values,
        }
    )


def slot_run(edition: Edition, by: User, variant: SlotVariant = SlotVariant.BY_SCORE) -> SlotRun:
    """The places as they are shared out now, kept by somebody, whatever the day."""
    field = slot_field(Edition.objects.get(pk=edition.pk))
    rows = kept_rows(field, allocate(field.given, variant))
    return SlotRun.objects.create(
        edition=edition, variant=variant, target=1, inputs=field.given.model_dump(mode="json"), rows=rows, by=by
    )
