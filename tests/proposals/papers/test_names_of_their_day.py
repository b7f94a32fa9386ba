"""Whatever an agency or a person is called later: what was sent, and what was done, bears the names of its day."""

import datetime
from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from agencies.core.models import Agency, User
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal
from proposals.core.moving import moves
from tests import factories
from tests.factories import Cast
from tests.pdfs import text_of

pytestmark = pytest.mark.django_db
NEW = {"name": "Badan Sesudah Perampingan", "official_name": "Badan Sesudah Perampingan", "short_name": "BSP"}


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def returned(cast: Cast) -> Proposal:
    """A proposal that was submitted and sent back for repair."""
    proposal = factories.ready(of=cast.home)
    moves.perform("submit", proposal, by=cast.owner)
    proposal.refresh_from_db()
    moves.perform("return", proposal, by=cast.coordinator, note="Perjelas.")
    proposal.refresh_from_db()
    return proposal


def rename(agency: Agency) -> None:
    for name, value in NEW.items():
        setattr(agency, name, value)
    agency.save()


def papers(reader: User, proposal: Proposal) -> dict[str, bytes]:
    """The receipt of the first submission, and the proposal as it was printed then."""
    browser = browser_of(reader)
    return {
        name: browser.get(reverse(f"proposals:{name}", args=[proposal.pk]), {"revisi": "1"}).content
        for name in ("receipt", "print")
    }


def history_of(reader: User, proposal: Proposal) -> str:
    return browser_of(reader).get(reverse("proposals:history", args=[proposal.pk])).content.decode()


def moves_shown(reader: User, proposal: Proposal) -> list[str]:
    page = browser_of(reader).get(reverse("proposals:history", args=[proposal.pk]))
    return [event["actor"] for event in page.context["events"]]


def test_a_renamed_agency_keeps_its_old_name_on_receipt_print_revision_and_moves(cast: Cast, returned: Proposal):
    before = papers(cast.coordinator, returned)
    assert "Dinas 1" in text_of(before["print"])
    office = moves_shown(cast.leader, returned)
    rename(cast.home)
    assert papers(cast.coordinator, returned) == before
    assert papers(cast.owner, returned)["print"] == before["print"]
    assert moves_shown(cast.leader, returned) == office
    assert "<br>Dinas 1, dikirim " in history_of(cast.coordinator, returned)


def test_others_read_the_name_of_the_last_submission_and_the_agency_its_own_of_today(cast: Cast, returned: Proposal):
    rename(cast.home)
    url = reverse("proposals:print", args=[returned.pk])
    sent, written = (text_of(browser_of(person).get(url).content) for person in (cast.coordinator, cast.owner))
    assert ("Dinas 1" in sent, NEW["name"] in sent) == (True, False)
    assert NEW["name"] in written
    # The line of the submission bears the name of its day on either.
    assert ("Ajukan Dinas1 Diajukan" in sent, "Ajukan Dinas1 Diajukan" in written) == (True, True)


def test_what_is_sent_after_the_new_name_bears_it(cast: Cast, returned: Proposal):
    rename(cast.home)
    Proposal.objects.filter(pk=returned.pk).update(title="Inovasi yang diperjelas")
    moves.perform("submit", returned, by=cast.owner)
    names = Revision.objects.order_by("number").values_list("agency_name", "agency_short_name")
    assert list(names) == [("Dinas 1", "Dinas1"), (NEW["name"], NEW["short_name"])]
    assert list(Event.objects.order_by("pk").values_list("office_name", flat=True)) == ["Dinas1", "Bapperida", "BSP"]


def test_people_who_are_renamed_or_leave_stay_who_they_were(cast: Cast, returned: Proposal):
    before, by_name = papers(cast.coordinator, returned), moves_shown(cast.owner, returned)
    shown = moves_shown(cast.coordinator, returned)
    assert str(cast.owner) in shown and str(cast.coordinator) in shown
    names = [str(cast.coordinator), str(cast.owner)]
    User.objects.filter(pk=cast.owner.pk).update(full_name="Nama Baru", is_active=False)
    User.objects.filter(pk=cast.coordinator.pk).update(full_name="Nama Lain")
    assert moves_shown(cast.coordinator, returned) == shown == names
    assert moves_shown(cast.colleague, returned) == by_name
    assert papers(cast.coordinator, returned) == before
    assert f"Dinas 1, dikirim {names[1]}<br>" in history_of(cast.coordinator, returned)
    assert "dikirim" not in history_of(cast.colleague, returned)


def test_the_migration_takes_old_names_from_the_history_of_agencies(cast: Cast, returned: Proposal):
    rename(cast.home)
    Proposal.objects.filter(pk=returned.pk).update(title="Inovasi yang diperjelas")
    moves.perform("submit", returned, by=cast.owner)
    kept = known()
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_revision SET agency_name = '', agency_short_name = '', sender_name = ''")
        cursor.execute("UPDATE proposals_event SET actor_name = '', office_name = ''")
    # A test is one transaction, so the new name is put between the two submissions by hand.
    last = Event.objects.latest("pk").at - datetime.timedelta(microseconds=1)
    cast.home.events.filter(short_name="BSP").update(pgh_created_at=last)
    with connection.schema_editor() as editor:
        import_module("proposals.migrations.0026_names_of_their_day").fill(apps, editor)
    assert known() == kept


def known() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    revisions = Revision.objects.order_by("number").values_list(
        "agency_name", "agency_short_name", "period_name", "sender_name"
    )
    return list(revisions), list(Event.objects.order_by("pk").values_list("actor_name", "office_name"))
