"""Writing claims: who may and until when, two tabs, writer against verifier, and what is proven after every change."""

import datetime
import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from competitions.core import above
from competitions.core.models import Indicator
from competitions.iga.claims.merging import merge_claim
from competitions.iga.claims.services import save_claim, use_also
from competitions.iga.claims.sheet import maturities, sheet_of
from competitions.iga.core.models import Candidacy, Claim, ClaimVerdict
from competitions.iga.shelf.refusals import ShelfRefused
from competitions.iga.shelf.services import bring_back, describe, take_off
from competitions.iga.shelf.storing import FACTS
from competitions.iga.shelf.tasks import scan_evidence
from proposals.filechecks.scanner import ScanResult, ScanState
from tests import factories, makers
from tests.factories.claiming import claimed, evidence, stored_evidence

pytestmark = pytest.mark.django_db
NOTHING = {"level": "", "measure": "", "fact": "", "picked": "", "note": "", "items": ""}


def one(edition, number) -> Indicator:
    return edition.indicators.get(number=number)


def save(edition, proposal, person, number=1, shown=None, **typed):
    return save_claim(edition, proposal.pk, one(edition, number), typed, shown=shown or NOTHING, by=person)


def accept(claim: Claim, by) -> ClaimVerdict:
    claim.refresh_from_db()
    return ClaimVerdict.objects.create(
        claim=claim, version=claim.version, claimed=claim.value, outcome="accepted", level=claim.value, by=by
    )


@pytest.mark.parametrize("who", ["stranger", "coordinator", "leader", "reviewer"])
def test_only_the_agency_claims(edition, cast, proposal, who):
    with pytest.raises(ShelfRefused, match="Hanya instansi pengusul"):
        save(edition, proposal, cast[who], level="2")
    assert not Claim.objects.exists()


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_nothing_is_claimed_for_what_was_given_up(edition, cast, status):
    with pytest.raises(ShelfRefused, match="tidak ditolak atau ditarik"):
        save(edition, makers.make_proposal(cast["owner"].agency, status), cast["owner"], level="2")


def test_the_edition_closes_at_the_end_of_its_last_day(edition, cast, proposal, time_machine):
    edition.closes_on = datetime.date(2026, 8, 31)
    edition.save()
    time_machine.move_to(datetime.datetime(2026, 8, 31, 16, 59, tzinfo=datetime.UTC))
    assert save(edition, proposal, cast["owner"], level="1").changed
    time_machine.move_to(datetime.datetime(2026, 8, 31, 17, 1, tzinfo=datetime.UTC))
    with pytest.raises(ShelfRefused, match="ditutup pada 31 Agustus 2026"):
        save(edition, proposal, cast["owner"], level="2", shown=NOTHING | {"level": "1"})
    assert Claim.objects.get().value == 1


def test_a_level_counts_once_its_evidence_suffices(edition, cast, proposal):
    paper = evidence(proposal, cast["owner"])
    save(edition, proposal, cast["owner"], level="3")
    assert (Claim.objects.get().value, Claim.objects.get().proven) == (3, False)
    assert maturities(edition, [proposal.pk])[proposal.pk].claimed == 0
    save(edition, proposal, cast["owner"], items=str(paper.pk))
    assert Claim.objects.get().proven
    assert maturities(edition, [proposal.pk])[proposal.pk].claimed == 9
    assert not save(edition, proposal, cast["owner"], level="3", items=str(paper.pk)).changed


def test_a_level_cannot_be_chosen_where_a_fact_decides_it(edition, cast, proposal):
    save(edition, proposal, cast["owner"], 2, level="3")
    assert Claim.objects.get().value == 0
    save(edition, proposal, cast["owner"], 2, fact="12")
    assert Claim.objects.get().value == 2
    save(edition, proposal, cast["owner"], 18, measure="orang", fact="620")
    assert str(Claim.objects.get(indicator__number=18).level.measure) == "Orang"


def test_evidence_of_another_innovation_is_not_named(edition, cast, proposal):
    other = makers.make_proposal(cast["owner"].agency, "in_review", title="Lain")
    foreign = evidence(other, cast["owner"])
    save(edition, proposal, cast["owner"], level="1", items=str(foreign.pk))
    assert not Claim.objects.get().items.exists()


def test_two_tabs_delete_nothing_of_each_other(edition, cast, proposal):
    first, second = evidence(proposal, cast["owner"]), evidence(proposal, cast["owner"], number=2)
    save(edition, proposal, cast["owner"], level="3", items=str(first.pk))
    stale = save(edition, proposal, cast["owner"], level="", note="Dari tab lain", items=str(second.pk))
    assert (stale.clashes, stale.stored["level"], stale.stored["note"]) == ((), "3", "Dari tab lain")
    assert set(Claim.objects.get().items.all()) == {first, second}
    both = save(edition, proposal, cast["owner"], level="2")
    assert (both.clashes, Claim.objects.get().value) == (("level",), 3)


@pytest.mark.parametrize(
    ("shown", "typed", "stored", "kept", "clashes"),
    [
        ("1", "1", "2", "2", ()), ("1", "2", "1", "2", ()), ("1", "2", "2", "2", ()), ("1", "3", "2", "2", ("level",)),
        ("", "", "3", "3", ()),
    ],
)  # fmt: skip
def test_a_field_clashes_only_where_both_sides_changed_it(shown, typed, stored, kept, clashes):
    found = merge_claim(shown={"level": shown}, typed={"level": typed}, stored={"level": stored})
    assert (found.values["level"], found.clashes) == (kept, clashes)


def test_things_picked_are_put_together():
    found = merge_claim(shown={"items": "1,2"}, typed={"items": "2,3"}, stored={"items": "1,2,10"})
    assert found.values["items"] == "2,3,10"


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_make_one_claim_with_what_both_said(edition, cast, proposal):
    papers = [evidence(proposal, cast["owner"], number=number) for number in (1, 2)]
    gate, failures = threading.Barrier(2), []

    def write(paper):
        try:
            gate.wait(timeout=10)
            save(edition, proposal, cast["owner"], level="3", items=str(paper.pk))
        except Exception as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(paper,)) for paper in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    assert (Claim.objects.count(), Claim.objects.get().items.count()) == (1, 2)


def test_a_verdict_on_what_changed_meanwhile_is_refused(edition, cast, proposal):
    claim = claimed(proposal, cast["owner"], one(edition, 1), evidence(proposal, cast["owner"]), level=2)
    save(edition, proposal, cast["owner"], level="3", shown=NOTHING | {"level": "2"})
    with pytest.raises(ProgrammingError, match="changed since"), transaction.atomic():
        ClaimVerdict.objects.create(
            claim=claim, version=claim.version, claimed=2, outcome="accepted", level=2, by=cast["coordinator"]
        )
    assert not ClaimVerdict.objects.exists()


def test_whatever_touches_the_evidence_is_proven_anew_at_once(edition, cast, proposal, settings, monkeypatch):
    paper = stored_evidence(proposal, cast["owner"])
    claim = claimed(proposal, cast["owner"], one(edition, 1), paper, level=3)
    facts = {name: getattr(paper, name) for name in FACTS}

    def now() -> tuple[bool, bool]:
        claim.refresh_from_db()
        return claim.proven, bool(claim.verdict)

    accept(claim, cast["coordinator"])
    assert now() == (True, True)
    paper.refresh_from_db()
    describe(edition, paper, facts | {"document_number": ""}, by=cast["owner"], seen=paper.version)
    assert now() == (False, False)
    paper.refresh_from_db()
    describe(edition, paper, facts, by=cast["owner"], seen=paper.version)
    assert now() == (True, False)
    take_off(edition, paper, by=cast["owner"])
    assert now() == (False, False)
    bring_back(edition, paper, by=cast["owner"])
    assert now() == (True, False)
    settings.SCANNER_URL = "clamd://127.0.0.1:1"
    type(paper).objects.update(scan="pending")
    monkeypatch.setattr("proposals.filechecks.scanning.scan", lambda *_: ScanResult(ScanState.INFECTED, "Eicar"))
    scan_evidence(paper.pk)
    assert now() == (False, False)
    assert Candidacy.objects.get().claimed_points == 0


def test_an_edition_that_asks_for_more_takes_the_proof_and_an_unchanged_fact_can_be_saved_again(
    edition, cast, proposal
):
    paper = evidence(proposal, cast["owner"], year=2026)
    claim = claimed(proposal, cast["owner"], one(edition, 2), paper, fact=12)
    assert (claim.value, claim.proven) == (2, True)
    indicator = one(edition, 2)
    indicator.rules["fact"]["minimums"] = {"1": 1, "2": 20, "3": 31}
    indicator.save()
    above.rules_changed(edition.pk)
    claim.refresh_from_db()
    assert not claim.proven
    assert save(edition, proposal, cast["owner"], 2, fact="12", shown=NOTHING | {"fact": "12"}).changed
    claim.refresh_from_db()
    assert (claim.value, claim.proven) == (1, True)


def test_one_letter_serves_its_whole_bundle(edition, cast, proposal):
    letter = evidence(proposal, cast["owner"], "surat_tugas", year=2026)
    save(edition, proposal, cast["owner"], 8, level="2")
    added = use_also(edition, letter, [one(edition, 2), one(edition, 8)], by=cast["owner"])
    assert [indicator.number for indicator in added] == [2, 8]
    assert Claim.objects.get(indicator__number=8).proven
    assert Claim.objects.get(indicator__number=2).value == 0
    assert use_also(edition, letter, [one(edition, 2)], by=cast["owner"]) == []


def test_the_sheet_says_what_lacks_and_the_kept_sums(edition, cast, proposal, django_assert_num_queries):
    claimed(proposal, cast["owner"], one(edition, 1), evidence(proposal, cast["owner"]), level=2)
    claimed(proposal, cast["owner"], one(edition, 3), level=2)
    sheet = sheet_of(edition, factories.sent(proposal))
    assert (sheet.maturity.claimed, sheet.claimed, sheet.maximum) == (6, 2, (3 + 2 + 2 + 1 + 3) * 3)
    assert [row.indicator.number for row in sheet.missing_mandatory] == [2, 18]
    assert sheet.rows[2].first_lacking.startswith("Perlu 2 dokumen anggaran")
    known = factories.sent(proposal)
    with django_assert_num_queries(5):
        sheet_of(edition, known)


def test_taking_a_claim_back(edition, cast, proposal):
    claimed(proposal, cast["owner"], one(edition, 1), evidence(proposal, cast["owner"]), level=2)
    save(edition, proposal, cast["owner"], level="", shown=NOTHING | {"level": "2"})
    assert (Claim.objects.get().value, Candidacy.objects.get().claims) == (0, 0)


def test_a_note_alone_reopens_nothing(edition, cast, proposal):
    claim = claimed(proposal, cast["owner"], one(edition, 1), evidence(proposal, cast["owner"]), level=2)
    accept(claim, cast["coordinator"])
    save(edition, proposal, cast["owner"], note="Lihat halaman 3")
    claim.refresh_from_db()
    assert (claim.note, claim.verified) == ("Lihat halaman 3", 2)


def test_a_cover_letter_on_the_shelf_proves_nothing(edition, cast, proposal):
    letter = makers.attach_file(proposal, sha256="a" * 64)
    paper = evidence(proposal, cast["owner"], sha256="a" * 64)
    assert not claimed(proposal, cast["owner"], one(edition, 1), paper, level=1).proven
    letter.removed_at = proposal.submitted_at
    letter.save()
    claim = Claim.objects.get()
    save(edition, proposal, cast["owner"], level="2", shown=NOTHING | {"level": "1"})
    claim.refresh_from_db()
    assert not claim.proven


@pytest.mark.parametrize("status", ["submitted", "returned", "shortlisted", "coaching", "established"])
def test_the_local_status_closes_nothing(edition, cast, status):
    assert save(edition, makers.make_proposal(cast["owner"].agency, status), cast["owner"], level="1").changed
