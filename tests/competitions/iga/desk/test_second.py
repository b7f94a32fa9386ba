"""Second eyes: the draw, the blind page, what is refused, how a difference is settled, and how often two agree."""

import json

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from competitions.core.models import Edition, Level
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk import digest, second
from competitions.iga.desk.services import ClaimMoved, Spoken, VerdictRefused, judge, look_again
from dashboard.work.chores import chore_lines
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.at_once import at_once
from tests.competitions.iga.desk.conftest import Claiming, costs_of
from tests.competitions.iga.desk.test_pages import carried
from tests.factories import YEAR, Cast

pytestmark = pytest.mark.django_db
Judgement = Claim.Judgement
WHY = "Halaman tidak memuat nama inovasi."
PAGE = f"/kompetisi/iga/{YEAR}/pemeriksaan/kedua/"


@pytest.fixture
def twice(edition: Edition) -> Edition:
    """Every judged claim is looked at again."""
    return share(edition, 100)


@pytest.fixture
def other(db: None) -> User:
    return factories.coordinator(2)


def share(edition: Edition, percent: int) -> Edition:
    edition.rules = {"second_look_percent": percent}
    edition.save()
    return Edition.objects.get(pk=edition.pk)


def said(claim: Claim, level: int | None = 2) -> Spoken:
    """Of a claim of 2 or more its level, a lower one, none, or that more is asked."""
    found = {None: Judgement.MORE, 0: Judgement.REJECTED, claim.value: Judgement.ACCEPTED}
    outcome = found.get(level, Judgement.LOWERED)
    newest = claim.verdicts.filter(version=claim.version).order_by("-pk").first()
    return Spoken(claim.version, newest.pk if newest else 0, outcome, level, "" if level == claim.value else WHY)


def looked_twice(claim: Claim, first: int, again: int | None, *, by: tuple[User, User]) -> ClaimVerdict:
    judge(claim, said(claim, first), by=by[0])
    return look_again(claim, said(claim, again), by=by[1])


def many(claiming: Claiming, cast: Cast, amount: int) -> list[Claim]:
    """Claims of as many innovations."""
    made = (factories.proposal(Status.IN_REVIEW, 100 + number, of=cast.home) for number in range(amount))
    return [claiming(each) for each in made]


def test_the_draw_follows_from_the_keys_and_takes_its_share(cast, edition, claiming, other):
    claims = many(claiming, cast, 30)
    firsts = {claim.pk: judge(claim, said(claim), by=cast.coordinator).pk for claim in claims}
    assert not second.to_look_at(other, edition)
    before: set[int] = set()
    for percent in (1, 30, 60, 99, 100):
        drawn = set(second.to_look_at(other, share(edition, percent)).values_list("pk", flat=True))
        assert drawn == {claim for claim, verdict in firsts.items() if second.is_drawn(claim, verdict, percent)}
        # A larger share draws more and puts nothing back.
        assert before <= drawn
        before = drawn
    assert len(before) == 30


@pytest.mark.parametrize(
    ("percent", "least", "most"), [(0, 0, 0), (10, 900, 1100), (50, 4850, 5150), (100, 10000, 10000)]
)
def test_so_many_of_a_hundred_are_drawn(percent, least, most):
    assert least <= sum(second.is_drawn(claim, 7 * claim + 1, percent) for claim in range(10000)) <= most


def test_judging_the_same_version_anew_draws_no_other_lot_but_another_version_does(cast, edition, claiming, other):
    claims = many(claiming, cast, 12)
    for claim in claims:
        judge(claim, said(claim), by=cast.coordinator)
    half = share(edition, 50)
    drawn = set(second.to_look_at(other, half).values_list("pk", flat=True))
    assert 0 < len(drawn) < 12
    for claim in claims:
        judge(claim, said(claim, 1), by=cast.coordinator)
    assert set(second.to_look_at(other, half).values_list("pk", flat=True)) == drawn
    # What is claimed anew lies in the draw with the verdict on the new version.
    for claim in claims:
        claim.level = Level.objects.get(indicator=claim.indicator, value=3)
        claim.save()
        Claim.objects.filter(pk=claim.pk).update(proven=True)
        claim.refresh_from_db()
    assert not second.to_look_at(other, half)
    newest = {claim.pk: judge(claim, said(claim, 3), by=cast.coordinator).pk for claim in claims}
    again = set(second.to_look_at(other, half).values_list("pk", flat=True))
    assert again == {claim for claim, verdict in newest.items() if second.is_drawn(claim, verdict, 50)}


def test_the_page_shows_the_claim_and_nothing_of_the_first_verdict(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation, 1, 3)
    judge(claim, said(claim, 1), by=cast.coordinator)
    browser, url = signed_in(other), reverse("competitions:desk_look", args=[YEAR, claim.pk])
    assert innovation.title in browser.get(PAGE).text
    page = browser.get(url).text
    assert innovation.title in page and "Definisi 1" in page and "Terima" in page
    for secret in (WHY, cast.coordinator.full_name, "Diterima lebih rendah", "Putusan sekarang", "Riwayat putusan"):
        assert secret not in page, secret
    # The key of the first verdict is not carried either.
    assert carried(page)["sesudah"] == "0"
    # The way over the ordinary desk leads there.
    assert browser.get(reverse("competitions:desk", args=[YEAR, claim.pk])).url == url
    answer = browser.post(url, carried(page) | {"hasil": "lowered", "tingkat": "2", "alasan": "Hanya dua dari tiga."})
    assert answer.url == PAGE
    page = browser.get(answer.url).text
    assert "Berbeda: Anda menemukan parameter 2" in page and f"{cast.coordinator} parameter 1" in page
    desk = browser.get(reverse("competitions:desk", args=[YEAR, claim.pk])).text
    assert WHY in desk and "Dua koordinator berbeda" in desk and "Pemeriksaan kedua: Diterima lebih rendah" in desk


def test_a_refused_second_look_stays_blind_and_keeps_the_reason(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation, 1, 3)
    judge(claim, said(claim, 1), by=cast.coordinator)
    browser, url = signed_in(other), reverse("competitions:desk_look", args=[YEAR, claim.pk])
    sent = carried(browser.get(url).text)
    refused = browser.post(url, sent | {"hasil": "rejected", "alasan": "Kabur."})
    assert refused.status_code == 400 and "Kabur." in refused.text and WHY not in refused.text
    assert "paling sedikit 10 huruf" in refused.text
    # A page of the ordinary desk from before the first verdict becomes a second look, with what was typed.
    desk = reverse("competitions:desk", args=[YEAR, claim.pk])
    refused = browser.post(desk, sent | {"hasil": "rejected", "alasan": "Tanpa nama inovasi."})
    assert refused.status_code == 409 and "Tanpa nama inovasi." in refused.text and WHY not in refused.text
    assert f'action="{url}"' in refused.text
    assert ClaimVerdict.objects.count() == 1


def test_a_claim_that_moved_is_not_looked_at(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation, 1, 3)
    judge(claim, said(claim, 3), by=cast.coordinator)
    seen = said(claim, 1)
    browser, url = signed_in(other), reverse("competitions:desk_look", args=[YEAR, claim.pk])
    sent = carried(browser.get(url).text) | {"hasil": "rejected", "alasan": WHY}
    claim.level = Level.objects.get(indicator=claim.indicator, value=1)
    claim.save()
    refused = browser.post(url, sent)
    assert refused.status_code == 409 and WHY in refused.text
    assert "Parameter yang diklaim: 3 menjadi 1." in refused.text
    with pytest.raises(ClaimMoved):
        look_again(claim, seen, by=other)
    refused_by_database("has changed", claim, other, version=seen.version)


def refused_by_database(words: str, claim: Claim, by: User, level: int = 2, version: int | None = None, **said: object):
    claim.refresh_from_db()
    outcome = "accepted" if level == claim.value else "lowered" if level else "rejected"
    with pytest.raises(ProgrammingError, match=words), transaction.atomic():
        ClaimVerdict.objects.create(
            claim=claim, version=version or claim.version, claimed=claim.value, outcome=outcome, level=level,
            reason=WHY, by=by, **{"second": True} | said,
        )  # fmt: skip


def refused_everywhere(browser: Client, claim: Claim, by: User, words: str) -> None:
    """By the page, which does not list it, and by the service."""
    assert f"{PAGE}{claim.pk}/" not in browser.get(PAGE).text
    url = reverse("competitions:desk_look", args=[YEAR, claim.pk])
    assert browser.get(url).status_code in (302, 404)
    before = ClaimVerdict.objects.count()
    answer = browser.post(url, {"hasil": "accepted", "versi": claim.version, "sesudah": 0})
    assert answer.status_code in (404, 409)
    with pytest.raises(VerdictRefused, match=words):
        look_again(claim, said(claim), by=by)
    assert ClaimVerdict.objects.count() == before


def test_nobody_is_second_to_themselves(cast, twice, innovation, claiming, signed_in):
    claim = claiming(innovation)
    judge(claim, said(claim), by=cast.coordinator)
    refused_everywhere(signed_in(cast.coordinator), claim, cast.coordinator, "Anda sendiri yang memutuskan")
    refused_by_database("somebody else", claim, cast.coordinator)


def test_nor_whoever_has_judged_this_version_before(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation)
    judge(claim, said(claim), by=other)
    judge(claim, said(claim, 1), by=cast.coordinator)
    refused_everywhere(signed_in(other), claim, other, "Anda sendiri yang memutuskan")
    refused_by_database("somebody else", claim, other)


def test_nor_who_claimed_it(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation)
    Claim.objects.filter(pk=claim.pk).update(claimed_by=other)
    claim.refresh_from_db()
    judge(claim, said(claim), by=cast.coordinator)
    refused_everywhere(signed_in(other), claim, other, "Anda sendiri yang membuat")
    refused_by_database("what they claimed", claim, other)


def test_nor_somebody_in_a_conflict_of_interest(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation)
    judge(claim, said(claim), by=cast.coordinator)
    factories.conflict(other, innovation)
    refused_everywhere(signed_in(other), claim, other, "benturan")
    assert innovation.title not in signed_in(other).get(PAGE).text


def test_what_was_not_drawn_or_not_judged_waits_for_nobody(cast, edition, innovation, claiming, other, signed_in):
    claim = claiming(innovation)
    with pytest.raises(VerdictRefused, match="belum diputuskan"):
        look_again(claim, said(claim), by=other)
    refused_by_database("no verdict to look at", claim, other)
    judge(claim, said(claim), by=cast.coordinator)
    refused_everywhere(signed_in(other), claim, other, "tidak terpilih")


def test_one_second_look_is_enough(cast, twice, innovation, claiming, other):
    claim, third = claiming(innovation), factories.coordinator(3)
    looked = looked_twice(claim, 2, 2, by=(cast.coordinator, other))
    assert look_again(claim, said(claim), by=other) == looked
    with pytest.raises(VerdictRefused, match="untuk kedua kalinya"):
        look_again(claim, said(claim), by=third)
    refused_by_database("no verdict to look at", claim, third)
    assert not second.not_looked_at(third, twice) and not second.to_settle(third, twice)


@pytest.mark.django_db(transaction=True)
def test_two_at_one_moment_leave_one_second_look(cast, twice, innovation, claiming, other):
    claim, third = claiming(innovation), factories.coordinator(3)
    judge(claim, said(claim), by=cast.coordinator)

    def look(person: User) -> ClaimVerdict | None:
        try:
            return look_again(claim, said(claim), by=person)
        except VerdictRefused:
            return None

    found = at_once(lambda: look(other), lambda: look(third))
    assert len([one for one in found if one]) == 1 == ClaimVerdict.objects.filter(second=True).count()


def test_a_second_look_stands_on_the_record_and_changes_nothing(cast, twice, innovation, claiming, other):
    claim = claiming(innovation, 1, 3)
    looked = looked_twice(claim, 3, 1, by=(cast.coordinator, other))
    claim.refresh_from_db()
    assert (claim.verified, claim.verified_by) == (3, cast.coordinator)
    entry = LedgerEntry.objects.filter(kind=EntryKind.CLAIM).latest("sequence")
    told = json.loads(entry.after)
    assert (entry.actor, told["second"], told["level"], told["answers"]) == (other, True, 1, looked.answers_id)
    assert looked.answers == claim.verdicts.get(second=False)


@pytest.mark.parametrize(
    ("who", "level", "may"),
    [
        ("first", 1, True), ("first", 3, False), ("first", 2, False), ("first", None, False),
        ("second", 3, True), ("second", 1, False), ("second", 2, False),
        ("third", 3, True), ("third", 1, True), ("third", 2, True), ("third", None, True),
    ],
)  # fmt: skip
def test_nobody_settles_a_difference_for_themselves(cast, twice, innovation, claiming, other, who, level, may):
    claim = claiming(innovation, 1, 3)
    looked = looked_twice(claim, 3, 1, by=(cast.coordinator, other))
    person = {"first": cast.coordinator, "second": other, "third": factories.coordinator(3)}[who]
    if not may:
        with pytest.raises(VerdictRefused, match="koordinator ketiga"):
            judge(claim, said(claim, level), by=person)
        if level is not None:
            refused_by_database("settles a difference", claim, person, level, second=False)
        assert list(second.to_settle(person, twice)) == [claim]
        return
    settled = judge(claim, said(claim, level), by=person)
    claim.refresh_from_db()
    assert (claim.verified, settled.answers) == (level, looked)
    assert not second.to_settle(person, twice) and not second.not_looked_at(person, twice)


def test_a_verdict_from_before_the_second_look_settles_nothing_unseen(cast, twice, innovation, claiming, other):
    claim, third = claiming(innovation, 1, 3), factories.coordinator(3)
    judge(claim, said(claim, 3), by=cast.coordinator)
    before = said(claim, 2)
    look_again(claim, said(claim, 1), by=other)
    with pytest.raises(VerdictRefused, match="sudah memeriksa klaim ini untuk kedua kalinya"):
        judge(claim, before, by=third)


def test_what_is_judged_anew_after_both_agreed_is_looked_at_anew(cast, twice, innovation, claiming, other):
    claim, third = claiming(innovation, 1, 3), factories.coordinator(3)
    looked_twice(claim, 3, 3, by=(cast.coordinator, other))
    again = judge(claim, said(claim, 1), by=cast.coordinator)
    assert again.answers is None
    assert list(second.not_looked_at(third, twice)) == [claim] == list(second.to_look_at(third, twice))
    assert not second.to_look_at(other, twice)


def test_what_waits_is_work_of_those_who_can_do_it(cast, twice, claiming, other):
    looked, differing = many(claiming, cast, 2)
    judge(looked, said(looked), by=cast.coordinator)
    looked_twice(differing, 2, 0, by=(cast.coordinator, other))
    assert second.duties(other) == [(YEAR, 2)]
    # Nobody is second to themselves, so that only the difference is left to who was first.
    assert second.duties(cast.coordinator) == [(YEAR, 1)]
    told = {line.words: (line.amount, line.url) for line in chore_lines(other, [], [])}
    assert told[f"klaim IGA {YEAR} menunggu pemeriksaan kedua atau penyelesaian"] == (2, PAGE)
    share(twice, 0)
    assert second.duties(other) == []


def test_the_difference_stands_on_the_page_until_it_is_settled(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation, 1, 3)
    looked_twice(claim, 3, 1, by=(cast.coordinator, other))
    browser = signed_in(cast.coordinator)
    page = browser.get(PAGE).text
    assert "Berbeda" in page and f"{other}: parameter 1." in page
    assert "Pemeriksaan kedua (1)" in browser.get(f"/kompetisi/iga/{YEAR}/pemeriksaan/").text
    url = f"{reverse('competitions:desk', args=[YEAR, claim.pk])}?antre=kedua"
    sent = carried(browser.get(url).text)
    refused = browser.post(url, sent | {"hasil": "rejected", "alasan": WHY})
    assert refused.status_code == 409 and "hanya koordinator ketiga" in refused.text and WHY in refused.text
    answer = browser.post(url, sent | {"hasil": "lowered", "tingkat": "1", "alasan": WHY})
    assert answer.status_code == 302
    page = browser.get(answer.url, follow=True).text
    assert f"{other}: parameter 1." not in page
    assert "Penyelesaian: Diterima lebih rendah" in browser.get(url).text


def test_the_agency_is_told_of_a_settled_level_only_when_it_changed(cast, twice, innovation, claiming, other):
    kept, changed, third = claiming(innovation, 1, 3), claiming(innovation, 2, 3), factories.coordinator(3)
    for claim in (kept, changed):
        judge(claim, said(claim, 3), by=cast.coordinator)
    digest.send_now(cast.coordinator)
    for claim in (kept, changed):
        look_again(claim, said(claim, 2), by=other)
    assert not digest.untold()
    judge(kept, said(kept, 3), by=third)
    assert not digest.untold()
    judge(changed, said(changed, 2), by=third)
    assert digest.send_now(third) == 1
    assert "parameter 2, bukan 3 sesudah diperiksa dua orang" in digest.VerdictDigest.objects.latest("pk").text


@pytest.mark.parametrize(
    ("same", "looked", "percent"), [(0, 0, None), (9, 9, None), (10, 10, 100), (7, 12, 58), (1, 16, 6), (15, 16, 94)]
)
def test_the_rate_is_in_whole_per_cent_and_of_few_there_is_none(same, looked, percent):
    found = second.Agreement(looked, same)
    assert found.percent == percent
    assert ("terlalu sedikit" in found.words) == (percent is None)


def test_the_rate_counts_every_second_look_the_reader_may_know(cast, twice, claiming, other, signed_in):
    claims = many(claiming, cast, 13)
    levels = [2] * 9 + [1, 0, None, 2]
    for claim, level in zip(claims, levels, strict=True):
        looked_twice(claim, 2, level, by=(cast.coordinator, other))
    # What was settled meanwhile keeps its two findings.
    judge(claims[9], said(claims[9], 1), by=cast.coordinator)
    own = [(look.answers.level, look.level) for look in ClaimVerdict.objects.filter(second=True)]
    same = sum(first == again for first, again in own)
    assert (same, len(own)) == (10, 13)
    assert second.agreement(twice, cast.leader) == second.Agreement(13, 10)
    assert second.total(second.agreement_by_indicator(twice, cast.leader)) == second.Agreement(13, 10)
    for address in (PAGE, f"/kompetisi/iga/{YEAR}/"):
        page = signed_in(cast.leader).get(address).text
        assert "10 dari 13 pemeriksaan kedua" in page and ">77<" in page
    factories.conflict(cast.coordinator, Proposal.objects.get(pk=claims[0].proposal_id))
    assert second.agreement(twice, cast.coordinator) == second.Agreement(12, 9)


def test_the_leader_reads_the_rate_alone(cast, twice, innovation, claiming, other, signed_in):
    claim = claiming(innovation, 1, 3)
    looked_twice(claim, 3, 1, by=(cast.coordinator, other))
    browser = signed_in(cast.leader)
    page = browser.get(PAGE).text
    assert "terlalu sedikit untuk dinilai: 1 pemeriksaan kedua" in page and innovation.title not in page
    assert browser.get(reverse("competitions:desk_look", args=[YEAR, claim.pk])).status_code == 404


def test_the_pages_cost_the_same_for_few_and_for_many(cast, twice, claiming, other, signed_in):
    browser, third = signed_in(other), factories.coordinator(3)

    def more(amount: int, start: int) -> Claim:
        for number in range(start, start + amount):
            here = factories.proposal(Status.IN_REVIEW, number, of=factories.agency(20 + number))
            judge(claim := claiming(here, 1), said(claim), by=cast.coordinator)
            looked_twice(claiming(here, 2, 3), 3, 1, by=(cast.coordinator, third))
        return claim

    first = more(1, 1)
    pages = (PAGE, reverse("competitions:desk_look", args=[YEAR, first.pk]), f"/kompetisi/iga/{YEAR}/pemeriksaan/")

    few = costs_of(browser, *pages)
    more(6, 2)
    assert costs_of(browser, *pages) == few
