"""What the entry desk, the sheets and the archives say of one innovation, and of all that the city sends."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.core.models import User
from competitions.core.models import Edition, Indicator
from competitions.core.querysets import known_to
from competitions.entering.copying import EntryField
from competitions.entering.filenames import evidence_name, plain
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacies, Candidacy, Claim
from competitions.iga.entry.fields import entry_fields
from proposals.core.permissions import may_open_file
from proposals.sent.shown import as_sent


@dataclass(frozen=True, slots=True)
class NamedItem:
    """A piece of evidence, and the name it has in the archive."""

    item: EvidenceItem
    name: str


@dataclass(frozen=True, slots=True)
class GuideEvidence:
    """One indicator of the guide: what is claimed and verified of it, and the evidence under its name."""

    indicator: Indicator
    claim: Claim | None
    items: Sequence[NamedItem]

    @property
    def claimed(self) -> int:
        """The level that counts as claimed: nothing without sufficient evidence."""
        return self.claim.value if self.claim and self.claim.proven else 0

    @property
    def verified(self) -> int:
        return (self.claim.verified or 0) if self.claim and self.claim.proven else 0


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One innovation for the ministry's form: its fields in their order and its evidence by number of the guide."""

    edition: Edition
    candidacy: Candidacy
    position: int
    fields: Sequence[EntryField]
    evidence: Sequence[GuideEvidence]


def set_rows(edition: Edition, reader: User) -> Candidacies:
    """What the city sends and this reader may know, agency by agency; not asked yet."""
    rows = Candidacy.objects.in_set().filter(edition=edition, proposal__in=known_to(reader).values("pk"))
    return rows.order_by("proposal__agency__short_sort_key", "proposal__number")


def sent_set(edition: Edition, reader: User) -> list[Candidacy]:
    """All of it with what is entered of each; one query."""
    return list(
        set_rows(edition, reader).select_related("proposal__agency", "proposal__period__guide", "proposal__affair")
    )


def entry_sheet(edition: Edition, candidacy: Candidacy, position: int) -> EntrySheet:
    """All that is entered of one innovation; a constant number of queries."""
    shown = as_sent(candidacy.proposal)
    fields = entry_fields(edition.iga.export_columns, shown, candidacy, position)
    return EntrySheet(edition, candidacy, position, fields, evidence_of(edition, candidacy))


def evidence_of(edition: Edition, candidacy: Candidacy) -> list[GuideEvidence]:
    """The indicators in the guide's order, each with its claim and what proves it; three queries."""
    claims = Claim.objects.filter(proposal=candidacy.proposal_id, indicator__edition=edition)
    by_indicator = {
        claim.indicator_id: claim for claim in claims.select_related("level").prefetch_related("links__item")
    }
    return [_evidence(indicator, by_indicator.get(indicator.pk)) for indicator in edition.indicators.all()]


def _evidence(indicator: Indicator, claim: Claim | None) -> GuideEvidence:
    linked = [link.item for link in claim.links.all()] if claim else []
    standing = [item for item in linked if item.removed_at is None and may_open_file(item.scan, set())]
    level = claim.value if claim else 0
    named = [NamedItem(item, _name(indicator, level, place, item)) for place, item in enumerate(standing, 1)]
    return GuideEvidence(indicator, claim, named)


def _name(indicator: Indicator, level: int, place: int, item: EvidenceItem) -> str:
    guide_number = indicator.guide.guide_number or indicator.number
    if item.url:
        return evidence_name(guide_number, indicator.name, level, place, "tautan", "txt")
    extension = plain(item.name.rpartition(".")[2], 5).lower()
    return evidence_name(guide_number, indicator.name, level, place, item.document_number or item.title, extension)
