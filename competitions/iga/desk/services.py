"""Speaking a verdict: on the version that was seen, once, and on the record."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from agencies.core.models import User
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk.second import difference, to_look_at
from competitions.iga.desk.seen import Seen, seen_of
from competitions.iga.desk.waiting import judged_by
from foundation.audit import ledger
from foundation.audit.ledger import LedgerNote
from foundation.audit.models import EntryKind

Judgement = Claim.Judgement


class VerdictRefused(Exception):
    """A verdict was not kept; the text is an Indonesian sentence the verifier may read."""


class ClaimMoved(VerdictRefused):
    """The claim is no longer the one that was seen."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a verifier says: of which version, after which verdict or second look (0: none), and what was found.

    `level` counts only for a lower one; `reason` may be empty when the claim is accepted.
    """

    version: int
    after: int
    outcome: str
    level: int | None = None
    reason: str = ""


@transaction.atomic
def judge(claim: Claim, said: Spoken, *, by: User) -> ClaimVerdict:
    """Keeps the verdict on the claim and writes it on the record; said twice by one person it is one.

    Raises ClaimMoved when the claim is another one than was seen, VerdictRefused when somebody has judged it meanwhile,
    when its evidence does not suffice, when the person does not verify it, or would settle a difference for themselves.
    """
    current = _locked(claim)
    _check_person(current, by)
    _check_seen(current, said)
    newest = newest_verdict(current)
    if (newest.pk if newest else 0) != said.after:
        is_own = newest and newest.by_id == by.pk and not newest.second
        if newest and is_own and (newest.outcome, newest.level) == (said.outcome, _level(current, said)):
            return newest
        raise VerdictRefused(_already(newest))
    if current.claimed_by_id == by.pk:
        raise VerdictRefused("Anda sendiri yang membuat klaim ini. Minta koordinator lain memutuskannya.")
    if not current.proven and said.outcome != Judgement.MORE:
        raise VerdictRefused("Bukti klaim ini belum lengkap. Minta bukti lagi; yang lain diputuskan sesudah lengkap.")
    _check_impartial(newest, _level(current, said), by)
    return _keep(current, said, by=by, second=False)


@transaction.atomic
def look_again(claim: Claim, said: Spoken, *, by: User) -> ClaimVerdict:
    """Keeps the second look at a judged claim, which changes nothing of it; said twice by one person it is one.

    Raises ClaimMoved and VerdictRefused as `judge`, also when the claim was not drawn, or when the person has claimed
    it or has spoken on it. `said.after` is not asked, because the person does not know the first verdict.
    """
    current = _locked(claim)
    _check_person(current, by)
    _check_seen(current, said)
    newest = newest_verdict(current)
    if newest and newest.second and newest.by_id == by.pk:
        return newest
    if current.claimed_by_id == by.pk:
        raise VerdictRefused("Anda sendiri yang membuat klaim ini. Minta koordinator lain memeriksanya.")
    if newest is None or current.verified is None:
        raise VerdictRefused("Klaim ini belum diputuskan, jadi belum dapat diperiksa untuk kedua kalinya.")
    if current.verdicts.filter(version=current.version, by=by).exists():
        raise VerdictRefused("Anda sendiri yang memutuskan klaim ini. Pemeriksaan kedua dilakukan koordinator lain.")
    if newest.second:
        raise VerdictRefused(f"{newest.by} sudah memeriksa klaim ini untuk kedua kalinya. Buka klaim berikutnya.")
    if not to_look_at(by, current.indicator.edition).filter(pk=current.pk).exists():
        raise VerdictRefused("Klaim ini tidak terpilih untuk pemeriksaan kedua. Buka klaim berikutnya.")
    return _keep(current, said, by=by, second=True)


def newest_verdict(claim: Claim) -> ClaimVerdict | None:
    """The newest verdict on the claim as it is now, or the second look after it; one query."""
    rows = claim.verdicts.filter(version=claim.version).order_by("-pk")
    return rows.select_related("by", "answers__by").first()


def _locked(claim: Claim) -> Claim:
    rows = Claim.objects.select_for_update(of=("self",)).select_related("indicator__edition")
    return rows.get(pk=claim.pk)


def _check_person(claim: Claim, by: User) -> None:
    if not judged_by(by).filter(pk=claim.proposal_id).exists():
        raise VerdictRefused("Hanya koordinator Bapperida tanpa benturan kepentingan yang memutuskan klaim ini.")


def _check_seen(claim: Claim, said: Spoken) -> None:
    if claim.version != said.version:
        raise ClaimMoved("Klaim ini berubah sesudah Anda membukanya, jadi putusan Anda belum disimpan.")
    if not claim.value:
        raise ClaimMoved("Instansi sudah menarik klaim ini, jadi tidak ada yang perlu diputuskan.")


def _check_impartial(newest: ClaimVerdict | None, level: int | None, by: User) -> None:
    """Where first and second verdict differ, either of the two may take the other's, and anybody else decides."""
    both = difference(newest)
    if both is None:
        return
    first, second = both
    own, other = (first, second) if first.by_id == by.pk else (second, first)
    if own.by_id == by.pk and level != other.level:
        raise VerdictRefused(
            f"Anda menemukan {own.found}, {other.by} {other.found}. Anda dapat menerima temuan {other.by}; selain itu "
            "hanya koordinator ketiga yang memutuskan."
        )


def _already(newest: ClaimVerdict | None) -> str:
    if newest is None:
        return "Klaim ini berubah sesudah Anda membukanya. Periksa lagi, lalu putuskan."
    done = "memeriksa klaim ini untuk kedua kalinya" if newest.second else "memutuskan klaim ini"
    found = f"{newest.by} sudah {done}: {newest.get_outcome_display().lower()}"
    found += f", parameter {newest.level}" if newest.level is not None else ""
    return f"{found}. Putusan Anda belum disimpan. Bila tidak sependapat, periksa lagi lalu kirim putusan Anda."


def _level(claim: Claim, said: Spoken) -> int | None:
    """The level that the outcome means."""
    fixed: dict[str, int | None] = {Judgement.ACCEPTED: claim.value, Judgement.REJECTED: 0, Judgement.MORE: None}
    return fixed.get(said.outcome, said.level)


def _keep(claim: Claim, said: Spoken, *, by: User, second: bool) -> ClaimVerdict:
    level, before = _level(claim, said), _standing(claim)
    if said.outcome == Judgement.LOWERED and not (level and 0 < level < claim.value):
        raise VerdictRefused(f"Pilih parameter yang lebih rendah dari {claim.value}, lalu kirim lagi.")
    seen = seen_of(claim, claim.items.all())
    verdict = ClaimVerdict.objects.create(
        claim=claim,
        version=claim.version,
        claimed=claim.value,
        outcome=said.outcome,
        level=level,
        reason=said.reason,
        second=second,
        seen=seen.model_dump(mode="json"),
        by=by,
    )
    verdict.refresh_from_db(fields=["answers"])
    ledger.append_all([noted(verdict, before)], actor=by)
    return verdict


def noted(verdict: ClaimVerdict, before: dict[str, Any]) -> LedgerNote:
    """What the record keeps of a verdict; `before` is what the claim bore until then."""
    claim = verdict.claim
    after: dict[str, Any] = {
        "outcome": verdict.outcome, "level": verdict.level, "reason": verdict.reason, "second": verdict.second,
        "answers": verdict.answers_id, "version": verdict.version, "claimed": verdict.claimed,
        "evidence": sorted(Seen.model_validate(verdict.seen).items),
        "indicator": claim.indicator_id, "proposal": claim.proposal_id,
    }  # fmt: skip
    return LedgerNote(EntryKind.CLAIM, claim, before, after, at=verdict.at)


def _standing(claim: Claim) -> dict[str, Any]:
    """What the claim bore before, as the record keeps it; nothing where nobody had judged it."""
    if not claim.verdict:
        return {}
    return {"outcome": claim.verdict, "level": claim.verified, "version": claim.version}
