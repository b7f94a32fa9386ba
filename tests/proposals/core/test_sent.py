"""Tests of what was sent as a type: the right rows and words, no way to what is written, and nothing to write."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import ProgrammingError, connection, connections, models, transaction
from django.db.models import QuerySet
from django.db.models.fields.related import ForeignObjectRel
from django.utils import timezone

from proposals.core.head import ProposalHead
from proposals.core.models import Proposal, SectionText
from proposals.core.querysets import ReadOnlyError
from proposals.core.sent import ListedProposal, SentProposal, definition
from proposals.core.sentcopy import COPIED
from proposals.core.workflow import HELD_BACK, PRIVATE, Status
from reviews.core.models import Assignment
from reviews.scoring_desk.papers import recap_context
from tests import factories

VIEWS = (SentProposal, ListedProposal)
STORED = {Proposal, SectionText}


@pytest.fixture
def every_status(db: None) -> dict[str, Proposal]:
    return {status: factories.proposal(status, number) for number, status in enumerate(Status, start=1)}


def test_drafts_are_among_the_listed_alone(every_status: dict[str, Proposal]) -> None:
    def keys(model: Any) -> set[int]:
        return set(model.objects.values_list("pk", flat=True))

    assert keys(ListedProposal) == {row.pk for row in every_status.values()}
    assert keys(SentProposal) == {row.pk for status, row in every_status.items() if status not in PRIVATE}


@pytest.mark.parametrize("model", VIEWS)
@pytest.mark.parametrize("status", sorted(set(Status) - PRIVATE))
def test_the_words_are_those_that_were_sent(every_status: dict[str, Proposal], model: Any, status: str) -> None:
    row = every_status[status]
    before = model.objects.values(*COPIED).get(pk=row.pk)
    Proposal.objects.filter(pk=row.pk).update(title="Baru", budget=7, affair=factories.affair(2))
    after = model.objects.values(*COPIED).get(pk=row.pk)
    assert (after == before) is (status in HELD_BACK)
    assert before["title"] == row.title


@pytest.mark.parametrize("model", VIEWS)
def test_the_head_is_that_of_the_stored_row(every_status: dict[str, Proposal], model: Any) -> None:
    names = [field.attname for field in ProposalHead._meta.local_fields]
    stored = {row["id"]: row for row in Proposal.objects.values("id", *names)}
    seen = list(model.objects.values("id", *names))
    assert seen and all(row == stored[row["id"]] for row in seen)


@pytest.mark.parametrize("model", VIEWS)
def test_the_view_answers_what_the_model_asks_and_no_more(db: None, model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        found = {column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)}
        cursor.execute("SELECT pg_get_viewdef(%s::regclass)", [model._meta.db_table])
        standing = cursor.fetchone()[0]
        cursor.execute(f"CREATE TEMPORARY VIEW as_written AS {definition(model._meta.db_table)}")
        cursor.execute("SELECT pg_get_viewdef('as_written'::regclass)")
        assert standing == cursor.fetchone()[0], "write a migration that makes the view anew"
    assert found == {field.column for field in model._meta.local_concrete_fields}
    words = {field.name for field in model._meta.local_fields} - {"id"}
    assert words - {field.name for field in ProposalHead._meta.local_fields} == set(COPIED)


def ways(model: type[models.Model], *, back: bool) -> set[type[models.Model]]:
    """The models that a row of this one leads to, forwards and, if asked, backwards by a name."""
    links = [field for field in model._meta.get_fields() if field.is_relation]
    return {
        field.related_model
        for field in links
        if field.related_model and (not isinstance(field, ForeignObjectRel) or (back and not field.hidden))
    }


def reached(model: type[models.Model]) -> set[type[models.Model]]:
    """Everything a row leads to: from itself in both directions, from there on by what each row names."""
    found: set[type[models.Model]] = set()
    waiting = ways(model, back=True)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting |= ways(one, back=False)
    return found


@pytest.mark.parametrize("model", VIEWS)
def test_no_way_leads_to_what_is_written(model: type[models.Model]) -> None:
    assert not reached(model) & STORED


def test_nothing_that_others_hold_leads_back_to_a_stored_proposal() -> None:
    """An agency, a period, an affair or a person has no list of stored proposals to be read by mistake."""
    beside = {"agencies", "foundation"}
    found = {
        (model.__name__, link.get_accessor_name())
        for model in apps.get_models()
        if model._meta.app_label in beside or model.__name__ in ("Period", "Affair")
        for link in model._meta.related_objects
        if link.related_model in STORED and not link.hidden
    }
    assert found == set()


def writes(model: Any) -> dict[str, Callable[[], object]]:
    row = model.objects.get()
    rows = model.objects.all()
    return {
        "save": row.save,
        "delete": row.delete,
        "new": model(title="Baru").save,
        "create": lambda: model.objects.create(title="Baru"),
        "get_or_create": lambda: model.objects.get_or_create(title="Baru"),
        "update_or_create": lambda: model.objects.update_or_create(title="Baru"),
        "bulk_create": lambda: model.objects.bulk_create([model(title="Baru")]),
        "bulk_update": lambda: model.objects.bulk_update([row], ["title"]),
        "update": lambda: rows.update(title="Baru"),
        "filtered update": lambda: rows.filter(pk=row.pk).order_by("pk").update(title="Baru"),
        "delete rows": rows.delete,
        "base manager": lambda: model(pk=row.pk, title="Baru").save_base(),
    }


@pytest.mark.parametrize("model", VIEWS)
def test_every_way_to_write_raises(db: None, model: Any) -> None:
    proposal = factories.proposal(Status.IN_REVIEW)
    for write in writes(model).values():
        with pytest.raises(ReadOnlyError):
            write()
    proposal.refresh_from_db()
    assert proposal.title != "Baru"


@pytest.mark.parametrize("model", VIEWS)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET title = 'Baru'", "DELETE FROM {}", "INSERT INTO {} (title) VALUES ('Baru')"]
)
def test_the_database_refuses_to_write_a_view(db: None, model: Any, statement: str) -> None:
    factories.proposal(Status.IN_REVIEW)
    with pytest.raises(ProgrammingError, match="only read"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


@contextmanager
def held(rows: QuerySet[Any]) -> Iterator[None]:
    """While somebody else's transaction reads these rows and goes on."""
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic():
            list(rows)
            reading.set()
            done.wait()
        connections.close_all()

    other = threading.Thread(target=read)
    other.start()
    try:
        assert reading.wait(30)
        yield
    finally:
        done.set()
        other.join()


@pytest.mark.django_db(transaction=True)
def test_a_lock_on_what_was_sent_is_a_lock_on_the_stored_row() -> None:
    proposal = factories.proposal(Status.IN_REVIEW)
    waited = Proposal.objects.select_for_update(skip_locked=True).filter(pk=proposal.pk)
    with held(SentProposal.objects.select_for_update(of=("self",)).filter(pk=proposal.pk)), transaction.atomic():
        assert list(waited.all()) == []
    with transaction.atomic():
        assert list(waited.all()) == [proposal]


KEYS = """
    SELECT origin.relname, field.attname FROM pg_constraint known
    JOIN pg_class origin ON origin.oid = known.conrelid
    JOIN pg_attribute field ON field.attrelid = origin.oid AND field.attnum = ANY (known.conkey)
    WHERE known.contype = 'f' AND known.convalidated AND known.confrelid = 'proposals_proposal'::regclass
"""


def test_the_database_holds_every_row_of_the_floors_above_to_a_stored_proposal(db: None) -> None:
    """To Python these rows belong to what was sent, which is a view; no row may outlive its proposal for that."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS)
        held = set(cursor.fetchall())
    pointing = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is SentProposal and not model.__name__.endswith("Event")
    }
    assert len(pointing) > 5
    assert pointing - held == set()


def test_no_floor_above_points_to_the_stored_row() -> None:
    above = ("reviews", "competitions", "dashboard")
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in above and not model._meta.proxy
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model in STORED
    }
    assert found == set()


def test_a_stored_row_in_the_place_of_what_was_sent_raises(db: None) -> None:
    stored = factories.proposal(Status.IN_REVIEW)
    reviewer = factories.reviewer()
    with pytest.raises(ValueError, match="SentProposal"):
        Assignment(stage=factories.stage(), proposal=stored, reviewer=reviewer)
    factories.assign(reviewer, stored)
    with pytest.raises(ValueError, match="SentProposal"):
        Assignment.objects.filter(proposal=stored).exists()
    with pytest.raises(ValueError, match="SentProposal"):
        Assignment.objects.filter(proposal__in=Proposal.objects.all()).exists()
    with pytest.raises(FieldError):
        Assignment.objects.filter(proposal__sent_title="Baru").exists()
    assert Assignment.objects.get().proposal == factories.sent(stored)


def test_a_page_of_a_floor_above_that_is_given_a_stored_row_raises(db: None) -> None:
    stored = factories.proposal(Status.IN_REVIEW)
    factories.stage()
    with pytest.raises(ValueError, match="SentProposal"):
        recap_context(stored, timezone.now())
    assert recap_context(factories.sent(stored), timezone.now())["proposal"].title == stored.title
