"""One claim laid on the desk: what the guide asks, what is claimed, its evidence, and what was said before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agencies.core.models import Agency, User
from competitions.core.models import Level
from competitions.iga.claims.proven import proofs
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk.second import difference
from competitions.iga.desk.seen import Seen, differences, number_words, read_back, seen_of
from competitions.iga.shelf.permissions import may_open
from competitions.iga.shelf.twins import twins_of
from competitions.rules.indicatorrules import IndicatorFact, IndicatorMeasure, IndicatorRules
from foundation.numbers import number_in

_FIRST_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class DeskProof:
    """A piece of evidence at one of its pages, and what speaks against it; `also` names where else it is used."""

    item: EvidenceItem
    page: int
    warnings: tuple[str, ...]
    also: str

    @property
    def pages(self) -> int:
        """How many can be looked at."""
        return (self.item.pages or 1) if self.item.has_preview else 0

    @property
    def plays(self) -> bool:
        """Whether it is a video that opens for a verifier."""
        return self.item.is_video and may_open(self.item, set())

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is said of it: pairs of a label and words, without what nobody typed."""
        item = self.item
        told = [
            ("Nomor dokumen", item.document_number),
            ("Tahun yang dibuktikan", str(item.year) if item.year else ""),
            ("Lihat halaman", item.shown_pages),
            ("Disorot", "ya" if item.highlighted else "tidak" if item.file else ""),
            ("SHA-256", f"{item.sha256[:12]}…" if item.sha256 else ""),
        ]
        return [(label, words) for label, words in told if words]


@dataclass(frozen=True, slots=True)
class LaidClaim:
    """A claim with all that a verifier reads of it.

    Attributes: `lacking` says what its proof lacks, `before` are the verdicts and second looks, the newest first,
    `newest` is the last verdict, `judging` the one that judges the claim as it is, `changes` what has changed since the
    last one (None when not judged before), `seen` what lies on the desk now, `agencies` the names of those picked.
    """

    claim: Claim
    rules: IndicatorRules | None
    levels: Sequence[Level]
    proofs: Sequence[DeskProof]
    lacking: Sequence[str]
    before: Sequence[ClaimVerdict]
    newest: ClaimVerdict | None
    judging: ClaimVerdict | None
    changes: list[str] | None
    seen: Seen
    agencies: Mapping[str, str]

    @property
    def measure(self) -> IndicatorMeasure | None:
        """The way of measuring that was picked, of an indicator that offers several."""
        measures = self.rules.measures if self.rules else ()
        return next((measure for measure in measures if measure.key in self.claim.picked), None)

    @property
    def counted(self) -> IndicatorFact | IndicatorMeasure | None:
        """What was counted, if something decides the level."""
        return self.measure or (self.rules.fact if self.rules else None)

    @property
    def fact(self) -> str:
        """What was counted, in words: "31 orang"; empty where nothing was."""
        unit = self.counted.unit if self.counted else ""
        return f"{number_words(self.claim.fact)} {unit}".strip() if self.claim.fact is not None else ""

    @property
    def reached(self) -> int | None:
        """The level that the number typed reaches by its band; None where no number decides it."""
        counted, fact = self.counted, self.claim.fact
        return counted.level_of(fact) if counted and fact is not None else None

    @property
    def picked(self) -> list[str]:
        """What was ticked, in words."""
        fact = self.rules.fact if self.rules else None
        known = {choice.key: choice.label for choice in fact.choices} if fact else {}
        known |= self.agencies
        ways = {measure.key for measure in self.rules.measures} if self.rules else set()
        return [known.get(key, key) for key in self.claim.picked if key not in ways]

    @property
    def substitute(self) -> str:
        """What proves it instead at an agency of this kind."""
        if self.claim.proposal.agency.is_school:
            return self.claim.indicator.evidence_school
        return self.rules.other_substitutes if self.rules else ""

    @property
    def accepted_types(self) -> str:
        return ", ".join(self.rules.file_types).replace("link", "tautan") if self.rules else ""

    @property
    def after(self) -> int:
        """The key of what was said last of the claim as it is; 0 where nothing was."""
        said = self.before[0] if self.before else None
        return said.pk if said and said.version == self.claim.version else 0

    @property
    def differing(self) -> tuple[ClaimVerdict, ClaimVerdict] | None:
        """First and second verdict, where they differ and nobody has decided."""
        return difference(self.before[0] if self.after else None)

    @property
    def lower(self) -> range:
        """The levels below the claimed one."""
        return range(self.claim.value - 1, 0, -1)


def laid(claim: Claim, user: User, asked: Mapping[str, str], *, blind: bool = False) -> LaidClaim:
    """The claim, fetched with indicator, proposal and agency; `asked` may name another page of a file.

    Other innovations are named only as far as the user may know of them. `blind` lays no verdict on the desk.
    """
    items = list(claim.items.all())
    proof = proofs([claim])[claim.pk]
    levels = [level for level in claim.indicator.levels.all() if not level.measure or _measure(claim) == level.measure]
    before = [] if blind else list(claim.verdicts.select_related("by", "answers__by").order_by("-pk"))
    newest = next((verdict for verdict in before if not verdict.second), None)
    seen = seen_of(claim, items)
    return LaidClaim(
        claim=claim,
        rules=claim.indicator.guide if claim.indicator.rules else None,
        levels=levels,
        proofs=_shown(claim, items, proof.refused, user, asked),
        lacking=proof.lacking,
        before=before,
        newest=newest,
        judging=newest if newest and newest.version == claim.version else None,
        changes=_since(newest, seen) if newest and newest.version != claim.version else None,
        seen=seen,
        agencies=dict(Agency.objects.filter(code__in=claim.picked).values_list("code", "short_name")),
    )


def page_of(item: EvidenceItem) -> int:
    """The first page that the agency asks to look at, if the file has it; else the first."""
    named = _FIRST_NUMBER.search(item.shown_pages)
    page = number_in(named.group()) if named else None
    return page if item.has_page(page) else 1


def _measure(claim: Claim) -> str:
    return claim.level.measure if claim.level else ""


def _since(verdict: ClaimVerdict, now: Seen) -> list[str]:
    before = read_back(verdict.seen)
    return differences(before, now) if before else []


def _shown(
    claim: Claim, items: Sequence[EvidenceItem], refused: Mapping[int, str], user: User, asked: Mapping[str, str]
) -> list[DeskProof]:
    twins = twins_of(items, claim.proposal.agency_id, user)
    wanted, page = number_in(asked.get("berkas", "")), number_in(asked.get("halaman", ""))
    found = []
    for item in items:
        others = twins.get(item.sha256, [])
        foreign = [f"{twin.proposal.agency.short_name} “{twin.proposal.title}”" for twin in others if twin.is_foreign]
        own = [f"“{twin.proposal.title}”" for twin in others if not twin.is_foreign]
        warnings = [refused[item.pk]] if item.pk in refused else []
        if foreign:
            warnings.append(f"Berkas yang sama dipakai instansi lain: {', '.join(foreign)}.")
        turned = item.pk == wanted and item.has_page(page)
        at = page if turned and page is not None else page_of(item)
        found.append(DeskProof(item, at, tuple(warnings), ", ".join(own)))
    return found
