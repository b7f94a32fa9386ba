"""Nobody reads yesterday's figures: what a page keeps is renewed by the first look after any commit, in any order."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pgtrigger.runtime import _inject_pgtrigger_ignore
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from dashboard.forecast.renewing import RECKON
from dashboard.forecast.tasks import reckon_outlook
from foundation.cache import forget
from foundation.changes.triggers import is_noted
from foundation.figures import Figure, figures_in
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Assignment, Criterion, Score
from tests import factories
from tests.factories import Cast

# Every page that shows figures, and who looks at it.
PAGES = {
    "front page": ("home", "", "visitor"),
    "catalogue": ("proposals:catalogue", "", "visitor"),
    "open data": ("proposals:catalogue_json", "", "visitor"),
    "my work": ("home", "", "coordinator"),
    "list": ("proposals:list", "", "coordinator"),
    "list, filters open": ("proposals:list", "?saring=1", "coordinator"),
    "search": ("proposals:list", f"?q={factories.RARE_WORD}", "coordinator"),
    "dashboard": ("dashboard:overview", "", "leader"),
    "agencies of the year": ("dashboard:coverage", "", "leader"),
    "ranking": ("reviews:ranking", "", "coordinator"),
    "reviewers": ("reviews:reviewers", "", "coordinator"),
    "fairness": ("reviews:fairness", "", "coordinator"),
}
# What tells whether something is still true, and the views of the noted table.
OF_OURS = {"foundation_tablechange", "foundation_tabletotal", "proposals_tallied", "proposals_sent", "proposals_listed"}
RANDOM = re.compile(rb'(csrfmiddlewaretoken" value|x-csrftoken"): ?"?[A-Za-z0-9]*"|value="[A-Za-z0-9]{64}"')


class Reader:
    """A browser that keeps what it was given as long as the portal says that it still holds."""

    def __init__(self, page: str, cast: Cast) -> None:
        name, query, person = PAGES[page]
        self.url = reverse(name) + query
        self.client = Client()
        if isinstance(cast[person], User):
            self.client.force_login(cast[person])
        self.tag, self.content = "", b""

    def look(self) -> bytes:
        answer = self.client.get(self.url, headers={"If-None-Match": self.tag} if self.tag else None)
        assert answer.status_code in (200, 304)
        if answer.status_code == 200:
            self.tag = answer.headers.get("ETag", "")
            self.content = RANDOM.sub(b"", b"".join(answer) if answer.streaming else answer.content)
        return self.content

    def look_afresh(self) -> bytes:
        """What the page shows when nothing is kept anywhere."""
        forget()
        self.tag = ""
        return self.look()


def work_off() -> None:
    """The queue reckons what it was asked for."""
    for job in ProcrastinateJob.objects.filter(task_name=RECKON, status="todo"):
        reckon_outlook(**job.args)


def figures(page: bytes) -> list[Figure]:
    return figures_in(page.decode())


@pytest.fixture
def frozen() -> Iterator[None]:
    """The clock stands still, so that a page differs only when what it shows does."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def year(db: None, frozen: None) -> Cast:
    """Proposals in every status that the pages tell apart, with a stage, a reviewer and a completed review."""
    forget()
    cast = factories.cast()
    for number, status in enumerate(
        (Status.SUBMITTED, Status.SUBMITTED, Status.IN_REVIEW, Status.IN_REVIEW, Status.SHORTLISTED, Status.SHORTLISTED)
    ):
        factories.proposal(status, number, of=factories.agency(1 + number % 2, district=factories.district()))
    for number in (2, 3):
        review(cast.reviewer, Proposal.objects.get(title=f"Inovasi {number}"))
    factories.conflict(cast.coordinator, Proposal.objects.get(title="Inovasi 5"))
    nominated = Proposal.objects.get(title="Inovasi 4")
    edition = Edition.objects.create(programme=Edition.Programme.KIPP, year=factories.YEAR, name="KIPP")
    Nomination.objects.create(
        edition=edition, proposal_id=nominated.pk, agency=nominated.agency, nominated_by=nominated.created_by
    )
    return cast


def review(by: User, what: Proposal) -> None:
    asked = factories.assign(by, what)
    for criterion in Criterion.objects.filter(rubric=asked.stage.rubric_id):
        Score.objects.create(assignment=asked, criterion=criterion, value=2, given_by=by)
    Assignment.objects.filter(pk=asked.pk).update(state=Assignment.State.DONE, done_at=timezone.now(), total=50)


def move_on(to: BaseDatabaseWrapper, *, offset: int) -> None:
    """Three proposals change: one is accepted, one renamed, one established."""
    # The copy of a connection does not know by itself what pgtrigger ignores.
    with factories.past_the_meeting(), to.execute_wrapper(_inject_pgtrigger_ignore), to.cursor() as cursor:
        for number, change in (
            (0, "status = 'in_review'"),
            (2, "title = 'Inovasi dengan nama baru'"),
            (4, "status = 'established', decree_number = 'SK 7'"),
        ):
            cursor.execute(
                f"UPDATE proposals_proposal SET {change} WHERE title = %s",
                [f"Inovasi {number + offset}"],
            )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", PAGES)
def test_what_a_transaction_commits_late_is_seen_by_the_next_look(page: str, year: Cast) -> None:
    reader, late = Reader(page, year), connection.copy()
    late.set_autocommit(False)
    try:
        move_on(late, offset=0)
        move_on(connection, offset=1)
        before = reader.look()
        late.commit()
    finally:
        late.close()
    seen = reader.look()
    work_off()
    whole = reader.look()
    truth = reader.look_afresh()
    assert figures(seen) == figures(truth), "every count is seen at once, the forecast when the queue has done its work"
    assert whole == truth
    if page not in ("reviewers", "fairness"):
        assert seen != before


CHANGES = {
    "target": "UPDATE proposals_period SET target = 7",
    "name of an agency": "UPDATE agencies_agency SET name = 'Dinas Lain', short_name = 'Lain' WHERE code = 'dinas-1'",
    "district": "UPDATE agencies_district SET name = 'Kecamatan Lain'",
    "affair": "UPDATE proposals_affair SET name = 'Urusan Lain'",
    "reviewer": "UPDATE agencies_user SET full_name = 'Penilai Lain' WHERE username = 'penilai-1'",
    "stage": "UPDATE reviews_reviewstage SET name = 'Tahap Lain'",
    "form": "UPDATE proposals_formguide SET profile = replace(profile::text, 'Penerapan', 'Pelaksanaan')::jsonb",
    "score": "UPDATE reviews_assignment SET total = 90 WHERE total IS NOT NULL",
    "assignment": "UPDATE reviews_assignment SET state = 'removed'",
    "conflict": "UPDATE reviews_conflict SET lifted_at = now(), lifted_by_id = user_id, lift_reason = '-'",
    "text": "UPDATE proposals_sectiontext SET text = 'Tanpa kata itu.'",
    "nomination": "DELETE FROM competitions_nomination",
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_a_row_that_changes_in_its_place_is_seen_by_the_next_look(change: str, year: Cast) -> None:
    with connection.cursor() as cursor:
        move_on(connection, offset=0)
        readers = [Reader(page, year) for page in PAGES]
        before = [reader.look() for reader in readers]
        cursor.execute(CHANGES[change])
        seen = [reader.look() for reader in readers]
        work_off()
        whole = [reader.look() for reader in readers]
    truth = {page: reader.look_afresh() for page, reader in zip(PAGES, readers, strict=True)}
    assert [figures(page) for page in seen] == [figures(page) for page in truth.values()]
    assert dict(zip(PAGES, whole, strict=True)) == truth
    assert seen != before


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_what_is_kept_was_read_only_from_tables_that_note_their_changes(page: str, year: Cast) -> None:
    reader = Reader(page, year)
    reader.look_afresh()
    asked = []
    for look in (reader.look_afresh, reader.look):
        with CaptureQueriesContext(connection) as queries:
            look()
        asked.append(Counter(query["sql"] for query in queries))
    noted = {model._meta.db_table for model in apps.get_models() if is_noted(model)}
    read = {table for sql in asked[0] - asked[1] for table in re.findall(r'(?:FROM|JOIN) "?([a-z]+_\w+)"?', sql)}
    assert read - {"portal_cache", *OF_OURS} <= noted
