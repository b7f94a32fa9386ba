"""The coordinator's home with work on it, the lists behind its lines and replacing assignments, in a real browser."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from agencies.core.models import Agency, User
from dashboard.work.chores import CHORES
from proposals.core import workflow
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, Role, Status
from reviews.core.models import Assignment, ReviewStage
from reviews.scoring_desk.services import Answer, recuse, save_review
from tests import factories
from tests.browsers import signed_in
from tests.dashboard.work.test_chores import both_asked, in_review
from tests.factories import DAY, Cast
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Pertanggungjawabanpenyelenggaraanpemerintahandaerahberkelanjutan"
OPEN = "for (const one of document.querySelectorAll('main details')) one.open = true"


@pytest.fixture
def busy(cast: Cast) -> list[str]:
    """Something in every line of the home, with words that no line of a phone holds; the numbers to be assigned anew.

    The first is in dispute, of the second a reviewer stepped back, the third has one reviewer who has begun, the fourth
    came back.
    """
    rows = [in_review(cast, number) for number in (1, 2, 3)]
    for row in rows[:2]:
        both_asked(cast, row)
    factories.assign(cast.reviewer, rows[2])
    for task in Assignment.objects.filter(proposal=rows[0].pk):
        level = 1 if task.reviewer_id == cast.reviewer.pk else 3
        answers = [Answer(each, level, "Alasan yang cukup panjang.") for each in task.stage.rubric.criteria.all()]
        save_review(task, answers, "Komentar.", by=task.reviewer)
    recuse(
        Assignment.objects.get(proposal=rows[1].pk, reviewer=cast.reviewer),
        by=cast.reviewer,
        reason=LONG,
        conflict=False,
    )
    back = factories.proposal(Status.SUBMITTED, 4, of=cast.home)
    moves.perform("return", back, by=cast.coordinator, note=LONG)
    back.refresh_from_db()
    factories.move(back, workflow.find(Action.SUBMIT, Status.RETURNED, {Role.PROPOSER}), by=cast.owner)
    ReviewStage.objects.update(closes_at=timezone.now() + DAY, name=LONG)
    Proposal.objects.update(title=LONG, sent_title=LONG)
    Agency.objects.filter(pk=cast.home.pk).update(name=LONG, short_name=LONG[:30])
    User.objects.filter(pk__in=[cast.reviewer.pk, cast.unassigned.pk]).update(first_name=LONG, phone="081234567890")
    return [str(row.number) for row in rows]


def preview(cast: Cast, numbers: list[str]) -> str:
    """The address of the difference when everything is given to one other reviewer but what is kept of the second."""
    third = factories.reviewer(9)
    book, target = openpyxl.Workbook(), io.BytesIO()
    wanted = [(numbers[0], third), (numbers[1], cast.unassigned), (numbers[2], third)]
    for cells in [("Nomor usulan", "Nama pengguna penilai"), *((number, person.username) for number, person in wanted)]:
        book.worksheets[0].append(cells)
    book.save(target)
    client = Client()
    client.force_login(cast.coordinator)
    sheet = SimpleUploadedFile(f"{LONG}.xlsx", target.getvalue())
    shown = client.post(reverse("reviews:assignments_import"), {"file": sheet, "mode": "ganti"})
    found = client.get(shown.headers["Location"]).context["found"]
    assert (len(found.added), len(found.removed), len(found.kept), len(found.finished)) == (2, 3, 1, 2)
    return str(shown.headers["Location"])


def test_work_that_waits_and_what_replaces_it_can_be_used(
    browser: Browser, live_server: LiveServer, cast: Cast, busy: list[str]
) -> None:
    lists = {chore.url for chore in CHORES}
    urls = [reverse("home"), *sorted(lists), reverse("reviews:late"), preview(cast, busy)]
    wrong = {}
    with signed_in(browser, cast.coordinator, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        for url in urls:
            page.goto(url)
            page.evaluate(OPEN)
            if url in lists:
                assert page.locator(".item").count() > 0, url
            if found := faults_of(page):
                wrong[url] = found
    assert wrong == {}
