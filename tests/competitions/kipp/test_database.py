"""What the database refuses of nominations and results, whoever writes."""

import datetime

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from competitions.core.kippresults import KippResult
from competitions.core.models import NUMBER_TAKEN, Edition, Nomination
from competitions.core.nominating import NominationState, transitions
from competitions.core.stages import KippOutcome, KippStage
from tests import factories, makers

pytestmark = pytest.mark.django_db
FSM = "competitions.Nomination:nomination_state_in_order"


@pytest.fixture
def edition():
    return Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026")


@pytest.fixture
def entered(edition):
    return factories.nomination(edition, makers.make_proposal(makers.make_agency("dinkes"), "in_review"), "entered")


def refused(match, work, kind=ProgrammingError):
    with pytest.raises(kind, match=match), transaction.atomic():
        work()


def told(nomination, stage, **values):
    return lambda: factories.kipp_result(nomination, stage, **values)


def test_every_change_of_state_but_those_of_the_table_is_refused(edition, entered):
    for source in NominationState:
        for target in NominationState:
            if source == target:
                continue
            with pgtrigger.ignore(FSM):
                Nomination.objects.update(state=source, registration_number="SIN-1")
            change = lambda: Nomination.objects.update(state=target)  # noqa: B023, E731 - called at once
            if (source, target) in transitions():
                change()
            else:
                refused("Invalid transition", change)


def test_a_nomination_begins_as_nominated_and_a_number_is_there_when_it_is_entered(edition, entered):
    proposal = makers.make_proposal(entered.agency, "in_review")
    row = {"edition": edition, "proposal_id": proposal.pk, "agency": entered.agency}
    row["nominated_by"] = proposal.created_by
    refused("begins as nominated", lambda: Nomination.objects.create(**row, state="prepared"))
    refused("nomination_entered_has_number", lambda: Nomination.objects.update(registration_number=""), IntegrityError)


def test_a_number_is_once_in_an_edition(edition, entered):
    other = factories.nomination(edition, makers.make_proposal(entered.agency, "in_review"), "entered")
    other.registration_number = entered.registration_number
    with pytest.raises(ValidationError) as problem:
        other.validate_constraints()
    assert NUMBER_TAKEN in problem.value.messages
    refused("nomination_number_once", other.save, IntegrityError)
    following = Edition.objects.create(programme="kipp", year=2027, name="KIPP 2027")
    again = factories.nomination(following, makers.make_proposal(entered.agency, "in_review"), "entered")
    Nomination.objects.filter(pk=again.pk).update(registration_number=entered.registration_number)


@pytest.mark.parametrize(("closes", "late"), [(datetime.date(2026, 6, 3), 4), (None, 0)])
def test_a_nomination_after_the_closing_day_is_refused(edition, entered, closes, late):
    Edition.objects.update(closes_on=closes)
    proposal = makers.make_proposal(entered.agency, "in_review")
    row = {"edition": edition, "proposal_id": proposal.pk, "agency": entered.agency}
    row["nominated_by"] = proposal.created_by
    # Seven hours before, in UTC, it is the day before.
    after = datetime.datetime(2026, 6, 3, 17) if late else datetime.datetime(2026, 12, 31, 17)
    moment = timezone.make_aware(after, datetime.UTC)
    refused("no more nominations", lambda: Nomination.objects.create(**row, nominated_at=moment))
    made = Nomination.objects.create(**row, nominated_at=moment - datetime.timedelta(seconds=1))
    refused("no more nominations", lambda: Nomination.objects.filter(pk=made.pk).update(nominated_at=moment))
    # What stands there already may still be moved on.
    Nomination.objects.filter(pk=made.pk).update(state="prepared")


def test_there_is_no_edition_of_a_year_in_which_the_ministry_held_none(edition):
    edition.rules = {"held": {"2024": False}}
    edition.save()
    paused = Edition(programme="kipp", year=2024, name="KIPP 2024")
    with pytest.raises(ValidationError, match="tidak mengadakan KIPP pada tahun 2024"):
        paused.clean()
    refused("not held in 2024", paused.save)
    refused("not held in 2024", lambda: Edition.objects.update(year=2024))
    Edition.objects.create(programme="iga", year=2024, name="IGA 2024").full_clean()
    Edition.objects.create(programme="kipp", year=2023, name="KIPP 2023").full_clean()


def test_a_result_before_its_stage_is_refused(entered):
    refused("stage before it", told(entered, KippStage.PROPOSAL))
    factories.kipp_result(entered, KippStage.ADMINISTRATION)
    refused("stage before it", told(entered, KippStage.FEASIBILITY))
    factories.kipp_result(entered, KippStage.PROPOSAL)
    factories.kipp_result(entered, KippStage.PRESENTATION, outcome=KippOutcome.FAILED)
    refused("stage before it", told(entered, KippStage.BENEFIT))
    factories.kipp_result(entered, KippStage.FEASIBILITY)
    factories.kipp_result(entered, KippStage.BENEFIT)
    factories.kipp_result(entered, KippStage.AWARD)


def test_a_result_stands_as_it_was_told_and_once(entered):
    first = factories.kipp_result(entered)
    refused("kippresult_once", told(entered, KippStage.ADMINISTRATION), IntegrityError)
    refused("Cannot update or delete", lambda: KippResult.objects.update(outcome="tidak"))
    refused("Cannot update or delete", first.delete)
    refused("kippresult_corrected_with_reason", told(entered, KippStage.ADMINISTRATION, corrects=first), IntegrityError)
    refused("same stage", told(entered, KippStage.PROPOSAL, corrects=first, reason="Salah tahap"))
    second = factories.kipp_result(entered, outcome=KippOutcome.FAILED, corrects=first, reason="Salah baca")
    assert list(KippResult.objects.standing()) == [second]
    refused("stage before it", told(entered, KippStage.PROPOSAL))
    refused("corrects", told(entered, KippStage.ADMINISTRATION, corrects=first, reason="Lagi"), IntegrityError)


def test_a_correction_that_would_leave_a_later_result_without_its_stage_is_refused(entered):
    first = factories.kipp_result(entered)
    factories.kipp_result(entered, KippStage.PROPOSAL)
    for outcome in (KippOutcome.FAILED, KippOutcome.VOID):
        refused("stage before it", told(entered, KippStage.ADMINISTRATION, outcome=outcome, corrects=first, reason="x"))


@pytest.mark.parametrize("state", ["nominated", "prepared", "shortlisted", "withdrawn", "cancelled"])
def test_only_what_is_registered_has_results(edition, state):
    other = factories.nomination(edition, makers.make_proposal(makers.make_agency("dinkes"), "in_review"), state)
    refused("Only what is registered", told(other, KippStage.ADMINISTRATION))


def test_a_result_is_of_a_day_that_has_come_and_of_the_scale(entered):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    refused("day to come", told(entered, KippStage.ADMINISTRATION, decided_on=tomorrow))
    refused("score_in_scale", told(entered, KippStage.ADMINISTRATION, score="100.01"), IntegrityError)
    refused("award_named", told(entered, KippStage.ADMINISTRATION, award="Top 45"), IntegrityError)
    refused("corrected_with_reason", told(entered, KippStage.ADMINISTRATION, outcome="dibatalkan"), IntegrityError)
    factories.kipp_result(entered, decided_on=timezone.localdate(), score="0.01")


def test_a_nip_has_eighteen_digits(entered):
    refused("nip_digits", lambda: Nomination.objects.update(innovator_nip="1234"), IntegrityError)
    Nomination.objects.update(innovator_nip="198001012005011001")
