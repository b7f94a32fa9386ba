"""After sending: what was received, where it is and what comes next with real dates, and what may still be done."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar

from foundation.papers.moments import spoken
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import PeriodExtension
from proposals.core.whereabouts import NO_DATE, whereabouts
from proposals.core.workflow import Status
from proposals.papers.receipts import receipt_of
from reviews.core.models import ReviewStage
from reviews.meeting.core.models import Meeting
from tests import factories
from tests.factories import DAY, Cast
from tests.pdfs import text_of

pytestmark = pytest.mark.django_db


def words(browser: Client, url: str) -> str:
    """What a person reads on the page, in one line."""
    page = browser.get(url).content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def confirmation(proposal: Proposal) -> str:
    return reverse("proposals:sent", args=[proposal.pk])


@pytest.fixture
def sent(cast: Cast) -> Proposal:
    proposal = factories.ready(of=cast.home)
    moves.perform("submit", proposal, by=cast.owner)
    proposal.refresh_from_db()
    return proposal


def plan(proposal: Proposal, first: int, last: int) -> tuple[str, str]:
    """Gives every stage of the period these days from now; the days as people read them."""
    opens, closes = (timezone.now() + amount * DAY for amount in (first, last))
    ReviewStage.objects.filter(period=proposal.period).update(opens_at=opens, closes_at=closes)
    return date_format(timezone.localtime(opens)), date_format(timezone.localtime(closes))


def test_the_confirmation_tells_what_was_received_from_whom_and_when(cast: Cast, sent: Proposal, signed_in) -> None:
    browser = signed_in(cast.owner)
    told = words(browser, confirmation(sent))
    event = sent.events.get(action="submit")
    for part in (sent.number, sent.title, f"{cast.owner}, {spoken(event.at)}"):
        assert part in told
    assert re.search(r"Yang kami terima: profil, \d+ bagian dengan [\d.]+ kata, dan \d+ berkas", told)
    assert [file.name for file in sent.attachments.all() if file.name not in told] == []
    assert reverse("proposals:receipt", args=[sent.pk]) in browser.get(confirmation(sent)).content.decode()


def test_what_follows_is_dated_where_somebody_set_a_date_and_says_so_where_nobody_did(
    cast: Cast, sent: Proposal, signed_in
) -> None:
    factories.stage(sent.period)
    ReviewStage.objects.update(opens_at=None, closes_at=None)
    browser = signed_in(cast.owner)
    assert words(browser, confirmation(sent)).count("anggalnya belum ditetapkan") == 4
    first, last = plan(sent, 20, 30)
    told = words(browser, confirmation(sent))
    assert f"{first} sampai {last}" in told
    assert told.count("anggalnya belum ditetapkan") == 3


def test_the_dates_go_into_a_calendar(cast: Cast, sent: Proposal, signed_in) -> None:
    factories.stage(sent.period)
    plan(sent, 20, 30)
    answer = signed_in(cast.owner).get(reverse("proposals:dates", args=[sent.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    start, end = timezone.localdate() + datetime.timedelta(days=20), timezone.localdate() + datetime.timedelta(days=31)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (start, end)
    assert sent.title in str(event["summary"])


def test_a_returned_proposal_puts_the_day_of_the_repair_into_the_calendar(
    cast: Cast, sent: Proposal, signed_in
) -> None:
    moves.perform("return", sent, by=cast.coordinator, note="Perjelas.")
    sent.refresh_from_db()
    where = whereabouts([sent], sent.agency_id)[sent.pk]
    answer = signed_in(cast.owner).get(reverse("proposals:dates", args=[sent.pk]))
    starts = {
        str(each["summary"]): each.decoded("dtstart") for each in Calendar.from_ical(answer.content).walk("VEVENT")
    }
    assert starts[f"Batas perbaikan: {sent.title}"] == where.repair_until
    assert starts[f"Batas: {sent.title}"] == sent.period.closes_at.replace(microsecond=0)


def test_a_step_that_is_over_waits_for_no_date_and_the_next_meeting_is_not_about_it(cast: Cast, signed_in) -> None:
    coming = Meeting.objects.create(
        period=factories.period(), title="Rapat", held_at=timezone.now() + 9 * DAY, place="Aula",
        chair=cast.leader, head=cast.coordinator, created_by=cast.coordinator,
    )  # fmt: skip
    said = f"rapat {spoken(coming.held_at)}"
    for number, (status, is_awaited) in enumerate(
        {
            Status.SUBMITTED: True, Status.IN_REVIEW: True, Status.WITHDRAWN: False, Status.REJECTED: False,
            Status.SHORTLISTED: False, Status.COACHING: False, Status.ESTABLISHED: False,
        }.items(), start=50,
    ):  # fmt: skip
        proposal = factories.proposal(status, number, of=cast.home)
        where = whereabouts([proposal], proposal.agency_id)[proposal.pk]
        done = [stop for stop in where.stops("hari ini")[1:] if stop.state == "done"]
        assert [stop.title for stop in done if NO_DATE in stop.when or said in stop.when] == [], status
        assert any(dated.starts == coming.held_at for dated in where.dates()) is is_awaited, status


def test_what_was_refused_before_it_was_scored_is_not_told_as_scored(cast: Cast, sent: Proposal, signed_in) -> None:
    scored = "Penilai membaca dan memberi nilai"
    browser = signed_in(cast.owner)
    assert scored in words(browser, confirmation(sent))
    moves.perform("reject", sent, by=cast.coordinator, note="Bukan inovasi.")
    told = words(browser, confirmation(sent))
    assert scored not in told and "Bapperida memutuskan" in told
    later = factories.proposal(Status.COACHING, 60, of=cast.home)
    assert scored in words(browser, confirmation(later))


def test_what_its_agency_took_up_again_was_not_sent_back_by_anybody(cast: Cast, sent: Proposal, signed_in) -> None:
    moves.perform("withdraw", sent, by=cast.owner, note="Keliru.")
    sent.refresh_from_db()
    moves.perform("revive", sent, by=cast.owner)
    told = words(signed_in(cast.owner), confirmation(sent))
    assert "Usulan ini draf lagi di tangan Anda." in told and "Ada catatan dari Bapperida" not in told


def test_taking_it_back_is_asked_in_the_proposers_words_with_its_price(cast: Cast, sent: Proposal, signed_in) -> None:
    browser, act = signed_in(cast.owner), reverse("proposals:act", args=[sent.pk, "withdraw"])
    told = words(browser, confirmation(sent))
    assert "Ada yang keliru?" in told and act in browser.get(confirmation(sent)).content.decode()
    again = f"diajukan lagi sampai {spoken(sent.period.closes_at)}"
    for url in (confirmation(sent), sent.get_absolute_url(), act):
        assert again in words(browser, url), url
    asked = words(browser, act)
    assert "Tarik usulan ini?" in asked and "Mengapa Anda menariknya?" in asked
    assert "Catatan untuk pengusul" not in asked and "Pengusul mendapat" not in asked
    factories.close(sent.period)
    for url in (confirmation(sent), sent.get_absolute_url(), act):
        assert "tidak dapat diajukan lagi pada periode ini" in words(browser, url), url
    PeriodExtension.objects.create(
        period=sent.period, agency=cast.home, closes_at=timezone.now() + DAY, reason="Banjir."
    )
    assert "tidak dapat diajukan lagi" not in words(browser, act)


def test_what_was_sent_back_is_not_called_being_checked_when_it_is_taken_back(
    cast: Cast, sent: Proposal, signed_in
) -> None:
    browser, act = signed_in(cast.owner), reverse("proposals:act", args=[sent.pk, "withdraw"])
    assert "Bapperida berhenti memeriksanya" in words(browser, act)
    moves.perform("return", sent, by=cast.coordinator, note="Perjelas.")
    told = words(browser, act)
    assert "Perbaikannya tidak ditunggu lagi" in told and "berhenti memeriksanya" not in told


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_home_page_and_confirmation_say_the_same_of_every_state(cast: Cast, signed_in, status: Status) -> None:
    proposal = factories.proposal(status, of=cast.home)
    proposal.refresh_from_db()
    facts = whereabouts([proposal], proposal.agency_id)[proposal.pk].facts
    browser = signed_in(cast.owner)
    assert facts[-1][0] == "Berikutnya" and facts[-1][1]
    expected = re.sub(r"<[^>]+>", " ", " ".join(f"{label} {said}" for label, said in facts)).split()
    assert " ".join(expected) in " ".join(words(browser, proposal.get_absolute_url()).split())
    assert browser.get(confirmation(proposal)).status_code == 200


def test_a_draft_has_no_confirmation_and_others_find_none(cast: Cast, sent: Proposal, signed_in) -> None:
    draft = factories.draft(2, of=cast.home)
    assert signed_in(cast.owner).get(confirmation(draft)).status_code == 404
    for who in ("stranger", "coordinator", "leader", "reviewer"):
        assert signed_in(cast[who]).get(confirmation(sent)).status_code == 404, who


def test_the_receipt_lists_files_sender_and_what_comes_next_whatever_came_since(cast: Cast, sent: Proposal) -> None:
    factories.stage(sent.period)
    first, last = plan(sent, 20, 30)
    moves.perform("withdraw", sent, by=cast.owner, note="Keliru.")
    text = " ".join(text_of(receipt_of(sent.revisions.get()).read()).split())
    assert f"Dikirim oleh {cast.owner}" in text
    assert [file.name for file in sent.attachments.all() if file.name not in text] == []
    assert f"{first} sampai {last}" in text
    assert f"Menurut jadwal pada {date_format(timezone.localdate())}" in text


def test_the_number_of_proposals_asks_for_no_more(cast: Cast) -> None:
    costs = []
    for amount in (1, 3):
        for number in range(amount):
            for place, status in enumerate((Status.SUBMITTED, Status.RETURNED, Status.IN_REVIEW)):
                factories.proposal(status, 100 * amount + 10 * number + place, of=cast.home)
        rows = list(Proposal.objects.select_related("period"))
        with CaptureQueriesContext(connection) as queries:
            assert len(whereabouts(rows, cast.home.pk)) == len(rows)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 5
