"""What the database holds true of claims, evidence, verdicts and candidacies, whoever writes."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition, Indicator, Level
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim, ClaimEvidence, ClaimVerdict
from competitions.iga.core.states import MOVES, CandidacyState, transitions
from proposals.core.models import Proposal
from tests import makers

pytestmark = pytest.mark.django_db
Judgement = Claim.Judgement


@pytest.fixture
def edition() -> Edition:
    found = Edition.objects.create(programme="iga", year=2026, name="IGA 2026")
    for number, mandatory in ((1, True), (2, False)):
        indicator = Indicator.objects.create(
            edition=found, number=number, name=f"Indikator {number}", weight=number + 1, mandatory=mandatory
        )
        for value in (1, 2, 3):
            Level.objects.create(indicator=indicator, value=value, description=f"tingkat {value}")
    return found


@pytest.fixture
def person() -> User:
    return makers.make_person("owner", makers.make_agency("dinkes"))


@pytest.fixture
def verifier() -> User:
    return makers.make_person("verifier", is_coordinator=True)


@pytest.fixture
def proposal(person: User) -> Proposal:
    return makers.make_proposal(person.agency, "in_review", title="Pelangi")


def level(edition: Edition, number: int, value: int) -> Level:
    return Level.objects.get(indicator__edition=edition, indicator__number=number, value=value)


def claimed(edition: Edition, proposal: Proposal, person: User, number: int, value: int) -> Claim:
    made = level(edition, number, value)
    claim = Claim.objects.create(proposal_id=proposal.pk, indicator=made.indicator, level=made, claimed_by=person)
    Claim.objects.filter(pk=claim.pk).update(proven=True)
    claim.refresh_from_db()
    return claim


def judged(claim: Claim, found: int, by: User, *, version: int | None = None) -> ClaimVerdict:
    claim.refresh_from_db()
    outcome = Judgement.ACCEPTED if found == claim.value else Judgement.LOWERED if found else Judgement.REJECTED
    return ClaimVerdict.objects.create(
        claim=claim,
        version=version or claim.version,
        claimed=claim.value,
        outcome=outcome,
        level=found,
        reason="" if outcome == Judgement.ACCEPTED else "Halaman tidak memuat nama inovasi",
        by=by,
    )


def shelved(proposal: Proposal, person: User) -> EvidenceItem:
    return EvidenceItem.objects.create(
        proposal_id=proposal.pk, kind="video", title="Video", url="https://contoh.id/v", uploaded_by=person
    )


def candidacy() -> Candidacy:
    return Candidacy.objects.get()


def test_a_verdict_judges_and_the_sums_and_the_state_follow(edition, proposal, person, verifier):
    first = claimed(edition, proposal, person, 1, 3)
    second = claimed(edition, proposal, person, 2, 2)
    row = candidacy()
    assert (row.state, row.claims, row.judged) == (CandidacyState.PREPARED, 2, 0)
    assert (row.claimed_points, row.verified_points, row.mandatory_proven) == (2 * 3 + 3 * 2, 0, 1)
    judged(first, 3, verifier)
    judged(second, 1, verifier)
    row = candidacy()
    assert (row.state, row.judged, row.verified_points) == (CandidacyState.VERIFIED, 2, 2 * 3 + 3 * 1)
    second.refresh_from_db()
    assert (second.verdict, second.verified, second.verified_by) == (Judgement.LOWERED, 1, verifier)


def test_nothing_is_judged_unseen_nor_above_the_claim(edition, proposal, person, verifier):
    claim = claimed(edition, proposal, person, 1, 1)
    seen = claim.version
    Claim.objects.filter(pk=claim.pk).update(level=level(edition, 1, 2))
    with pytest.raises(ProgrammingError, match="changed since"), transaction.atomic():
        judged(claim, 2, verifier, version=seen)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimVerdict.objects.create(
            claim=claim, version=claim.version, claimed=2, outcome=Judgement.ACCEPTED, level=3, by=verifier
        )
    assert not ClaimVerdict.objects.exists()


def test_only_a_verdict_judges_whoever_writes(edition, proposal, person, verifier):
    claimed(edition, proposal, person, 1, 2)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE competitions_claim SET verified = 2, verified_by_id = %s, verified_at = now()", [person.pk]
        )
    assert Claim.objects.get().verified is None


@pytest.mark.parametrize("change", ["link", "unlink", "title", "removed", "infected", "level", "fact", "picked"])
def test_whatever_changes_what_was_seen_reopens_the_claim(edition, proposal, person, verifier, change):
    claim = claimed(edition, proposal, person, 1, 3)
    item = shelved(proposal, person)
    ClaimEvidence.objects.create(claim=claim, item=item)
    Claim.objects.update(proven=True)
    judged(claim, 3, verifier)
    assert candidacy().verified_points == 6
    before = Claim.objects.get().version
    mine = Claim.objects.filter(pk=claim.pk)
    match change:
        case "link":
            other = EvidenceItem.objects.create(
                proposal_id=proposal.pk, kind="foto", title="Foto", url="https://contoh.id/f", uploaded_by=person
            )
            ClaimEvidence.objects.create(claim=claim, item=other)
        case "unlink":
            ClaimEvidence.objects.all().delete()
        case "title":
            EvidenceItem.objects.update(title="Lain")
        case "removed":
            EvidenceItem.objects.update(removed_at=timezone.now())
        case "infected":
            EvidenceItem.objects.update(scan="infected")
        case "level":
            mine.update(level=level(edition, 1, 2))
        case "fact":
            mine.update(fact=12)
        case "picked":
            mine.update(picked=["media"])
    changed = Claim.objects.get()
    assert changed.version > before
    assert (changed.verified, changed.verdict, changed.proven) == (None, "", False)
    assert (candidacy().verified_points, candidacy().state) == (0, CandidacyState.PREPARED)


def test_a_clean_scan_reopens_nothing(edition, proposal, person, verifier):
    claim = claimed(edition, proposal, person, 1, 3)
    ClaimEvidence.objects.create(claim=claim, item=shelved(proposal, person))
    judged(claim, 3, verifier)
    EvidenceItem.objects.update(scan="clean")
    assert Claim.objects.get().verified == 3


def test_sums_follow_a_weight_that_was_put_right(edition, proposal, person, verifier):
    claimed(edition, proposal, person, 1, 3)
    Indicator.objects.filter(number=1).update(weight=4, mandatory=False)
    assert (candidacy().claimed_points, candidacy().mandatory_proven) == (12, 0)


def test_a_verdict_stays_as_it_was_spoken(edition, proposal, person, verifier):
    judged(claimed(edition, proposal, person, 1, 3), 3, verifier)
    for write in (ClaimVerdict.objects.all().delete, lambda: ClaimVerdict.objects.update(reason="Lain")):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            write()
    assert ClaimVerdict.objects.get().reason == ""


def test_the_coordinator_decides_and_claims_no_longer_move_the_state(edition, proposal, person, verifier):
    claimed(edition, proposal, person, 1, 3)
    Candidacy.objects.update(state="listed")
    claimed(edition, proposal, person, 2, 3)
    assert (candidacy().state, candidacy().claimed_points) == (CandidacyState.LISTED, 15)
    Candidacy.objects.update(state="left_out", reason="Belum matang")
    Candidacy.objects.update(state="candidate")
    assert candidacy().state == CandidacyState.PREPARED


@pytest.mark.parametrize("source", CandidacyState.values)
def test_no_state_follows_but_along_the_table(edition, proposal, source):
    row = Candidacy.objects.create(
        edition=edition, proposal_id=proposal.pk, state=source, registration_number="1", reason="Uji"
    )
    row.refresh_from_db()
    for target in CandidacyState.values:
        allowed = (row.state, target) in transitions() or row.state == target
        asked = target in {move.target for move in MOVES if move.source == row.state}
        try:
            with transaction.atomic():
                Candidacy.objects.update(state=target)
                passed = True
                transaction.set_rollback(True)
        except ProgrammingError:
            passed = False
        assert passed or not allowed
        assert passed or not asked
        assert not passed or allowed or CandidacyState(target) in (row.state, "candidate", "prepared", "verified")


def test_an_item_is_a_file_or_a_link_and_once(proposal, person):
    shelved(proposal, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        shelved(proposal, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItem.objects.create(proposal_id=proposal.pk, kind="sk", title="SK", uploaded_by=person)
    EvidenceItem.objects.update(removed_at=timezone.now())
    assert shelved(proposal, person).pk
    assert EvidenceItem.with_removed.count() == 2


def test_nobody_judges_what_they_claimed(edition, proposal, person):
    claim = claimed(edition, proposal, person, 1, 2)
    with pytest.raises(ProgrammingError, match="Nobody judges"), transaction.atomic():
        judged(claim, 2, person)
    assert Claim.objects.get().verdict == ""


def test_evidence_is_not_exchanged_under_a_verdict(edition, proposal, person):
    claim = claimed(edition, proposal, person, 1, 3)
    link = ClaimEvidence.objects.create(claim=claim, item=shelved(proposal, person))
    with pytest.raises(ProgrammingError), transaction.atomic():
        ClaimEvidence.objects.filter(pk=link.pk).update(item=link.item)


def test_what_counts_is_the_verified_level_else_the_claimed_one(edition, proposal, person, verifier):
    first = claimed(edition, proposal, person, 1, 3)
    claimed(edition, proposal, person, 2, 2)
    judged(first, 1, verifier)
    row = candidacy()
    assert (row.claimed_points, row.verified_points, row.counted_points) == (12, 2, 2 * 1 + 3 * 2)
