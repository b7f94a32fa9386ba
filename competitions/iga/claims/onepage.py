"""One indicator as its page shows it: the claim, what it proves, its evidence, and the forms that write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from agencies.core.models import Agency, User
from competitions.core.models import Edition, Indicator
from competitions.iga.claims.forms import ClaimForm, asks
from competitions.iga.claims.guidance import ClaimGuidance, guidance_for
from competitions.iga.claims.proven import grounds, piece_of, proof_of
from competitions.iga.claims.proving import Ground, documents_of, fault_of, prove
from competitions.iga.claims.services import plain_claim
from competitions.iga.claims.sheet import ClaimRow
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim
from competitions.iga.shelf.forms import NewEvidenceForm
from competitions.iga.shelf.listing import Shelved, shelf_of
from competitions.replication.counting import CopyCounts, counted, replications_of
from proposals.core.sent import SentProposal

COPIED: Final = "replikasi"
"""The bundle of the indicator that asks how many other regions copied the innovation."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A piece of the shelf that this indicator takes: whether it is named, and why it does not count."""

    shelved: Shelved
    is_named: bool
    fault: str


class ClaimDesk:
    """What the page of one indicator reads, for one reader; constant in queries."""

    def __init__(self, edition: Edition, proposal: SentProposal, indicator: Indicator, reader: User) -> None:
        self.edition, self.proposal, self.indicator, self.reader = edition, proposal, indicator, reader
        found = Claim.objects.filter(proposal=proposal, indicator=indicator)
        self.claim = found.select_related("level", "indicator__edition", "claimed_by", "verified_by", "carried").first()
        self.ground: Ground = grounds(edition, [proposal.pk])[proposal.pk]
        self.stored = plain_claim(indicator, self.claim)
        self.took = False

    @cached_property
    def named(self) -> list[EvidenceItem]:
        """The pieces that the claim names, those taken off the shelf among them."""
        return list(EvidenceItem.with_removed.filter(claims=self.claim)) if self.claim else []

    @cached_property
    def copies(self) -> CopyCounts | None:
        """Who copied the innovation as the register has it, for the indicator that asks; one query, else none."""
        if self.indicator.guide.bundle != COPIED:
            return None
        return counted(replications_of([self.proposal.pk])[self.proposal.pk])

    @cached_property
    def row(self) -> ClaimRow:
        if self.claim is None:
            return ClaimRow(self.indicator, None, prove(self.indicator.guide, 0, [], self.ground))
        return ClaimRow(self.indicator, self.claim, proof_of(self.claim, self.named, self.ground))

    @cached_property
    def renew(self) -> list[str]:
        """What must be renewed of a claim that was carried from the edition before."""
        row = getattr(self.claim, "carried", None) if self.claim else None
        return row.reasons if row and row.is_marked else []

    @cached_property
    def guidance(self) -> ClaimGuidance:
        return guidance_for(self.edition, self.indicator, self.claim, self.proposal.agency, self.ground)

    @cached_property
    def offered(self) -> list[Offered]:
        """The pieces of the shelf that are named or of a kind and type that count here, named ones first."""
        rules = self.indicator.guide
        picks = self.claim.picked if self.claim else []
        kinds = documents_of(rules, picks)
        named = {item.pk for item in self.named}
        found = []
        for shelved in shelf_of(self.edition, self.proposal, self.reader).present:
            item = shelved.item
            fits = item.kind in kinds and item.type in rules.file_types
            if item.pk in named or fits:
                found.append(Offered(shelved, item.pk in named, fault_of(rules, piece_of(item), self.ground, picks)))
        return sorted(found, key=lambda one: not one.is_named)

    @property
    def pieces(self) -> list[Offered]:
        """The pieces that the claim names, for those who only read."""
        return [one for one in self.offered if one.is_named]

    @property
    def picked_words(self) -> list[str]:
        """What was picked, as it reads; agencies by their short names."""
        picked = self.claim.picked if self.claim else []
        rules = self.indicator.guide
        if not picked or rules.measures:
            return [measure.label for measure in rules.measures if measure.key in picked]
        if rules.fact and rules.fact.from_agencies:
            return list(Agency.objects.filter(code__in=picked).values_list("short_name", flat=True))
        return [choice.label for choice in rules.fact.choices if choice.key in picked] if rules.fact else []

    @property
    def removed(self) -> list[EvidenceItem]:
        """Pieces that the claim names and that were taken off the shelf."""
        return [item for item in self.named if item.removed_at is not None]

    def form(self, data: Any = None, *, take: bool = False) -> ClaimForm:
        """The form of the claim, with the pieces that may be ticked; `take` types in what the register has."""
        fact = self.indicator.guide.fact
        agencies = []
        if fact and fact.from_agencies:
            agencies = list(Agency.objects.filter(in_target=True).values_list("code", "short_name"))
        items = [(str(one.shelved.item.pk), one.shelved.item.title) for one in self.offered]
        form = ClaimForm(data, indicator=self.indicator, stored=self.stored, items=items, agencies=agencies)
        self.took = take and self.copies is not None
        if take and self.copies:
            form.initial["fact"] = str(self.copies.regions)
        return form

    def adding(self, data: Any = None, files: Any = None) -> NewEvidenceForm:
        """The form of a new piece, asking only what this indicator needs."""
        rules = self.indicator.guide
        picks = self.claim.picked if self.claim else []
        form = NewEvidenceForm(
            data, files, prefix="bukti", edition=self.edition, kinds=documents_of(rules, picks), rules=[rules]
        )
        for name, is_asked in asks(rules).items():
            if not is_asked:
                del form.fields[name]
        if "year" in form.fields and self.guidance.years:
            years = [(year, str(year)) for year in reversed(self.guidance.years)]
            form.fields["year"].choices = [("", "Pilih tahunnya"), *years]  # type: ignore[attr-defined]  # a field of choices
        return form

    def neighbours(self) -> Mapping[str, int | None]:
        """The numbers of the indicators before and after this one."""
        numbers = list(self.edition.indicators.values_list("number", flat=True))
        at = numbers.index(self.indicator.number)
        return {
            "previous": numbers[at - 1] if at else None,
            "next": numbers[at + 1] if at + 1 < len(numbers) else None,
        }
