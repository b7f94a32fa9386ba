"""What the office made of the demo year's claims: verdicts and their digests, what is sent to IGA, its own part."""

import datetime
from decimal import Decimal
from typing import Final

from agencies.core.models import User
from competitions.core.igarules import CityBand
from competitions.core.models import Edition
from competitions.iga.candidates import services as candidates
from competitions.iga.city.models import CityFigure
from competitions.iga.core.models import Candidacy, Claim, ClaimVerdict
from competitions.iga.desk.digest import tell_agency
from competitions.iga.desk.seen import seen_of
from competitions.iga.desk.services import noted
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
LEFT_OUT: Final = 2
REGISTERED: Final = 8
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
    for agency in sorted({verdict.claim.proposal.agency_id for verdict in verdicts}):
        tell_agency(agency, edition.pk, at=told)


def _verdict(desk: DemoKit, claim: Claim, at: datetime.datetime) -> ClaimVerdict:
    outcome = desk.rng.choices(OUTCOMES, SHARES)[0]
    if outcome == Claim.Judgement.LOWERED and claim.value == 1:
        outcome = Claim.Judgement.ACCEPTED
    levels = {
        Claim.Judgement.ACCEPTED: claim.value,
        Claim.Judgement.LOWERED: claim.value - 1,
        Claim.Judgement.REJECTED: 0,
    }
    return ClaimVerdict(
        claim=claim,
        version=claim.version,
        claimed=claim.value,
        outcome=outcome,
        level=levels.get(outcome),
        reason=REASONS.get(outcome, ""),
        seen=seen_of(claim, claim.items.all()).model_dump(mode="json"),
        by=desk.cast.coordinator,
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


def _state(edition: Edition, proposal: SentProposal) -> str:
    return Candidacy.objects.get(edition=edition, proposal=proposal.pk).state


def _store_own_part(desk: DemoKit, edition: Edition, until: datetime.datetime) -> None:
    """A level for most rows of the city's own part; the second look waits for another coordinator."""
    by: User = desk.cast.coordinator
    rows = [row for row in edition.iga.spd if row.mandatory or desk.rng.random() < 0.5]
    chosen = [(row, desk.rng.choice((1, 2, 2, 3))) for row in rows]
    CityFigure.objects.bulk_create(
        CityFigure(
            edition=edition,
            row=row.key,
            level=level,
            figure=_inside(row.bands[level - 1]) if row.bands else None,
            document_title=f"{row.name} {MARK}",
            url=f"https://contoh.invalid/spd/{row.number}",
            entered_by=by,
            entered_at=until - ENTERED * desk.rng.random(),
        )
        for row, level in chosen
    )


def _inside(band: CityBand) -> Decimal:
    """A figure of the band, off its edges."""
    if band.lowest is None or band.highest is None:
        return (band.lowest + 1) if band.lowest is not None else (band.highest or Decimal(0)) - 1
    return (band.lowest + band.highest) / 2
