"""Who copied the demo's innovations: as many regions as were claimed for IGA, and some of what was established."""

import datetime
from typing import Final

from django.utils import timezone

from competitions.iga.core.models import Claim
from competitions.replication.models import Replication, replication_path
from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoKit
from inovasi.demo.making.files import lay
from proposals.core.sent import SentProposal
from proposals.core.workflow import Status
from proposals.filechecks.check import hash_chunks

REGIONS: Final = (
    "Kabupaten Bangka", "Kabupaten Bangka Barat", "Kabupaten Bangka Tengah", "Kabupaten Bangka Selatan",
    "Kabupaten Belitung", "Kabupaten Belitung Timur", "Kota Palembang", "Kota Bengkulu",
)  # fmt: skip
UNITS: Final = ("Puskesmas tetangga", "Kelurahan tetangga", "SMP tetangga", "Kecamatan tetangga")
PAPERS: Final = ("pks", "mou", "letter", "statement")
ESTABLISHED: Final = 15  # innovations that were copied without a claim
WITH_FILE: Final = 0.7
OLDEST: Final = 500  # days before the demo's day


def store_copied(desk: DemoKit, until: datetime.datetime) -> None:
    """All of it; innovations of all years."""
    claims = Claim.objects.filter(indicator__rules__bundle="replikasi", fact__gt=0).order_by("proposal")
    regions = {key: int(fact) for key, fact in claims.values_list("proposal", "fact") if fact}
    shown = SentProposal.objects.filter(status=Status.ESTABLISHED).exclude(pk__in=regions).order_by("-pk")
    for key in shown.values_list("pk", flat=True)[:ESTABLISHED]:
        regions[key] = desk.rng.choice((0, 1, 1, 2))
    rows = []
    for proposal in SentProposal.objects.filter(pk__in=regions).select_related("created_by").order_by("pk"):
        named = [("region", name) for name in desk.rng.sample(REGIONS, min(regions[proposal.pk], len(REGIONS)))]
        if not named or desk.rng.random() < 0.3:
            named.append(("unit", desk.rng.choice(UNITS)))
        rows += [_row(desk, proposal, kind, name, until) for kind, name in named]
    Replication.objects.bulk_create(rows)


def _row(desk: DemoKit, proposal: SentProposal, kind: str, name: str, until: datetime.datetime) -> Replication:
    rng, paper = desk.rng, desk.rng.choice(PAPERS)
    day = timezone.localdate(until) - datetime.timedelta(days=rng.randint(30, OLDEST))
    row = Replication(
        proposal=proposal, kind=kind, who=f"{name} {MARK}", paper=paper, paper_date=day,
        paper_number=f"{rng.randint(1, 90)}/{paper.upper()}/{day.year} {MARK}",
        contact_name=f"Narahubung {MARK}", contact_way="peniru@contoh.invalid",
        by=proposal.created_by, at=until - datetime.timedelta(days=25 * rng.random()),
    )  # fmt: skip
    if rng.random() < WITH_FILE:
        data = desk.letters.copy(f"{row.get_paper_display()} {MARK}", f"{proposal.title}, {name}")
        row.sha256, row.file_name, row.content_type = hash_chunks([data]), f"{paper}-contoh.pdf", "application/pdf"
        row.file.name = lay(replication_path(row, row.file_name), data)
    return row
