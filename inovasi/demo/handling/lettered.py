"""Letters of KIPP entries of the demo year: all of them where the agency called the entry ready, else most."""

import datetime
import random
from typing import Final

from django.utils import timezone

from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationState
from competitions.kipp.letters.listing import letters_of
from competitions.kipp.letters.models import EntryLetter, letter_path
from competitions.kipp.letters.storing import NewLetter, store_letters
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit
from inovasi.demo.making.files import lay
from proposals.filechecks.check import Verdict, hash_chunks

GIVEN: Final = 0.6  # of the letters that an entry lacks which is still with its agency
SIGNED_BEFORE: Final = 4  # at most so many days before the upload
LEAST, MOST = datetime.timedelta(hours=2), datetime.timedelta(days=6)  # after the nomination


def store_letters_of(desk: DemoKit, until: datetime.datetime) -> None:
    """Letters that were not yet given with the proposal; each after its nomination and before `until`."""
    edition = Edition.objects.filter(programme=Edition.Programme.KIPP, year=desk.period.year).first()
    if edition is None:
        return
    rows = list(edition.nominations.select_related("proposal", "nominated_by").order_by("pk"))
    papers = letters_of(edition, rows)
    store_letters([
        new
        for row in rows
        for paper in papers[row.pk]
        if paper.is_missing and (new := _letter(desk, row, paper.paper.key, paper.paper.label, until))
    ])  # fmt: skip


def _letter(desk: DemoKit, row: Nomination, key: str, label: str, until: datetime.datetime) -> NewLetter | None:
    """A letter of chance that repeats itself and takes nothing from that of the others."""
    rng = random.Random(f"{row.proposal.number} {key}")
    went_on = row.state not in (NominationState.NOMINATED, NominationState.CANCELLED)
    after = LEAST + (MOST - LEAST) * rng.random()
    at = row.nominated_at + min(after, (until - row.nominated_at) / 2)
    if at >= until or not (went_on or rng.random() < GIVEN):
        return None
    data = desk.letters.copy(f"{label} {MARK}", f"Surat {row.proposal.number}")
    verdict = Verdict("application/pdf", "pdf", f"{key}.pdf", hash_chunks([data]), data, 1)
    return NewLetter(
        row.pk,
        key,
        verdict,
        row.nominated_by,
        timezone.localdate(at) - datetime.timedelta(days=rng.randint(0, SIGNED_BEFORE)),
        f"{rng.randint(100, 900)}/{desk.period.year} {MARK}",
        lies_at=lay(letter_path(EntryLetter(sha256=verdict.sha256), ""), data),
        at=at,
    )
