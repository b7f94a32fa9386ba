"""Signing minutes, releasing and entering a decree ask again who is there, and carry out what was sent."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.meeting.core.models import Meeting
from reviews.meeting.release import releasing, signing
from tests.agencies.people.test_second_factor import code_of
from tests.asked_again import QUARTER, answer, signed_in_long_ago
from tests.reviews.meetings import typed_decree


@pytest.mark.parametrize("seconds", [QUARTER + 1, 0])
def test_signing_asks_whenever_one_signed_in_and_then_signs(prepared, chair, seconds: int) -> None:
    browser = signed_in_long_ago(chair, seconds=seconds)
    asked = browser.post(reverse("reviews:meeting_sign", args=[prepared.pk]))
    answer(browser, asked, "bukan-kata-sandinya")
    assert Meeting.objects.get().chair_signed_at is None
    answer(browser, asked)
    assert Meeting.objects.get().chair_signed_at is not None


def test_who_has_a_second_factor_and_no_password_signs_with_it(prepared, chair) -> None:
    secret = generate_totp_secret()
    TOTP.activate(chair, secret)
    browser = signed_in_long_ago(chair, seconds=0, password=None)
    asked = browser.post(reverse("reviews:meeting_sign", args=[prepared.pk]))
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    browser.post(asked["Location"], {"code": "000000"})
    assert Meeting.objects.get().chair_signed_at is None
    browser.post(asked["Location"], {"code": code_of(secret)})
    assert Meeting.objects.get().chair_signed_at is not None


def test_an_answer_signs_once(prepared, chair, cast) -> None:
    """What was typed for one signature counts for no other, not even in the same minute."""
    address = reverse("reviews:meeting_sign", args=[prepared.pk])
    browser = signed_in_long_ago(chair, seconds=0)
    answer(browser, browser.post(address))
    signing.reopen(Meeting.objects.get(), by=cast.coordinator, reason="Salah ketik.")
    assert browser.post(address)["Location"].startswith("/akun/masuk-ulang/")
    assert Meeting.objects.get().chair_signed_at is None


def test_releasing_and_the_decree_ask_once_together(prepared, scored, cast, chair) -> None:
    for person in (chair, cast.leader):
        signing.sign(prepared, by=person)
    browser = signed_in_long_ago(cast.coordinator)
    asked = browser.post(reverse("reviews:meeting_release", args=[prepared.pk]), {"yakin": "ya"})
    assert Meeting.objects.get().released_at is None
    answer(browser, asked)
    assert Meeting.objects.get().released_at is not None
    browser.post(reverse("reviews:meeting_decree", args=[prepared.pk]), typed_decree())
    assert Proposal.objects.get(pk=scored[0].pk).status == Status.ESTABLISHED


def test_number_and_date_of_the_decree_are_not_lost(prepared, scored, cast, chair) -> None:
    """A file cannot be kept meanwhile; it alone is asked for again."""
    for person in (chair, cast.leader):
        signing.sign(prepared, by=person)
    releasing.release(prepared, by=cast.coordinator)
    browser = signed_in_long_ago(cast.coordinator)
    asked = browser.post(reverse("reviews:meeting_decree", args=[prepared.pk]), typed_decree())
    form = answer(browser, asked).context["form"]
    assert set(form.errors) == {"scan"}
    assert (form["number"].value(), form["date"].value()) == ("188.45/7/KEP/2026", "2026-11-24")
    assert Proposal.objects.get(pk=scored[0].pk).status == Status.SHORTLISTED


@pytest.mark.parametrize("door", ["page", "ranking"])
def test_a_decree_has_no_other_door(make, cast, page, stages, door) -> None:
    proposal, browser = make(Status.SHORTLISTED), page(cast.coordinator)
    if door == "page":
        address = reverse("proposals:act", args=[proposal.pk, "establish"])
        assert browser.get(address).status_code == 404
        sent = {"note": "188.4/12/2026"}
    else:
        address = f"{reverse('reviews:decide')}?tahun=2026&page=1"
        sent = {"action": "establish", "pilih": [f"{proposal.pk}:1"], "note": "188.4/12/2026", "yakin": "ya"}
    assert browser.post(address, sent).status_code == 302
    assert Proposal.objects.get().status == Status.SHORTLISTED
