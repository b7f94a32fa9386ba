"""Saving field by field: nothing is overwritten silently, and everything else of the same save is kept."""

import datetime

import pytest

from agencies.core.models import User
from proposals.core.guide.models import FormGuide, Section
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.writing.services import Inconsistent, Written, create, save_profile, save_texts
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def text_of(section: Section) -> str:
    return SectionText.objects.get(section=section).text


def test_a_save_on_an_older_version_is_refused_for_exactly_that_section(
    proposal: Proposal, owner: User, colleague: User, problem: Section, method: Section
) -> None:
    save_texts(proposal, [Written(problem, "Pertama.", 0)], by=owner)
    save_texts(proposal, [Written(problem, "Kedua, dari rekan.", 1)], by=colleague)

    outcome = save_texts(
        proposal, [Written(problem, "Ketiga, dari tab lama.", 1), Written(method, "Cara kerja.", 0)], by=owner
    )

    assert [text.section for text in outcome.stale] == [problem]
    assert [text.section for text in outcome.saved] == [method]
    assert text_of(problem) == "Kedua, dari rekan."
    assert text_of(method) == "Cara kerja."


def test_repeating_a_save_whose_answer_was_lost_is_no_conflict(
    proposal: Proposal, owner: User, problem: Section
) -> None:
    save_texts(proposal, [Written(problem, "Kalimat.", 0)], by=owner)

    outcome = save_texts(proposal, [Written(problem, "Kalimat.", 0)], by=owner)

    assert (outcome.saved, outcome.stale) == ([], [])
    assert [(text.section, text.version) for text in outcome.same] == [(problem, 1)]


def test_saving_texts_leaves_no_row_in_the_history_of_the_profile(
    proposal: Proposal, owner: User, problem: Section, method: Section
) -> None:
    """Somebody who writes all day saves every few seconds: each save would keep a copy of the whole profile."""
    before = proposal.history.count()  # type: ignore[attr-defined]  # made by pghistory
    save_texts(proposal, [Written(problem, "Kalimat.", 0), Written(method, "Cara.", 0)], by=owner)
    save_texts(proposal, [Written(problem, "Kalimat lain.", 1)], by=owner)
    assert proposal.history.count() == before  # type: ignore[attr-defined]  # made by pghistory

    save_profile(proposal, {"title": "Nama yang lain"}, by=owner)
    kept = proposal.history.latest("pgh_id")  # type: ignore[attr-defined]  # made by pghistory
    assert (kept.title, kept.version) == ("Nama yang lain", 4)


def test_profile_fields_conflict_one_by_one(proposal: Proposal, owner: User, colleague: User) -> None:
    shown = {"title": "Antrean Daring", "stage": "", "initiator_name": ""}
    save_profile(proposal, {"title": "Antrean Cepat"}, by=colleague, bases=shown)

    outcome = save_profile(
        proposal,
        {"title": "Antrean Mudah", "stage": "penerapan", "initiator_name": ""},
        by=owner,
        bases=shown,
    )

    proposal.refresh_from_db()
    assert outcome.stale == {"title": "Antrean Cepat"}
    assert outcome.saved == {"stage": "penerapan"}
    assert (proposal.title, proposal.stage) == ("Antrean Cepat", "penerapan")


def test_a_field_only_the_colleague_changed_is_kept(proposal: Proposal, owner: User, colleague: User) -> None:
    shown = {"title": "Antrean Daring", "initiator_name": ""}
    save_profile(proposal, {"title": "Antrean Cepat"}, by=colleague, bases=shown)

    outcome = save_profile(proposal, {"title": "Antrean Daring", "initiator_name": "Tim Loket"}, by=owner, bases=shown)

    proposal.refresh_from_db()
    assert outcome.stale == {}
    assert (proposal.title, proposal.initiator_name) == ("Antrean Cepat", "Tim Loket")


def test_dates_that_no_longer_fit_together_are_refused_and_nothing_is_stored(
    proposal: Proposal, owner: User, colleague: User
) -> None:
    save_profile(proposal, {"applied_date": datetime.date(2024, 1, 1)}, by=colleague)

    with pytest.raises(Inconsistent, match="uji coba"):
        save_profile(
            proposal,
            {"trial_date": datetime.date(2025, 1, 1), "title": "Lain"},
            by=owner,
            bases={"trial_date": "", "title": "Antrean Daring"},
        )

    proposal.refresh_from_db()
    assert (proposal.trial_date, proposal.title) == (None, "Antrean Daring")


def test_nobody_writes_for_another_agency_or_after_the_closing(
    proposal: Proposal, owner: User, stranger: User, problem: Section
) -> None:
    with pytest.raises(WritingClosed):
        save_texts(proposal, [Written(problem, "Bukan milik saya.", 0)], by=stranger)
    proposal.period.closes_at = proposal.period.opens_at + datetime.timedelta(days=1)
    proposal.period.save()
    with pytest.raises(WritingClosed):
        save_texts(proposal, [Written(problem, "Terlambat.", 0)], by=owner)
    assert not SectionText.objects.exists()


def test_a_new_draft_begins_with_what_the_guide_suggests(cast: Cast) -> None:
    period = factories.period()
    guide = FormGuide.objects.get(pk=period.guide_id)
    suggested = {
        "stage": {"type": "choice", "suggested": "uji_coba"},
        "initiator_name": {"suggested": "agency"},
        "affair": {"type": "affair", "suggested": "agency"},
    }
    guide.profile["fields"] = [field | suggested.get(field["key"], {}) for field in guide.profile["fields"]]
    guide.save()
    home, others = cast.home, (factories.affair(1), factories.affair(2))
    others[0].agencies.add(home)

    def begun(title: str) -> Proposal:
        return create(Period.objects.get(pk=period.pk), by=cast.owner, title=title)

    made = begun("Satu")
    assert (made.title, made.stage, made.initiator_name, made.affair) == ("Satu", "uji_coba", home.name, others[0])
    # Of two affairs none is the agency's own.
    others[1].agencies.add(home)
    assert begun("Dua").affair is None
