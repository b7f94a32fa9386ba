"""Places of KIPP shared out in the demo year: a score by hand, the sharing out as it was, and two who signed it."""

import datetime
from decimal import Decimal
from typing import Final

from competitions.core.models import Edition
from competitions.kipp.preflight.models import RuleOverride
from competitions.kipp.slots.allocating import SlotVariant, allocate
from competitions.kipp.slots.inputs import agencies_of_the_rule, slot_field
from competitions.kipp.slots.models import SlotRun, SlotSignature, SlotWord
from competitions.kipp.slots.services import agreed, kept_rows
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit

SCORE: Final = Decimal("82.50")
SAID: Final = f"Nilai dari rapat persiapan KIPP, karena penilaian tahun ini belum dirilis {MARK}"

VIDEO_LATER: Final = f"Video sudah ditonton rapat; tautannya menyusul sebelum pendaftaran {MARK}"


def store_sharing(desk: DemoKit, at: datetime.datetime) -> None:
    """By score, of the entries that are ready and not chosen yet; nothing where there is none.

    The first of them gets a score by hand where it has none, and goes on without a video where only that is missing.
    """
    edition = Edition.objects.filter(programme=Edition.Programme.KIPP, year=desk.period.year).first()
    waiting = [] if edition is None else [one for one in slot_field(edition).given.candidates if not one.holds_place]
    if edition is None or not waiting:
        return
    staff = desk.cast.coordinator
    if waiting[0].score is None:
        SlotWord.objects.create(
            nomination_id=waiting[0].key, kind=SlotWord.Kind.SCORE, score=SCORE, reason=SAID, by=staff, at=at
        )
    if [text.partition(":")[0] for text in waiting[0].red] == ["Video"]:
        RuleOverride.objects.create(
            nomination_id=waiting[0].key, rule="K8", holds=True, reason=VIDEO_LATER, by=staff, at=at
        )
    field, variant = slot_field(edition), SlotVariant.BY_SCORE
    run = SlotRun.objects.create(
        edition=edition, variant=variant, target=agencies_of_the_rule(edition), by=staff, at=at,
        inputs=field.given.model_dump(mode="json"), rows=kept_rows(field, allocate(field.given, variant)),
    )  # fmt: skip
    for place, person in enumerate([staff, desk.cast.second], start=1):
        signed = SlotSignature.objects.create(run=run, by=person, at=at)
        note = ledger.LedgerNote(EntryKind.SLOTS, run, {}, agreed(run, place), at=signed.at)
        ledger.append_all([note], actor=person)
