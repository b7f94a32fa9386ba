"""Scoring without a connection in a real browser: taken along by one's own act, written offline, sent once each."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import User
from proposals.core.models import Proposal
from reviews.core.models import Assignment, ReviewStage
from reviews.offline.models import OfflineAnswer
from reviews.scoring_desk.services import recuse, save_draft, save_review
from tests.browsers import signed_in
from tests.reviews.conftest import answers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
COUNTS = """async () => ({
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  bases: (await indexedDB.databases()).length,
})"""
NOTHING = {"caches": 0, "workers": 0, "bases": 0}


@pytest.fixture
def tasks(cast: SimpleNamespace, make: Callable[..., Proposal], stages: list[ReviewStage]) -> list[Assignment]:
    """Ten proposals that wait for the reviewer."""
    made = [make() for _ in range(10)]
    return [Assignment.objects.create(stage=stages[0], proposal=each, reviewer=cast.reviewer) for each in made]


@pytest.fixture
def window(browser: Browser, live_server: LiveServer, cast: SimpleNamespace) -> Iterator[BrowserContext]:
    with signed_in(browser, cast.reviewer, live_server.url, viewport=PHONE) as context:
        yield context


def take(window: BrowserContext, tasks: list[Assignment]) -> Page:
    """The page from which these were taken along."""
    page = window.new_page()
    page.goto(reverse("reviews:queue"))
    page.get_by_role("link", name="Bawa untuk dinilai tanpa jaringan").click()
    for task in Assignment.objects.filter(reviewer=tasks[0].reviewer).exclude(pk__in=[each.pk for each in tasks]):
        page.locator(f"input[name=tugas][value='{task.pk}']").uncheck()
    page.get_by_role("button", name="Bawa, perangkat ini milik saya").click()
    page.get_by_text(f"{len(tasks)} usulan, 0,1 MB, ada di perangkat ini").wait_for()
    return page


def place(task: Assignment, screen: object) -> str:
    return f"{reverse('reviews:score', args=[task.pk])}?kriteria={screen}"


def score(page: Page, task: Assignment) -> None:
    """Every criterion of the task at level 3, which asks for no reason."""
    page.goto(place(task, 1))
    for number in (1, 2, 3):
        page.get_by_text(f"Kriteria {number} dari 3").wait_for()
        page.locator("button.answer", has=page.get_by_text("3", exact=True)).click()
    page.get_by_text("Periksa", exact=True).wait_for()


def wait_for_packets(page: Page, state: str) -> None:
    """Until what is on the device is as this expression says of `all`."""
    again = "await new Promise((on) => { setTimeout(on, 50); });"
    page.evaluate(
        f"async () => {{ for (;;) {{ const all = await portalTaken.packets(); if ({state}) return; {again} }} }}"
    )


def arrived() -> dict[int, int]:
    """How many answers came of each task."""
    return dict(OfflineAnswer.objects.values_list("assignment").annotate(Count("pk")))


def levels(task: Assignment) -> Counter[str]:
    task.refresh_from_db()
    return Counter(value for field, value in task.draft.items() if field.startswith("nilai-"))


def log_in_again(window: BrowserContext, person: User, address: str) -> None:
    client = Client()
    client.force_login(person)
    window.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def test_ten_reviews_written_without_a_network_arrive_once_each(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = take(window, tasks)
    window.set_offline(True)
    page.goto(reverse("reviews:queue"))
    expect(page.locator("li.item")).to_have_count(10)
    for task in tasks:
        score(page, task)
    page.reload()
    page.get_by_text("30 isian aman di perangkat ini").wait_for()
    assert OfflineAnswer.objects.count() == 0
    window.set_offline(False)
    page.get_by_text("Semua isian terkirim pukul").wait_for()
    assert arrived() == {task.pk: 3 for task in tasks}
    assert {task.pk: levels(task) for task in tasks} == {task.pk: Counter({"3": 3}) for task in tasks}
    page.get_by_role("link", name="Lanjutkan di portal").click()
    page.goto(reverse("reviews:queue"))
    page.get_by_role("link", name="Kirim 10 penilaian yang lengkap").click()
    page.get_by_role("button", name="Kirim 10 penilaian yang lengkap").click()
    page.get_by_text("10 penilaian terkirim").wait_for()
    assert Assignment.objects.done().count() == 10
    wait_for_packets(page, "!all.length")


def test_written_while_the_session_ended_it_arrives_once_after_signing_in_again(
    window: BrowserContext, tasks: list[Assignment], cast: SimpleNamespace, live_server: LiveServer
) -> None:
    page = take(window, tasks)
    window.set_offline(True)
    for task in tasks:
        score(page, task)
    Session.objects.all().delete()
    window.set_offline(False)
    page.get_by_text("Sesi berakhir. 30 isian aman di perangkat ini.").wait_for()
    assert OfflineAnswer.objects.count() == 0
    expect(page.get_by_role("link", name="Masuk")).to_have_attribute(
        "href", re.compile("^/masuk/[?]next=%2Fpenilaian%2F")
    )
    log_in_again(window, cast.reviewer, live_server.url)
    page.goto(reverse("home"))
    page.get_by_text("30 isian yang ditulis tanpa jaringan sudah terkirim.").wait_for()
    assert arrived() == {task.pk: 3 for task in tasks}


def test_two_tabs_send_each_answer_once(window: BrowserContext, tasks: list[Assignment]) -> None:
    first = take(window, tasks)
    second = window.new_page()
    window.set_offline(True)
    for page, own in ((first, tasks[:5]), (second, tasks[5:])):
        for task in own:
            score(page, task)
    window.set_offline(False)
    for page in (first, second):
        page.get_by_text("Semua isian terkirim pukul").wait_for()
    assert arrived() == {task.pk: 3 for task in tasks}
    assert {task.pk: levels(task) for task in tasks} == {task.pk: Counter({"3": 3}) for task in tasks}


def test_two_tabs_without_a_lock_between_them_send_each_answer_once(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    """Where nothing keeps the tabs apart, both send everything, and the portal counts it once."""
    window.add_init_script("navigator.locks.request = (name, work) => work();")
    sent: list[str] = []
    window.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/kirim/") else None)
    first = take(window, tasks[:2])
    second = window.new_page()
    window.set_offline(True)
    second.goto(reverse("reviews:queue"))
    for task in tasks[:2]:
        score(first, task)
    window.set_offline(False)
    for page in (first, second):
        page.evaluate("portalTaken.send()")
        page.get_by_text(re.compile("Semua isian terkirim|Tersambung")).wait_for()
    assert len(sent) >= 2
    assert arrived() == {task.pk: 3 for task in tasks[:2]}


def test_another_person_neither_sees_nor_sends_what_waits(
    window: BrowserContext, tasks: list[Assignment], cast: SimpleNamespace, live_server: LiveServer
) -> None:
    Assignment.objects.create(stage=tasks[0].stage, proposal_id=tasks[0].proposal_id, reviewer=cast.second)
    page = take(window, tasks)
    window.set_offline(True)
    score(page, tasks[0])
    page.goto("about:blank")
    log_in_again(window, cast.second, live_server.url)
    window.set_offline(False)
    page.goto(reverse("reviews:queue"))
    page.get_by_text("Di perangkat ini ada 3 isian penilai lain yang belum terkirim.").wait_for()
    page.goto(reverse("reviews:take_along"))
    page.get_by_role("button", name="Bawa, perangkat ini milik saya").click()
    page.get_by_text("masih ada isian penilai lain yang belum terkirim").wait_for()
    page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    page.wait_for_url(lambda url: not url.endswith("/bawa/"))
    window.set_offline(True)
    page.goto(reverse("reviews:queue"))
    page.get_by_text("Usulan di perangkat ini dibawa penilai lain.").wait_for()
    assert tasks[0].proposal.title not in page.content()
    window.set_offline(False)
    assert OfflineAnswer.objects.count() == 0
    log_in_again(window, cast.reviewer, live_server.url)
    page.goto(reverse("reviews:queue"))
    page.get_by_text("3 isian yang ditulis tanpa jaringan sudah terkirim.").wait_for()
    assert arrived() == {tasks[0].pk: 3}


def test_signing_out_asks_for_what_is_not_sent_and_leaves_nothing(
    window: BrowserContext, tasks: list[Assignment], live_server: LiveServer
) -> None:
    page = take(window, tasks)
    assert page.evaluate(COUNTS) == {"caches": 1, "workers": 1, "bases": 1}
    window.set_offline(True)
    score(page, tasks[0])
    window.set_offline(False)
    # The way to the portal is there, the one for answers is not.
    window.route("**/penilaian/luring/k*/", lambda route: route.abort())
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(reverse("home"))
    page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    page.wait_for_function("true")
    expect(page.locator("body[data-person]")).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.accept())
    page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    page.get_by_role("link", name="Masuk").first.wait_for()
    assert [sentence.partition(" ")[0] for sentence in asked] == ["3"]
    assert page.evaluate(COUNTS) == NOTHING
    assert "dibawa" not in {cookie["name"] for cookie in window.cookies()}


def test_after_seven_days_the_proposals_are_gone_and_what_is_not_sent_is_still_there(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = take(window, tasks)
    window.set_offline(True)
    score(page, tasks[0])
    page.clock.install(time=datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=7, minutes=1))
    page.goto(reverse("reviews:queue"))
    page.get_by_text("Tidak ada usulan di perangkat ini.").wait_for()
    assert page.evaluate("portalTaken.packets()") == []
    page.get_by_text("3 isian aman di perangkat ini").wait_for()
    window.set_offline(False)
    page.get_by_text("Semua isian terkirim pukul").wait_for()
    assert arrived() == {tasks[0].pk: 3}


def test_an_answer_changed_elsewhere_meanwhile_is_asked_about_and_neither_is_lost(
    window: BrowserContext, tasks: list[Assignment], cast: SimpleNamespace
) -> None:
    page = take(window, tasks[:2])
    field = f"nilai-{tasks[0].stage.rubric.criteria.first().pk}"
    window.set_offline(True)
    score(page, tasks[0])
    save_draft(tasks[0], {field: "2"}, by=cast.reviewer)
    page.goto(reverse("reviews:queue"))
    window.set_offline(False)
    page.get_by_text("Isian ini berubah juga di perangkat lain. Mana yang dipakai?").wait_for()
    expect(page.get_by_text("Tersimpan di portal: 2: Tingkat 2.")).to_be_visible()
    assert levels(tasks[0]) == Counter({"2": 1, "3": 2})
    page.get_by_role("button", name="Pakai yang di sini").click()
    page.get_by_text("Semua isian terkirim pukul").wait_for()
    assert levels(tasks[0]) == Counter({"3": 3})


def test_a_refused_answer_keeps_its_words_to_be_copied(
    window: BrowserContext, tasks: list[Assignment], cast: SimpleNamespace
) -> None:
    page = take(window, tasks[:2])
    window.set_offline(True)
    page.goto(place(tasks[0], "akhir"))
    page.get_by_label("Komentar untuk pengusul").fill("Lampirkan datanya.")
    page.get_by_text("1 isian aman di perangkat ini").wait_for()
    recuse(tasks[0], by=cast.reviewer, reason="Mendampingi.", conflict=True)
    page.goto(reverse("reviews:queue"))
    window.set_offline(False)
    page.get_by_text("Penugasan ini sudah tidak berlaku").wait_for()
    expect(page.get_by_text("Lampirkan datanya.")).to_be_visible()
    page.get_by_role("button", name="Buang isian ini").click()
    expect(page.get_by_text("Lampirkan datanya.")).to_have_count(0)


def test_a_reason_is_asked_without_a_network_as_with_one(window: BrowserContext, tasks: list[Assignment]) -> None:
    page = take(window, tasks[:1])
    window.set_offline(True)
    page.goto(reverse("reviews:start"))
    page.get_by_text("Kriteria 1 dari 3").wait_for()
    page.keyboard.press("1")
    page.get_by_text("Mengapa 1?").wait_for()
    page.get_by_role("button", name="Simpan, kriteria berikutnya").click()
    page.get_by_text("Tulis alasannya, paling sedikit 3 kata.").wait_for()
    page.get_by_label("Dengan kata sendiri").fill("Belum ada buktinya.")
    page.get_by_role("button", name="Simpan, kriteria berikutnya").click()
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    page.go_back()
    expect(page.get_by_label("Dengan kata sendiri")).to_have_value("Belum ada buktinya.")
    window.set_offline(False)
    page.get_by_text("Semua isian terkirim pukul").wait_for()
    tasks[0].refresh_from_db()
    assert sorted(tasks[0].draft.values()) == ["1", "Belum ada buktinya."]


def test_an_answer_pressed_on_the_portal_as_the_line_breaks_is_kept(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = take(window, tasks[:1])
    page.goto(place(tasks[0], 1))
    page.locator("form[data-taken-along]").wait_for()
    window.set_offline(True)
    page.locator("button.answer", has=page.get_by_text("3", exact=True)).click()
    page.get_by_text("1 isian aman di perangkat ini").wait_for()
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    window.set_offline(False)
    page.get_by_text("Semua isian terkirim pukul").wait_for()
    assert levels(tasks[0]) == Counter({"3": 1})


def test_what_was_answered_on_the_portal_since_is_on_the_device_too_and_what_was_sent_has_left_it(
    window: BrowserContext, tasks: list[Assignment], cast: SimpleNamespace
) -> None:
    page = take(window, tasks[:2])
    page.goto(place(tasks[0], 1))
    page.locator("button.answer", has=page.get_by_text("3", exact=True)).click()
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    wait_for_packets(page, "all.some((each) => Object.values(each.values).includes('3'))")
    window.set_offline(True)
    page.goto(reverse("reviews:score", args=[tasks[0].pk]))
    page.get_by_text("Kriteria 2 dari 3").wait_for()
    expect(page.locator("[data-line]")).to_contain_text("Tanpa jaringan")
    window.set_offline(False)
    save_review(tasks[0], answers(tasks[0].stage, [3, 3, 3]), "", by=cast.reviewer)
    page.goto(reverse("reviews:queue"))
    wait_for_packets(page, "all.length === 1")


def test_the_offline_pages_are_usable_on_a_phone_and_free_of_complaints(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = take(window, tasks)
    window.set_offline(True)
    for address in (
        reverse("reviews:queue"),
        place(tasks[0], 2),
        place(tasks[0], "akhir"),
        reverse("reviews:score", args=[99999]),
    ):
        page.goto(address)
        page.locator("h1").wait_for()
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert page.locator("h1").count() == 1
    page.goto(place(tasks[0], 2))
    heights = page.locator("button.answer").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert (len(heights), min(heights) >= 44) == (4, True)


def test_whoever_takes_nothing_along_gets_no_worker_and_no_store(
    window: BrowserContext, tasks: list[Assignment]
) -> None:
    page = window.new_page()
    for address in (reverse("home"), reverse("reviews:queue"), place(tasks[0], 1)):
        page.goto(address)
        assert page.evaluate(COUNTS) == NOTHING


def test_without_scripts_nothing_is_offered_and_nothing_is_broken(
    browser: Browser, live_server: LiveServer, tasks: list[Assignment], cast: SimpleNamespace
) -> None:
    with signed_in(browser, cast.reviewer, live_server.url, java_script_enabled=False) as window:
        page = window.new_page()
        page.goto(reverse("reviews:queue"))
        expect(page.get_by_text("Bawa untuk dinilai tanpa jaringan")).to_be_hidden()
        page.goto(reverse("reviews:take_along"))
        expect(page.get_by_text("Peramban ini tidak dapat menyimpan usulan.")).to_be_visible()
        expect(page.get_by_role("button", name="Bawa, perangkat ini milik saya")).to_be_hidden()


def test_the_scripts_know_the_addresses_of_the_portal(window: BrowserContext, tasks: list[Assignment]) -> None:
    page = window.new_page()
    page.goto(reverse("reviews:take_along"))
    assert page.evaluate("portalTaken.at") == {
        "queue": reverse("reviews:queue"),
        "take": reverse("reviews:take_along"),
        "shell": reverse("reviews:offline_shell"),
        "state": reverse("reviews:offline_state"),
        "send": reverse("reviews:offline_send"),
        "worker": reverse("reviews:offline_worker"),
        "signIn": reverse("account_login"),
        "signOut": reverse("account_logout"),
    }
