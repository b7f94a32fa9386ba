"""Verdicts: spoken on the version that was seen, once, by who may, and kept on the record."""

import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from competitions.core.models import Edition, Level
from competitions.iga.core.models import Candidacy, Claim, ClaimEvidence, ClaimVerdict
from competitions.iga.desk.seen import Seen, SeenItem, differences, number_words, read_back
from competitions.iga.desk.services import ClaimMoved, Spoken, VerdictRefused, judge
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from tests import factories
from tests.at_once import at_once
from tests.competitions.iga.desk.conftest import Claiming, shelved
from tests.factories import Cast

pytestmark = pytest.mark.django_db
Judgement = Claim.Judgement
WHY = "Halaman tidak memuat nama inovasi."


def said(claim: Claim, outcome: str = Judgement.ACCEPTED, level: int | None = None, after: int = 0) -> Spoken:
    return Spoken(claim.version, after, outcome, level, "" if outcome == Judgement.ACCEPTED else WHY)


@pytest.mark.parametrize(
    ("outcome", "level", "found"),
    [("accepted", None, 3), ("lowered", 1, 1), ("rejected", None, 0), ("more", None, None)],
)
def test_a_verdict_judges_the_claim_and_goes_on_record(cast, innovation, claiming, outcome, level, found):
    item = shelved(innovation, cast.owner)
    claim = claiming(innovation, 1, 3, items=(item,))
    verdict = judge(claim, said(claim, outcome, level), by=cast.coordinator)
    claim.refresh_from_db()
    assert (claim.verdict, claim.verified, claim.verified_by_id) == (outcome, found, cast.coordinator.pk)
    assert read_back(verdict.seen) == Seen(
        version=claim.version, value=3, items={item.pk: SeenItem(version=1, title=item.title)}
    )
    entry = LedgerEntry.objects.get(kind=EntryKind.CLAIM)
    assert (entry.subject_id, entry.actor_id, entry.before) == (claim.pk, cast.coordinator.pk, "{}")
    assert json.loads(entry.after) == {
        "outcome": outcome, "level": found, "reason": "" if outcome == "accepted" else WHY, "second": False,
        "answers": None, "version": claim.version, "claimed": 3, "evidence": [item.pk], "indicator": claim.indicator_id,
        "proposal": innovation.pk,
    }  # fmt: skip
    assert Candidacy.objects.get().verified_points == 2 * (found or 0)


@pytest.mark.parametrize("who", ["owner", "leader", "reviewer", "colleague"])
def test_only_coordinators_judge(cast, innovation, claiming, who):
    claim = claiming(innovation)
    with pytest.raises(VerdictRefused, match="koordinator"):
        judge(claim, said(claim), by=cast[who])
    assert not ClaimVerdict.objects.exists()


def test_a_conflict_of_interest_takes_the_desk_away(cast, innovation, claiming):
    claim = claiming(innovation)
    factories.conflict(cast.coordinator, innovation)
    with pytest.raises(VerdictRefused, match="benturan"):
        judge(claim, said(claim), by=cast.coordinator)


def test_a_claim_that_changed_since_it_was_seen_is_not_judged(
    edition: Edition, cast: Cast, innovation: Proposal, claiming: Claiming
):
    claim = claiming(innovation, 1, 1)
    seen = said(claim)
    claim.level = Level.objects.get(indicator__edition=edition, indicator__number=1, value=3)
    claim.save()
    with pytest.raises(ClaimMoved):
        judge(claim, seen, by=cast.coordinator)
    claim.refresh_from_db()
    assert (claim.value, claim.verdict) == (3, "")


def test_changed_evidence_is_not_judged_unseen_either(cast, innovation, claiming):
    item = shelved(innovation, cast.owner)
    claim = claiming(innovation, items=(item,))
    seen = said(claim)
    item.document_number = "7/2026"
    item.save()
    with pytest.raises(ClaimMoved):
        judge(claim, seen, by=cast.coordinator)


def test_without_enough_evidence_only_more_can_be_asked(cast, innovation, claiming):
    claim = claiming(innovation, proven=False)
    for outcome in ("accepted", "lowered", "rejected"):
        with pytest.raises(VerdictRefused, match="belum lengkap"):
            judge(claim, said(claim, outcome, 1), by=cast.coordinator)
    assert judge(claim, said(claim, "more"), by=cast.coordinator).level is None


@pytest.mark.parametrize("level", [None, 0, 2, 3])
def test_a_lower_level_lies_below_the_claim(cast, innovation, claiming, level):
    claim = claiming(innovation, 1, 2)
    with pytest.raises(VerdictRefused, match="lebih rendah dari 2"):
        judge(claim, said(claim, "lowered", level), by=cast.coordinator)


def test_the_database_refuses_a_level_above_the_claim(cast, innovation, claiming):
    claim = claiming(innovation, 1, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimVerdict.objects.create(
            claim=claim, version=claim.version, claimed=2, outcome="accepted", level=3, by=cast.coordinator
        )


def test_the_same_verdict_twice_is_one_and_somebody_elses_is_refused(cast, innovation, claiming):
    claim, other = claiming(innovation), factories.coordinator(2)
    first = judge(claim, said(claim), by=cast.coordinator)
    assert judge(claim, said(claim), by=cast.coordinator) == first
    with pytest.raises(VerdictRefused, match="sudah memutuskan"):
        judge(claim, said(claim, "rejected"), by=other)
    # Who has seen the first verdict may speak another one.
    second = judge(claim, said(claim, "rejected", after=first.pk), by=other)
    claim.refresh_from_db()
    assert (claim.verified, list(claim.verdicts.all())) == (0, [second, first])
    before = json.loads(LedgerEntry.objects.filter(kind=EntryKind.CLAIM).latest("sequence").before)
    assert before == {"outcome": "accepted", "level": 2, "version": claim.version}


@pytest.mark.django_db(transaction=True)
def test_two_verifiers_at_one_moment_leave_one_verdict(cast, innovation, claiming):
    claim, other = claiming(innovation), factories.coordinator(2)
    outcomes = {cast.coordinator.pk: said(claim), other.pk: said(claim, "rejected")}

    def speak(person):
        try:
            return judge(claim, outcomes[person.pk], by=person)
        except VerdictRefused:
            return None

    found = at_once(lambda: speak(cast.coordinator), lambda: speak(other))
    assert len([one for one in found if one]) == 1
    assert ClaimVerdict.objects.count() == 1


def test_what_changed_since_is_named():
    before = Seen(
        version=1, value=2, fact="25", items={1: SeenItem(version=1, title="SK"), 2: SeenItem(version=1, title="Foto")}
    )
    now = Seen(
        version=4,
        value=3,
        fact="31",
        note="Lihat lampiran",
        items={1: SeenItem(version=2, title="SK"), 3: SeenItem(version=1, title="Video")},
    )
    assert differences(before, now) == [
        "Parameter yang diklaim: 2 menjadi 3.",
        "Angka: 25 menjadi 31.",
        "Catatan instansi berubah.",
        "Bukti ditambahkan: “Video”.",
        "Bukti dikeluarkan: “Foto”.",
        "Bukti diubah: “SK”.",
    ]
    assert differences(now, now.model_copy(update={"version": 9})) == []
    assert read_back(now.line) == now


@pytest.mark.parametrize("line", ["", "x", "{}", "[]", '{"version": "a"}', {}])
def test_nonsense_in_place_of_what_was_seen_is_nothing(line):
    assert read_back(line) is None


def test_numbers_have_no_zeros_behind_the_comma():
    assert [number_words(one) for one in (None, Decimal("31.00"), Decimal("100.00"), Decimal("12.50"))] == [
        "", "31", "100", "12,5",
    ]  # fmt: skip


def test_a_link_taken_from_a_judged_claim_opens_it_again(cast, innovation, claiming):
    claim = claiming(innovation, items=(shelved(innovation, cast.owner),))
    judge(claim, said(claim), by=cast.coordinator)
    ClaimEvidence.objects.filter(claim=claim).delete()
    claim.refresh_from_db()
    assert (claim.verdict, claim.verified, claim.proven) == ("", None, False)
