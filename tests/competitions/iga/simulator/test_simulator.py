"""The index of a city from its rows: columns, advice, outlook, scenarios, and what a conflict of interest hides."""

import html
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.candidates.affairs import covered_affairs
from competitions.iga.candidates.cockpit import cockpit_of
from competitions.iga.city import services as city_services
from competitions.iga.city.models import CityFigure
from competitions.iga.core.models import Candidacy
from competitions.iga.simulator import services
from competitions.iga.simulator.advice import best_single, in_words, way_to, years_ahead
from competitions.iga.simulator.applying import play
from competitions.iga.simulator.changes import (
    AddCandidate,
    AddFictive,
    Drop,
    SetCityLevel,
    SetLevel,
    SwitchEdition,
    read_changes,
)
from competitions.iga.simulator.inputs import CityStanding, known_candidacies, set_sums, standing, sums_among
from competitions.iga.simulator.levels import single_levels
from competitions.iga.simulator.models import Scenario
from competitions.iga.simulator.outlook import outlook
from proposals.core.affairs.models import Affair
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    found = factories.iga_edition()
    announced = found.iga.model_copy(
        update={"announced": True, "scoring": found.iga.scoring and found.iga.scoring.announced_for(2027)}
    )
    Edition.objects.create(programme="iga", year=2027, name="IGA 2027", rules=announced.as_json())
    return found


def basic(number: int) -> Affair:
    affair = factories.affair(number)
    Affair.objects.filter(pk=affair.pk).update(basic_service=True)
    return affair


def innovation(edition: Edition, cast: Cast, number: int, claimed: int, verified: int, **more: object) -> Proposal:
    """One in the set with these sums; the database keeps sums of claims, and here there are none."""
    made = factories.proposal(Status.ESTABLISHED, number, of=cast.home, **more)
    factories.in_iga_set(edition, made)
    Candidacy.objects.filter(proposal=made.pk).update(
        claimed_points=claimed, verified_points=verified, counted_points=claimed
    )
    return made


def stand(edition: Edition, reader: User) -> CityStanding:
    found = standing(edition, reader)
    assert found
    return found


def own_part(edition: Edition, cast: Cast, **levels: int) -> None:
    for row, level in levels.items():
        city_services.enter(edition, row, {"level": level, "document_title": "Uji"}, by=cast.coordinator, seen=0)


def said(response: HttpResponse) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_columns_are_what_is_verified_and_what_is_claimed(edition: Edition, cast: Cast) -> None:
    for number in range(1, 13):
        innovation(edition, cast, number, 80, 60, affair=basic(number) if number <= 5 else None)
    own_part(edition, cast, opini_bpk=3, visi_misi=2)
    opinion = CityFigure.objects.get(row="opini_bpk")
    city_services.check(opinion, by=cast.conflicted, seen=opinion.version)
    found = stand(edition, cast.leader)
    # (4.5 + 60 + 4.56) / 2.5 and (6.5 + 80 + 4.56) / 2.5
    assert (found.verified.value, found.claimed.value) == (Decimal("27.62"), Decimal("36.42"))
    assert (found.sums.count, found.claimed.given.affairs) == (12, 5)


def test_only_what_is_sent_counts(edition: Edition, cast: Cast) -> None:
    innovation(edition, cast, 1, 80, 60)
    candidate = factories.proposal(Status.ESTABLISHED, 2, of=cast.home)
    Candidacy.objects.create(edition=edition, proposal_id=candidate.pk, claimed_points=95, counted_points=90)
    assert stand(edition, cast.leader).sums.count == 1


def test_a_conflict_of_interest_hides_an_innovation_from_the_sums(edition: Edition, cast: Cast) -> None:
    cast.involve(innovation(edition, cast, 1, 80, 60))
    innovation(edition, cast, 2, 50, 40)
    assert stand(edition, cast.coordinator).sums.claimed == 130
    assert stand(edition, cast.conflicted).sums.claimed == 50


def test_the_best_changes_are_the_exact_best_of_all(edition: Edition, cast: Cast) -> None:
    made = innovation(edition, cast, 1, 0, 0)
    factories.claimed(edition, made, cast.owner, 20, 2)
    factories.claimed(edition, made, cast.owner, 1, 3)
    candidate = factories.proposal(Status.ESTABLISHED, 2, of=cast.home)
    factories.claimed(edition, candidate, cast.owner, 20, 3)
    own_part(edition, cast, **{rule.key: 3 for rule in edition.iga.spd if rule.key != "opini_bpk"})
    found = stand(edition, cast.coordinator)
    advice = in_words(best_single(found, known_candidacies(edition, cast.coordinator)))
    assert advice[0].text.startswith("Naikkan baris daerah 8 (")
    assert (advice[0].gain, advice[0].who) == (Decimal("1.8"), "Bapperida")
    assert len(advice) == 10
    assert [one.gain for one in advice] == sorted((one.gain for one in advice), reverse=True)
    numbers = [re.search(r"indikator (\d+) ", one.text) for one in advice]
    assert "1" not in {match[1] for match in numbers if match}  # it is at its highest
    assert any("Masukkan ke daftar kirim" in one.text and one.proposal == candidate.pk for one in advice)


def test_the_way_reaches_the_predicate_and_says_when_not(edition: Edition, cast: Cast) -> None:
    for number in range(1, 13):
        innovation(edition, cast, number, 0, 0, affair=basic(number) if number <= 5 else None)
    own_part(edition, cast, opini_bpk=1)
    found = stand(edition, cast.coordinator)
    step = found.expected.next_step
    assert step
    assert step.key == "inovatif"
    way = way_to(found, known_candidacies(edition, cast.coordinator), step)
    assert way.reached
    assert way.end.value >= step.minimum
    assert way.steps[-2].after.value < step.minimum


def test_years_ahead_apply_the_announced_rules(edition: Edition, cast: Cast) -> None:
    for number in range(1, 13):
        innovation(edition, cast, number, 70, 70, affair=basic(number) if number <= 5 else None)
    found = stand(edition, cast.leader)
    [(later, index)] = years_ahead(found)
    # 70 * 12 / 14, and with five of six affairs nothing for the number
    assert (later.year, index.divisor, index.value, index.number) == (2027, 14, Decimal("24.00"), 0)


def test_outlook_says_where_it_stands_and_who_must_act(edition: Edition, cast: Cast) -> None:
    empty = outlook(2026, cast.leader)
    assert empty and empty.lift
    assert "pilih paling sedikit 12 inovasi" in empty.lift.text
    for number in range(1, 13):
        innovation(edition, cast, number, 100, 10, affair=basic(number) if number <= 5 else None)
    own_part(edition, cast, **{rule.key: 3 for rule in edition.iga.spd})
    found = outlook(2026, cast.leader)
    assert found and found.lift
    assert found.at_risk == found.expected.value - found.now.value > 50
    assert "periksa 20 baris bagian daerah yang menunggu" in found.lift.text
    assert found.lift.who == "Bapperida"
    assert "bila satu gugur, indeks turun 1,82" in found.fragile
    assert outlook(2019, cast.leader) is None


def test_a_scenario_plays_all_its_changes(edition: Edition, cast: Cast) -> None:
    kept = [innovation(edition, cast, number, 60, 60, affair=basic(number)) for number in range(1, 5)]
    out = innovation(edition, cast, 9, 10, 10)
    candidate = factories.proposal(Status.ESTABLISHED, 10, of=cast.home)
    Candidacy.objects.create(edition=edition, proposal_id=candidate.pk, claimed_points=95, counted_points=90)
    found = stand(edition, cast.coordinator)
    changes = [
        AddCandidate(proposal=candidate.pk),
        Drop(proposal=out.pk),
        SetLevel(proposal=kept[0].pk, indicator=20, level=3),
        SetCityLevel(row="opini_bpk", level=3),
        AddFictive(maturity=Decimal("48.6"), count=2, affair=basic(6).pk),
    ]
    played = play(found, changes, cast.coordinator)
    given = played.index.given
    assert (given.count, given.affairs, given.spd) == (7, 5, Decimal("4.5"))
    assert given.maturity_sum == 60 * 4 + 90 + 12 + Decimal("97.2")
    assert [one.idle for one in played.told] == [""] * 5
    switched = play(found, [*changes, SwitchEdition(year=2027)], cast.coordinator)
    assert (switched.index.divisor, switched.edition.year, switched.index.number) == (14, 2027, 0)


def test_what_is_raised_goes_with_what_is_left_out(edition: Edition, cast: Cast) -> None:
    made = innovation(edition, cast, 1, 60, 60)
    raised, dropped = SetLevel(proposal=made.pk, indicator=20, level=3), Drop(proposal=made.pk)
    given = play(stand(edition, cast.coordinator), [raised, dropped, dropped], cast.coordinator).index.given
    assert (given.count, given.maturity_sum) == (0, 0)


def test_a_scenario_says_nothing_of_what_its_reader_may_not_know(edition: Edition, cast: Cast, signed_in) -> None:
    hidden = cast.involve(innovation(edition, cast, 1, 60, 60, title="Rahasia Kotak"))
    scenario = Scenario.objects.create(
        edition=edition, owner=cast.coordinator, name="Bersama", shared=True,
        changes=[{"kind": "drop", "proposal": hidden.pk}],
    )  # fmt: skip
    url = reverse("competitions:iga_scenario", args=[2026, scenario.pk])
    assert "Rahasia Kotak" in said(signed_in(cast.leader).get(url))
    assert "Rahasia Kotak" not in said(signed_in(cast.conflicted).get(url))


def test_scenarios_are_their_owners_until_they_are_shared(edition: Edition, cast: Cast, signed_in) -> None:
    owner, leader = signed_in(cast.coordinator), signed_in(cast.leader)
    owner.post(reverse("competitions:iga_scenario_new", args=[2026]), {"name": "Uji"})
    scenario = Scenario.objects.get()
    url = reverse("competitions:iga_scenario", args=[2026, scenario.pk])
    assert leader.get(url).status_code == 404
    owner.post(reverse("competitions:iga_scenario_edit", args=[2026, scenario.pk]), {"name": "Uji", "shared": "on"})
    assert leader.get(url).status_code == 200
    assert leader.post(url, {"kind": "daerah", "daerah-row": "opini_bpk", "daerah-level": "3"}).status_code == 404
    owner.post(url, {"kind": "daerah", "daerah-row": "opini_bpk", "daerah-level": "3"})
    scenario.refresh_from_db()
    assert read_changes(scenario.changes) == [SetCityLevel(row="opini_bpk", level=3)]
    assert "Baris daerah 8" in said(leader.get(url))
    out = reverse("competitions:iga_scenario_out", args=[2026, scenario.pk])
    assert leader.post(out, {"place": "0", "seen": str(scenario.version)}).status_code == 404
    owner.post(out, {"place": "0", "seen": "1"})  # another tab has moved on
    assert Scenario.objects.get().changes
    owner.post(out, {"place": "0", "seen": str(scenario.version)})
    assert Scenario.objects.get().changes == []


@pytest.mark.parametrize("maturity", ["112", "-1", "banyak", "1,234"])
def test_a_fictive_maturity_that_cannot_be_is_refused(edition: Edition, cast: Cast, signed_in, maturity: str) -> None:
    scenario = Scenario.objects.create(edition=edition, owner=cast.coordinator, name="Uji")
    url = reverse("competitions:iga_scenario", args=[2026, scenario.pk])
    answer = signed_in(cast.coordinator).post(
        url, {"kind": "rekaan", "rekaan-count": "1", "rekaan-maturity": maturity, "rekaan-affair": ""}
    )
    assert "Tulis angka dari 0 sampai 111" in said(answer)
    assert Scenario.objects.get().changes == []


def test_a_change_about_the_same_thing_replaces_the_earlier_one(edition: Edition, cast: Cast) -> None:
    scenario = Scenario.objects.create(edition=edition, owner=cast.coordinator, name="Uji")
    for change in (
        SetCityLevel(row="opini_bpk", level=1),
        SetCityLevel(row="opini_bpk", level=2),
        AddFictive(maturity=Decimal(60)),
        AddFictive(maturity=Decimal(60)),
    ):
        scenario = services.add_change(scenario, change, by=cast.coordinator)
    assert [one.kind for one in scenario.steps] == ["spd", "fictive", "fictive"]
    with pytest.raises(services.ScenarioRefused, match="Hanya pemilik"):
        services.add_change(scenario, Drop(proposal=1), by=cast.conflicted)


def test_two_scenarios_stand_side_by_side(edition: Edition, cast: Cast, signed_in) -> None:
    first, second = (
        Scenario.objects.create(edition=edition, owner=cast.coordinator, name=name, changes=[
            {"kind": "spd", "row": "opini_bpk", "level": level}
        ])
        for name, level in (("Satu", 1), ("Dua", 3))
    )  # fmt: skip
    page = said(
        signed_in(cast.coordinator).get(
            reverse("competitions:iga_compare", args=[2026]), {"a": first.pk, "b": second.pk}
        )
    )
    assert "Bagian daerah (SPD) 0,00 1,50 4,50" in page


def test_pages_cost_the_same_for_few_and_for_many(edition: Edition, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    Scenario.objects.create(edition=edition, owner=cast.coordinator, name="Uji", changes=[
        {"kind": "spd", "row": "opini_bpk", "level": 3}
    ])  # fmt: skip
    # With the city's own part complete the advice is about innovations, few or many.
    own_part(edition, cast, **{rule.key: 3 for rule in edition.iga.spd})
    urls = [reverse(f"competitions:{name}", args=[2026]) for name in ("iga_index", "iga_way", "iga")]
    grow(edition, cast, range(1, 4))
    few = [_cost(browser, url) for url in urls]
    grow(edition, cast, range(4, 14))
    assert [_cost(browser, url) for url in urls] == few


def grow(edition: Edition, cast: Cast, numbers: range) -> None:
    for number in numbers:
        innovation(edition, cast, number, 60, 50, affair=basic(number))
        candidate = factories.proposal(Status.ESTABLISHED, 100 + number, of=cast.home)
        Candidacy.objects.create(edition=edition, proposal_id=candidate.pk, claimed_points=95, counted_points=90)


def _cost(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_the_order_of_raising_and_adding_does_not_matter(edition: Edition, cast: Cast) -> None:
    candidate = factories.proposal(Status.ESTABLISHED, 1, of=cast.home)
    factories.claimed(edition, candidate, cast.owner, 20, 1)
    raised, added = SetLevel(proposal=candidate.pk, indicator=20, level=3), AddCandidate(proposal=candidate.pk)
    found = stand(edition, cast.coordinator)
    played = [play(found, steps, cast.coordinator).index for steps in ([raised, added], [added, raised])]
    assert [index.given.maturity_sum for index in played] == [12, 12]


def test_a_scenario_and_the_advice_start_from_the_verified_level(edition: Edition, cast: Cast) -> None:
    made = factories.proposal(Status.ESTABLISHED, 1, of=cast.home)
    factories.judged(factories.claimed(edition, made, cast.owner, 20, 3), 1, cast.coordinator)
    factories.in_iga_set(edition, made)
    found = stand(edition, cast.coordinator)
    assert (found.claimed.given.maturity_sum, found.expected.given.maturity_sum) == (12, 4)
    raised = play(found, [SetLevel(proposal=made.pk, indicator=20, level=3)], cast.coordinator).index
    assert raised.given.maturity_sum == 12
    rooms = single_levels(edition, known_candidacies(edition, cast.coordinator), 20)
    assert next(room.level for room in rooms if room.number == 20) == 1


def test_the_set_covers_the_same_affairs_wherever_they_are_counted(edition: Edition, cast: Cast) -> None:
    for number in range(1, 5):
        innovation(edition, cast, number, 60, 60, affair=basic(number % 3 + 1))
    cast.involve(innovation(edition, cast, 5, 60, 60, affair=basic(5)))
    for reader in (cast.coordinator, cast.conflicted, cast.leader):
        covered = covered_affairs(2026, reader).covered
        assert stand(edition, reader).claimed.given.affairs == len(covered)


def test_the_cockpit_counts_the_set_as_the_index_does(edition: Edition, cast: Cast) -> None:
    for number in range(1, 4):
        innovation(edition, cast, number, 60 + number, 50, affair=basic(number % 2 + 1))
    cast.involve(innovation(edition, cast, 4, 60, 60, affair=basic(5)))
    made = factories.proposal(Status.ESTABLISHED, 5, of=cast.home)
    factories.judged(factories.claimed(edition, made, cast.owner, 20, 3), 1, cast.coordinator)
    factories.claimed(edition, made, cast.owner, 19, 3)
    factories.in_iga_set(edition, made)
    undecided = factories.proposal(Status.ESTABLISHED, 6, of=cast.home)
    factories.claimed(edition, undecided, cast.owner, 20, 3)
    told = {}
    for reader in (cast.coordinator, cast.conflicted, cast.leader):
        cockpit = cockpit_of(edition, reader)
        told[reader] = sums_among(cockpit.sums, [affair.pk for affair in cockpit.affairs.affairs])
        assert told[reader] == set_sums(known_candidacies(edition, reader))
    assert (told[cast.leader].count, told[cast.conflicted].count) == (5, 4)
    assert (cockpit.candidates, cockpit.head.in_set, told[cast.leader].waiting) == (6, 5, 1)
