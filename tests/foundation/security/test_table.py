"""The security log only grows, the nightly sweep apart, and no page fails when it cannot be written."""

import datetime
import json
import logging

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from foundation.security import events, tasks
from foundation.security.kinds import Kind, Outcome
from foundation.security.models import SWEEP, SecurityEvent
from foundation.security.sweeping import sweep
from tests import factories

pytestmark = pytest.mark.django_db


def event(days: float = 0) -> SecurityEvent:
    return SecurityEvent.objects.create(
        kind=Kind.SIGN_IN, outcome=Outcome.DONE, at=timezone.now() - datetime.timedelta(days=days)
    )


@pytest.fixture
def told(monkeypatch) -> list[dict]:
    """What the log's lines say."""
    lines: list[dict] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(record.getMessage()))
    logger = logging.getLogger("portal.security")
    monkeypatch.setattr(logger, "handlers", [handler])
    return lines


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE foundation_securityevent SET account = 'x'",
        "DELETE FROM foundation_securityevent",
        "TRUNCATE foundation_securityevent",
        f"SET LOCAL {SWEEP} = '2999-01-01'; DELETE FROM foundation_securityevent",
    ],
)
def test_no_command_changes_or_empties_it(command: str) -> None:
    event()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(command)
    assert SecurityEvent.objects.count() == 1


def test_old_rows_go_by_the_sweep_alone() -> None:
    old, older = event(400), event(366)
    kept = [event(364), event()]
    with pytest.raises(DatabaseError), transaction.atomic():
        SecurityEvent.objects.filter(pk__in=[old.pk, older.pk]).delete()
    tasks.sweep_security_log(timestamp=0)
    assert set(SecurityEvent.objects.all()) == set(kept)
    assert settings.SECURITY_LOG_DAYS == 365


def test_a_sweep_opens_nothing_for_those_who_come_after() -> None:
    sweep(365)
    event(400)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecurityEvent.objects.all().delete()


def test_an_event_outlives_the_account() -> None:
    person = factories.user("pergi")
    events.note(Kind.SIGN_IN, person=person)
    person.delete()
    kept = SecurityEvent.objects.select_related("person").get()
    assert (kept.account, kept.person) == ("pergi", None)


def test_a_log_that_cannot_be_written_breaks_nothing_and_leaves_its_line(told) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE foundation_securityevent RENAME COLUMN account TO other")
    events.note(Kind.SIGN_IN, person=factories.user("masuk"))
    assert factories.user("lain").pk
    assert [(line["kind"], line["account"], line["stored"]) for line in told] == [("sign_in", "masuk", False)]


def test_what_the_database_refuses_is_taken_out_and_what_is_too_long_is_cut(told) -> None:
    events.note(Kind.SIGN_IN, Outcome.REFUSED, account="a\x00b\n" + "x" * 300, detail="\u202e")
    kept = SecurityEvent.objects.get()
    assert kept.account == "a\ufffdb\ufffd" + "x" * 196
    assert told[0]["account"] == kept.account
    assert told[0]["stored"] is True
