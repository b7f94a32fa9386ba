"""What the office made of the demo year's claims: verdicts, second looks, digests, what is sent, its own part."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.iga.candidates import services as candidates
from competitions.iga.city.models import CityFigure
from competitions.iga.core.models import Candidacy, Claim, ClaimVerdict
from competitions.iga.desk.digest import tell_agency
from competitions.iga.desk.second import is_drawn
from competitions.iga.desk.seen import seen_of
from competitions.iga.desk.services import noted
from competitions.iga.results.services import save_levels
from competitions.rules.igarules import CityBand
from foundation.audit import ledger
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit
from proposals.core.sent import SentProposal

JUDGED: Final = 0.7  # of the claims that are proven
OUTCOMES: Final = (Claim.Judgement.ACCEPTED, Claim.Judgement.LOWERED, Claim.Judgement.REJECTED, Claim.Judgement.MORE)
SHARES: Final = (75, 12, 5, 8)
REASONS: Final = {
    Claim.Judgement.LOWERED: "Bukti hanya mencakup sebagian dari yang diminta parameter ini.",
    Claim.Judgement.REJECTED: "Dokumen tidak menyebut nama inovasi.",
    Claim.Judgement.MORE: "Halaman yang memuat inovasi belum disorot.",
}
LOOKED: Final = 0.8  # of those drawn
DIFFERING, SETTLED = 6, 2  # every sixth look differs, and every second of these is settled
CHECKED: Final = 0.8  # of the city's own rows
LEFT_OUT: Final = 2
REGISTERED: Final = 8
RESULTED: Final = 3
STRICTER: Final = 0.3  # of the levels
BEFORE_NOW, NO_TIME = datetime.timedelta(minutes=40), datetime.timedelta(0)
ENTERED: Final = datetime.timedelta(days=12)
BATCH: Final = 500


def store_judged(desk: DemoKit, until: datetime.datetime) -> None:
    """All of it on the IGA edition of the year, told and recorded as of its moments; nothing without an edition."""
    edition = Edition.objects.filter(programme=Edition.Programme.IGA, year=desk.period.year).first()
    if edition is None:
        return
    _store_verdicts(desk, edition, until)
    _store_set(desk, edition, until)
    _store_own_part(desk, edition, until)


def _store_verdicts(desk: DemoKit, edition: Edition, until: datetime.datetime) -> None:
    claims = Claim.objects.filter(indicator__edition=edition, proven=True).select_related("indicator", "proposal")
    # The agencies were told a while after the last verdict.
    told = until - BEFORE_NOW
    verdicts = [
        _verdict(desk, claim, claim.claimed_at + max(told - claim.claimed_at, NO_TIME) * desk.rng.random())
        for claim in claims.prefetch_related("items").order_by("claimed_at", "pk")
        if desk.rng.random() < JUDGED
    ]
    ClaimVerdict.objects.bulk_create(verdicts, batch_size=BATCH)
    ledger.append_all((noted(verdict, {}) for verdict in verdicts), actor=desk.cast.coordinator)
    _store_second_looks(desk, verdicts, edition.iga.second_look_percent, told)
    for agency in sorted({verdict.claim.proposal.agency_id for verdict in verdicts}):
        tell_agency(agency, edition.pk, at=told)


def _store_second_looks(
    desk: DemoKit, verdicts: Sequence[ClaimVerdict], percent: int, until: datetime.datetime
) -> None:
    """Most of what was drawn was looked at again; of what differs the first coordinator sometimes took the other's."""
    rng, first, second = desk.rng, desk.cast.coordinator, desk.cast.second
    drawn = [row for row in verdicts if row.level is not None and is_drawn(row.claim_id, row.pk, percent)]
    looks: list[tuple[ClaimVerdict, ClaimVerdict]] = []
    settled: list[tuple[ClaimVerdict, ClaimVerdict]] = []
    differing = 0
    for row in drawn:
        if rng.random() >= LOOKED:
            continue
        level = row.level or 0
        if len(looks) % DIFFERING == DIFFERING - 1:
            level = level - 1 if level else row.claimed
            differing += 1
        look = _found(row.claim, level, second, row.at + (until - row.at) * rng.random())
        looks.append((row, look))
        if level != row.level and differing % SETTLED == 0:
            settled.append((row, _found(row.claim, level, first, look.at + (until - look.at) * rng.random())))
    for _, look in looks:
        look.second = True
    for by, pairs in ((second, looks), (first, settled)):
        ClaimVerdict.objects.bulk_create([row for _, row in pairs], batch_size=BATCH)
        for before, row in pairs:
            row.refresh_from_db(fields=["answers"])
            bore = {"outcome": before.outcome, "level": before.level, "version": before.version}
            ledger.append_all([noted(row, bore)], actor=by)


def _verdict(desk: DemoKit, claim: Claim, at: datetime.datetime) -> ClaimVerdict:
    outcome = desk.rng.choices(OUTCOMES, SHARES)[0]
    if outcome == Claim.Judgement.LOWERED and claim.value == 1:
        outcome = Claim.Judgement.ACCEPTED
    levels = {
        Claim.Judgement.ACCEPTED: claim.value,
        Claim.Judgement.LOWERED: claim.value - 1,
        Claim.Judgement.REJECTED: 0,
    }
    return _found(claim, levels.get(outcome), desk.cast.coordinator, at)


def _found(claim: Claim, level: int | None, by: User, at: datetime.datetime) -> ClaimVerdict:
    """A verdict, not stored; without a level more evidence is asked for."""
    lower = Claim.Judgement.LOWERED if level else Claim.Judgement.REJECTED
    outcome = Claim.Judgement.MORE if level is None else Claim.Judgement.ACCEPTED if level == claim.value else lower
    return ClaimVerdict(
        claim=claim,
        version=claim.version,
        claimed=claim.value,
        outcome=outcome,
        level=level,
        reason=REASONS.get(outcome, ""),
        seen=seen_of(claim, claim.items.all()).model_dump(mode="json"),
        by=by,
        at=at,
    )


def _store_set(desk: DemoKit, edition: Edition, until: datetime.datetime) -> None:
    """What is ready is sent but for two; some of it bears the ministry's number already."""
    office, at = desk.cast.coordinator, until - ENTERED / 4
    ready = list(candidates.ready_for(edition, office).order_by("number"))
    for proposal in ready[:LEFT_OUT]:
        reason = {"reason": f"Menunggu pengembangan tahun depan {MARK}"}
        candidates.move(edition, proposal, "keluarkan", by=office, seen=_state(edition, proposal), typed=reason, at=at)
    candidates.list_ready(edition, by=office, confirmed=len(ready[LEFT_OUT:]), at=at)
    for place, proposal in enumerate(ready[LEFT_OUT:][:REGISTERED], 1):
        number = {"registration_number": f"contoh-{place:03d}", "registered_on": at.date()}
        candidates.move(edition, proposal, "daftarkan", by=office, seen=_state(edition, proposal), typed=number, at=at)
    for proposal in ready[LEFT_OUT:][:RESULTED]:
        _store_result(desk, edition, proposal, until - ENTERED / 8)


def _store_result(desk: DemoKit, edition: Edition, proposal: SentProposal, at: datetime.datetime) -> None:
    """What the ministry found of one innovation: now and then a level below the city's own."""
    office = desk.cast.coordinator
    claims = Claim.objects.filter(indicator__edition=edition, proposal=proposal.pk, proven=True, verified__gt=0)
    weights = dict(edition.indicators.values_list("number", "weight"))
    levels = {
        number: (level or 0) - (desk.rng.random() < STRICTER)
        for number, level in claims.order_by("indicator__number").values_list("indicator__number", "verified")
    }
    said = {"source": f"Hasil IGA {edition.year} {MARK}", "confidence": NationalResult.Trust.UNKNOWN, "reason": ""}
    save_levels(Candidacy.objects.get(edition=edition, proposal=proposal.pk), levels, said, by=office, seen=0, at=at)
    points = {"ministry_points": sum(weights[number] * level for number, level in levels.items())}
    candidates.move(edition, proposal, "hasil", by=office, seen=_state(edition, proposal), typed=points, at=at)


def _state(edition: Edition, proposal: SentProposal) -> str:
    return Candidacy.objects.get(edition=edition, proposal=proposal.pk).state


def _store_own_part(desk: DemoKit, edition: Edition, until: datetime.datetime) -> None:
    """A level for most rows of the city's own part, of which the second coordinator has looked at most."""
    rows = [row for row in edition.iga.spd if row.mandatory or desk.rng.random() < 0.5]
    chosen = [(row, desk.rng.choice((1, 2, 2, 3))) for row in rows]
    figures = [
        CityFigure(
            edition=edition,
            row=row.key,
            level=level,
            figure=_inside(row.bands[level - 1]) if row.bands else None,
            document_title=f"{row.name} {MARK}",
            url=f"https://contoh.invalid/spd/{row.number}",
            entered_by=desk.cast.coordinator,
            entered_at=until - ENTERED * desk.rng.random(),
        )
        for row, level in chosen
    ]
    for figure in figures:
        if desk.rng.random() < CHECKED:
            figure.checked_by = desk.cast.second
            figure.checked_at = figure.entered_at + (until - figure.entered_at) * desk.rng.random()
    CityFigure.objects.bulk_create(figures)


def _inside(band: CityBand) -> Decimal:
    """A figure of the band, off its edges."""
    if band.lowest is None or band.highest is None:
        return (band.lowest + 1) if band.lowest is not None else (band.highest or Decimal(0)) - 1
    return (band.lowest + band.highest) / 2
