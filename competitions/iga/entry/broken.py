"""What is still broken in what the city sends, before it is taken along: by what has to be done, then by innovation.

The rules are those of `candidates.readiness`, what proves a claim those of `claims.proving`; nothing is judged here.
An export is never refused (national.md 1.11); it says what was broken.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.urls import reverse

from competitions.core.models import Edition
from competitions.iga.candidates.readiness import readiness_of_many
from competitions.iga.candidates.rules import RULES, RuleFinding
from competitions.iga.claims.proven import proofs
from competitions.iga.claims.proving import Proof
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim, ClaimEvidence
from proposals.core.guide.profile import BY_COLUMN, FieldKind
from proposals.sent.telling import Told, told


class Weight(TextChoices):
    """How heavy it is: it keeps an innovation out, it lowers what counts, or somebody has to look at it."""

    BLOCK = "bad", "Menahan"
    WARN = "watch", "Peringatan"
    LOOK = "wait", "Periksa sendiri"


CLAIMS: Final = "G9"
"""The rule of which every claim is named for itself."""


@dataclass(frozen=True, slots=True)
class BrokenThing:
    """One thing that is broken at one innovation: what has to be done, a sentence, and where it is mended."""

    code: str
    to_do: str
    weight: Weight
    candidacy: Candidacy
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class BrokenGroup:
    """Everything for which the same has to be done, by innovation."""

    code: str
    to_do: str
    weight: Weight
    things: Sequence[BrokenThing]

    @property
    def innovations(self) -> list[tuple[Candidacy, list[BrokenThing]]]:
        found: dict[int, tuple[Candidacy, list[BrokenThing]]] = {}
        for thing in self.things:
            found.setdefault(thing.candidacy.pk, (thing.candidacy, []))[1].append(thing)
        return list(found.values())


@dataclass(frozen=True, slots=True)
class BrokenList:
    """All that is broken, in the order in which it has to be done."""

    things: Sequence[BrokenThing]

    @property
    def groups(self) -> list[BrokenGroup]:
        """What blocks first, then what lowers, then what has to be looked at; by rule within."""
        found: dict[tuple[str, Weight], list[BrokenThing]] = {}
        for thing in self.things:
            found.setdefault((thing.to_do, thing.weight), []).append(thing)
        groups = [BrokenGroup(things[0].code, key[0], key[1], things) for key, things in found.items()]
        order = list(Weight)
        return sorted(groups, key=lambda group: (order.index(group.weight), _place(group.code)))

    @property
    def blocked(self) -> int:
        """How many innovations a rule keeps out."""
        return len({thing.candidacy.pk for thing in self.things if thing.weight is Weight.BLOCK})

    def of(self, candidacy: Candidacy) -> "BrokenList":
        """What is broken at one of them."""
        return BrokenList([thing for thing in self.things if thing.candidacy.pk == candidacy.pk])


def broken_in(edition: Edition, rows: Sequence[Candidacy]) -> BrokenList:
    """All that is broken at these innovations; a constant number of queries."""
    keys = [row.proposal_id for row in rows]
    findings, claims = readiness_of_many(edition, keys), _claims(edition, keys)
    proven = proofs(one for held in claims.values() for one in held)
    items = _items(proven)
    said = told(keys)
    found: list[BrokenThing] = []
    for row in rows:
        own = claims.get(row.proposal_id, [])
        found += _of_rules(edition, row, findings.get(row.proposal_id, []))
        found += _of_claims(edition, row, own, proven, items)
        found += _of_choices(edition, row, said.get(row.proposal_id))
    return BrokenList(found)


def _of_rules(edition: Edition, row: Candidacy, findings: Iterable[RuleFinding]) -> Iterator[BrokenThing]:
    url = reverse("competitions:candidate", args=[edition.year, row.proposal_id])
    for finding in findings:
        if finding.passed or finding.rule.code == CLAIMS:
            continue
        weight = Weight.BLOCK if finding.blocks else Weight.LOOK if finding.passed is None else Weight.WARN
        yield BrokenThing(finding.rule.code, finding.rule.title, weight, row, finding.text, url)


def _of_claims(
    edition: Edition,
    row: Candidacy,
    claims: Iterable[Claim],
    proven: Mapping[int, Proof],
    items: Mapping[int, EvidenceItem],
) -> Iterator[BrokenThing]:
    """Claims without proof, files that do not count or do not open, and claims that nobody has looked at."""

    def thing(claim: Claim, code: str, to_do: str, text: str) -> BrokenThing:
        number = claim.indicator.number
        url = reverse("competitions:claim", args=[edition.year, row.proposal_id, number])
        return BrokenThing(code, to_do, Weight.WARN, row, f"{claim.indicator}: {text}", url)

    for claim in claims:
        proof = proven[claim.pk]
        if not claim.proven:
            lacking = proof.lacking[0] if proof.lacking else "buktinya belum cukup."
            yield thing(claim, CLAIMS, "Lengkapi bukti klaim, atau turunkan klaimnya", lacking)
        elif claim.verified is None:
            yield thing(claim, "", "Periksa klaim yang belum diverifikasi", f"parameter {claim.value} diklaim.")
        for key, fault in proof.refused.items():
            yield thing(claim, "", "Perbaiki berkas yang tidak dihitung", f"“{items[key]}”. {fault}")
        yield from _waiting(thing, claim, proof, items)


def _waiting(
    thing: Callable[[Claim, str, str, str], BrokenThing],
    claim: Claim,
    proof: Proof,
    items: Mapping[int, EvidenceItem],
) -> Iterator[BrokenThing]:
    for key in (*proof.valid, *proof.refused):
        if items[key].scan == EvidenceItem.Scan.PENDING:
            yield thing(claim, "", "Tunggu pemindai virus", f"“{items[key]}” belum dipindai, jadi belum masuk arsip.")


def _of_choices(edition: Edition, row: Candidacy, said: Told | None) -> Iterator[BrokenThing]:
    """Fields of the ministry's form that are chosen from its words and are empty."""
    answered = {answer.question for answer in said.profile} if said else set()
    asked = {column.key: column.label for column in edition.iga.export_columns if column.key in BY_COLUMN}
    missing = [
        label
        for key, label in asked.items()
        if key in CHOSEN and BY_COLUMN[key].kind is FieldKind.CHOICE and BY_COLUMN[key].asked_as not in answered
    ]
    if missing:
        url = reverse("proposals:detail", args=[row.proposal_id])
        text = f"Belum dipilih: {', '.join(missing)}."
        yield BrokenThing("", "Pilih kata-kata kementerian", Weight.WARN, row, text, url)


# Those that no rule asks for already.
CHOSEN: Final = ("stage", "initiator", "classification", "innovation_type", "form")


def _claims(edition: Edition, proposals: Sequence[int]) -> dict[int, list[Claim]]:
    rows = Claim.objects.filter(proposal__in=proposals, indicator__edition=edition, value__gt=0)
    # One and the same indicator for all claims on it, so that its rules are read once.
    indicators = edition.indicators.in_bulk()
    found: dict[int, list[Claim]] = {}
    for claim in rows.order_by("proposal", "indicator__number"):
        claim.indicator = indicators[claim.indicator_id]
        claim.indicator.edition = edition
        found.setdefault(claim.proposal_id, []).append(claim)
    return found


def _items(proven: Mapping[int, Proof]) -> dict[int, EvidenceItem]:
    rows = ClaimEvidence.objects.filter(claim__in=list(proven)).select_related("item")
    return {link.item_id: link.item for link in rows}


_CODES: Final = [rule.code for rule in RULES]


def _place(code: str) -> int:
    return _CODES.index(code) if code in _CODES else len(_CODES)
