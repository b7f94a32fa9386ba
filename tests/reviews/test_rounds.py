"""Tests of a whole round: automatic assignment, reviewers, fairness, what-if, reminders."""

import datetime
import io
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.models import Agency, Kind, LedgerEntry, User
from proposals.models import Proposal, SectionText
from reviews import assignments, automatic, reminders
from reviews.models import ApartPair, Assignment, AssignmentPlan, Conflict, ReviewerCard, ReviewStage
from reviews.services import ReviewRefused
from reviews.tasks import work_out_assignments

Page = Callable[[User], Client]
Make = Callable[..., Proposal]


@pytest.fixture
def draft(stages: list[ReviewStage], cast: SimpleNamespace) -> AssignmentPlan:
    return AssignmentPlan.objects.create(stage=stages[0], created_by=cast.coordinator)


def worked_out(draft: AssignmentPlan) -> AssignmentPlan:
    work_out_assignments(plan=draft.pk)
    draft.refresh_from_db()
    return draft


def test_the_page_queues_the_work_and_shows_the_dry_run(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    make()
    browser = page(cast.coordinator)
    answer = browser.post(reverse("reviews:plans"), {"stage": stages[0].pk})
    draft = AssignmentPlan.objects.get()
    assert answer["Location"] == reverse("reviews:plan", args=[draft.pk])
    assert ProcrastinateJob.objects.filter(task_name="work_out_assignments", args={"plan": draft.pk}).count() == 1
    assert "memperbarui diri" in browser.get(answer["Location"]).content.decode()
    worked_out(draft)
    assert "Terapkan 2 penugasan" in browser.get(answer["Location"]).content.decode()
    assert Assignment.objects.count() == 0
    browser.post(answer["Location"])
    assert Assignment.objects.active().count() == 2
    assert "tidak dapat diterapkan lagi" in browser.post(answer["Location"], follow=True).content.decode()
    assert Assignment.objects.count() == 2


def test_a_plan_is_even_and_breaks_no_conflict(
    cast: SimpleNamespace, make: Make, draft: AssignmentPlan, stages: list[ReviewStage]
) -> None:
    rows = [make() for _ in range(6)]
    Conflict.objects.create(user=cast.reviewer, proposal=rows[0], reason="Saudara.")
    ApartPair.objects.create(first=cast.second, second=cast.third, reason="Satu kantor.")
    automatic.apply(worked_out(draft), by=cast.coordinator)
    pairs = set(Assignment.objects.active().values_list("proposal", "reviewer"))
    assert cast.insider.pk not in {reviewer for _, reviewer in pairs}
    assert (rows[0].pk, cast.reviewer.pk) not in pairs
    assert not any({(row.pk, cast.second.pk), (row.pk, cast.third.pk)} <= pairs for row in rows)
    assert "Kurang 1 penilai" in str(draft.result["unfilled"])


def test_a_limit_and_expertise_are_respected(cast: SimpleNamespace, make: Make, draft: AssignmentPlan) -> None:
    for _ in range(4):
        make()
    ReviewerCard.objects.create(user=cast.reviewer, limit=1)
    automatic.apply(worked_out(draft), by=cast.coordinator)
    assert Assignment.objects.filter(reviewer=cast.reviewer).count() == 1
    assert Assignment.objects.count() == 8


def test_a_plan_that_no_longer_fits_changes_nothing(cast: SimpleNamespace, make: Make, draft: AssignmentPlan) -> None:
    rows = [make(), make()]
    worked_out(draft)
    task, person, _ = draft.result["choices"][-1]
    Conflict.objects.create(user_id=person, proposal_id=task, reason="Baru diketahui.")
    with pytest.raises(ReviewRefused, match="memiliki benturan kepentingan"):
        automatic.apply(draft, by=cast.coordinator)
    assert Assignment.objects.count() == 0
    assert len(rows) == 2


def test_who_helped_to_write_needs_an_override_with_a_reason(
    page: Page, cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    section = proposal.period.guide.sections.create(key="tujuan", title="Tujuan")
    SectionText.objects.create(proposal=proposal, section=section, text="x", words=1, updated_by=cast.reviewer)
    with pytest.raises(ReviewRefused, match="ikut menyusun usulan ini"):
        assignments.assign(proposal, cast.reviewer, by=cast.coordinator)
    browser, address = page(cast.coordinator), reverse("reviews:assign", args=[proposal.pk])
    assert "ikut menyusun usulan ini" in browser.get(address).content.decode()
    browser.post(address, {"khusus-reviewer": cast.reviewer.pk, "khusus-why": ""})
    assert Assignment.objects.count() == 0
    browser.post(address, {"khusus-reviewer": cast.reviewer.pk, "khusus-why": "Satu-satunya ahli."})
    assert Assignment.objects.get().override_reason == "Satu-satunya ahli."
    assert LedgerEntry.objects.get(kind=Kind.OVERRIDE).actor == cast.coordinator


def test_a_former_agency_is_remembered(cast: SimpleNamespace, proposal: Proposal) -> None:
    cast.insider.agency = Agency.objects.get(code="dinsos")
    cast.insider.save()
    with pytest.raises(ReviewRefused, match="pernah bertugas di instansi pengusul"):
        assignments.assign(proposal, cast.insider, by=cast.coordinator)


def test_handing_over_keeps_what_was_written(page: Page, cast: SimpleNamespace, assignment: Assignment) -> None:
    Assignment.objects.update(draft={"comment": "Setengah jalan."})
    browser = page(cast.coordinator)
    assert "Sudah mulai" in browser.get(reverse("reviews:reviewer", args=[cast.reviewer.pk])).content.decode()
    browser.post(reverse("reviews:reassign", args=[assignment.pk]), {"reviewer": cast.second.pk})
    assignment.refresh_from_db()
    assert (assignment.state, assignment.draft) == ("removed", {"comment": "Setengah jalan."})
    assert Assignment.objects.active().get().reviewer == cast.second


def _due_in(days: int) -> None:
    now = timezone.now()
    ReviewStage.objects.update(
        opens_at=now - datetime.timedelta(days=60), closes_at=now + datetime.timedelta(days=days)
    )


@pytest.mark.parametrize(("days", "number"), [(20, 0), (6, 1), (-1, 1)])
def test_reminders_start_a_week_before_and_go_on_after_the_due_date(
    assignment: Assignment, days: int, number: int
) -> None:
    _due_in(days)
    assert reminders.remind() == number
    assert assignment.reviewer.notifications.count() == number


def test_reminders_rest_and_can_be_stopped(assignment: Assignment) -> None:
    _due_in(3)
    now = timezone.now()
    assert reminders.remind(now) == 1
    assert reminders.remind(now + datetime.timedelta(days=2)) == 0
    assert reminders.remind(now + datetime.timedelta(days=3, minutes=1)) == 1
    ReviewerCard.objects.update(reminders=False)
    assert reminders.remind(now + datetime.timedelta(days=9)) == 0


def test_who_is_done_or_stepped_back_is_not_reminded(assignment: Assignment) -> None:
    _due_in(3)
    Assignment.objects.update(state="recused")
    assert reminders.remind() == 0


def test_fairness_shows_disagreement_first_and_says_why_nothing_is_adjusted(
    page: Page, cast: SimpleNamespace, make: Make, give: Callable[..., Assignment]
) -> None:
    calm, torn = make(), make()
    for reviewer, level in ((cast.reviewer, 3), (cast.second, 3)):
        give(calm, reviewer, [level] * 3)
    for reviewer, level in ((cast.reviewer, 3), (cast.second, 1)):
        give(torn, reviewer, [level] * 3)
    text = page(cast.coordinator).get(reverse("reviews:fairness")).content.decode()
    assert text.index(torn.title) < text.index(calm.title)
    assert text.count("perlu dibahas") == 1
    assert "Nilai tersesuaikan belum dihitung" in text


def test_what_if_names_who_moves_and_the_agencies_left_out(
    page: Page, cast: SimpleNamespace, make: Make, give: Callable[..., Assignment]
) -> None:
    high, low = make(), make(agency=cast.other)
    give(high, cast.reviewer, [3, 3, 3])
    give(low, cast.reviewer, [2, 2, 2])
    browser = page(cast.coordinator)
    text = browser.get(reverse("reviews:what_if"), {"batas": "80", "banding": "60"}).content.decode()
    assert low.title in text
    assert high.title not in text
    assert "Dinsos" in text
    everyone = browser.get(reverse("reviews:what_if"), {"batas": "60"}).content.decode()
    assert "Semua 2 perangkat daerah target masih memiliki" in everyone


def test_every_page_of_a_round_is_the_coordinators(
    page: Page, cast: SimpleNamespace, assignment: Assignment, draft: AssignmentPlan, stages: list[ReviewStage]
) -> None:
    addresses = [
        reverse(f"reviews:{name}", args=args)
        for name, args in (
            ("plans", []),
            ("plan", [draft.pk]),
            ("reviewers", []),
            ("reviewer", [cast.reviewer.pk]),
            ("fairness", []),
            ("what_if", []),
            ("stages", []),
            ("stage", [stages[0].pk]),
            ("rubric", [stages[0].rubric_id]),
            ("sheet_of", [assignment.pk]),
            ("on_behalf", [assignment.pk]),
        )
    ]
    for who in ("reviewer", "owner", "leader", "stranger"):
        browser = page(getattr(cast, who))
        assert {browser.get(address).status_code for address in addresses} == {404}
    browser = page(cast.coordinator)
    assert {browser.get(address).status_code for address in addresses} == {200}


def test_assignments_go_out_and_come_back_as_a_spreadsheet(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    first, second = make(), make()
    assignments.assign(first, cast.reviewer, by=cast.coordinator)
    browser = page(cast.coordinator)
    book = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("reviews:assignments_xlsx")).content))
    assert [row[:2] for row in book.active.iter_rows(min_row=2, values_only=True)] == [(first.number, "reviewer")]
    assert send(browser, book, (second.number, "second"), (second.number, "third")).status_code == 302
    assert set(Assignment.objects.active().values_list("proposal", "reviewer")) == {
        (first.pk, cast.reviewer.pk),
        (second.pk, cast.second.pk),
        (second.pk, cast.third.pk),
    }


def test_a_faulty_spreadsheet_changes_nothing_and_names_the_rows(
    page: Page, cast: SimpleNamespace, make: Make, stages: list[ReviewStage]
) -> None:
    good = make()
    browser, book = page(cast.coordinator), openpyxl.Workbook()
    book.active.append(("Nomor usulan", "Nama pengguna penilai"))
    text = send(browser, book, (good.number, "reviewer"), ("PGK-2026-9999", "hantu")).content.decode()
    assert "Baris 3: usulan “PGK-2026-9999” tidak ditemukan." in text
    assert "Baris 3: penilai “hantu” tidak ditemukan." in text
    assert "berasal dari instansi pengusul" in send(browser, book, (good.number, "insider")).content.decode()
    assert Assignment.objects.count() == 0
    for data in (b"", b"bukan lembar kerja"):
        upload = SimpleUploadedFile("x.xlsx", data)
        assert browser.post(reverse("reviews:assignments_import"), {"file": upload}).status_code == 400


def send(browser: Client, book: openpyxl.Workbook, *rows: tuple[str, str]) -> HttpResponse:
    sheet = book.active
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    sheet.delete_rows(sheet.max_row - len(rows) + 1, len(rows))
    upload = SimpleUploadedFile("penugasan.xlsx", buffer.getvalue())
    return browser.post(reverse("reviews:assignments_import"), {"file": upload})


@pytest.mark.parametrize("rows", [2, 9])
@pytest.mark.parametrize("name", ["fairness", "reviewers"])
def test_overviews_use_the_same_number_of_queries(
    page: Page,
    cast: SimpleNamespace,
    make: Make,
    give: Callable[..., Assignment],
    django_assert_num_queries: Callable[[int], object],
    name: str,
    rows: int,
) -> None:
    for _ in range(rows):
        row = make()
        for reviewer in (cast.reviewer, cast.second):
            give(row, reviewer, [3, 2, 3])
    browser = page(cast.coordinator)
    with django_assert_num_queries(OVERVIEW_QUERIES[name]):
        assert browser.get(reverse(f"reviews:{name}")).status_code == 200


OVERVIEW_QUERIES = {"fairness": 9, "reviewers": 6}
