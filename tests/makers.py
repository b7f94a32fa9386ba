"""Plain makers of rows with fixed, numbered values; each test makes exactly the rows it speaks about."""

import datetime
import itertools
from collections import deque
from typing import Any

from django.utils import timezone

from agencies.kinds import AgencyKind
from agencies.models import Agency, District, User
from proposals.models import Affair, Attachment, AttachmentKind, Event, FormGuide, Period, Proposal, Section
from proposals.workflow import STEPS, Status, Step

NOON = datetime.datetime(2026, 6, 1, 5, 0, tzinfo=datetime.UTC)
PROFILE = {
    "fields": [
        {"key": "stage", "label": "Tahapan inovasi", "choices": [{"key": "penerapan", "label": "Penerapan"}]},
        {
            "key": "form",
            "label": "Bentuk inovasi",
            "choices": [{"key": "pelayanan_publik", "label": "Pelayanan publik"}],
        },
        {"key": "innovation_type", "label": "Jenis inovasi", "choices": [{"key": "digital", "label": "Digital"}]},
        {"key": "affair", "label": "Urusan utama"},
        {"key": "applied_date", "label": "Waktu penerapan"},
        {"key": "budget", "label": "Anggaran"},
    ]
}


def make_guide(year: int = 2026) -> FormGuide:
    """A guide of one step with two parts and one kind of file; the same one for the same year."""
    guide, new = FormGuide.objects.get_or_create(year=year, defaults={"name": f"Panduan {year}", "profile": PROFILE})
    if new:
        step = Section.objects.create(guide=guide, key="rancang-bangun", title="Rancang bangun", min_words=300)
        for order, key in enumerate(("permasalahan", "cara_kerja"), 1):
            Section.objects.create(guide=guide, parent=step, key=key, title=key.replace("_", " ").title(), order=order)
        AttachmentKind.objects.create(guide=guide, key="surat_pengantar", label="Surat pengantar", types=["pdf"])
    return guide


def make_period(year: int = 2026, **values: Any) -> Period:
    """The period of a year, open until the end of that year; the same one for the same year."""
    defaults = {
        "name": f"Usulan Inovasi Daerah {year}",
        "guide": make_guide(year),
        "opens_at": datetime.datetime(year, 1, 1, tzinfo=datetime.UTC),
        "closes_at": datetime.datetime(year, 12, 31, tzinfo=datetime.UTC),
    }
    return Period.objects.get_or_create(year=year, defaults=defaults | values)[0]


def make_district(name: str = "Rangkui") -> District:
    return District.objects.get_or_create(code=f"19.71.{len(name):02d}", defaults={"name": name, "kind": "kecamatan"})[
        0
    ]


def make_agency(code: str = "dinkes", **values: Any) -> Agency:
    """One of the counted agencies; pass in_target=False for one that isn't."""
    name = f"Dinas {code.title()}"
    defaults = {
        "name": name,
        "official_name": name,
        "short_name": code.title(),
        "kind": AgencyKind.DINAS,
        "in_target": True,
    }
    return Agency.objects.create(code=code, **(defaults | values))


def make_school(npsn: str = "10900001", **values: Any) -> Agency:
    name = f"SD Negeri {npsn[-2:]}"
    return make_agency(npsn, npsn=npsn, name=name, short_name=name, kind=AgencyKind.SD, in_target=False, **values)


def make_affair(key: str = "kesehatan", **values: Any) -> Affair:
    return Affair.objects.get_or_create(key=key, defaults={"name": key.title(), "group": "wajib"} | values)[0]


def make_person(username: str, agency: Agency | None = None, **flags: Any) -> User:
    """A person named by username, with the role flags given."""
    values = {"full_name": username.title(), "email": f"{username}@contoh.go.id"}
    return User.objects.create(username=username, agency=agency, **(values | flags))


def way_to(status: str) -> list[Step]:
    """The shortest row of moves from a draft to `status`, by the workflow's own table."""
    waiting: deque[tuple[str, list[Step]]] = deque([(Status.DRAFT, [])])
    while waiting:
        here, way = waiting.popleft()
        if here == status:
            return way
        waiting.extend((step.target, [*way, step]) for step in STEPS if step.source == here and step.target != here)
    raise AssertionError(f"no way to {status}")


def record(proposal: Proposal, step: Step) -> Event:
    """The event of one move."""
    return Event.objects.create(
        proposal=proposal,
        action=step.action,
        source=step.source,
        target=step.target,
        actor=proposal.created_by,
        at=NOON,
    )


_sequence = itertools.count(1)


def make_proposal(agency: Agency, status: str = Status.DRAFT, *, year: int = 2026, **values: Any) -> Proposal:
    """A proposal of `agency` that went the shortest way to `status`, with its events."""
    period = make_period(year)
    creator = agency.people.first() or make_person(f"op-{agency.code}", agency)
    order = next(_sequence)
    values = {"title": f"Inovasi {order}"} | values
    proposal = Proposal.objects.create(period=period, agency=agency, created_by=creator, **values)
    row = Proposal.objects.filter(pk=proposal.pk)
    for step in way_to(status):
        row.update(
            number=f"PGK-{year}-{order:04d}",
            submitted_at=NOON,
            status=step.target,
            decree_number="100/2026" if step.target == Status.ESTABLISHED else "",
        )
        record(proposal, step)
    proposal.refresh_from_db()
    return proposal


def write_section(proposal: Proposal, key: str, text: str) -> None:
    section = Section.objects.get(guide=proposal.period.guide, key=key)
    proposal.texts.create(section=section, text=text, words=len(text.split()))


def attach_file(proposal: Proposal, name: str = "surat.pdf", *, sha256: str = "ab" * 32) -> Attachment:
    """A row of evidence; its bytes are not stored."""
    kind = AttachmentKind.objects.get(guide=proposal.period.guide, key="surat_pengantar")
    return Attachment.objects.create(
        proposal=proposal,
        kind=kind,
        file=f"bukti/{name}",
        name=name,
        size=2048,
        content_type="application/pdf",
        sha256=sha256,
        uploaded_by=proposal.created_by,
        uploaded_at=timezone.now(),
    )
