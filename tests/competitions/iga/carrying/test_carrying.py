"""Claims go on in the next edition once, unjudged, and say what must be renewed."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import Notification
from competitions.core import above
from competitions.core.models import Edition, Indicator
from competitions.iga.carrying import services, tasks
from competitions.iga.claims.services import save_claim
from competitions.iga.core.carried import CarriedClaim
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim, ClaimVerdict
from competitions.iga.editing.services import publish
from proposals.core.models import Proposal
from tests import factories
from tests.factories import Cast
from tests.factories.claiming import claimed, evidence, iga_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def former() -> Edition:
    return iga_edition(2026, 1, 2, 3, 8)


@pytest.fixture
def edition(former: Edition) -> Edition:
    window = {"window_from": datetime.date(2025, 1, 1), "window_until": datetime.date(2026, 12, 31)}
    made = iga_edition(2027, 1, 2, 3, 8, **window)
    return with_years(made, 2027)


def with_years(edition: Edition, year: int) -> Edition:
    years = {"t0": year, "t1": year - 1, "t2": year - 2, "confidence": "inferred"}
    Edition.objects.filter(pk=edition.pk).update(rules=edition.rules | {"reference_years": years})
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def innovation(former: Edition, cast: Cast) -> Proposal:
    return innovate(former, cast, 1)


def innovate(former: Edition, cast: Cast, number: int) -> Proposal:
    """One whose regulation holds, whose team is of 2024, and whose budget is of 2025."""
    made = factories.proposal(
        "in_review", number, of=cast.home, title=f"Ambulans {number}", applied_date=datetime.date(2026, 3, 1)
    )
    by = {row.number: row for row in former.indicators.all()}
    claimed(made, cast.owner, by[1], evidence(made, cast.owner, "perkada", 1), level=2)
    claimed(made, cast.owner, by[2], evidence(made, cast.owner, "surat_tugas", 2, year=2024), fact=12)
    budget = evidence(made, cast.owner, "dokumen_anggaran", 3, year=2025, highlighted=True)
    claimed(made, cast.owner, by[3], budget, level=1)
    return made


def run(edition: Edition, by: Any) -> None:
    tasks.carry_claims(edition.pk, by.pk)


def of(edition: Edition, number: int) -> Claim:
    return Claim.objects.get(indicator__edition=edition, indicator__number=number)


def reasons(edition: Edition, number: int) -> list[str]:
    return CarriedClaim.objects.get(edition=edition, source__indicator__number=number).reasons


def test_claims_go_on_with_their_evidence_and_without_their_verdict(former, edition, innovation, cast):
    before = of(former, 1)
    factories.iga.judged(before, 2, cast.coordinator)
    run(edition, cast.coordinator)
    after = of(edition, 1)
    assert (after.value, after.fact, after.proven) == (2, None, True)
    assert (after.verdict, after.verified) == ("", None)
    assert list(after.items.all()) == list(before.items.all())
    assert of(former, 1).verified == 2
    assert Candidacy.objects.get(edition=edition).claimed_points > 0
    assert reasons(edition, 1) == []


def test_evidence_of_a_year_that_passed_proves_nothing_and_says_so(former, edition, innovation, cast):
    assert of(former, 2).proven
    run(edition, cast.coordinator)
    assert (of(edition, 2).value, of(edition, 2).proven) == (2, False)
    assert reasons(edition, 2)[0] == "“surat_tugas 2”: Isi tahun yang dibuktikan: 2025, 2026, atau 2027."
    # The budget of 2025 is one of the years still.
    assert (of(edition, 3).proven, reasons(edition, 3)) == (True, [])


def test_what_the_new_rules_ask_beyond_is_said(edition, innovation, cast):
    row = edition.indicators.get(number=1)
    row.rules = row.rules | {"files": {"1": 1, "2": 2, "3": 2}}
    row.save()
    level = row.levels.get(value=2)
    level.description = "Perkada beserta lampirannya"
    level.save()
    run(edition, cast.coordinator)
    assert reasons(edition, 1) == [
        "Uraian parameter 2 berubah menjadi “Perkada beserta lampirannya”. Pastikan buktinya masih sesuai.",
        "Perlu 2 bukti; baru 1.",
    ]


def test_an_indicator_that_is_gone_is_named_and_nothing_is_claimed(edition, innovation, cast, signed_in):
    edition.indicators.get(number=1).delete()
    run(edition, cast.coordinator)
    assert not Claim.objects.filter(indicator__edition=edition, indicator__number=1).exists()
    assert "tidak ada lagi pada edisi ini" in reasons(edition, 1)[0]
    page = signed_in(cast.owner).get(reverse("competitions:claims", args=[2027, innovation.pk])).content.decode()
    assert "tidak ada lagi pada edisi ini" in page


def test_an_indicator_is_known_by_its_key_when_its_number_changed(former, edition, innovation, cast):
    edition.indicators.filter(number=8).delete()
    edition.indicators.filter(number=1).update(number=8)
    run(edition, cast.coordinator)
    assert of(edition, 8).value == 2
    assert not CarriedClaim.objects.filter(edition=edition, claim=None).exists()


def test_a_band_that_moved_gives_the_level_of_the_new_rules(edition, innovation, cast):
    row = edition.indicators.get(number=2)
    row.rules["fact"]["minimums"] = {"1": 1, "2": 21, "3": 41}
    row.save()
    run(edition, cast.coordinator)
    assert (of(edition, 2).value, of(edition, 2).fact) == (1, 12)
    assert reasons(edition, 2)[0].startswith("Menurut batas edisi ini isiannya parameter 1; pada 2026 parameter 2.")


def test_what_the_verifier_found_last_year_goes_along_as_a_reason(former, edition, innovation, cast):
    factories.iga.judged(of(former, 1), 1, cast.coordinator, "Lampiran tidak memuat nama inovasi")
    run(edition, cast.coordinator)
    assert of(edition, 1).value == 2
    assert "Lampiran tidak memuat nama inovasi" in reasons(edition, 1)[0]


def test_nothing_is_carried_twice_nor_over_a_claim_of_this_edition(former, edition, innovation, cast):
    own = claimed(innovation, cast.owner, edition.indicators.get(number=1), level=1)
    run(edition, cast.coordinator)
    run(edition, cast.coordinator)
    assert Claim.objects.filter(indicator__edition=edition).count() == 3
    assert of(edition, 1).pk == own.pk
    assert of(edition, 1).value == 1
    assert CarriedClaim.objects.count() == 2
    carried = CarriedClaim.objects.all()[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        CarriedClaim.objects.create(edition=edition, proposal_id=innovation.pk, source=carried.source)
    with pytest.raises(DatabaseError), transaction.atomic():
        CarriedClaim.objects.update(at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))


def test_a_claim_emptied_by_its_agency_is_not_filled_again(edition, innovation, cast):
    run(edition, cast.coordinator)
    Claim.objects.filter(pk=of(edition, 1).pk).update(level=None)
    run(edition, cast.coordinator)
    assert of(edition, 1).value == 0


def test_only_candidates_of_the_edition_are_carried(former, edition, cast):
    old = innovate(former, cast, 7)
    Proposal.objects.filter(pk=old.pk).update(trial_date=None, applied_date=datetime.date(2020, 1, 1))
    run(edition, cast.coordinator)
    assert not CarriedClaim.objects.exists()


def test_a_continued_innovation_takes_its_evidence_along(former, edition, innovation, cast):
    heir = factories.proposal(
        "in_review", 2, of=cast.home, title="Ambulans lanjutan", applied_date=datetime.date(2026, 3, 1)
    )
    Proposal.objects.filter(pk=innovation.pk).update(trial_date=None, applied_date=datetime.date(2020, 1, 1))
    Proposal.objects.filter(pk=heir.pk).update(copied_from=innovation.pk)
    there = evidence(heir, cast.owner, "surat_tugas", 2, year=2026)
    EvidenceItem.objects.filter(kind="perkada").update(scan="pending")
    run(edition, cast.coordinator)
    waits = EvidenceItem.objects.get(proposal=heir.pk, kind="perkada")
    assert ProcrastinateJob.objects.get(task_name="scan_evidence").args == {"item": waits.pk}
    assert set(Claim.objects.filter(indicator__edition=edition).values_list("proposal", flat=True)) == {heir.pk}
    assert {item.proposal_id for item in of(edition, 1).items.all()} == {heir.pk}
    assert EvidenceItem.objects.filter(proposal=heir.pk).count() == 3
    assert list(of(edition, 2).items.all()) == [there]
    assert of(edition, 2).proven


def test_the_mark_goes_by_saving_and_by_confirming(edition, innovation, cast, signed_in):
    run(edition, cast.coordinator)
    marked = CarriedClaim.objects.to_renew()
    assert marked.count() == 1
    browser, row = signed_in(cast.owner), marked.get()
    url = reverse("competitions:claims", args=[2027, innovation.pk])
    assert "1 perlu diperbarui" in browser.get(url).content.decode()
    confirm = reverse("competitions:carried_confirm", args=[2027, innovation.pk])
    assert browser.post(confirm, {"klaim": row.pk}).status_code == 302
    first = CarriedClaim.objects.get(pk=row.pk)
    assert first.settled_by == cast.owner
    # A second click says so and changes nothing.
    assert "sudah dikonfirmasi" in browser.post(confirm, {"klaim": row.pk}, follow=True).content.decode()
    assert CarriedClaim.objects.get(pk=row.pk).settled_at == first.settled_at
    assert "Tidak ada yang perlu diperbarui" in browser.get(url).content.decode()
    # A confirmed claim without valid evidence counts no more than before.
    assert not of(edition, 2).proven
    CarriedClaim.objects.filter(pk=row.pk).update(settled_at=None, settled_by=None)
    base = {"level": "", "measure": "", "fact": "12", "picked": "", "note": "", "items": ""}
    indicator = edition.indicators.get(number=2)
    save_claim(edition, innovation.pk, indicator, {"fact": "12"}, shown=base, by=cast.owner)
    assert marked.count() == 1  # as autosave does
    save_claim(edition, innovation.pk, indicator, {"fact": "12"}, shown=base, by=cast.owner, confirms=True)
    assert marked.count() == 0


@pytest.mark.parametrize("who", ["coordinator", "leader", "stranger"])
def test_only_its_agency_confirms(edition, innovation, cast, signed_in, who):
    run(edition, cast.coordinator)
    row = CarriedClaim.objects.to_renew().get()
    url = reverse("competitions:carried_confirm", args=[2027, innovation.pk])
    assert signed_in(getattr(cast, who)).post(url, {"klaim": row.pk}).status_code == 404
    assert CarriedClaim.objects.to_renew().count() == 1


def test_the_reasons_follow_the_shelf_and_the_closed_edition_keeps_its_verdict(
    former, edition, innovation, cast, signed_in
):
    factories.iga.judged(of(former, 2), 2, cast.coordinator)
    Edition.objects.filter(pk=former.pk).update(closes_on=datetime.date(2026, 8, 31))
    run(edition, cast.coordinator)
    item = of(edition, 2).items.get()
    browser = signed_in(cast.owner)
    page = reverse("competitions:shelf_edit", args=[2027, innovation.pk, item.pk])
    form = browser.get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    answer = browser.post(page, sent | {"year": "2026", "versi": item.version})
    assert answer.status_code == 302, answer.context["form"].errors
    assert of(edition, 2).proven
    assert reasons(edition, 2) == []
    before = of(former, 2)
    assert (before.verified, before.proven) == (2, True)
    EvidenceItem.objects.filter(pk=item.pk).update(scan="infected")
    above.evidence_changed([item.pk])
    before.refresh_from_db()
    assert (before.verified, before.proven) == (None, False)


def test_the_act_queues_once_and_tells(edition, innovation, cast, signed_in):
    browser, url = signed_in(cast.coordinator), reverse("competitions:carry", args=[2027])
    assert "sedang dibawa" in browser.post(url, follow=True).content.decode()
    assert "sudah dalam antrean" in browser.post(url, follow=True).content.decode()
    jobs = ProcrastinateJob.objects.filter(task_name="carry_claims")
    assert jobs.count() == 1
    run(edition, cast.coordinator)
    told = Notification.objects.filter(user=cast.coordinator).latest("pk")
    assert told.text == "3 klaim dari 1 inovasi dibawa ke IGA 2027; 1 perlu diperbarui."
    assert Notification.objects.filter(user=cast.owner, text__startswith="3 klaim IGA 2026 dibawa").count() == 1
    run(edition, cast.coordinator)
    assert Notification.objects.filter(user=cast.owner, text__contains="dibawa").count() == 1


def test_without_window_or_years_nothing_is_queued_and_it_is_said_why(former, innovation, cast, signed_in):
    iga_edition(2027, 1)
    browser = signed_in(cast.coordinator)
    page = browser.post(reverse("competitions:carry", args=[2027]), follow=True).content.decode()
    assert "Isi rentang waktu penerapan" in page
    assert not ProcrastinateJob.objects.filter(task_name="carry_claims").exists()


def test_publishing_queues_it(edition, cast):
    for row in Indicator.objects.filter(edition=edition):
        row.delete()
    iga_edition(2027, source="Pedoman")
    with_years(Edition.objects.get(pk=edition.pk), 2027)
    publish(edition, by=cast.coordinator, seen=edition.version)
    assert ProcrastinateJob.objects.filter(task_name="carry_claims").count() == 1


def test_page_and_work_cost_the_same_whatever_is_carried(former, edition, cast, signed_in):
    browser, url = signed_in(cast.coordinator), reverse("competitions:carried", args=[2027])
    one = innovate(former, cast, 1)
    with CaptureQueriesContext(connection) as few_claims:
        services.carry(edition, former, {one.pk: one.pk})
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        page = browser.get(url).content.decode()
    assert "Ambulans 1" in page
    two = innovate(former, cast, 2)
    claimed(two, cast.owner, former.indicators.get(number=8), evidence(two, cast.owner, "sk", 9), level=2)
    with CaptureQueriesContext(connection) as more_claims:
        services.carry(edition, former, {two.pk: two.pk})
    assert len(more_claims) == len(few_claims)
    for number in range(3, 8):
        made = innovate(former, cast, number)
        services.carry(edition, former, {made.pk: made.pk})
    with CaptureQueriesContext(connection) as many:
        page = browser.get(url).content.decode()
    assert len(many) == len(few)
    assert "Ambulans 7" in page
    assert ClaimVerdict.objects.count() == 0
