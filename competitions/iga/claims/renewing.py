"""What a claim that was carried from a former edition must renew, in sentences that say what to do."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition, Level
from competitions.iga.claims.proving import Proof
from competitions.iga.core.carried import CarriedClaim
from competitions.iga.core.models import Claim
from competitions.iga.shelf.refusals import ShelfRefused
from competitions.iga.shelf.services import open_shelf

WITH_BOTH: Final = (
    "source__level", "source__indicator__edition", "claim__level", "claim__indicator__edition",
)  # fmt: skip
J = Claim.Judgement


def reasons_of(row: CarriedClaim, proof: Proof | None, names: Mapping[int, str]) -> list[str]:
    """What must be renewed of a carried claim: the indicator, its level, its evidence, and what was found of it before.

    `row` has both claims with their indicators and levels; `proof` is what its evidence proves now, `names` the titles
    of the pieces by key. No query.
    """
    source, claim = row.source, row.claim
    former = source.indicator.edition.year
    if claim is None or proof is None:
        return [
            f"Indikator “{source.indicator.name}” tidak ada lagi pada edisi ini, jadi klaimnya tidak dihitung. "
            "Buktinya tetap di rak dan dapat dipakai untuk indikator lain."
        ]
    found = [*_level_changed(former, source.level, claim.level)]
    if source.verdict in (J.LOWERED, J.REJECTED, J.MORE):
        told = source.get_verdict_display().lower()
        found.append(f"Pada {former} klaim ini {told}: {source.reason} Perbaiki sebelum diperiksa lagi.")
    found += [f"“{names[key]}”: {fault}" for key, fault in proof.refused.items() if key in names]
    return found + list(proof.lacking)


def _level_changed(former: int, before: Level | None, now: Level | None) -> Iterable[str]:
    if before is None:
        return
    if now is None or now.value != before.value:
        reached = f"parameter {now.value}" if now else "tidak mencapai parameter 1"
        yield f"Menurut batas edisi ini isiannya {reached}; pada {former} parameter {before.value}. Periksa angkanya."
    elif now.description != before.description:
        yield f"Uraian parameter {now.value} berubah menjadi “{now.description}”. Pastikan buktinya masih sesuai."


def refresh_reasons(claims: Iterable[int], proofs: Mapping[int, Proof]) -> None:
    """Stores anew what must be renewed of those of these claims that were carried and not settled; two queries more."""
    rows = list(
        CarriedClaim.objects.filter(claim__in=list(claims), settled_at=None)
        .select_related(*WITH_BOTH)
        .prefetch_related("claim__links__item")
        .order_by("pk")
    )
    changed = []
    for row in rows:
        links: Any = row.claim.links.all() if row.claim else ()
        names = {link.item_id: link.item.title for link in links}
        reasons = reasons_of(row, proofs.get(row.claim_id or 0), names)
        if reasons != row.reasons:
            row.reasons = reasons
            changed.append(row)
    if changed:
        CarriedClaim.objects.bulk_update(changed, ["reasons"])


def settle(claim: int, by: User) -> None:
    """The agency saved this claim: what was to be renewed of it is settled, where it was carried. One query."""
    CarriedClaim.objects.filter(claim=claim, settled_at=None).update(settled_by=by, settled_at=timezone.now())


@transaction.atomic
def confirm(edition: Edition, proposal: int, carried: int, *, by: User) -> bool:
    """The agency confirms one carried claim as it is; False when it was settled before.

    Raises ShelfRefused when this person may not write on the innovation now, or nothing like it was carried.
    """
    open_shelf(edition, proposal, by)
    row = CarriedClaim.objects.select_for_update().filter(edition=edition, proposal=proposal, pk=carried).first()
    if row is None:
        raise ShelfRefused("Klaim ini tidak ada lagi dalam daftar. Muat ulang halaman, lalu pilih yang lain.")
    if row.settled_at:
        return False
    row.settled_by, row.settled_at = by, timezone.now()
    row.save(update_fields=["settled_by", "settled_at"])
    return True


def carried_of(edition: Edition, proposal: int) -> list[CarriedClaim]:
    """Every claim of one innovation that was carried into this edition; one query."""
    rows = CarriedClaim.objects.filter(edition=edition, proposal=proposal)
    return list(rows.select_related("source__indicator__edition", "claim__indicator"))
