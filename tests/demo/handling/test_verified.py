"""The verification desk of the demo years: each decision has its answers, and what did not pass says why."""

import io

from django.core.management import call_command
from django.test import TestCase, override_settings

from inovasi.demo.years import build
from proposals.core.history.record import Event, Revision
from proposals.core.workflow import Action, Status
from proposals.verifying.models import CheckItem, CheckTick
from tests.demo.years import IN_MEMORY, LATER


def version_of(event: Event) -> Revision:
    """What was on the desk when this was decided."""
    return event.proposal.revisions.filter(created_at__lt=event.at).latest("number")


@override_settings(STORAGES=IN_MEMORY)
class TestDeskOfTheDemo(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        build(now=LATER)

    def test_every_decision_at_the_desk_has_its_answers_by_whom_and_when(self) -> None:
        decided = Event.objects.filter(
            source=Status.SUBMITTED, action__in=[Action.ACCEPT, Action.RETURN, Action.REJECT]
        ).select_related("proposal__period")
        assert {event.action for event in decided} == {Action.ACCEPT, Action.RETURN, Action.REJECT}
        expected = set()
        for event in decided:
            version = version_of(event)
            asked = CheckItem.objects.filter(guide=event.proposal.period.guide_id, machine="")
            assert asked
            expected |= {(version.pk, item.pk, event.actor_id) for item in asked}
            ticks = version.ticks.all()
            assert all(version.created_at < tick.at < event.at for tick in ticks)
            lacking = [tick for tick in ticks if tick.answer == CheckTick.Answer.LACKS]
            assert len(lacking) == (event.action != Action.ACCEPT)
            assert all(tick.note for tick in lacking)
            if event.action == Action.RETURN:
                assert {tick.note for tick in lacking} <= {row.text for row in event.remarks.all()}
        assert set(CheckTick.objects.values_list("revision", "item", "by")) == expected
