"""Claims of the demo year: forty innovations claim a believable part of the indicators, with evidence on the shelf."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from PIL import Image

from agencies.core.models import Agency
from competitions.core.models import Edition, Indicator, Level
from competitions.iga.candidates.pool import candidate_keys
from competitions.iga.claims.proven import grounds, reprove
from competitions.iga.claims.proving import Ground, documents_of, files_needed, has_fact, level_of, years_of
from competitions.iga.core.evidence import EvidenceItem, evidence_path
from competitions.iga.core.models import Claim, ClaimEvidence
from competitions.iga.shelf.storing import NewEvidence, store_evidence
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit
from inovasi.demo.making.files import lay
from proposals.core.sent import SentProposal
from proposals.filechecks.check import Verdict, hash_chunks

CLAIMING: Final = 40
LEAST, MOST = 6, 18  # indicators that one innovation claims
INCOMPLETE: Final = 0.08  # of the claims lack something
BUSY: Final = datetime.timedelta(days=20)  # so long before the demo's day the claims were made
BATCH: Final = 500


@dataclass(slots=True)
class _Written:
    """One claim still to be stored, with its pieces, by their place among all new ones."""

    claim: Claim
    pieces: list[int] = field(default_factory=list)


class _Shelf:
    """The new pieces of all innovations, and their claims."""

    def __init__(self, desk: DemoKit, edition: Edition, until: datetime.datetime) -> None:
        self.desk, self.rng, self.edition, self.until = desk, desk.rng, edition, until
        self.new: list[NewEvidence] = []
        self.written: list[_Written] = []
        self.labels = {kind.key: kind.label for kind in edition.iga.document_kinds}
        self.agencies = list(Agency.objects.filter(in_target=True).order_by("code").values_list("code", flat=True))

    def claim(self, proposal: SentProposal, indicator: Indicator, levels: Sequence[Level], ground: Ground) -> None:
        """One claim of a level that becomes rarer the higher it is, with the pieces it needs, or with one too few."""
        fact, picks, level = self._said(indicator, levels)
        if level is None:
            return
        at = self.until - BUSY * self.rng.random()
        said = {"level": level, "fact": fact, "picked": picks}
        claim = Claim(proposal=proposal, indicator=indicator, claimed_by=proposal.created_by, claimed_at=at, **said)
        short = self.rng.random() < INCOMPLETE
        self.written.append(_Written(claim, self._pieces(proposal, indicator, level.value, picks, ground, at, short)))

    def _said(self, indicator: Indicator, levels: Sequence[Level]) -> tuple[Decimal | None, list[str], Level | None]:
        rules, wanted = indicator.guide, self.rng.choices([1, 2, 3], [3, 4, 3])[0]
        fact, picks, measure = None, [], ""
        if rules.measures:
            chosen = rules.measures[0]
            fact, picks, measure = chosen.minimums[wanted] + self.rng.randint(0, 9), [chosen.key], chosen.label
        elif rules.fact and rules.fact.kind == "number":
            fact = rules.fact.minimums[wanted]
        elif rules.fact:
            offered = self.agencies if rules.fact.from_agencies else [choice.key for choice in rules.fact.choices]
            picks = sorted(self.rng.sample(offered, min(len(offered), int(rules.fact.minimums[wanted]))))
        value = level_of(rules, fact=fact, picks=picks) if has_fact(rules) else wanted
        found = next((level for level in levels if (level.measure, level.value) == (measure, value)), None)
        return fact, picks, found

    def _pieces(
        self,
        proposal: SentProposal,
        indicator: Indicator,
        level: int,
        picks: list[str],
        ground: Ground,
        at: datetime.datetime,
        short: bool,
    ) -> list[int]:
        rules = indicator.guide
        kinds, years = documents_of(rules, picks), years_of(rules, ground)
        needed, found = files_needed(rules, level), []
        for place in range(max(0, needed - short)):
            kind = kinds[place % len(kinds)] if rules.every_document or rules.needs_cover else kinds[0]
            # The newest years first, as three budgets of three years are.
            year = years[-1 - place % len(years)] if years else None
            facts: dict[str, Any] = {"kind": kind, "title": f"{self.labels[kind]} {MARK}", "year": year}
            facts["highlighted"] = rules.needs_highlight
            if rules.asks_document:
                facts["document_number"] = f"{len(self.new) + 1}/{year or self.edition.year}"
                facts["document_date"] = datetime.date(year or self.edition.year, 1, 1 + self.rng.randrange(28))
            found.append(self._piece(proposal, indicator, kind, facts, at))
        return found

    def _piece(
        self, proposal: SentProposal, indicator: Indicator, kind: str, facts: dict[str, Any], at: datetime.datetime
    ) -> int:
        types, by = indicator.guide.file_types, proposal.created_by
        number = len(self.new) + 1
        is_link = "link" in types and kind in ("video", "berita", "pedoman")
        if is_link:
            url = f"https://contoh.invalid/{kind}/{number}"
            self.new.append(NewEvidence(proposal.pk, by, facts, url=url, at=at))
            return number - 1
        is_picture = "pdf" not in types or kind in ("foto", "sampul_video")
        data = _drawn(self.rng) if is_picture else self.desk.letters.copy(facts["title"], f"Bukti {number}")
        extension, content_type = ("jpg", "image/jpeg") if is_picture else ("pdf", "application/pdf")
        name = f"bukti-{number}.{extension}"
        verdict = Verdict(content_type, extension, name, hash_chunks([data]), data, None if is_picture else 1)
        lies_at = lay(evidence_path(EvidenceItem(sha256=verdict.sha256), ""), data)
        self.new.append(NewEvidence(proposal.pk, by, facts, verdict, lies_at=lies_at, at=at))
        return number - 1

    def store(self) -> None:
        """Everything at once; what is proven is then worked out by the rules."""
        items = store_evidence(self.new)
        claims = Claim.objects.bulk_create([each.claim for each in self.written], batch_size=BATCH)
        ClaimEvidence.objects.bulk_create(
            [
                ClaimEvidence(claim=claim, item=items[place])
                for claim, each in zip(claims, self.written, strict=True)
                for place in each.pieces
            ],
            batch_size=BATCH,
        )
        # Evidence renews the moment of a claim; these were made in the past.
        Claim.objects.bulk_update(claims, ["claimed_at"], batch_size=BATCH)
        reprove(claim.pk for claim in claims)


def store_claims(desk: DemoKit, until: datetime.datetime) -> None:
    """Claims on the IGA edition of the year, for candidates of any year."""
    edition = Edition.objects.filter(programme=Edition.Programme.IGA, year=desk.period.year).first()
    if edition is None:
        return
    candidates = candidate_keys(edition).select_related("created_by").order_by("-period__year", "number")
    chosen = list(candidates[:CLAIMING])
    indicators = list(edition.indicators.prefetch_related("levels"))
    known = grounds(edition, [proposal.pk for proposal in chosen])
    shelf = _Shelf(desk, edition, until)
    for proposal in chosen:
        amount = min(len(indicators), desk.rng.randint(LEAST, MOST))
        # The mandatory ones are claimed by most, the others by chance.
        weights = [(indicator.mandatory * 2 + desk.rng.random(), indicator.number) for indicator in indicators]
        numbers = {number for _, number in sorted(weights, reverse=True)[:amount]}
        for indicator in indicators:
            if indicator.number in numbers:
                shelf.claim(proposal, indicator, list(indicator.levels.all()), known[proposal.pk])
    shelf.store()


def _drawn(rng: random.Random) -> bytes:
    """A small picture of one colour, as JPEG, with bytes of its own."""
    image = Image.new("RGB", (320 + rng.randrange(64), 200 + rng.randrange(64)), tuple(rng.randbytes(3)))
    image.putpixel((rng.randrange(300), rng.randrange(190)), tuple(rng.randbytes(3)))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
