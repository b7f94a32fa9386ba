"""KIPP in a demo year: agencies nominate, the city chooses, the best are at the ministry, and some have results."""

import datetime
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils import timezone

from agencies.core.models import User
from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NOMINABLE, find_move, last_day
from competitions.core.stages import KippOutcome, KippStage
from competitions.kipp.notifications import NominationChange
from competitions.kipp.storing import store_changes, store_results
from inovasi.demo.guard import MARK
from inovasi.demo.handling.entered import store_entry_texts
from inovasi.demo.handling.lettered import store_letters_of
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from inovasi.demo.timing import office_hour
from proposals.core.sent import SentProposal
from proposals.core.workflow import ELIGIBLE, Role

NOMINATING: Final = 3  # one agency in so many
# Of the nominations: at the ministry (the last of them taken back), chosen besides, and said to be ready besides.
ENTERED, CHOSEN, READY = 4, 2, 2
DAYS_AFTER: Final = {"siap": 5, "pilih": 9, "daftarkan": 16, "tarik": 20, "batalkan": 6}
DAYS_OF_A_STAGE: Final = 9
TAKEN_BACK: Final = "Inovator utama pindah tugas ke luar kota."
CANCELLED: Final = "Instansi mendahulukan inovasi lain."
PAPER: Final = f"Pengumuman kementerian {MARK}"
A, P, V, W = KippStage.ADMINISTRATION, KippStage.PROPOSAL, KippStage.PRESENTATION, KippStage.AWARD
OK, NO = KippOutcome.PASSED, KippOutcome.FAILED
# What the ministry found, one line for each entry that was not taken back.
FOUND: Final[tuple[tuple[tuple[KippStage, KippOutcome, str | None], ...], ...]] = (
    ((A, OK, None), (P, OK, "88.75"), (V, OK, "86.40"), (KippStage.BENEFIT, OK, None), (W, OK, None)),
    ((A, OK, None), (P, NO, "82.50")),
    ((A, NO, None),),
)


def store_nominations(
    desk: DemoKit, entries: Sequence[DemoEntry], until: datetime.datetime, now: datetime.datetime
) -> None:
    """About a third of the agencies have nominated their best proposal for the KIPP edition of the year.

    They stand in every state by `until`; the ministry has told of some by `now`.
    """
    edition = Edition.objects.filter(programme=Edition.Programme.KIPP, year=desk.period.year).first()
    if edition is None:
        return
    closing = last_day(edition.year, edition.closes_on)
    best: dict[int, DemoEntry] = {}
    for entry in sorted(entries, key=lambda each: (each.course.status in ELIGIBLE, each.course.quality)):
        sent = entry.moves and timezone.localdate(entry.moves[0].at) <= closing
        if sent and entry.idea.agency.in_target and entry.course.status in NOMINABLE:
            best[entry.idea.agency.pk] = entry
    count = sum(agency.in_target for agency in {entry.idea.agency for entry in entries}) // NOMINATING
    chosen = sorted(best.values(), key=lambda entry: -entry.course.quality)[: max(1, count)]
    rows = SentProposal.objects.select_related("agency").in_bulk([entry.proposal.pk for entry in chosen])
    last = min(until, timezone.make_aware(datetime.datetime.combine(closing, datetime.time(15))))
    nominated = [_nominated(desk.rng, edition, entry, rows[entry.proposal.pk], last) for entry in chosen]
    store_changes(nominated)
    _move_on(desk, edition, nominated, until)
    store_entry_texts([each.nomination for each in nominated], until)
    store_letters_of(desk, until)
    entered = [each.nomination for each in nominated if each.nomination.state == Nomination.State.ENTERED]
    store_results(_results(entered, desk.cast.coordinator, now))


def _move_on(desk: DemoKit, edition: Edition, nominated: Sequence[NominationChange], until: datetime.datetime) -> None:
    """The city takes the best of them on, in the order of their quality; the last agency thinks better of it."""
    staff = desk.cast.coordinator
    listed = [each for each in nominated if each.nomination.proposal.status in ELIGIBLE]
    ready, taken = listed[: ENTERED + CHOSEN + READY], listed[: ENTERED + CHOSEN]
    store_changes([_moved(each, "siap", each.by, until) for each in ready])
    store_changes([_moved(each, "pilih", staff, until) for each in taken])
    store_changes([
        _moved(each, "daftarkan", staff, until, f"KIPP-{edition.year}-{place:03d} {MARK}")
        for place, each in enumerate(listed[:ENTERED], start=1)
    ])  # fmt: skip
    if len(nominated) > ENTERED:
        store_changes(
            [_moved(each, "tarik", staff, until, reason=TAKEN_BACK) for each in listed[ENTERED - 1 : ENTERED]]
        )
        left = [each for each in nominated if each not in ready]
        store_changes([_moved(each, "batalkan", staff, until, reason=CANCELLED) for each in left[-1:]])


def _nominated(
    rng: random.Random, edition: Edition, entry: DemoEntry, proposal: SentProposal, until: datetime.datetime
) -> NominationChange:
    sent, rules = entry.moves[0].at, edition.kipp
    day = timezone.localtime(sent + (until - sent) * rng.uniform(0.05, 0.9)).date()
    categories = [choice.key for choice in rules.categories.choices] if rules.categories else [""]
    nomination = Nomination(
        edition=edition,
        proposal=proposal,
        agency=entry.idea.agency,
        group=rules.usual_group,
        category=categories[proposal.pk % len(categories)],
        innovator_name=entry.operator.full_name,
        contact_phone=f"0717 400{proposal.pk % 1000:03d}",
        contact_email=entry.operator.email,
        video_url=f"https://video.contoh.invalid/{proposal.number}",
    )
    return NominationChange(nomination, entry.operator, at=min(max(sent, office_hour(rng, day)), until))


def _moved(
    nominated: NominationChange, key: str, by: User, until: datetime.datetime, text: str = "", reason: str = ""
) -> NominationChange:
    """The next move of a nomination, some days after it was nominated."""
    row = nominated.nomination
    arrow = find_move(key, row.state, row.proposal.status, {Role.PROPOSER, Role.COORDINATOR})
    at = min(row.nominated_at + datetime.timedelta(days=DAYS_AFTER[key]), until)
    return NominationChange(row, by, arrow, text, at=at, reason=reason)


def _results(entered: Sequence[Nomination], by: User, now: datetime.datetime) -> list[KippResult]:
    """What the ministry had told of these by `now`, one stage after the other."""
    found = []
    for nomination, told in zip(entered, FOUND, strict=False):
        registered = nomination.nominated_at + datetime.timedelta(days=DAYS_AFTER["daftarkan"])
        for place, (stage, outcome, score) in enumerate(told, start=1):
            at = registered + place * datetime.timedelta(days=DAYS_OF_A_STAGE)
            if at < now:
                found.append(
                    KippResult(
                        nomination=nomination, stage=stage, outcome=outcome, score=score and Decimal(score),
                        award=f"Top 45 {MARK}" if stage == W else "", document=PAPER, by=by, at=at,
                        decided_on=timezone.localdate(at),
                    )
                )  # fmt: skip
    return found
