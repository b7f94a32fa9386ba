"""The numbers of the register: entered until the release, also after the signatures, and followed by the letters."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import LedgerEntry
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.letters.models import SealedLetter
from reviews.meeting.papers.models import SealedPaper
from reviews.meeting.release import releasing
from reviews.meeting.release.numbering import enter_numbers

MINUTES = "400.14.10/17/BAPPERIDA/2026"


def first_letter(running: int = 401) -> str:
    return f"400.14.10/{running}/BAPPERIDA/{timezone.localdate().year}"


def address(meeting: Meeting) -> str:
    return reverse("reviews:meeting_numbers", args=[meeting.pk])


def test_numbers_are_entered_after_the_signatures_and_stand_on_minutes_and_letters(signed, scored, cast, page) -> None:
    browser = page(cast.coordinator)
    assert address(signed) in browser.get(signed.get_absolute_url()).content.decode()
    browser.post(address(signed), {"number": MINUTES, "letters_from": first_letter()})
    assert MINUTES in LedgerEntry.objects.latest("sequence").after
    releasing.release(signed, by=cast.coordinator)
    assert f"NOMOR {MINUTES}" in SealedPaper.objects.get(name="berita-acara").source
    letters = SealedLetter.objects.order_by("decision__proposal__number")
    assert [one.number for one in letters] == [first_letter(running) for running in (401, 402, 403)]
    assert all(one.number in one.source and f"Berita Acara Nomor {MINUTES}" in one.source for one in letters)


def test_without_a_number_letters_have_the_portals_own_series(signed, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    numbers = SealedLetter.objects.order_by("pk").values_list("number", flat=True)
    year = timezone.localdate().year
    assert list(numbers) == [f"400.14.10/HP.{running}/BAPPERIDA/{year}" for running in (1, 2, 3)]


@pytest.mark.parametrize("letters_from", ["401", "400.14.10/401/BAPPERIDA/1999", "400.14.10/4.A/BAPPERIDA/2026"])
def test_a_first_number_that_does_not_fit_is_refused_and_what_was_typed_stays(signed, cast, page, letters_from) -> None:
    answer = page(cast.coordinator).post(address(signed), {"number": MINUTES, "letters_from": letters_from})
    assert answer.status_code == 200 and letters_from in answer.content.decode()
    signed.refresh_from_db()
    assert (signed.number, signed.letters_from) == ("", "")


def test_two_meetings_never_give_one_number_twice(signed, make, give, chair, cast) -> None:
    enter_numbers(signed, number="", letters_from=first_letter(), by=cast.coordinator)
    releasing.release(signed, by=cast.coordinator)
    other = Meeting.objects.create(
        period=signed.period, title="Rapat kedua", held_at=signed.held_at, place="Aula", chair=chair, head=cast.leader,
        created_by=cast.coordinator,
    )  # fmt: skip
    with pytest.raises(MeetingRefused, match="sudah dipakai surat lain"):
        enter_numbers(other, number="", letters_from=first_letter(403), by=cast.coordinator)
    enter_numbers(other, number="", letters_from=first_letter(404), by=cast.coordinator)


def test_a_first_number_of_last_year_holds_the_release_back_with_a_sentence(signed, cast) -> None:
    Meeting.objects.filter(pk=signed.pk).update(letters_from="400.14.10/401/BAPPERIDA/1999")
    with pytest.raises(MeetingRefused, match="bertahun 1999"):
        releasing.release(signed, by=cast.coordinator)
    assert not SealedLetter.objects.exists()


def test_after_the_release_only_minutes_without_a_number_may_still_get_one(signed, cast) -> None:
    releasing.release(signed, by=cast.coordinator)
    with pytest.raises(MeetingRefused, match="sudah dirilis"):
        enter_numbers(signed, number=MINUTES, letters_from=first_letter(), by=cast.coordinator)
    assert enter_numbers(signed, number=MINUTES, letters_from="", by=cast.coordinator).number == MINUTES
    with pytest.raises(MeetingRefused, match="sudah dirilis"):
        enter_numbers(signed, number="400.14.10/18/BAPPERIDA/2026", letters_from="", by=cast.coordinator)
    for change in ({"number": "lain"}, {"number": ""}, {"letters_from": first_letter()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Meeting.objects.filter(pk=signed.pk).update(**change)


def test_only_coordinators_enter_numbers(signed, cast) -> None:
    with pytest.raises(MeetingRefused):
        enter_numbers(signed, number=MINUTES, letters_from="", by=cast.leader)
