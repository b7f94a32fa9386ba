"""Second looks on the record, how a difference is settled and told, and how often two agree."""

import json

import pytest
from django.urls import reverse

from competitions.core.models import Edition
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk import digest, second
from competitions.iga.desk.services import VerdictRefused, judge, look_again
from dashboard.work.chores import chore_lines
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.competitions.iga.desk.conftest import costs_of, share
from tests.competitions.iga.desk.test_pages import carried
from tests.competitions.iga.desk.twice import PAGE, WHY, looked_twice, many, refused_by_database, said
from tests.factories import YEAR

pytestmark = pytest.mark.django_db


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


def test_what_waits_costs_the_same_for_one_year_and_for_many(cast, twice, claiming, other, django_assert_num_queries):
    for claim in many(claiming, cast, 2):
        judge(claim, said(claim), by=cast.coordinator)
    with django_assert_num_queries(3):
        assert second.duties(other) == [(YEAR, 2)]
    for year in (YEAR + 1, YEAR + 2):
        Edition.objects.create(programme="iga", year=year, name=f"IGA {year}", rules=twice.rules)
    with django_assert_num_queries(3):
        assert second.duties(other) == [(YEAR, 2)]
