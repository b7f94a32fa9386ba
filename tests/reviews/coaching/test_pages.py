"""The pages of coaching: who sees which plan, and what each person can do there."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from proposals.core.workflow import Action
from reviews.coaching import services
from reviews.coaching.models import CoachingPlan
from reviews.coaching.services import PlannedTask
from reviews.interests import services as declaring
from tests.reviews.coaching.conftest import day, edit, move

pytestmark = pytest.mark.django_db
LIST = "/penilaian/pembinaan/"


def body(browser, url: str) -> str:
    return browser.get(url).content.decode()


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("coordinator", 200, 200), ("leader", 200, 200), ("owner", 404, 200), ("colleague", 404, 200),
        ("third", 404, 200), ("reviewer", 404, 404), ("stranger", 404, 404),
    ],
)  # fmt: skip
def test_agency_and_coach_see_a_plan_once_it_is_shared(coached, cast, page, who, before, after):
    browser = page(getattr(cast, who))
    assert browser.get(coached.get_absolute_url()).status_code == before
    services.save_plan(coached, edit(coached, cast.third), by=cast.coordinator)
    services.share(coached, by=cast.coordinator)
    assert browser.get(coached.get_absolute_url()).status_code == after
    assert browser.get(LIST).status_code == after


@pytest.mark.parametrize("who", ["coordinator", "leader", "third"])
def test_a_conflict_of_interest_outranks_every_way_to_a_plan(shared, cast, page, who):
    person = getattr(cast, who)
    browser = page(person)
    assert "Inovasi 2" in body(browser, LIST) and browser.get(shared.get_absolute_url()).status_code == 200
    declaring.declare_conflict(person, shared.proposal, reason="Keluarga.", by=person)
    assert browser.get(shared.get_absolute_url()).status_code == 404
    listed = browser.get(LIST)
    assert "Inovasi 2" not in listed.content.decode()


def test_the_agency_ticks_on_the_page_and_takes_it_back(shared, cast, page):
    task, browser = shared.tasks.first(), page(cast.owner)
    url = reverse("reviews:coaching_task", args=[shared.pk, task.pk])
    wrong = browser.post(url, {"note": "  "})
    assert wrong.status_code == 400 and "Tuliskan apa yang sudah dikerjakan." in wrong.content.decode()
    assert browser.post(url, {"note": "Sudah diukur."}).status_code == 302
    task.refresh_from_db()
    assert (task.done_by, task.note) == (cast.owner, "Sudah diukur.")
    browser.post(url, {"batal": "1"})
    task.refresh_from_db()
    assert task.done_at is None


def test_the_coordinator_edits_goal_coach_and_tasks_on_one_page(coached, cast, page):
    browser, url = page(cast.coordinator), reverse("reviews:coaching_edit", args=[coached.pk])
    shown = browser.get(url).context
    data = {"version": coached.version, "goal": "Terukur.", "coach": cast.third.pk, "tugas-TOTAL_FORMS": 5}
    data["tugas-INITIAL_FORMS"] = 3
    for place, line in enumerate(shown["lines"].initial_forms):
        data |= {f"tugas-{place}-pk": line.initial["pk"], f"tugas-{place}-text": line.initial["text"]}
        data[f"tugas-{place}-due"] = line.initial["due"].isoformat()
    data |= {"tugas-0-drop": "on", "tugas-3-text": "Latih petugas loket.", "tugas-3-due": day(20).isoformat()}
    wrong = browser.post(url, data | {"tugas-3-due": ""})
    assert wrong.status_code == 400 and "Isi tenggat tugas ini." in wrong.content.decode()
    assert browser.post(url, data).status_code == 302
    coached.refresh_from_db()
    assert (coached.goal, coached.coach, coached.tasks.count()) == ("Terukur.", cast.third, 3)
    assert coached.tasks.filter(text="Latih petugas loket.", due=day(20)).exists()
    assert browser.post(url, data).status_code == 302, "a double click is carried out once"
    late = browser.post(url, data | {"goal": "Lain."})
    assert late.status_code == 400 and "baru saja diubah orang lain" in late.content.decode()


def test_the_whole_way_through_the_pages(coached, cast, page):
    services.save_plan(coached, edit(coached, cast.third), by=cast.coordinator)
    browser = page(cast.coordinator)
    browser.post(reverse("reviews:coaching_share", args=[coached.pk]))
    browser.post(reverse("reviews:coaching_close", args=[coached.pk]), {"note": "Berhasil."})
    assert "Pembinaan selesai" in body(browser, coached.get_absolute_url())
    browser.post(reverse("reviews:coaching_reopen", args=[coached.pk]))
    coached.refresh_from_db()
    assert coached.is_running


def test_the_proposals_page_tells_its_agency_of_the_plan(coached, cast, page):
    browser, url = page(cast.owner), coached.proposal.get_absolute_url()
    assert "Koordinator sedang menyiapkan rencana pembinaan" in body(browser, url)
    assert coached.tasks.first().text not in body(browser, url)
    services.save_plan(coached, edit(coached, cast.third), by=cast.coordinator)
    services.share(coached, by=cast.coordinator)
    assert coached.tasks.first().text in body(browser, url)


def test_the_list_narrows_by_what_is_open_and_the_sheet_follows(shared, make, cast, page):
    other = make()
    move(other, Action.PASS_OVER, cast.coordinator)
    browser = page(cast.coordinator)
    for state, found in {
        "tanpa-pembina": {other.pk}, "disiapkan": {other.pk}, "berjalan": {shared.proposal_id}, "lewat": set(),
        "ditutup": set(), "": {other.pk, shared.proposal_id},
    }.items():  # fmt: skip
        listed = browser.get(LIST, {"keadaan": state}).context["page_obj"]
        assert {plan.proposal_id for plan in listed} == found, state
    sheet = load_workbook(io.BytesIO(browser.get("/penilaian/pembinaan/unduh.xlsx").content))["Pembinaan"]
    rows = [row[6] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == ["Ukur dampaknya.", "Tulis SOP.", None]


def test_counts_stand_for_all_tasks_where_only_the_late_are_asked_for(shared, cast, page):
    services.save_plan(
        shared, edit(shared, cast.third, PlannedTask("Lewat.", day(-2)), PlannedTask("Nanti.", day(9))),
        by=cast.coordinator,
    )  # fmt: skip
    [plan] = page(cast.coordinator).get(LIST, {"keadaan": "lewat"}).context["page_obj"]
    assert (plan.amount, plan.done, plan.overdue, plan.next_due) == (2, 0, 1, day(-2))


@pytest.mark.parametrize("address", ["list", "plan", "proposal", "sheet"])
def test_pages_cost_the_same_for_few_and_for_many(shared, make, give, cast, page, address):
    url = {
        "list": LIST, "sheet": f"{LIST}unduh.xlsx", "plan": shared.get_absolute_url(),
        "proposal": shared.proposal.get_absolute_url(),
    }[address]  # fmt: skip
    browser, costs = page(cast.coordinator), []
    for _ in range(2):
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        costs.append(len(queries))
        for _ in range(3):
            row = make()
            give(row, cast.reviewer, [1, 2, 3])
            move(row, Action.PASS_OVER, cast.coordinator)
        services.save_plan(
            CoachingPlan.objects.get(pk=shared.pk),
            edit(shared, cast.third, *(PlannedTask(f"Tugas {number}.", day(number)) for number in range(1, 9))),
            by=cast.coordinator,
        )
    assert costs[0] == costs[1]
