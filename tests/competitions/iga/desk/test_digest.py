"""Agencies are told of many verdicts at once: after a pause, once, of the newest verdict on each claim."""

import datetime

import pytest
from django.utils import timezone

from agencies.core.models import Notification
from competitions.iga.desk import digest
from competitions.iga.desk.models import ToldVerdict, VerdictDigest
from competitions.iga.desk.services import Spoken, judge, look_again
from foundation.outbox.models import OutgoingMail
from proposals.core.workflow import Status
from tests import factories
from tests.factories import YEAR

pytestmark = pytest.mark.django_db
WHY = "Halaman tidak memuat nama inovasi."


def speak(claim, by, outcome="accepted", level=None, after=0):
    return judge(claim, Spoken(claim.version, after, outcome, level, "" if outcome == "accepted" else WHY), by=by)


def in_minutes(minutes: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(minutes=minutes)


def test_one_message_for_each_agency_after_the_pause_and_once(cast, innovation, claiming):
    other = factories.proposal(Status.IN_REVIEW, 2, of=cast.elsewhere)
    speak(claiming(innovation, 1), cast.coordinator)
    speak(claiming(innovation, 2, 3), cast.coordinator, "lowered", 1)
    speak(claiming(other, 1), cast.coordinator, "rejected")
    assert digest.send_due() == 0
    assert (digest.send_due(in_minutes(31)), digest.send_due(in_minutes(31))) == (2, 0)
    text = f"Pemeriksaan klaim IGA {YEAR}: 1 dari 2 diterima, 1 diterima lebih rendah."
    lines = Notification.objects.filter(user=cast.owner, text__startswith="Pemeriksaan")
    assert [(line.text, line.url) for line in lines] == [(text, f"/kompetisi/iga/{YEAR}/klaim/{innovation.pk}/")]
    [mail] = OutgoingMail.objects.filter(person=cast.owner, subject__startswith="Pemeriksaan")
    assert mail.subject == text
    assert f"“{innovation.title}”, 2. Indikator 2: diterima parameter 1, bukan 3. {WHY}" in mail.body
    assert "1. Indikator 1" not in mail.body and f"/kompetisi/iga/{YEAR}/klaim/{innovation.pk}/2/" in mail.body
    assert VerdictDigest.objects.count() == 2 and ToldVerdict.objects.count() == 3


def test_a_verifier_who_never_pauses_is_told_of_after_a_day(cast, innovation, claiming, settings):
    settings.IGA_DIGEST_MINUTES = 2 * 24 * 60
    speak(claiming(innovation, 1), cast.coordinator)
    assert digest.send_due(in_minutes(24 * 60 - 1)) == 0
    assert digest.send_due(in_minutes(24 * 60 + 1)) == 1


def test_of_a_claim_judged_twice_the_newest_is_told(cast, edition, innovation, claiming):
    edition.rules = {"second_look_percent": 100}
    edition.save()
    claim = claiming(innovation)
    first = speak(claim, cast.coordinator, "rejected")
    speak(claim, cast.coordinator, after=first.pk)
    look_again(claim, Spoken(claim.version, 0, "rejected", None, WHY), by=factories.coordinator(2))
    assert digest.send_due(in_minutes(31)) == 1
    assert VerdictDigest.objects.get().text == f"Pemeriksaan klaim IGA {YEAR}: 1 dari 1 diterima."
    assert ToldVerdict.objects.count() == 2
    assert not digest.untold().exists()


def test_who_is_done_tells_at_once_but_only_of_own_verdicts(cast, innovation, claiming, signed_in):
    second = factories.coordinator(2)
    other = factories.proposal(Status.IN_REVIEW, 2, of=cast.elsewhere)
    speak(claiming(innovation, 1), cast.coordinator)
    speak(claiming(other, 1), second)
    browser = signed_in(cast.coordinator)
    queue = f"/kompetisi/iga/{YEAR}/pemeriksaan/"
    assert "1 putusan Anda belum dikabarkan kepada 1 instansi" in browser.get(queue).text
    answer = browser.post(f"{queue}kabari/", follow=True)
    assert "1 instansi dikabari" in answer.text and "belum dikabarkan" not in answer.text
    assert list(VerdictDigest.objects.values_list("agency", flat=True)) == [cast.home.pk]
    assert "sudah dikabarkan" in browser.post(f"{queue}kabari/", follow=True).text


def test_the_cost_does_not_follow_the_number_of_verdicts(
    cast, edition, innovation, claiming, django_assert_num_queries
):
    speak(claiming(innovation, 1), cast.coordinator)
    with django_assert_num_queries(10) as few:
        assert digest.tell_agency(cast.home.pk, edition.pk)
    for number in range(2, 8):
        speak(claiming(factories.proposal(Status.IN_REVIEW, number, of=cast.home), 1), cast.coordinator, "rejected")
    with django_assert_num_queries(len(few)):
        assert digest.tell_agency(cast.home.pk, edition.pk)


def test_who_is_done_is_told_that_a_colleagues_verdicts_go_along(cast, innovation, claiming, signed_in):
    speak(claiming(innovation, 1), cast.coordinator)
    speak(claiming(innovation, 2), factories.coordinator(2))
    browser, queue = signed_in(cast.coordinator), f"/kompetisi/iga/{YEAR}/pemeriksaan/"
    assert "rekan" in browser.get(queue).text
    browser.post(f"{queue}kabari/?antre=inovasi")
    assert ToldVerdict.objects.count() == 2
