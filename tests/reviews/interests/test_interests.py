"""Conflicts of interest that a coordinator records or lifts: who may, what ends, and where it is printed."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal, SectionText
from reviews.assigning import automatic
from reviews.assigning import services as assignments
from reviews.assigning.models import AssignmentPlan
from reviews.assigning.tasks import work_out_assignments
from reviews.core.models import Assignment, Interest, ReviewStage
from reviews.core.refusals import ReviewRefused
from reviews.interests import services as declaring
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import paper_context, paper_pdf
from reviews.meeting.preparing import services as convening
from reviews.procedure.models import Procedure
from reviews.scoring_desk.services import recuse
from tests import factories
from tests.pdfs import text_of
from tests.reviews.conftest import person

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
Make = Callable[..., Proposal]
ADDRESS = "/penilaian/benturan/"


def typed(who: User, proposal: Proposal, **changed: object) -> dict[str, object]:
    data = {"person": who.pk, "number": proposal.number, "kind": "coached", "reason": "Mendampingi lokakarya."}
    return data | changed


def test_coaching_is_recorded_and_ends_the_task(
    page: Page, cast: SimpleNamespace, assignment: Assignment, proposal: Proposal
) -> None:
    answer = page(cast.coordinator).post(ADDRESS, typed(cast.reviewer, proposal), follow=True)
    assert "Mendampingi penyusunan usulan: Mendampingi lokakarya." in answer.content.decode()
    conflict = Interest.objects.get()
    assert (conflict.user, conflict.declared_by, conflict.kind) == (cast.reviewer, cast.coordinator, "coached")
    assignment.refresh_from_db()
    assert assignment.state == "recused"
    entry = LedgerEntry.objects.get(kind=EntryKind.CONFLICT)
    assert (entry.actor, entry.acting_for) == (cast.coordinator, cast.reviewer)
    assert page(cast.reviewer).get(reverse("reviews:score", args=[assignment.pk])).status_code == 404
    twice = page(cast.coordinator).post(ADDRESS, typed(cast.reviewer, proposal))
    assert "sudah tercatat" in twice.content.decode()
    assert Interest.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"person": ""}, "Pilih orangnya."),
        ({"number": ""}, "Isi nomor usulan"),
        ({"number": "PGK-2026-9999"}, "Usulan dengan nomor ini tidak ditemukan."),
        ({"kind": ""}, "Pilih jenis benturannya."),
        ({"reason": " "}, "Tuliskan dasar benturan"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_recorded(
    page: Page, cast: SimpleNamespace, proposal: Proposal, changed: dict[str, object], sentence: str
) -> None:
    answer = page(cast.coordinator).post(ADDRESS, typed(cast.reviewer, proposal, **changed))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Interest.objects.exists()


def test_a_number_that_is_hidden_is_a_number_that_does_not_exist(
    page: Page, cast: SimpleNamespace, proposal: Proposal
) -> None:
    declaring.record(cast.coordinator, proposal, kind="related", reason="Ipar pengusul.", by=cast.coordinator)
    browser = page(cast.coordinator)
    hidden, unknown = (
        browser.post(ADDRESS, typed(cast.reviewer, proposal, number=number)).content.decode()
        for number in (proposal.number, "PGK-2026-9999")
    )
    assert "tidak ditemukan" in hidden
    assert unmarked(hidden.replace(str(proposal.number), "")) == unmarked(unknown.replace("PGK-2026-9999", ""))
    assert "Ipar pengusul." not in browser.get(ADDRESS).content.decode()


def unmarked(page: str) -> str:
    """Without the form tokens, which differ at every request."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page)


def test_lifting_needs_a_reason_happens_once_and_is_counted(
    page: Page, cast: SimpleNamespace, proposal: Proposal, assignment: Assignment
) -> None:
    conflict = declaring.record(cast.reviewer, proposal, kind="helped", reason="Menyunting.", by=cast.coordinator)
    browser, address = page(cast.coordinator), reverse("reviews:conflict_lift", args=[conflict.pk])
    assert "Tuliskan alasan pencabutan." in browser.post(address, {"reason": " "}).content.decode()
    conflict.refresh_from_db()
    assert conflict.lifted_at is None
    browser.post(address, {"reason": "Salah orang; yang menyunting bukan dia."})
    conflict.refresh_from_db()
    assert (conflict.lifted_by, conflict.lift_reason) == (cast.coordinator, "Salah orang; yang menyunting bukan dia.")
    assert browser.post(address, {"reason": "Sekali lagi."}).status_code == 404
    text = browser.get(ADDRESS).content.decode()
    assert "Salah orang; yang menyunting bukan dia." in text
    assert declaring.tally(proposal.period, cast.coordinator).exceptions == 1
    entry = LedgerEntry.objects.get(kind=EntryKind.OVERRIDE)
    assert entry.actor == cast.coordinator and "Menyunting." in entry.before and "Salah orang" in entry.after
    assignment.refresh_from_db()
    assert assignment.state == "recused"
    assert assignments.assign(proposal, cast.reviewer, by=cast.coordinator).state == "assigned"
    assert list(ledger.verify()) == []


def test_only_whom_the_procedure_names_sets_a_conflict_aside(
    page: Page, cast: SimpleNamespace, proposal: Proposal, assignment: Assignment, meeting: Meeting
) -> None:
    conflict = declaring.record(cast.reviewer, proposal, kind="helped", reason="Menyunting.", by=cast.coordinator)
    address = reverse("reviews:conflict_lift", args=[conflict.pk])
    rules = Procedure.objects.filter(period=proposal.period)
    rules.update(deviations_by="nobody")
    refused = page(cast.coordinator).post(address, {"reason": "Salah orang."})
    assert "yang dapat mengizinkan penyimpangan: tidak seorang pun" in refused.content.decode()
    rules.update(deviations_by="chair")
    assert "penyimpangan: ketua rapat" in page(cast.coordinator).post(address, {"reason": "Salah."}).content.decode()
    assert page(cast.leader).get(address).status_code == 404
    chairing = page(meeting.chair)
    assert address in chairing.get(meeting.get_absolute_url()).content.decode()
    assert chairing.post(address, {"reason": "Salah orang."}).status_code == 302
    conflict.refresh_from_db()
    assert conflict.lifted_by == meeting.chair
    assert address not in chairing.get(meeting.get_absolute_url()).content.decode()


def test_only_whom_the_procedure_names_assigns_against_the_record(
    cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage], meeting: Meeting
) -> None:
    section = proposal.period.guide.sections.create(key="tujuan", title="Tujuan")
    SectionText.objects.create(proposal_id=proposal.pk, section=section, text="x", words=1, updated_by=cast.reviewer)
    rules = Procedure.objects.filter(period=proposal.period)
    for named in ("nobody", "chair"):
        rules.update(deviations_by=named)
        with pytest.raises(ReviewRefused, match="yang dapat mengizinkan penyimpangan"):
            assignments.assign(proposal, cast.reviewer, by=cast.coordinator, override="Satu-satunya ahli.")
    rules.update(deviations_by="coordinator")
    assert assignments.assign(proposal, cast.reviewer, by=cast.coordinator, override="Satu-satunya ahli.").pk


def test_nobody_lifts_the_own_conflict(page: Page, cast: SimpleNamespace, proposal: Proposal) -> None:
    conflict = declaring.record(cast.coordinator, proposal, kind="related", reason="Ipar.", by=cast.coordinator)
    address = reverse("reviews:conflict_lift", args=[conflict.pk])
    assert page(cast.coordinator).get(address).status_code == 404
    assert page(cast.coordinator).post(address, {"reason": "Tidak apa-apa."}).status_code == 404
    with pytest.raises(ReviewRefused, match="tidak tersedia bagi Anda"):
        declaring.lift(conflict, by=cast.coordinator, reason="Tidak apa-apa.")
    other = person("koordinator-dua", is_coordinator=True)
    assert declaring.lift(conflict, by=other, reason="Ternyata bukan ipar.").lifted_by == other


@pytest.mark.parametrize("who", ["reviewer", "owner", "leader", "stranger"])
def test_only_a_coordinator_records_and_lifts(page: Page, cast: SimpleNamespace, proposal: Proposal, who: str) -> None:
    by = getattr(cast, who)
    conflict = Interest.objects.create(user=cast.second, proposal_id=proposal.pk, reason="Saudara.")
    assert page(by).post(ADDRESS, typed(cast.third, proposal)).status_code == 404
    with pytest.raises(ReviewRefused, match="Hanya koordinator"):
        declaring.record(cast.third, proposal, kind="coached", reason="Ya.", by=by)
    with pytest.raises(ReviewRefused, match="tidak tersedia"):
        declaring.lift(conflict, by=by, reason="Ya.")
    assert Interest.objects.standing().count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda row: Interest.objects.all().delete(),
        lambda row: Interest.objects.update(reason="Lain."),
        lambda row: Interest.objects.update(user=row.declared_by),
        lambda row: Interest.objects.update(lifted_at=timezone.now()),
        lambda row: Interest.objects.update(lifted_at=timezone.now(), lifted_by=row.declared_by, lift_reason=""),
    ],
)
def test_the_history_of_conflicts_only_grows(
    cast: SimpleNamespace, proposal: Proposal, write: Callable[[Interest], object]
) -> None:
    row = declaring.record(cast.reviewer, proposal, kind="coached", reason="Ya.", by=cast.coordinator)
    with pytest.raises(DatabaseError), transaction.atomic():
        write(row)
    declaring.lift(row, by=cast.coordinator, reason="Salah orang.")
    with pytest.raises(DatabaseError, match="only be lifted, once"), transaction.atomic():
        Interest.objects.update(lifted_at=None, lifted_by=None, lift_reason="")


@pytest.fixture
def excepted(cast: SimpleNamespace, proposal: Proposal, give: Give) -> Proposal:
    """One reviewer whose conflict was lifted, one who helped to write and was assigned all the same."""
    row = declaring.record(cast.second, proposal, kind="coached", reason="Lokakarya Mei.", by=cast.coordinator)
    declaring.lift(row, by=cast.coordinator, reason="Hadir sebagai peserta saja.")
    section = proposal.period.guide.sections.create(key="tujuan", title="Tujuan")
    SectionText.objects.create(proposal_id=proposal.pk, section=section, text="x", words=1, updated_by=cast.reviewer)
    assignments.assign(proposal, cast.reviewer, by=cast.coordinator, override="Satu-satunya ahli geologi.")
    for reviewer in (cast.reviewer, cast.second):
        give(proposal, reviewer, [3, 3, 3])
    return proposal


@pytest.mark.parametrize("name", ["berita-acara", "pembahasan"])
def test_exceptions_are_printed_in_the_decision_papers(
    cast: SimpleNamespace, excepted: Proposal, make: Make, name: str
) -> None:
    facts = {"title": "Pleno", "held_at": timezone.now(), "place": "Aula"}
    fresh = Meeting(period=excepted.period, chair=cast.leader, head=cast.coordinator, **facts)
    meeting = convening.save_meeting(fresh, by=cast.coordinator)
    other = make()
    Interest.objects.create(
        user=cast.third, proposal=other, reason="Lama.", lifted_at=timezone.now(), lifted_by=cast.coordinator,
        lift_reason="Usulan yang tidak diputus.",
    )  # fmt: skip
    convening.decide(meeting, "shortlist", [excepted.pk], by=cast.coordinator)
    context = paper_context(meeting, name, timezone.now(), by=cast.coordinator)
    assert [row.lift_reason for row in context["decided_lifted"]] == ["Hadir sebagai peserta saja."]
    text = text_of(paper_pdf(context))
    assert "Pengecualian dari benturan kepentingan" in text
    for words in ("Satu-satunya ahli geologi.", "Lokakarya Mei.", "Hadir sebagai peserta saja."):
        assert words in text
    assert ("Usulan yang tidak diputus." in text) == (name == "pembahasan")


def test_an_automatic_plan_of_a_conflicted_coordinator_leaves_the_hidden_out(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    hidden, open_ = make(), make()
    Assignment.objects.create(stage=stages[0], proposal_id=hidden.pk, reviewer=cast.reviewer)
    Interest.objects.create(user=cast.coordinator, proposal_id=hidden.pk, reason="Saudara.")
    draft = AssignmentPlan.objects.create(stage=stages[0], created_by=cast.coordinator)
    work_out_assignments(plan=draft.pk)
    draft.refresh_from_db()
    assert {task for task, _, _ in draft.result["choices"]} == {open_.pk}
    shown = page(cast.coordinator).get(reverse("reviews:plan", args=[draft.pk])).context["loads"]
    assert sum(load for _, load in shown) == 2
    assert automatic.apply(draft, by=cast.coordinator) == 2
    after = page(cast.coordinator).get(reverse("reviews:plan", args=[draft.pk])).context["loads"]
    assert sum(load for _, load in after) == 2


@pytest.mark.parametrize("rows", [2, 9])
def test_the_page_asks_as_often_for_two_as_for_nine(
    page: Page,
    cast: SimpleNamespace,
    make: Make,
    stages: list[ReviewStage],
    django_assert_num_queries: Callable[[int], object],
    rows: int,
) -> None:
    for _ in range(rows):
        row = declaring.record(cast.reviewer, make(), kind="coached", reason="Ya.", by=cast.coordinator)
        declaring.record(cast.second, row.proposal, kind="coached", reason="Ya.", by=cast.coordinator)
        declaring.lift(row, by=cast.coordinator, reason="Keliru.")
    browser = page(cast.coordinator)
    with django_assert_num_queries(PAGE_QUERIES):
        assert browser.get(ADDRESS).content.decode().count("Keliru.") == rows


PAGE_QUERIES = 9


def test_stepping_back_after_the_decision_is_refused(cast: SimpleNamespace, proposal: Proposal, give: Give) -> None:
    task = give(proposal, cast.reviewer, [3, 3, 3])
    with factories.past_the_meeting():
        Proposal.objects.filter(pk=proposal.pk).update(status="shortlisted")
    with pytest.raises(ReviewRefused, match="tidak lagi dalam penilaian"):
        recuse(task, by=cast.reviewer, reason="Sibuk.", conflict=False)
    task.refresh_from_db()
    assert task.state == "done"
