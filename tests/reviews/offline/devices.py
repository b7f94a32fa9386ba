"""What tests of scoring without a connection do in a browser: taking along, scoring, and looking at the device."""

from collections import Counter

from django.db.models import Count
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from agencies.core.models import User
from reviews.core.models import Assignment
from reviews.offline.models import OfflineAnswer

PHONE = {"width": 360, "height": 740}
COUNTS = """async () => ({
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  bases: (await indexedDB.databases()).length,
})"""
NOTHING = {"caches": 0, "workers": 0, "bases": 0}


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
