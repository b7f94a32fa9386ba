"""The workflow table, stated once more from the requirement as whole sets, and the pages that must agree with it."""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command

from inovasi.management.commands import workflow_table
from proposals.core import workflow
from proposals.core.moving.notifications import TO_AGENCY
from proposals.core.workflow import (
    STEPS,
    Action,
    Door,
    Holder,
    NotAvailable,
    Note,
    NoteMissing,
    Role,
    Status,
    find,
    steps_for,
    transitions,
)

A, S, R, H = Action, Status, Role, Holder
# action: from where, to where, by whom, with which note — design.md section 5, written out by hand.
EXPECTED = {
    A.SUBMIT: ({S.DRAFT, S.RETURNED}, S.SUBMITTED, R.PROPOSER, Note.NONE),
    A.WITHDRAW: ({S.SUBMITTED, S.RETURNED}, S.WITHDRAWN, R.PROPOSER, Note.REQUIRED),
    A.REVIVE: ({S.WITHDRAWN}, S.DRAFT, R.PROPOSER, Note.NONE),
    A.RETURN: ({S.SUBMITTED, S.IN_REVIEW}, S.RETURNED, R.COORDINATOR, Note.REQUIRED),
    A.ACCEPT: ({S.SUBMITTED}, S.IN_REVIEW, R.COORDINATOR, Note.NONE),
    A.ADVANCE: ({S.IN_REVIEW}, S.IN_REVIEW, R.COORDINATOR, Note.NONE),
    A.REJECT: ({S.SUBMITTED, S.IN_REVIEW}, S.REJECTED, R.COORDINATOR, Note.REQUIRED),
    A.SHORTLIST: ({S.IN_REVIEW}, S.SHORTLISTED, R.COORDINATOR, Note.NONE),
    A.PASS_OVER: ({S.IN_REVIEW}, S.COACHING, R.COORDINATOR, Note.NONE),
    A.REOPEN: ({S.SHORTLISTED, S.COACHING, S.REJECTED}, S.IN_REVIEW, R.COORDINATOR, Note.REQUIRED),
    A.VERIFY_AGAIN: ({S.REJECTED, S.IN_REVIEW}, S.SUBMITTED, R.COORDINATOR, Note.REQUIRED),
    A.ESTABLISH: ({S.SHORTLISTED}, S.ESTABLISHED, R.COORDINATOR, Note.DECREE),
}
# What leaves only by the release of a meeting: the outcomes of a review, and what a decree establishes.
ONLY_BY_A_MEETING = {
    (A.REJECT, S.IN_REVIEW), (A.SHORTLIST, S.IN_REVIEW), (A.PASS_OVER, S.IN_REVIEW), (A.ESTABLISH, S.SHORTLISTED),
}  # fmt: skip
# What each role may do with a proposal in each status; a status that is missing offers nothing.
PROPOSER_MAY = {
    S.DRAFT: {A.SUBMIT},
    S.SUBMITTED: {A.WITHDRAW},
    S.RETURNED: {A.SUBMIT, A.WITHDRAW},
    S.WITHDRAWN: {A.REVIVE},
}
COORDINATOR_MAY = {
    S.SUBMITTED: {A.ACCEPT, A.RETURN, A.REJECT},
    S.IN_REVIEW: {A.ADVANCE, A.RETURN, A.REJECT, A.SHORTLIST, A.PASS_OVER, A.VERIFY_AGAIN},
    S.SHORTLISTED: {A.REOPEN, A.ESTABLISH},
    S.COACHING: {A.REOPEN},
    S.REJECTED: {A.REOPEN, A.VERIFY_AGAIN},
}


def test_the_expectations_speak_of_every_action():
    assert set(EXPECTED) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_action_starts_and_ends_where_it_should(action):
    sources, target, role, note = EXPECTED[action]
    rows = [step for step in STEPS if step.action == action]
    assert {step.source for step in rows} == sources
    assert {(step.target, step.role, step.note) for step in rows} == {(target, role, note)}


@pytest.mark.parametrize("status", Status)
def test_what_each_role_may_do_in_a_status(status):
    assert {step.action for step in steps_for(status, {R.PROPOSER})} == PROPOSER_MAY.get(status, set())
    assert {step.action for step in steps_for(status, {R.COORDINATOR})} == COORDINATOR_MAY.get(status, set())
    assert steps_for(status, {R.REVIEWER, R.LEADER, R.VISITOR}) == []
    assert steps_for(status, set()) == []


def test_outcomes_leave_only_through_a_meeting():
    shut = {(step.action, step.source) for step in STEPS if step.door is Door.MEETING}
    assert shut == ONLY_BY_A_MEETING
    for status in Status:
        assert not {(step.action, status) for step in workflow.offered(status, set(Role))} & shut
    for action, status in shut:
        with pytest.raises(NotAvailable, match="rapat penetapan"):
            find(action, status, {R.COORDINATOR}, "Alasan")
        assert find(action, status, {R.COORDINATOR}, "Alasan", door=Door.MEETING).action == action


def test_an_acceptance_is_taken_back_only_at_the_desk():
    shut = [(step.action, step.source) for step in STEPS if step.door is Door.DESK]
    assert shut == [(A.VERIFY_AGAIN, S.IN_REVIEW)]
    assert A.VERIFY_AGAIN not in {step.action for step in workflow.offered(S.IN_REVIEW, set(Role))}
    for door in (Door.OPEN, Door.MEETING):
        with pytest.raises(NotAvailable, match="sepuluh menit"):
            find(A.VERIFY_AGAIN, S.IN_REVIEW, {R.COORDINATOR}, "Alasan", door=door)


def test_no_two_rows_answer_the_same_question():
    asked = Counter((step.action, step.source, step.role) for step in STEPS)
    assert [question for question, rows in asked.items() if rows > 1] == []


def test_an_action_of_one_status_leads_to_one_place_whoever_asks():
    places = Counter((step.action, step.source) for step in STEPS)
    assert max(places.values()) == 1


def test_every_status_is_reached_from_a_draft():
    reached, waiting = {S.DRAFT}, [S.DRAFT]
    while waiting:
        here = waiting.pop()
        new = {step.target for step in STEPS if step.source == here} - reached
        reached |= new
        waiting.extend(new)
    assert reached == set(Status)


def test_only_an_established_proposal_has_no_way_on():
    assert set(Status) - {step.source for step in STEPS} == {S.ESTABLISHED}


def test_the_meaning_of_the_statuses():
    assert {S.DRAFT, S.RETURNED} == workflow.EDITABLE
    assert {S.DRAFT} == workflow.PRIVATE
    assert {S.RETURNED, S.WITHDRAWN} == workflow.HELD_BACK
    assert {S.ESTABLISHED} == workflow.PUBLIC
    assert set(Status) - {S.DRAFT, S.WITHDRAWN} == workflow.SUBMITTED
    assert {S.IN_REVIEW, S.SHORTLISTED, S.COACHING, S.ESTABLISHED} == workflow.ELIGIBLE
    assert set(Status) - {S.REJECTED, S.WITHDRAWN} == workflow.STANDING
    assert {S.IN_REVIEW} == workflow.UNDER_REVIEW
    assert {S.SHORTLISTED, S.COACHING, S.REJECTED, S.ESTABLISHED} == workflow.DECIDED
    assert {S.SHORTLISTED, S.ESTABLISHED} == workflow.PROMOTED
    assert workflow.HELD_BY == {
        S.DRAFT: H.AGENCY, S.SUBMITTED: H.VERIFICATION, S.RETURNED: H.AGENCY, S.IN_REVIEW: H.REVIEWS,
        S.SHORTLISTED: H.DECREE,
    }  # fmt: skip


def test_the_marks_of_a_status_fit_each_other_and_the_arrows():
    """What a new row of the table has to keep to."""
    assert workflow.ELIGIBLE == workflow.STANDING & (workflow.UNDER_REVIEW | workflow.DECIDED)
    assert workflow.PUBLIC <= workflow.PROMOTED <= workflow.DECIDED & workflow.STANDING
    assert workflow.UNDER_REVIEW | workflow.DECIDED <= workflow.SUBMITTED <= set(Status) - workflow.PRIVATE
    # What is being written on is either nobody else's to read, or read as it was last sent.
    assert workflow.EDITABLE <= workflow.PRIVATE | workflow.HELD_BACK
    assert not workflow.HELD_BACK & (workflow.PRIVATE | workflow.ELIGIBLE)


def test_the_shortest_way_from_a_draft_to_each_status():
    """What the demo year and the tests take."""
    ways = {status: [step.action for step in workflow.way_to(status)] for status in Status}
    assert ways == {
        S.DRAFT: [],
        S.SUBMITTED: [A.SUBMIT],
        S.WITHDRAWN: [A.SUBMIT, A.WITHDRAW],
        S.RETURNED: [A.SUBMIT, A.RETURN],
        S.IN_REVIEW: [A.SUBMIT, A.ACCEPT],
        S.REJECTED: [A.SUBMIT, A.REJECT],
        S.SHORTLISTED: [A.SUBMIT, A.ACCEPT, A.SHORTLIST],
        S.COACHING: [A.SUBMIT, A.ACCEPT, A.PASS_OVER],
        S.ESTABLISHED: [A.SUBMIT, A.ACCEPT, A.SHORTLIST, A.ESTABLISH],
    }
    for way in map(workflow.way_to, Status):
        assert [step.source for step in way] == [S.DRAFT, *(step.target for step in way)][: len(way)]


def test_whoever_a_proposal_waits_for_is_told_apart_by_one_word():
    assert [holder.word for holder in Holder] == ["instansi", "verifikasi", "penugasan", "penilai", "keputusan", "SK"]


def test_a_status_is_kept_as_its_word_and_read_by_its_label():
    assert dict(Status.choices)["in_review"] == "Dinilai"
    assert Status("in_review") is S.IN_REVIEW == "in_review"
    assert f"{S.IN_REVIEW}" == "in_review"


def test_whoever_a_proposal_waits_for_can_act():
    offered = {status: {step.role for step in STEPS if step.source == status} for status in Status}
    acting = {H.AGENCY: R.PROPOSER, H.VERIFICATION: R.COORDINATOR, H.DECREE: R.COORDINATOR}
    waiting = {status: acting[holder] for status, holder in workflow.HELD_BY.items() if holder is not H.REVIEWS}
    assert {status for status, role in waiting.items() if role not in offered[status]} == set()


@pytest.mark.parametrize("step", [step for step in STEPS if step.note], ids=lambda step: f"{step.action}-{step.source}")
@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_a_missing_note_is_refused_with_what_to_write(step, note):
    with pytest.raises(NoteMissing, match=r"^Tuliskan .+ untuk tindakan “.+”, lalu kirim lagi\.$"):
        find(step.action, step.source, {step.role}, note, door=step.door)
    assert find(step.action, step.source, {step.role}, "188/2026", door=step.door) is step


def test_the_refusal_names_what_is_missing_and_the_action():
    with pytest.raises(NoteMissing, match=r"^Tuliskan nomor SK penetapan untuk tindakan “Tetapkan”"):
        find(A.ESTABLISH, S.SHORTLISTED, {R.COORDINATOR}, door=Door.MEETING)
    with pytest.raises(NoteMissing, match=r"^Tuliskan alasannya untuk tindakan “Minta perbaikan”"):
        find(A.RETURN, S.SUBMITTED, {R.COORDINATOR})
    with pytest.raises(NotAvailable, match=r"^“Minta perbaikan” tidak tersedia"):
        find(A.RETURN, S.DRAFT, {R.COORDINATOR}, "catatan")
    with pytest.raises(NotAvailable, match=r"^“hapus” tidak tersedia"):
        find("hapus", S.DRAFT, {R.COORDINATOR}, "catatan")


def test_what_is_asked_of_the_table():
    assert {step.action for step in STEPS if step.takes_remarks} == {A.RETURN}
    assert workflow.sources(A.RETURN) == {S.SUBMITTED, S.IN_REVIEW}
    assert workflow.as_sql({S.RETURNED, S.DRAFT}) == "'draft', 'returned'"
    refusal = workflow.NotReady(iter(["judul", "surat"]))
    assert refusal.shortfalls == ("judul", "surat")
    assert str(refusal).startswith("Usulan belum dapat diajukan.")


@pytest.mark.parametrize("action", [*Action, "hapus", ""])
def test_what_the_table_lacks_is_refused_in_plain_words(action):
    with pytest.raises(NotAvailable, match=r"tidak tersedia untuk usulan yang berstatus “Ditetapkan”"):
        find(action, S.ESTABLISHED, set(Role), "catatan")


def test_the_pairs_for_the_database_are_those_of_the_table():
    assert transitions() == sorted({(step.source.value, step.target.value) for step in STEPS})


def test_every_status_has_a_badge_of_its_own():
    style = (settings.BASE_DIR / "styles" / "components" / "status.css").read_text(encoding="utf-8")
    assert set(re.findall(r"\.badge--([a-z_]+)", style)) >= set(Status.values)


def test_the_proposer_is_told_of_every_action():
    assert set(TO_AGENCY) == set(Action)


def test_the_printed_table_is_the_table():
    page = workflow_table.PAGE.read_text(encoding="utf-8")
    assert page.partition(workflow_table.MARK)[2] == workflow_table.as_markdown()


def test_the_printed_table_can_be_written_anew(tmp_path, monkeypatch, settings):
    settings.BASE_DIR = tmp_path
    page = tmp_path / "workflow.md"
    page.write_text(f"# Pengantar\n\n{workflow_table.MARK}| lama |\n", encoding="utf-8")
    monkeypatch.setattr(workflow_table, "PAGE", page)
    call_command("workflow_table", verbosity=0)
    assert page.read_text(encoding="utf-8") == f"# Pengantar\n\n{workflow_table.MARK}{workflow_table.as_markdown()}"
