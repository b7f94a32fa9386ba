"""A coordinator reminds late reviewers by mail, WhatsApp or a list: on record, and never twice within the rest."""

import datetime
import io
from urllib.parse import unquote

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from foundation.outbox.models import OutgoingMail
from reviews.assigning import reminders
from reviews.assigning.models import ReviewerCard, ReviewerNudge
from reviews.core.models import Assignment, ReviewStage

DAY = datetime.timedelta(days=1)
LATE, REMIND = reverse("reviews:late"), reverse("reviews:late_remind")


@pytest.fixture
def late(make, stages, cast) -> None:
    """Two reviewers are late, a third is done by the day after next week."""
    ReviewStage.objects.filter(pk=stages[0].pk).update(closes_at=timezone.now() + 2 * DAY)
    for person in (cast.reviewer, cast.reviewer, cast.second):
        Assignment.objects.create(stage=stages[0], proposal_id=make().pk, reviewer=person)


def recorded() -> set[tuple[str, str, int, str | None]]:
    rows = ReviewerNudge.objects.select_related("reviewer", "sent_by")
    return {(one.reviewer.username, one.channel, one.tasks, str(one.sent_by) if one.sent_by else None) for one in rows}


@pytest.mark.parametrize("channel", ["email", "whatsapp", "list"])
def test_each_way_is_recorded_once_and_only_mail_sends_mail(late, cast, page, channel: str) -> None:
    browser = page(cast.coordinator)
    for _ in range(2):
        answer = browser.post(REMIND, {"reviewer": cast.reviewer.pk, "channel": channel}, follow=True)
    assert "Boleh diingatkan lagi mulai" in answer.text
    assert recorded() == {("reviewer", channel, 2, "Coordinator")}
    assert OutgoingMail.objects.count() == (channel == "email")
    ReviewerCard.objects.update(reminded_at=timezone.now() - reminders.REST)
    browser.post(REMIND, {"reviewer": cast.reviewer.pk, "channel": channel})
    assert ReviewerNudge.objects.count() == 2


def test_the_mornings_mail_and_a_persons_rest_together(late, cast, page) -> None:
    page(cast.coordinator).post(REMIND, {"reviewer": cast.reviewer.pk, "channel": "whatsapp"})
    assert reminders.remind() == 1
    assert recorded() == {("reviewer", "whatsapp", 2, "Coordinator"), ("second", "email", 1, None)}


def test_all_at_once_goes_to_those_who_may_be_reminded(late, cast, page) -> None:
    ReviewerCard.objects.create(user=cast.second, reminders=False)
    browser = page(cast.coordinator)
    answer = browser.post(REMIND, {"channel": "email"}, follow=True)
    assert "dihentikan di kartunya" in answer.text
    assert recorded() == {("reviewer", "email", 2, "Coordinator")}
    browser.post(REMIND, {"channel": "whatsapp"})
    assert ReviewerNudge.objects.count() == 1
    assert "Sudah diingatkan" in browser.get(reverse("reviews:reviewer", args=[cast.reviewer.pk])).text


def test_somebody_who_is_not_late_or_has_no_address_is_not_reminded(late, cast, page) -> None:
    cast.second.email = ""
    cast.second.save()
    browser = page(cast.coordinator)
    for person in (cast.third, cast.second):
        browser.post(REMIND, {"reviewer": person.pk, "channel": "email"})
    assert recorded() == set()


def test_the_words_for_whatsapp_name_the_amount_and_no_proposal(late, cast, page) -> None:
    cast.reviewer.phone = "0812 3456 7890"
    cast.reviewer.save()
    content = page(cast.coordinator).get(LATE).text
    link = unquote(content.partition('href="https://wa.me/6281234567890?text=')[2].partition('"')[0])
    assert "Masih ada 2 usulan" in link
    assert reverse("reviews:queue") in link
    assert "Inovasi 1" not in content


def test_the_list_holds_what_the_page_shows(late, cast, page) -> None:
    answer = page(cast.coordinator).get(reverse("reviews:late_xlsx"))
    rows = load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows(min_row=2, values_only=True)
    assert {(row[0], row[3]) for row in rows if row[0] in ("Reviewer", "Second")} == {("Reviewer", 2), ("Second", 1)}


def test_a_conflict_of_the_coordinator_hides_its_proposal_from_the_count(make, stages, cast, page, late) -> None:
    task = Assignment.objects.filter(reviewer=cast.second).get()
    task.proposal.conflicts.create(user=cast.coordinator, reason="Saudara.")
    browser = page(cast.coordinator)
    assert "Second" not in browser.get(LATE).text
    browser.post(REMIND, {"reviewer": cast.second.pk, "channel": "email"})
    assert recorded() == set()


def test_the_record_cannot_be_changed(late, cast) -> None:
    reminders.remind_one(cast.reviewer, channel="list", by=cast.coordinator)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_reviewernudge SET text = 'lain'")
