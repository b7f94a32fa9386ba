"""What the database refuses whoever writes, tried with plain SQL: illegal moves, changed history, impossible rows."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from proposals.core.history.contents import content_hash
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal
from proposals.core.sentcopy import COPIED
from proposals.core.workflow import STEPS, Status
from reviews.core.models import Criterion, Score
from tests import factories

pytestmark = pytest.mark.django_db
LEGAL = {(step.source.value, step.target.value) for step in STEPS}


def run(sql: str, *values: Any) -> int:
    """Executes plain SQL in a savepoint of its own and tells how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def status_of(proposal: Proposal) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM proposals_proposal WHERE id = %s", [proposal.pk])
        return cursor.fetchone()[0]


# With which the table refuses a move, and the way back from a refusal that was spoken elsewhere.
REFUSALS = ("Invalid transition", "taken back to where it was spoken")


def moves(proposal: Proposal, target: str) -> bool:
    """Tries the move in plain SQL, with everything else the row needs, and takes it back."""
    sql = (
        "UPDATE proposals_proposal SET status = %s, number = coalesce(number, 'PGK-2026-0099'), "
        "submitted_at = coalesce(submitted_at, now()), decree_number = 'SK 7' WHERE id = %s"
    )
    with transaction.atomic():
        try:
            return run(sql, target, proposal.pk) == 1
        except DatabaseError as refusal:
            if not any(words in str(refusal) for words in REFUSALS):
                raise
            return False
        finally:
            transaction.set_rollback(True)


# --- Status --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("source", Status.values)
def test_the_database_allows_exactly_the_moves_of_the_table(source):
    made = factories.proposal(Status(source))
    with factories.past_the_meeting():
        allowed = {target for target in Status.values if moves(made, target)}
    # Writing the same status again is no move; this one was turned down at verification, and goes back there.
    legal = {target for start, target in LEGAL if start == source and target != source}
    assert allowed - {source} == legal - ({"in_review"} if source == "rejected" else set())
    assert status_of(made) == source


@pytest.mark.parametrize("status", Status.values)
def test_other_columns_change_without_a_move(status):
    made = factories.proposal(Status(status))
    assert run("UPDATE proposals_proposal SET title = 'Judul baru' WHERE id = %s", made.pk) == 1


def test_one_illegal_row_stops_the_whole_update():
    factories.proposal(Status.SUBMITTED, 1)
    factories.proposal(Status.ESTABLISHED, 2)
    with pytest.raises(DatabaseError, match="Invalid transition"):
        run("UPDATE proposals_proposal SET status = 'in_review'")
    assert set(Proposal.objects.values_list("status", flat=True)) == {"submitted", "established"}


def test_an_unknown_status_is_refused():
    made = factories.draft()
    with pytest.raises(DatabaseError):
        run("UPDATE proposals_proposal SET status = 'lolos' WHERE id = %s", made.pk)
    assert status_of(made) == "draft"


@pytest.mark.parametrize("status", sorted(set(Status.values) - {"draft"}))
def test_a_proposal_starts_as_a_draft(status):
    columns = [field.column for field in Proposal._meta.concrete_fields if field.name not in ("id", "search", "status")]
    listed = ", ".join(columns)
    made = factories.draft()
    with pytest.raises(DatabaseError, match="A proposal starts as a draft"):
        run(
            f"INSERT INTO proposals_proposal ({listed}, status) SELECT {listed}, %s FROM proposals_proposal "
            "WHERE id = %s",
            status,
            made.pk,
        )
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("status", sorted(set(Status.values) - {"draft"}))
def test_only_a_draft_is_deleted(status):
    made = factories.proposal(Status(status))
    with pytest.raises(DatabaseError):
        run("DELETE FROM proposals_proposal WHERE id = %s", made.pk)
    assert Proposal.objects.filter(pk=made.pk).exists()


# --- Number --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", ["PGK-2026-0777", None])
def test_a_number_once_given_stays(number):
    made = factories.proposal(Status.WITHDRAWN)
    with pytest.raises(DatabaseError, match="Cannot update rows"):
        run("UPDATE proposals_proposal SET number = %s WHERE id = %s", number, made.pk)
    assert Proposal.objects.get().number == "PGK-2026-0001"


def test_a_number_is_given_to_one_proposal_only():
    given = factories.proposal(Status.SUBMITTED, 1).number
    other = factories.draft(2)
    with pytest.raises(IntegrityError, match="proposals_proposal_number"):
        run("UPDATE proposals_proposal SET number = %s WHERE id = %s", given, other.pk)


def test_nothing_is_submitted_without_a_number():
    made = factories.draft()
    with pytest.raises(IntegrityError, match="proposal_sent_has_number"):
        run("UPDATE proposals_proposal SET status = 'submitted' WHERE id = %s", made.pk)


def test_nothing_is_established_without_a_decree():
    made = factories.proposal(Status.SHORTLISTED)
    with factories.past_the_meeting(), pytest.raises(IntegrityError, match="proposal_established_has_decree"):
        run("UPDATE proposals_proposal SET status = 'established' WHERE id = %s", made.pk)


# --- History -------------------------------------------------------------------------------------------------------
def an_event() -> Event:
    return factories.proposal(Status.SUBMITTED).events.get()


def a_revision() -> Revision:
    made = factories.ready()
    content = {"profile": {"title": made.title}}
    return Revision.objects.create(
        proposal=made, number=1, content=content, sha256=content_hash(content), created_by=made.created_by
    )


def a_score() -> Score:
    task = factories.assign(factories.reviewer(), factories.proposal(Status.IN_REVIEW))
    criterion = Criterion.objects.get(rubric=task.stage.rubric, order=1)
    return Score.objects.create(assignment=task, criterion=criterion, value=2, given_by=task.reviewer)


HISTORY = [(an_event, "note", "'dihapus'"), (a_revision, "sha256", "'0'"), (a_score, "value", "3")]
ids = ["event", "revision", "score"]


@pytest.mark.parametrize(("make", "column", "value"), HISTORY, ids=ids)
def test_history_is_neither_changed_nor_deleted_nor_emptied(
    make: Callable[[], Event | Revision | Score], column: str, value: str
):
    row = make()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    table, model = row._meta.db_table, type(row)
    before = model.objects.values().get(pk=row.pk)
    for sql, answer in (
        (f"UPDATE {table} SET {column} = {value}", "Cannot update or delete rows"),
        (f"UPDATE {table} SET {column} = {column}", "Cannot update or delete rows"),
        (f"DELETE FROM {table}", "Cannot update or delete rows"),
        (f"TRUNCATE {table} CASCADE", "Cannot truncate rows"),
    ):
        with pytest.raises(DatabaseError, match=answer):
            run(sql)
    assert model.objects.values().get(pk=row.pk) == before


def test_history_does_not_go_with_its_proposal():
    event = an_event()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=r"Cannot truncate rows of (event|revision|score|message)"):
        run("TRUNCATE proposals_proposal CASCADE")
    assert Event.objects.get() == event


def test_a_move_of_the_database_itself_is_recorded_in_the_row_history():
    made = factories.proposal(Status.SUBMITTED)
    run("UPDATE proposals_proposal SET status = 'in_review' WHERE id = %s", made.pk)
    assert made.history.order_by("pgh_id").last().status == "in_review"


# --- Rows that cannot be -------------------------------------------------------------------------------------------
IMPOSSIBLE = {
    "proposal_trial_before_application": "trial_date = '2025-02-01', applied_date = '2025-01-31'",
    "proposal_application_before_development": "applied_date = '2025-02-01', development_date = '2025-01-31'",
    "proposal_budget_not_negative": "budget = -1",
}
POSSIBLE = (
    "trial_date = '2025-02-01', applied_date = '2025-02-01', development_date = '2025-02-01'",
    "budget = 0",
    "latitude = -2.129, longitude = 106.113",
    "latitude = -90, longitude = 180",
    "trial_date = NULL, applied_date = '2020-01-01'",
)


@pytest.mark.parametrize(("constraint", "assignment"), IMPOSSIBLE.items())
def test_an_impossible_profile_is_refused(constraint, assignment):
    made = factories.draft()
    with pytest.raises(IntegrityError, match=constraint):
        run(f"UPDATE proposals_proposal SET {assignment} WHERE id = %s", made.pk)


@pytest.mark.parametrize(
    "assignment",
    [
        "latitude = -2.1",
        "longitude = 106.1",
        "latitude = 90.5, longitude = 1",
        "latitude = 1, longitude = -180.5",
    ],
)
def test_half_a_point_or_one_outside_the_earth_is_refused(assignment):
    made = factories.draft()
    with pytest.raises(IntegrityError, match="proposal_point_complete"):
        run(f"UPDATE proposals_proposal SET {assignment} WHERE id = %s", made.pk)


@pytest.mark.parametrize("assignment", POSSIBLE)
def test_what_is_just_possible_is_taken(assignment):
    made = factories.draft()
    assert run(f"UPDATE proposals_proposal SET {assignment} WHERE id = %s", made.pk) == 1


@pytest.mark.parametrize("closes", ["opens_at", "opens_at - interval '1 second'"])
def test_a_period_closes_after_it_opens(closes):
    period = factories.period()
    with pytest.raises(IntegrityError, match="period_closes_after_opening"):
        run(f"UPDATE proposals_period SET closes_at = {closes} WHERE id = %s", period.pk)


def test_a_year_has_one_period():
    factories.period()
    with pytest.raises(IntegrityError, match="year"):
        run(
            "INSERT INTO proposals_period (year, name, target, opens_at, closes_at, guide_id, minimum_per_agency, "
            "feedback, ranking_column, last_sequence, is_side_round) "
            "SELECT year, name, target, opens_at, closes_at, guide_id, "
            "minimum_per_agency, feedback, ranking_column, last_sequence, true FROM proposals_period"
        )


def test_the_same_file_stands_once_under_its_kind():
    held = factories.attachment(factories.draft())
    with pytest.raises(IntegrityError, match="attachment_once"):
        factories.attachment(held.proposal)


# --- What was sent -------------------------------------------------------------------------------------------------
WRITTEN = {
    "title": "Judul baru", "stage": "uji_coba", "form": "lain", "innovation_type": "digital", "budget": 7,
    "applied_date": datetime.date(2025, 2, 3), "summary": "Ringkasan baru.",
    "indicators": "Waktu tunggu | 120 | 35 | menit | Laporan layanan",
}  # fmt: skip


def copy_of(proposal: Proposal) -> dict[str, Any]:
    row = Proposal.objects.filter(pk=proposal.pk).values(*(f"sent_{name}" for name in COPIED)).get()
    return {name.removeprefix("sent_"): value for name, value in row.items()}


@pytest.mark.parametrize("status", Status.values)
def test_the_copy_of_what_was_sent_follows_unless_the_status_holds_changes_back(status):
    made = factories.proposal(Status(status))
    written = {**WRITTEN, "affair": factories.affair(2).pk}
    before = copy_of(made)
    assert set(written) == set(COPIED)
    assert not set(before.items()) & set(written.items())
    Proposal.objects.filter(pk=made.pk).update(**written)
    assert copy_of(made) == (before if status in ("returned", "withdrawn") else written)


def test_the_copy_of_what_was_sent_is_written_by_the_database_alone():
    for status in (Status.DRAFT, Status.RETURNED):
        made = factories.proposal(status, title="Yang diajukan")
        run("UPDATE proposals_proposal SET sent_title = 'Palsu' WHERE id = %s", made.pk)
        assert copy_of(made)["title"] == "Yang diajukan"


def test_sending_again_brings_the_copy_and_the_words_up_to_date():
    made = factories.proposal(Status.RETURNED)
    Proposal.objects.filter(pk=made.pk).update(title="Kelapa")
    made.texts.update(text="Pohon nipah")
    assert not Proposal.objects.search("kelapa").exists() and not Proposal.objects.search("nipah").exists()
    run("UPDATE proposals_proposal SET status = 'submitted' WHERE id = %s", made.pk)
    assert copy_of(made)["title"] == "Kelapa"
    assert Proposal.objects.search("kelapa nipah").get() == made
