"""A meeting while it goes on: who came, one decision after the other with its vote, the minutes, and the projector."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from foundation.audit.models import LedgerEntry
from foundation.city import city
from foundation.text.rounding import in_figures
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action
from reviews.interests.services import declare_conflict, lift
from reviews.meeting.core.course import MeetingMinutes, Vote
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import TEMPLATE, paper_context
from reviews.meeting.preparing import services as convening
from reviews.meeting.sitting import services as sitting
from reviews.meeting.sitting.agenda import agenda
from reviews.meeting.sitting.services import Ballot
from tests.at_once import at_once

Page = Callable[[User], Client]
MUFAKAT = {"way": "mufakat"}


def address(name: str, meeting: Meeting, *keys: int) -> str:
    return reverse(f"reviews:meeting_{name}", args=[meeting.pk, *keys])


def said(browser: Client, path: str) -> str:
    return re.sub(r"\s+", " ", browser.get(path).content.decode())


@pytest.fixture
def held(prepared: Meeting, cast: SimpleNamespace, chair: User) -> Meeting:
    """Three outcomes are prepared; of four invited nobody is noted as present yet."""
    people = (chair, cast.leader, cast.reviewer, cast.second)
    convening.set_attendance(prepared, dict.fromkeys(people, False), by=cast.coordinator)
    return prepared


def come(meeting: Meeting, cast: SimpleNamespace) -> None:
    for member in meeting.members.all():
        sitting.mark_present(meeting, member.pk, True, by=cast.coordinator)


def test_one_tap_says_who_came_and_another_takes_it_back(page: Page, held: Meeting, cast: SimpleNamespace) -> None:
    browser, member = page(cast.coordinator), held.members.get(person=cast.second)
    path = address("present", held, member.pk)
    answer = browser.post(path, {"hadir": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Hadir 1 dari 4" in answer and "<html" not in answer
    assert browser.post(path, {"hadir": "1"})["Location"] == address("sitting", held)
    assert list(held.members.filter(present=True)) == [member]
    browser.post(path, {"hadir": "0"})
    assert not held.members.filter(present=True).exists()


def test_the_next_one_follows_by_itself_in_the_order_of_the_ranks(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    browser, path = page(cast.coordinator), address("sitting", held)
    for done, proposal in enumerate(scored):
        context = browser.get(path).context
        assert (context["agenda"].decided, context["item"].key) == (done, proposal.pk)
        action, note = context["item"].decision.action, "Belum berbukti."
        sent = MUFAKAT | {"action": action, "note": note}
        assert browser.post(address("rule", held, proposal.pk), sent)["Location"] == path
    assert "Semua usulan sudah diputus" in said(browser, path) and "3 dari 3" in said(browser, path)
    assert LedgerEntry.objects.filter(kind="decision").count() == 3


def test_votes_are_counted_stored_and_printed(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    come(held, cast)
    browser = page(cast.coordinator)
    counted = {"action": "shortlist", "way": "suara", "agree": "3", "against": "1", "abstain": "0"}
    browser.post(address("rule", held, scored[0].pk), counted)
    browser.post(address("rule", held, scored[1].pk), MUFAKAT | {"action": "pass_over", "agree": "9"})
    assert list(Vote.objects.order_by("pk").values_list("consensus", "agree", "against", "abstain")) == [
        (False, 3, 1, 0), (True, 0, 0, 0),
    ]  # fmt: skip
    text = paper(held, cast.coordinator)
    assert "Diputus dengan setuju 3, tidak setuju 1, abstain 0." in text and "Diputus dengan mufakat." in text
    assert "setuju 3, tidak setuju 1, abstain 0" in said(browser, address("sitting", held))


def paper(meeting: Meeting, by: User) -> str:
    context = paper_context(meeting, "berita-acara", timezone.now(), by=by)
    return re.sub(r"\s+", " ", render_to_string(TEMPLATE, context | {"city": city()}))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"action": "", "way": "mufakat"}, "Pilih keputusannya."),
        ({"action": "shortlist", "way": "suara"}, "Isi jumlah yang setuju."),
        ({"action": "shortlist", "way": "suara", "agree": "2", "against": "2"}, "harus lebih banyak"),
        ({"action": "shortlist", "way": "suara", "agree": "4", "abstain": "1"}, "Ada 5 suara, sedangkan yang tercatat"),
        ({"action": "reject", "way": "mufakat", "note": " "}, "alasannya"),
    ],
)
def test_what_does_not_carry_is_asked_again_and_nothing_is_decided(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace, sent: dict[str, str], words: str
) -> None:
    come(held, cast)
    answer = page(cast.coordinator).post(address("rule", held, scored[0].pk), sent)
    assert answer.status_code == 400 and words in answer.content.decode()
    assert answer.context["item"].key == scored[0].pk
    assert not Vote.objects.exists()


def test_who_has_a_conflict_of_interest_has_no_vote_on_that_proposal(
    held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    come(held, cast)
    conflict = declare_conflict(
        cast.second, SentProposal.objects.get(pk=scored[1].pk), reason="Saudara pengusul.", by=cast.second
    )
    with pytest.raises(MeetingRefused, match="hadir 4 orang, 1 di antaranya tidak ikut memutus"):
        sitting.rule(held, scored[1].pk, "reject", Ballot(False, agree=4), by=cast.coordinator, note="Belum.")
    sitting.rule(held, scored[0].pk, "shortlist", Ballot(False, agree=4), by=cast.coordinator)
    lift(conflict, by=cast.coordinator, reason="Keliru orang.")
    sitting.rule(held, scored[1].pk, "reject", Ballot(False, agree=4), by=cast.coordinator, note="Belum.")
    assert list(Vote.objects.values_list("agree", flat=True)) == [4, 4]


def test_another_outcome_later_leaves_the_vote_behind(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    sitting.rule(held, scored[0].pk, "shortlist", Ballot(True), by=cast.coordinator)
    assert agenda(held, cast.coordinator).decided == 1
    convening.decide(held, Action.PASS_OVER, [scored[0].pk], by=cast.coordinator)
    assert agenda(held, cast.coordinator).decided == 0 and "mufakat" not in paper(held, cast.coordinator)
    convening.withdraw(held, [scored[0].pk], by=cast.coordinator)
    assert not Vote.objects.exists()


def test_somebody_else_decided_meanwhile(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    browser, path = page(cast.coordinator), address("rule", held, scored[0].pk)
    browser.post(path, MUFAKAT | {"action": "shortlist"})
    late = browser.post(path, MUFAKAT | {"action": "pass_over"})
    assert late.status_code == 400 and "baru saja diputus di tempat lain" in late.content.decode()
    assert held.decisions.get(proposal=scored[0].pk).action == Action.SHORTLIST
    mark = agenda(held, cast.coordinator).items[0].mark
    assert browser.post(path, MUFAKAT | {"action": "pass_over", "seen": mark}).status_code == 302


def test_a_better_rank_is_passed_over_only_with_a_reason_that_is_kept(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    convening.decide(held, Action.SHORTLIST, [scored[1].pk], by=cast.coordinator)
    convening.decide(held, Action.PASS_OVER, [scored[0].pk], by=cast.coordinator)
    browser, path = page(cast.coordinator), address("rule", held, scored[0].pk)
    assert "peringkat 1 dilewati" in said(browser, address("sitting", held))
    refused = browser.post(path, MUFAKAT | {"action": "pass_over"})
    assert refused.status_code == 400 and "Tuliskan alasan" in refused.content.decode()
    assert not Vote.objects.exists() and not held.deviations.exists()
    browser.post(path, MUFAKAT | {"action": "pass_over", "deviation": "Baru di satu ruas jalan."})
    assert list(held.deviations.values_list("proposal", "reason")) == [(scored[0].pk, "Baru di satu ruas jalan.")]
    assert Vote.objects.get().decision.proposal_id == scored[0].pk


def test_one_can_be_called_up_before_its_turn(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace, make
) -> None:
    browser = page(cast.coordinator)
    browser.post(address("call", held), {"usulan": scored[2].pk})
    for path in (address("sitting", held), address("screen", held)):
        assert browser.get(path).context["agenda"].current.key == scored[2].pk
    browser.post(address("rule", held, scored[2].pk), MUFAKAT | {"action": "pass_over"})
    assert agenda(held, cast.coordinator).current.key == scored[0].pk
    for nothing in (make().pk, "x", ""):
        assert (
            "tidak (lagi) diajukan"
            in browser.post(address("call", held), {"usulan": nothing}, follow=True).content.decode()
        )


def test_minutes_are_saved_as_they_are_typed_and_printed(page: Page, held: Meeting, cast: SimpleNamespace) -> None:
    browser, path = page(cast.coordinator), address("minutes_autosave", held)
    first = browser.post(path, {"notulen": "Rapat dibuka ketua.", "versi": "0"})
    assert (first.status_code, first.json()["saved"]) == (200, {"notulen": "1"})
    assert browser.post(path, {"notulen": "Rapat dibuka ketua.", "versi": "0"}).json()["saved"] == {"notulen": "1"}
    browser.post(address("minutes", held), {"notulen": "Rapat dibuka ketua.\nPaparan.", "versi": "1"})
    minutes = MeetingMinutes.objects.get()
    assert (minutes.text, minutes.version, minutes.written_by) == ("Rapat dibuka ketua.\nPaparan.", 2, cast.coordinator)
    assert "Rapat dibuka ketua." in paper(held, cast.coordinator)


def test_of_two_tabs_the_later_one_is_warned_and_nothing_is_lost(
    page: Page, held: Meeting, cast: SimpleNamespace
) -> None:
    browser, path = page(cast.coordinator), address("minutes_autosave", held)
    browser.post(path, {"notulen": "Dari tab pertama.", "versi": "0"})
    second = browser.post(path, {"notulen": "Dari tab kedua.", "versi": "0"})
    (clash,) = second.json()["conflicts"]
    assert (second.status_code, clash["name"], clash["stored"], clash["base"]) == (
        409,
        "notulen",
        "Dari tab pertama.",
        "1",
    )
    assert "Pakai tulisan saya" in clash["html"]
    shown = browser.post(address("minutes", held), {"notulen": "Dari tab kedua.", "versi": "0"})
    text = shown.content.decode()
    assert shown.status_code == 400 and "Pakai yang tersimpan" in text and "Dari tab kedua.</textarea>" in text
    assert MeetingMinutes.objects.get().text == "Dari tab pertama."
    browser.post(address("minutes", held), {"notulen": "Dari tab kedua.", "versi": "1", "simpan": "1"})
    assert MeetingMinutes.objects.get().text == "Dari tab kedua."
    stored = {"notulen": "Yang dibuang.", "versi": "0", "pakai_tersimpan": "notulen"}
    browser.post(address("minutes", held), stored)
    assert MeetingMinutes.objects.get().text == "Dari tab kedua."


def test_once_signed_nothing_of_it_changes_for_whoever_writes(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace, chair: User
) -> None:
    come(held, cast)
    sitting.rule(held, scored[0].pk, "shortlist", Ballot(True), by=cast.coordinator)
    sitting.write_minutes(held, "Dibuka.", 0, by=cast.coordinator)
    Meeting.objects.filter(pk=held.pk).update(chair_signed_at=timezone.now())
    browser = page(cast.coordinator)
    refused = browser.post(address("minutes_autosave", held), {"notulen": "Lain.", "versi": "1"})
    assert refused.status_code == 423 and "tidak dapat diubah" in refused.json()["refused"]
    member = held.members.first()
    for path, sent in (
        (address("present", held, member.pk), {"hadir": "0"}),
        (address("call", held), {"usulan": scored[1].pk}),
    ):
        assert "tidak dapat diubah" in browser.post(path, sent, follow=True).content.decode()
    with pytest.raises(MeetingRefused, match="sudah disetujui atau dirilis"):
        sitting.rule(held, scored[1].pk, "pass_over", Ballot(True), by=cast.coordinator)
    for change in (
        lambda: Vote.objects.update(abstain=0, recorded_at=timezone.now()),
        lambda: Vote.objects.all().delete(),
        lambda: MeetingMinutes.objects.update(text="Lain."),
    ):
        with pytest.raises(DatabaseError, match="kept as signed"), transaction.atomic():
            change()
    text = said(browser, address("sitting", held))
    assert "Dibuka." in text and "<textarea" not in text


def test_two_writers_at_once_leave_one_text(transactional_db, held, scored, cast) -> None:
    def write(words: str) -> bool:
        return sitting.write_minutes(held, words, 0, by=cast.coordinator).clash

    written = at_once(lambda: write("Satu."), lambda: write("Dua."))
    assert sorted(written) == [False, True] and MeetingMinutes.objects.get().version == 1


def test_the_projector_shows_place_score_cut_and_votes_but_no_reviewer(
    page: Page, held: Meeting, scored: list[Proposal], cast: SimpleNamespace
) -> None:
    sitting.rule(held, scored[1].pk, "pass_over", Ballot(True), by=cast.coordinator)
    browser, path = page(cast.leader), address("screen", held)
    text = said(browser, path)
    score = in_figures(agenda(held, cast.leader).items[0].line.row.score)
    for words in (scored[0].title, "1 dari 3", score, "Masuk pembinaan, mufakat", f"1 usulan, nilai terendah {score}"):
        assert words in text, words
    assert not {name for name in (str(cast.reviewer), str(cast.second)) if name in text.split("<main")[1]}
    part = browser.get(path, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 3s"' in part and "<html" not in part


@pytest.mark.parametrize("name", ["sitting", "screen"])
def test_it_asks_as_often_for_three_as_for_nine(
    name: str, page: Page, held: Meeting, scored: list[Proposal], make, give, cast: SimpleNamespace
) -> None:
    browser = page(cast.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address(name, held)).status_code == 200
        return len(captured)

    before = asked()
    for _ in range(6):
        more = make()
        for reviewer in (cast.reviewer, cast.second):
            give(more, reviewer, [2, 2, 2])
        convening.decide(held, Action.PASS_OVER, [more.pk], by=cast.coordinator)
        sitting.rule(held, more.pk, "pass_over", Ballot(True), by=cast.coordinator)
    assert asked() == before
