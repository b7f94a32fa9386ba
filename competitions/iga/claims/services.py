"""Writes on claims: each indicator for itself, by its agency, while the shelf is open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition, Indicator, Level
from competitions.iga.claims.merging import joined, keys_in, merge_claim, number_text
from competitions.iga.claims.proven import reprove
from competitions.iga.claims.proving import level_of, measure_of
from competitions.iga.claims.renewing import settle
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim, ClaimEvidence
from competitions.iga.shelf.services import open_shelf


@dataclass(frozen=True, slots=True)
class SavedClaim:
    """What a save did: the claim as it is stored, whether anything changed, and each field that was refused.

    A field is refused when somebody else changed it otherwise meanwhile; `stored` has all fields as plain text.
    """

    claim: Claim | None
    changed: bool
    clashes: tuple[str, ...]
    stored: Mapping[str, str]


def plain_claim(indicator: Indicator, claim: Claim | None) -> dict[str, str]:
    """Every field of a claim as the form carries it; of one that does not exist yet, all are empty."""
    if claim is None:
        return dict.fromkeys(("level", "measure", "fact", "picked", "note", "items"), "")
    measure = measure_of(indicator.guide, claim.picked)
    return {
        "level": str(claim.value or ""),
        "measure": measure.key if measure else "",
        "fact": number_text(claim.fact),
        "picked": "" if indicator.guide.measures else joined(claim.picked),
        "note": claim.note,
        "items": joined(claim.links.values_list("item", flat=True)),
    }


@transaction.atomic
def save_claim(
    edition: Edition,
    proposal: int,
    indicator: Indicator,
    typed: Mapping[str, str],
    *,
    shown: Mapping[str, str],
    by: User,
    confirms: bool = False,
) -> SavedClaim:
    """Stores the fields that were typed, each against what the page had `shown` of it, and proves the claim anew.

    Whatever changes the claim or its evidence takes its verdict back; the same again changes nothing. A save that
    `confirms`, which autosave doesn't, settles what was to be renewed of a carried claim. Raises ShelfRefused when
    this person may not claim now.
    """
    current = open_shelf(edition, proposal, by)
    claim = Claim.objects.select_for_update().filter(proposal=current.pk, indicator=indicator).first()
    before = plain_claim(indicator, claim)
    merged = merge_claim(shown=shown, typed=typed, stored=before)
    wanted = {**before, **merged.values}
    wanted["items"] = joined(_on_shelf(current.pk, keys_in(wanted["items"]), keys_in(before["items"])))
    fact = Decimal(wanted["fact"]) if wanted["fact"] else None
    picks = [key for key in (wanted["measure"], *sorted(keys_in(wanted["picked"]))) if key]
    level = level_for(indicator, fact, picks, wanted["level"])
    if claim and confirms:
        settle(claim.pk, by)
    # The level may follow differently from the same fact, since the edition was changed.
    if wanted == before and (claim is None or claim.level == level):
        return SavedClaim(claim, changed=False, clashes=merged.clashes, stored=before)
    claim = claim or Claim(proposal_id=current.pk, indicator=indicator, claimed_by=by)
    claim.fact, claim.picked, claim.level, claim.note = fact, picks, level, wanted["note"]
    _write(claim, wanted, before, by)
    claim.refresh_from_db()
    return SavedClaim(claim, True, merged.clashes, plain_claim(indicator, claim))


def _write(claim: Claim, wanted: Mapping[str, str], before: Mapping[str, str], by: User) -> None:
    """The claim and its links; what a verdict sets is the database's alone. A note alone is no new claim."""
    if any(wanted[name] != before[name] for name in wanted if name != "note"):
        claim.claimed_by, claim.claimed_at = by, timezone.now()
    columns = ["note", "fact", "picked", "level", "claimed_by", "claimed_at"]
    claim.save(update_fields=None if claim._state.adding else columns)
    linked, asked = keys_in(before["items"]), keys_in(wanted["items"])
    if gone := linked - asked:
        ClaimEvidence.objects.filter(claim=claim, item__in=[int(key) for key in gone]).delete()
    ClaimEvidence.objects.bulk_create(ClaimEvidence(claim=claim, item_id=int(key)) for key in sorted(asked - linked))
    reprove([claim.pk])


def level_for(indicator: Indicator, fact: Decimal | None, picks: Collection[str], chosen: str) -> Level | None:
    """The level that follows from the fact, or the one chosen where nothing is counted; one query."""
    reached = level_of(indicator.guide, fact=fact, picks=picks)
    value = int(chosen or 0) if reached is None else reached
    measure = measure_of(indicator.guide, picks)
    return indicator.levels.filter(measure=measure.label if measure else "", value=value).first() if value else None


@transaction.atomic
def use_also(edition: Edition, item: EvidenceItem, indicators: Collection[Indicator], *, by: User) -> list[Indicator]:
    """Lets a piece prove claims on these indicators too; returns those to which it was added.

    An indicator that is not claimed yet gets the evidence beside it, and its level is still to be said. Raises
    ShelfRefused as `save_claim` does.
    """
    current = open_shelf(edition, item.proposal_id, by)
    claims = {
        claim.indicator_id: claim
        for claim in Claim.objects.select_for_update()
        .filter(proposal=current.pk, indicator__in=indicators)
        .order_by("pk")
    }
    linked = set(item.links.values_list("claim__indicator", flat=True))
    added = [indicator for indicator in indicators if indicator.pk not in linked]
    for indicator in added:
        claim = claims.get(indicator.pk)
        if claim is None:
            claim = Claim.objects.create(proposal_id=current.pk, indicator=indicator, claimed_by=by)
        ClaimEvidence.objects.create(claim=claim, item=item)
        claims[indicator.pk] = claim
    Claim.objects.filter(pk__in=[claims[one.pk].pk for one in added]).update(claimed_by=by, claimed_at=timezone.now())
    reprove(claims[indicator.pk].pk for indicator in added)
    return added


def _on_shelf(proposal: int, asked: set[str], linked: set[str]) -> set[str]:
    """Of the pieces asked for, those on the shelf now; what is linked already stays, also when it was taken off."""
    new = [int(key) for key in asked - linked]
    present = EvidenceItem.objects.filter(proposal=proposal, pk__in=new).values_list("pk", flat=True)
    return (asked & linked) | {str(key) for key in present}
