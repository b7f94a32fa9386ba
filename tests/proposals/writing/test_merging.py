"""The three-way rule of a save, the plain form in which values travel, and what a refused save shows."""

import datetime
from decimal import Decimal

import pytest
from django.utils.safestring import SafeString

from agencies.core.models import User
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide, Section
from proposals.core.models import Proposal, SectionText
from proposals.text.shown import EditClash, SectionShown, fingerprint
from proposals.writing.forms import ProfileForm
from proposals.writing.merging import MergeOutcome, plain, profile_clashes, settle, text_clashes
from proposals.writing.services import SavedProfile

STORED_AT = datetime.datetime(2026, 11, 23, 2, 5, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("base", "typed", "stored", "outcome"),
    [
        ("a", "a", "a", MergeOutcome.KEEP),
        ("a", "b", "a", MergeOutcome.STORE),
        ("a", "a", "b", MergeOutcome.KEEP),
        ("a", "b", "b", MergeOutcome.KEEP),
        ("a", "b", "c", MergeOutcome.CLASH),
        ("a", "", "c", MergeOutcome.CLASH),
        ("", "b", "", MergeOutcome.STORE),
    ],
)
def test_only_a_field_both_sides_changed_differently_is_a_clash(
    base: str, typed: str, stored: str, outcome: MergeOutcome
) -> None:
    assert settle(base=base, typed=typed, stored=stored) is outcome


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (False, "False"),
        (0, "0"),
        (Decimal("-2.133330"), "-2.13333"),
        (Decimal("100"), "100"),
        (datetime.date(2026, 11, 23), "2026-11-23"),
        (" dua\r\nbaris ", "dua\nbaris"),
        ([], ""),
        (Affair(pk=7, key="kesehatan", name="Kesehatan"), "7"),
        ([Affair(pk=12, name="Pangan"), Affair(pk=3, name="Pangan")], "3,12"),
    ],
)
def test_values_travel_as_plain_text(value: object, text: str) -> None:
    assert plain(value) == text


def test_affairs_of_one_name_are_told_apart_by_their_key() -> None:
    before, mine, theirs = (plain([Affair(pk=key, name="Perhubungan")]) for key in (1, 2, 3))
    assert settle(base=before, typed=mine, stored=before) is MergeOutcome.STORE
    assert settle(base=before, typed=mine, stored=theirs) is MergeOutcome.CLASH
    assert settle(base=before, typed=before, stored=theirs) is MergeOutcome.KEEP


def test_a_refused_text_shows_both_versions_who_stored_the_other_and_when() -> None:
    colleague = User(pk=7, full_name="Rekan")
    stored = SectionText(
        section=Section(key="masalah", title="Permasalahan"),
        text="Antrean panjang.",
        version=4,
        updated_by=colleague,
        updated_at=STORED_AT,
    )
    typed = {"masalah": "Antrean pendek.", "metode": "Lain."}
    assert text_clashes([stored], typed, User(pk=8)) == [
        EditClash(
            name="masalah",
            title="Permasalahan",
            stored="Antrean panjang.",
            stored_reading="Antrean panjang.",
            base=f"4-{fingerprint('Antrean panjang.')}",
            difference=SafeString("<p>Antrean <del>panjang.</del><ins>pendek.</ins></p>"),
            asked=fingerprint("Antrean pendek."),
            by="Rekan",
            at="09.05",
        )
    ]
    (own,) = text_clashes([stored], typed, colleague)
    assert own.by == "Anda, di tab lain,"


@pytest.mark.parametrize(
    ("carried", "shown"),
    [("", SectionShown(0)), ("3", SectionShown(3)), (f"3-{fingerprint('a')}", SectionShown(3, fingerprint("a")))],
)
def test_what_a_page_carries_back_is_read_as_it_was_shown(carried: str, shown: SectionShown) -> None:
    assert SectionShown.read(carried) == shown


def test_a_text_is_untouched_when_it_reads_as_it_was_shown() -> None:
    shown = SectionShown(3, fingerprint("satu\ndua"))
    assert [shown.is_untouched(typed) for typed in ("satu\r\ndua", "satu\ndua\n", "satu dua", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert not SectionShown(3).is_untouched("")


def test_a_refused_profile_field_is_compared_as_people_read_it() -> None:
    choices = [{"key": "uji", "label": "Uji coba"}, {"key": "jalan", "label": "Sudah berjalan"}]
    asked = [{"key": "stage", "group": "a", "label": "Tahapan inovasi", "choices": choices}]
    guide = FormGuide(year=2026, profile={"groups": [{"key": "a", "title": "A", "purpose": "A."}], "fields": asked})
    outcome = SavedProfile(Proposal(updated_at=STORED_AT), saved={"title": "Baru"}, stale={"stage": "jalan"})
    form = ProfileForm(instance=Proposal(), guide=guide, school=False)
    assert profile_clashes(form, outcome, {"stage": "uji"}) == [
        EditClash(
            name="stage",
            title="Tahapan inovasi",
            stored="jalan",
            stored_reading="Sudah berjalan",
            base="jalan",
            difference=SafeString("<p><del>Sudah berjalan</del><ins>Uji coba</ins></p>"),
            asked=fingerprint("uji"),
            at="09.05",
        )
    ]
