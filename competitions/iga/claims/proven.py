"""Keeps `proven` of stored claims true to the rules: after every change of claim, evidence, scan or edition."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.claims.proving import Ground, Piece, Proof, prove
from competitions.iga.claims.renewing import refresh_reasons
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim
from competitions.iga.shelf.services import cover_letters


def piece_of(item: EvidenceItem) -> Piece:
    """A piece of evidence as the rules read it."""
    return Piece(
        key=item.pk,
        kind=item.kind,
        type=item.type,
        number=item.document_number,
        date=item.document_date,
        year=item.year,
        highlighted=item.highlighted,
        url=item.url,
        size=item.size,
        sha256=item.sha256,
        is_infected=item.is_infected,
        is_removed=item.removed_at is not None,
    )


def grounds(edition: Edition, proposals: Collection[int]) -> dict[int, Ground]:
    """What the rules have to know of each of these proposals in this edition; one query."""
    rules = edition.iga
    kinds = {kind.key: kind.label for kind in rules.document_kinds}
    years = rules.reference_years
    named = {"T-0": years.t0, "T-1": years.t1, "T-2": years.t2} if years else {}
    letters = cover_letters(list(proposals))
    return {key: Ground(kinds, named, frozenset(letters.get(key, ()))) for key in proposals}


def proof_of(claim: Claim, items: Iterable[EvidenceItem], ground: Ground) -> Proof:
    """What these pieces prove of a claim, which has its `indicator`; no query."""
    return prove(
        claim.indicator.guide,
        claim.value,
        map(piece_of, items),
        ground,
        fact=claim.fact,
        picks=claim.picked,
    )


def proofs(claims: Iterable[Claim]) -> dict[int, Proof]:
    """What is proven of each of these claims, which have `indicator__edition`, by key; constant in queries."""
    rows = list(claims)
    through = Claim.items.through.objects.filter(claim__in=[claim.pk for claim in rows]).select_related("item")
    held: dict[int, list[EvidenceItem]] = {}
    for link in through:
        held.setdefault(link.claim_id, []).append(link.item)
    editions = {claim.indicator.edition_id: claim.indicator.edition for claim in rows}
    found = {}
    for key, edition in editions.items():
        of_edition = [claim for claim in rows if claim.indicator.edition_id == key]
        known = grounds(edition, {claim.proposal_id for claim in of_edition})
        for claim in of_edition:
            found[claim.pk] = proof_of(claim, held.get(claim.pk, []), known[claim.proposal_id])
    return found


@transaction.atomic(savepoint=False)
def reprove(claims: Iterable[int]) -> int:
    """Stores `proven` anew for the claims with these keys, in the caller's transaction; returns how many changed."""
    # Locked in one order, so that two transactions never wait for each other.
    rows = list(
        Claim.objects.select_for_update(of=("self",))
        .filter(pk__in=list(claims))
        .select_related("indicator__edition")
        .order_by("pk")
    )
    found = proofs(rows)
    changed = 0
    for holds in (True, False):
        keys = [claim.pk for claim in rows if claim.proven != holds and found[claim.pk].suffices == holds]
        changed += Claim.objects.filter(pk__in=keys).update(proven=holds) if keys else 0
    if rows:
        refresh_reasons(found, found)
    return changed


def follow_evidence(items: Collection[int]) -> None:
    """Named by `IGA_EVIDENCE_FOLLOWERS`: what these pieces prove is looked at anew.

    What an edition counted whose data entry is over stays, unless a piece is infected, as the database has it too.
    """
    closes = "indicator__edition__closes_on"
    running = Q(**{closes: None}) | Q(**{f"{closes}__gte": timezone.localdate()})
    infected = Q(links__item__scan=EvidenceItem.Scan.INFECTED)
    found = Claim.objects.filter(running | infected, links__item__in=items)
    reprove(found.values_list("pk", flat=True).distinct())


def follow_rules(edition: int) -> None:
    """Named by `IGA_RULES_FOLLOWERS`: every claim of an edition is looked at anew."""
    reprove(Claim.objects.filter(indicator__edition=edition).values_list("pk", flat=True))
