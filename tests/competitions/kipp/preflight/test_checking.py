"""The pre-flight on stored entries: the case that once went through fails at each step, and overrides are told."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationRefused, NominationState
from competitions.kipp import services as kipp_services
from competitions.kipp.preflight.facts import findings_of, findings_of_many, red_in
from competitions.kipp.preflight.models import RuleOverride
from competitions.kipp.preflight.services import override
from competitions.reference.kippfile import KippFile
from foundation.fixtures.reading import read_yaml
from proposals.core.models import Proposal
from tests import makers

REASON = "Surat kementerian mengizinkan"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(datetime.datetime(2026, 11, 1, 5, tzinfo=datetime.UTC)):
        yield


pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(settings):
    """The edition as the city's file has it, without a form and letters, which have tests of their own."""
    content = read_yaml(settings.BASE_DIR / "fixtures" / "kipp_2026.yaml", KippFile)
    stored = content.as_json()
    rules = {name: stored[name] for name in ("groups", "categories", "identification", "video")}
    return Edition.objects.create(
        programme="kipp", year=2026, name="KIPP 2026", closes_on=datetime.date(2026, 12, 1), rules=rules
    )


@pytest.fixture
def coordinator(db):
    return makers.make_person("coordinator", is_coordinator=True)


@pytest.fixture
def owner(db):
    return makers.make_person("owner", makers.make_agency("dinkes"))


def innovation(owner, title: str, *, applied: datetime.date | None, **more) -> Proposal:
    more = {"video_url": "https://contoh.id/v", "form": "pelayanan_publik", "innovation_type": "nondigital"} | more
    return makers.make_proposal(owner.agency, "in_review", title=title, applied_date=applied, **more)


OLD = datetime.date(2024, 1, 1)


def entry(edition, owner, title="Pelangi", *, applied=OLD, **more) -> Nomination:
    nomination = kipp_services.nominate(edition, innovation(owner, title, applied=applied), by=owner)
    told = {
        "group": "umum",
        "category": edition.kipp.categories.choices[0].key,
        "innovator_name": "Siti Contoh",
        "innovator_nip": "198001012005012001",
        "contact_phone": "0812 contoh",
    }
    for name, value in (told | more).items():
        setattr(nomination, name, value)
    nomination.save()
    return Nomination.objects.select_related("proposal", "edition", "agency").get(pk=nomination.pk)


def codes(nomination: Nomination) -> list[str]:
    return [each.rule.code for each in red_in(findings_of(nomination))]


def step(nomination, key, by, **text):
    kipp_services.move(nomination, key, by=by, **text)
    return Nomination.objects.select_related("proposal", "edition", "agency").get(pk=nomination.pk)


def test_an_innovation_of_twelve_months_is_held_back_until_a_coordinator_says_why_it_may_pass(
    edition, owner, coordinator
):
    young = entry(edition, owner, applied=datetime.date(2025, 11, 1))
    with pytest.raises(NominationRefused, match="K1 Umur inovasi: 13 bulan"):
        step(young, "siap", owner)
    assert Nomination.objects.get().state == NominationState.NOMINATED
    override(young, "K1", REASON, holds=True, by=coordinator)
    override(young, "K1", REASON, holds=True, by=coordinator)
    assert RuleOverride.objects.count() == 1
    ready = step(young, "siap", owner)
    override(ready, "K1", "Suratnya ternyata dicabut", holds=False, by=coordinator)
    with pytest.raises(NominationRefused, match="K1"):
        step(ready, "pilih", coordinator)


def test_the_quota_of_a_group_holds_back_the_one_too_many_and_not_another_group(edition, owner, coordinator):
    edition.rules["groups"] = [one | {"quota": 1} for one in edition.rules["groups"]]
    edition.save()
    first, second = (step(entry(edition, owner, title), "siap", owner) for title in ("Satu", "Dua"))
    copied = {"group": "replikasi", "origin_innovation": "Asal", "origin_institution": "Kota Contoh"}
    other = step(entry(edition, owner, "Tiga", **copied), "siap", owner)
    step(first, "pilih", coordinator)
    with pytest.raises(NominationRefused, match=r"K10 Kuota: .*1 dari 1"):
        step(second, "pilih", coordinator)
    step(other, "pilih", coordinator)
    override(second, "K10", REASON, holds=True, by=coordinator)
    assert step(second, "pilih", coordinator).state == NominationState.SHORTLISTED


def test_the_same_innovation_under_another_number_and_the_same_title_elsewhere_are_found(edition, owner):
    first = entry(edition, owner, "Pelangi")
    second = entry(edition, owner, "pelangi")
    assert codes(second) == []
    said = {each.rule.code: each for each in findings_of(second)}
    assert (said["K6"].passed, said["K6"].text) == (False, "Judul yang sama sudah ada pada: KIPP 2026.")
    Proposal.objects.filter(pk=second.proposal_id).update(copied_from=first.proposal_id)
    assert codes(second) == ["K11"]
    assert {each.rule.code: each.passed for each in findings_of(second)}["K6"] is True


@pytest.mark.parametrize("who", ["owner", "leader"])
def test_only_coordinators_let_a_rule_pass(edition, owner, who):
    people = {"owner": owner, "leader": makers.make_person("leader", is_leader=True)}
    young = entry(edition, owner, applied=datetime.date(2025, 11, 1))
    with pytest.raises(NominationRefused, match="koordinator"):
        override(young, "K1", REASON, holds=True, by=people[who])
    assert not RuleOverride.objects.exists()


def test_a_rule_that_holds_nothing_back_is_not_overridden(edition, owner, coordinator):
    good = entry(edition, owner)
    for code in ("K1", "K6", "K99"):
        with pytest.raises(NominationRefused, match="tidak menahan"):
            override(good, code, REASON, holds=True, by=coordinator)


def test_an_override_is_never_changed_nor_deleted(edition, owner, coordinator):
    young = entry(edition, owner, applied=datetime.date(2025, 11, 1))
    override(young, "K1", REASON, holds=True, by=coordinator)
    for change in (lambda: RuleOverride.objects.update(reason="lain"), lambda: RuleOverride.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_queries_do_not_grow_with_the_entries(edition, owner):
    entries = [entry(edition, owner, f"Inovasi {number}") for number in range(2)]
    with CaptureQueriesContext(
        connection,
    ) as few:
        findings_of_many(edition, entries)
    entries += [entry(edition, owner, f"Inovasi lagi {number}") for number in range(6)]
    with CaptureQueriesContext(connection) as many:
        findings_of_many(edition, entries)
    assert len(few) == len(many) <= 10


def test_page_and_override_by_a_coordinator(edition, owner, coordinator, client):
    young = entry(edition, owner, applied=datetime.date(2025, 11, 1))
    page, rule = (
        reverse("competitions:preflight", args=[2026, young.pk]),
        reverse("competitions:preflight_rule", args=[2026, young.pk, "K1"]),
    )
    client.force_login(owner)
    shown = client.get(page).content.decode()
    assert "1 aturan menahan entri ini" in shown
    assert "13 bulan pada hari penutupan" in shown
    assert "Kecualikan dengan alasan" not in shown
    assert client.get(rule).status_code == 404
    client.force_login(coordinator)
    assert rule in client.get(page).content.decode()
    refused = client.post(rule, {"reason": "pendek"})
    assert refused.status_code == 400
    assert "pendek" in refused.content.decode()
    assert client.post(rule, {"reason": REASON}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Tidak ada aturan yang menahan" in shown
    assert f"Dikecualikan: {REASON}" in shown
    assert client.get(reverse("competitions:preflight_rule", args=[2026, young.pk, "K7"])).status_code == 404


def test_the_video_is_that_of_the_entry_else_that_of_the_proposal(edition, owner, coordinator):
    """The form guide of 2026 asks for none, so an entry tells its own."""
    proposal = innovation(owner, "Pelangi", applied=OLD, video_url="")
    entry = kipp_services.nominate(edition, proposal, by=owner)

    def found():
        return next(each for each in findings_of(Nomination.objects.get(pk=entry.pk)) if each.rule.code == "K8")

    assert found().is_red
    assert "isian entri. Paling lama 5 menit" in found().text
    Nomination.objects.filter(pk=entry.pk).update(video_url="https://contoh.id/v")
    assert found().passed
