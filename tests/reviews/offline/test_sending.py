"""What was written without a connection, in a real browser: it arrives once each, and never over what is newer."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from reviews.core.models import Assignment
from reviews.offline.models import OfflineAnswer
from reviews.scoring_desk.services import recuse, save_draft
from tests.reviews.offline.devices import arrived, levels, log_in_again, place, score, take, wait_for_packets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
