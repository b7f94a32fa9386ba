"""Carries claims of the edition before into an edition: each once, unjudged, with its evidence, and marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from competitions.core.models import Edition, Indicator
from competitions.iga.candidates.pool import candidate_keys
from competitions.iga.carrying.lineage import claimed_before
from competitions.iga.carrying.matching import level_in, matches, picks_in
from competitions.iga.claims.proven import reprove
from competitions.iga.claims.renewing import reasons_of
from competitions.iga.core.carried import CarriedClaim
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim, ClaimEvidence
from competitions.iga.editing.services import predecessor
from competitions.iga.shelf.tasks import scan_evidence
from proposals.core.locking import locked_sent
from proposals.core.sent import SentProposal

_SAID: Final = (
    "kind", "title", "file", "name", "size", "content_type", "sha256", "pages", "scan", "url", "document_number",
    "document_date", "year", "shown_pages", "highlighted", "uploaded_by_id", "uploaded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """Which innovations have something to carry, by agency: proposals of this edition to those of the former."""

    former: Edition
    by_agency: dict[int, dict[int, int]]


def not_yet_because(edition: Edition) -> str:
    """Why claims can't be carried into this edition now, as a sentence; empty where they can."""
    if predecessor(edition.year) is None:
        return "Belum ada edisi sebelumnya yang klaimnya dapat dibawa."
    if not (edition.window_from and edition.window_until) or edition.iga.reference_years is None:
        return (
            "Isi rentang waktu penerapan dan tahun T-0 pada ketentuan lebih dahulu, karena keduanya menentukan "
            "inovasi dan tahun bukti yang masih berlaku."
        )
    return ""


def plan_of(edition: Edition) -> CarryPlan | None:
    """What is to be carried: candidates of this edition that claimed something before; None without an edition before.

    Innovations of which everything was carried are in it as well; they cost a look each.
    """
    former = predecessor(edition.year)
    if former is None:
        return None
    agencies = dict(candidate_keys(edition).order_by("pk").values_list("pk", "agency_id"))
    found: dict[int, dict[int, int]] = {}
    for proposal, before in claimed_before(list(agencies), former.pk).items():
        found.setdefault(agencies[proposal], {})[proposal] = before
    return CarryPlan(former, found)


@transaction.atomic
def carry(edition: Edition, former: Edition, pairs: dict[int, int]) -> list[CarriedClaim]:
    """Carries the claims of some innovations, this edition's proposal to the former's; returns what is new.

    An indicator that is claimed in this edition already keeps its claim. The queries of one innovation don't depend on
    its claims.
    """
    now = list(edition.indicators.prefetch_related("levels"))
    same = matches(former.indicators.all(), now)
    levels = {row.pk: {(level.measure, level.value): level for level in row.levels.all()} for row in now}
    made = []
    # Locked in one order, so that nobody's save on a claim stands between the look and the write.
    for proposal in locked_sent(pairs):
        made += _carried(edition, former, proposal, pairs[proposal.pk], same, levels)
    return made


def _carried(
    edition: Edition, former: Edition, proposal: SentProposal, before: int, same: dict[int, Indicator], levels: Any
) -> list[CarriedClaim]:
    claimed = set(
        Claim.objects.filter(proposal=proposal, indicator__edition=edition).values_list("indicator", flat=True)
    )
    sources = list(
        Claim.objects.filter(proposal=before, indicator__edition=former, value__gt=0)
        .exclude(carried_to__edition=edition)
        .select_related("indicator__edition", "level")
        .prefetch_related("items")
    )
    sources = [one for one in sources if one.indicator_id not in same or same[one.indicator_id].pk not in claimed]
    if not sources:
        return []
    going = [one for one in sources if one.indicator_id in same]
    claims = Claim.objects.bulk_create(
        _became(source, proposal, same[source.indicator_id], levels[same[source.indicator_id].pk]) for source in going
    )
    became = dict(zip([source.pk for source in going], claims, strict=True))
    items = _on_this_shelf(proposal, before, going)
    ClaimEvidence.objects.bulk_create(
        ClaimEvidence(claim=became[source.pk], item_id=items[item.pk])
        for source in going
        for item in source.items.all()
    )
    rows = CarriedClaim.objects.bulk_create(
        CarriedClaim(edition=edition, proposal=proposal, source=source, claim=became.get(source.pk))
        for source in sources
    )
    gone = [row for row in rows if row.claim_id is None]
    for row in gone:
        row.reasons = reasons_of(row, None, {})
    CarriedClaim.objects.bulk_update(gone, ["reasons"])
    # Says what is proven by the rules of this edition, and with it what must be renewed.
    reprove(claim.pk for claim in claims)
    return rows


def _became(source: Claim, proposal: SentProposal, indicator: Indicator, levels: Any) -> Claim:
    picks = picks_in(indicator.guide, source.picked)
    return Claim(
        proposal=proposal,
        indicator=indicator,
        level=level_in(indicator, source, picks, levels),
        fact=source.fact,
        picked=picks,
        note=source.note,
        claimed_by_id=source.claimed_by_id,
    )


def _on_this_shelf(proposal: SentProposal, before: int, sources: Sequence[Claim]) -> dict[int, int]:
    """The pieces that the claims name, by key; those of an earlier proposal are put on this one's shelf first."""
    pieces = {item.pk: item for source in sources for item in source.items.all()}
    if proposal.pk == before:
        return {key: key for key in pieces}
    there = EvidenceItem.objects.filter(proposal=proposal.pk)
    known = {item.sha256 or item.url: item.pk for item in there}
    new = [item for item in pieces.values() if (item.sha256 or item.url) not in known]
    copies = [EvidenceItem(proposal=proposal, **{name: getattr(item, name) for name in _SAID}) for item in new]
    made = EvidenceItem.objects.bulk_create(copies)
    for item in made:
        if item.scan == EvidenceItem.Scan.PENDING:
            scan_evidence.defer(item=item.pk)
    known |= {item.sha256 or item.url: item.pk for item in made}
    return {item.pk: known[item.sha256 or item.url] for item in pieces.values()}


def counts_of(rows: Collection[CarriedClaim]) -> tuple[int, int]:
    """How many of these were carried, and how many of them must be renewed; as stored now, one query."""
    keys = [row.pk for row in rows]
    return len(keys), CarriedClaim.objects.to_renew().filter(pk__in=keys).count()
