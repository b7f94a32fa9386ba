"""Second eyes: the draw, the blind page, and what is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from competitions.core.models import Level
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk import second
from competitions.iga.desk.services import ClaimMoved, VerdictRefused, judge, look_again
from tests import factories
from tests.at_once import at_once
from tests.competitions.iga.desk.conftest import share
from tests.competitions.iga.desk.test_pages import carried
from tests.competitions.iga.desk.twice import PAGE, WHY, looked_twice, many, refused_by_database, said
from tests.factories import YEAR

pytestmark = pytest.mark.django_db


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
