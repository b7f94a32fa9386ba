"""Plain factories with fixed, numbered values: a test says which rows it needs, and equal calls give equal rows.

Each function makes exactly one thing and what it cannot stand without. Values of a call win over the fixed ones.
"""

import datetime
import io
from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfWriter

from agencies.kinds import AgencyKind, Ownership
from agencies.models import Agency, District, User
from proposals.filecheck import hash_chunks
from proposals.models import (
    Affair,
    Attachment,
    AttachmentKind,
    Event,
    FormGuide,
    Period,
    PeriodExtension,
    Proposal,
    Section,
    SectionText,
)
from proposals.workflow import STEPS, Action, Status, Step
from reviews.models import Assignment, Conflict, Criterion, ReviewStage, Rubric

YEAR = 2026
DAY = datetime.timedelta(days=1)
PASSWORD = "kata-sandi-uji-1"
DECREE = "188.45/7/KEP/2026"
# Written in nobody's text, title or name: a search for it finds a proposal through this section only.
RARE_WORD = "kelekak"

PROFILE: dict[str, Any] = {
    "groups": [
        {"key": "identitas", "title": "Identitas inovasi", "purpose": "Nama dan tahapan inovasi."},
        {"key": "waktu", "title": "Waktu dan anggaran", "purpose": "Kapan inovasi diterapkan dan biayanya."},
    ],
    "fields": [
        {"key": "title", "group": "identitas", "label": "Nama inovasi daerah", "required": True, "help": "Yang khas."},
        {
            "key": "stage",
            "group": "identitas",
            "label": "Tahapan inovasi",
            "required": True,
            "help": "Keadaan saat ini.",
            "choices": [
                {"key": "inisiatif", "label": "Inisiatif"},
                {"key": "uji_coba", "label": "Uji coba"},
                {"key": "penerapan", "label": "Penerapan"},
            ],
        },
        {"key": "initiator_name", "group": "identitas", "label": "Nama inisiator", "required": True, "help": "Nama."},
        {"key": "affair", "group": "identitas", "label": "Urusan utama", "required": True, "help": "Satu urusan."},
        {"key": "location", "group": "identitas", "label": "Titik lokasi", "required": False, "help": "Koordinat."},
        {
            "key": "trial_date",
            "group": "waktu",
            "label": "Waktu uji coba",
            "required": False,
            "required_when": {"stage": ["uji_coba", "penerapan"]},
            "help": "Hari pertama dicoba.",
        },
        {
            "key": "applied_date",
            "group": "waktu",
            "label": "Waktu penerapan",
            "required": False,
            "required_when": {"stage": ["penerapan"]},
            "help": "Hari pertama dipakai.",
        },
        {
            "key": "development_date",
            "group": "waktu",
            "label": "Waktu pengembangan",
            "required": False,
            "required_when": {"applied_date": {"before": "2024-01-01"}},
            "help": "Pengembangan terbaru.",
        },
        {"key": "budget", "group": "waktu", "label": "Anggaran (rupiah)", "required": False, "help": "Rupiah bulat."},
    ],
}
COMPLETE_PROFILE: dict[str, Any] = {
    "stage": "penerapan",
    "initiator_name": "Tim Inovasi 1",
    "trial_date": datetime.date(2024, 3, 1),
    "applied_date": datetime.date(2024, 9, 1),
    "budget": 12_500_000,
}
# step key → (its minimum of words in all, its parts as (key, title, minimum, maximum))
STEPS_OF_GUIDE: dict[str, tuple[int, tuple[tuple[str, str, int, int | None], ...]]] = {
    "rancang-bangun": (12, (("permasalahan", "Permasalahan", 3, 20), ("cara_kerja", "Cara kerja", 3, 20))),
    "manfaat-hasil": (0, (("manfaat", "Manfaat", 0, None),)),
}
COMPLETE_TEXTS = {
    "permasalahan": "Warga menunggu dua jam untuk satu surat.",
    "cara_kerja": f"Warga mendaftar lewat ponsel, lalu datang pada jamnya, dibantu {RARE_WORD}.",
    "manfaat": "Waktu tunggu menjadi lima belas menit.",
}


# --- Ground floor --------------------------------------------------------------------------------------------------
def district(number: int = 1, **values: Any) -> District:
    """A kecamatan; the same one for the same number."""
    defaults = {"name": f"Kecamatan {number}", "kind": District.Kind.KECAMATAN}
    return District.objects.get_or_create(code=f"19.71.{number:02d}", defaults=defaults | values)[0]


def agency(number: int = 1, **values: Any) -> Agency:
    """A perangkat daerah of the target; the same one for the same number."""
    defaults = {
        "name": f"Dinas {number}",
        "official_name": f"Dinas Nomor {number} Kota Pangkalpinang",
        "short_name": f"Dinas{number}",
        "kind": AgencyKind.DINAS,
        "in_target": True,
        "contact_name": f"Narahubung {number}",
        "contact_phone": f"0800-000-{number:03d}",
        "contact_email": f"dinas{number}@contoh.invalid",
    }
    return Agency.objects.get_or_create(code=f"dinas-{number}", defaults=defaults | values)[0]


def school(number: int = 1, **values: Any) -> Agency:
    """A public primary school of the target, in district 1; the same one for the same number."""
    npsn = f"999{number:05d}"
    defaults = {
        "name": f"SD Negeri {number}",
        "official_name": f"SD Negeri {number} Kota Pangkalpinang",
        "short_name": f"SDN {number}",
        "kind": AgencyKind.SD,
        "npsn": npsn,
        "ownership": Ownership.NEGERI,
        "district": district(),
        "in_school_target": True,
    }
    return Agency.objects.get_or_create(code=npsn, defaults=defaults | values)[0]


def user(name: str, *, password: str = "", **values: Any) -> User:
    """A person by username; the same one for the same name. Without a password only `force_login` lets them in."""
    known = User.objects.filter(username=name).first()
    if known:
        return known
    defaults = {"full_name": name.replace("-", " ").title(), "email": f"{name}@contoh.invalid"}
    return User.objects.create_user(name, password=password or None, **(defaults | values))


def operator(of: Agency | None = None, name: str = "", **values: Any) -> User:
    """Somebody who writes for an agency (default: agency 1)."""
    home = of or agency()
    return user(name or f"op-{home.code}", agency=home, **values)


def coordinator(number: int = 1, **values: Any) -> User:
    return user(f"koordinator-{number}", is_coordinator=True, **values)


def reviewer(number: int = 1, **values: Any) -> User:
    return user(f"penilai-{number}", is_reviewer=True, **values)


def leader(number: int = 1, **values: Any) -> User:
    return user(f"pimpinan-{number}", is_leader=True, **values)


# --- The year ------------------------------------------------------------------------------------------------------
def affair(number: int = 1, **values: Any) -> Affair:
    """A government affair; the same one for the same number."""
    defaults = {"name": f"Urusan {number}", "group": "Urusan wajib", "order": number, "code": f"1.{number:02d}"}
    return Affair.objects.get_or_create(key=f"urusan-{number}", defaults=defaults | values)[0]


def guide(year: int = YEAR) -> FormGuide:
    """A small form: eight profile fields, two steps with three texts, three kinds of files; the same one for a year."""
    made, new = FormGuide.objects.get_or_create(year=year, defaults={"name": f"Panduan {year}", "profile": PROFILE})
    if new:
        _sections(made)
        _kinds(made)
    return made


def _sections(made: FormGuide) -> None:
    order = 0
    for step, (least, parts) in STEPS_OF_GUIDE.items():
        order += 1
        title = step.replace("-", " ").capitalize()
        parent = Section.objects.create(guide=made, key=step, title=title, min_words=least, order=order)
        for key, name, fewest, most in parts:
            order += 1
            limits = {"min_words": fewest, "max_words": most}
            Section.objects.create(guide=made, parent=parent, key=key, title=name, order=order, **limits)


def _kinds(made: FormGuide) -> None:
    kind, needed = AttachmentKind.objects.create, AttachmentKind.Required
    kind(guide=made, key="surat_pengantar", label="Surat pengantar", types=["pdf"], required=needed.ALWAYS, order=1,
         max_mb=1)  # fmt: skip
    kind(guide=made, key="foto", label="Foto kegiatan", types=["jpg", "png"], multiple=True, order=2, max_mb=1)
    kind(guide=made, key="regulasi", label="Regulasi", types=["pdf"], required=needed.APPLIED, order=3, max_mb=1)


def period(year: int = YEAR, **values: Any) -> Period:
    """A period that opened 30 days ago and closes in 30; the same one for the same year."""
    defaults = {
        "name": f"Usulan Inovasi Daerah {year}",
        "guide": guide(year),
        "opens_at": timezone.now() - 30 * DAY,
        "closes_at": timezone.now() + 30 * DAY,
    }
    return Period.objects.get_or_create(year=year, defaults=defaults | values)[0]


def close(of: Period) -> Period:
    """The period as of now closed since an hour."""
    Period.objects.filter(pk=of.pk).update(closes_at=timezone.now() - datetime.timedelta(hours=1))
    of.refresh_from_db()
    return of


def extension(of: Period, to: Agency, **values: Any) -> PeriodExtension:
    """Ten more days from now for one agency."""
    defaults = {"closes_at": timezone.now() + 10 * DAY, "reason": "Gangguan jaringan selama tiga hari."}
    return PeriodExtension.objects.create(period=of, agency=to, **(defaults | values))


# --- Files ---------------------------------------------------------------------------------------------------------
@cache
def pdf(pages: int = 1) -> bytes:
    """A tiny real PDF; another number of pages makes other content."""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return out.getvalue()


@cache
def picture(shade: int = 120) -> bytes:
    """A tiny real PNG; another shade makes other content."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


def upload(name: str = "surat.pdf", data: bytes | None = None) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if data is None else data)


def attachment(to: Proposal, kind: str = "surat_pengantar", *, data: bytes | None = None, **values: Any) -> Attachment:
    """A stored file of a kind; its bytes really lie in the storage."""
    content = pdf() if data is None else data
    defaults = {
        "kind": AttachmentKind.objects.get(guide=to.period.guide_id, key=kind),
        "name": f"{kind}.pdf",
        "size": len(content),
        "content_type": "application/pdf",
        "sha256": hash_chunks([content]),
        "uploaded_by": to.created_by,
    }
    made = Attachment(proposal=to, **(defaults | values))
    made.file.save(made.name, ContentFile(content), save=True)
    return made


def stored_files() -> set[str]:
    """Every file in the evidence storage."""
    folders = default_storage.listdir("bukti")[0] if default_storage.exists("bukti") else []
    return {f"bukti/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"bukti/{folder}")[1]}


# --- Proposals -----------------------------------------------------------------------------------------------------
def draft(number: int = 1, *, of: Agency | None = None, year: int = YEAR, **values: Any) -> Proposal:
    """A draft with nothing but its title; of agency 1 when none is given."""
    home = of or agency()
    values.setdefault("created_by", operator(home))
    return Proposal.objects.create(period=period(year), agency=home, **({"title": f"Inovasi {number}"} | values))


def write(to: Proposal, **texts: str) -> None:
    """Stores texts by section key, each in its first version."""
    sections = {section.key: section for section in Section.objects.filter(guide=to.period.guide_id)}
    for key, text in texts.items():
        values = {"text": text, "words": len(text.split()), "updated_by": to.created_by}
        SectionText.objects.create(proposal=to, section=sections[key], **values)


def ready(number: int = 1, *, of: Agency | None = None, year: int = YEAR, **values: Any) -> Proposal:
    """A draft that lacks nothing: it may be submitted as it is."""
    made = draft(number, of=of, year=year, **(COMPLETE_PROFILE | {"affair": affair()} | values))
    write(made, **COMPLETE_TEXTS)
    attachment(made, "surat_pengantar")
    attachment(made, "regulasi", data=pdf(2))
    return made


def path_to(status: Status) -> list[Step]:
    """The shortest way through the table from a draft to `status`."""
    ways: dict[Status, list[Step]] = {Status.DRAFT: []}
    waiting = deque([Status.DRAFT])
    while waiting:
        here = waiting.popleft()
        for step in STEPS:
            if step.source == here and step.target not in ways:
                ways[step.target] = [*ways[here], step]
                waiting.append(step.target)
    return ways[status]


def move(to_move: Proposal, step: Step, by: User | None = None, note: str = "") -> Proposal:
    """One legal step straight in the database, past the conditions of the service: status, what it needs, its event."""
    now = timezone.now()
    changes: dict[str, Any] = {"status": step.target, "status_since": now}
    if step.action is Action.SUBMIT and not to_move.number:
        to_move.period.last_sequence += 1
        to_move.period.save(update_fields=["last_sequence"])
        changes |= {"number": f"PGK-{to_move.period.year}-{to_move.period.last_sequence:04d}", "submitted_at": now}
    if step.action is Action.ESTABLISH:
        changes["decree_number"] = note or DECREE
    Proposal.objects.filter(pk=to_move.pk, status=step.source).update(**changes)
    Event.objects.create(
        proposal=to_move, action=step.action, source=step.source, target=step.target, actor=by or to_move.created_by,
        note=note or ("Catatan uji." if step.note else ""),
    )  # fmt: skip
    to_move.refresh_from_db()
    return to_move


def proposal(
    status: Status = Status.SUBMITTED, number: int = 1, *, of: Agency | None = None, year: int = YEAR, **values: Any
) -> Proposal:
    """A complete proposal in any status, with the events of the shortest legal way there."""
    made = ready(number, of=of, year=year, **values)
    staff = coordinator()
    for step in path_to(status):
        move(made, step, by=made.created_by if step.role == "proposer" else staff)
    return made


# --- Reviewing -----------------------------------------------------------------------------------------------------
def rubric(number: int = 1, criteria: int = 2) -> Rubric:
    """A rubric with equally weighted criteria of three levels; the same one for the same number."""
    made, new = Rubric.objects.get_or_create(key=f"rubrik-{number}", defaults={"name": f"Rubrik {number}"})
    levels = [{"value": level, "description": f"Tingkat {level}"} for level in (1, 2, 3)]
    for order in range(1, criteria + 1 if new else 1):
        Criterion.objects.create(
            rubric=made, key=f"kriteria-{order}", name=f"Kriteria {order}", weight=50, levels=levels, order=order
        )
    return made


def stage(of: Period | None = None, order: int = 1, **values: Any) -> ReviewStage:
    """A review stage without dates, so always open; the same one for the same period and order."""
    defaults = {"key": f"tahap-{order}", "name": f"Tahap {order}", "share": 100, "rubric": rubric()}
    home = of or period()
    return ReviewStage.objects.get_or_create(period=home, order=order, defaults=defaults | values)[0]


def assign(to: User, what: Proposal, order: int = 1, **values: Any) -> Assignment:
    """One reviewer asked to score one proposal."""
    return Assignment.objects.create(stage=stage(what.period, order), proposal=what, reviewer=to, **values)


def conflict(of: User, over: Proposal, **values: Any) -> Conflict:
    """A declared conflict of interest that stands."""
    return Conflict.objects.create(user=of, proposal=over, **({"reason": "Saudara kandung pengusul."} | values))


# --- The cast ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cast:
    """The fixed people of the tests. `home` is the agency of owner and colleague, `elsewhere` that of the stranger."""

    home: Agency
    elsewhere: Agency
    owner: User
    colleague: User
    stranger: User
    reviewer: User
    unassigned: User
    former: User
    conflicted: User
    colleague_reviewer: User
    coordinator: User
    leader: User
    visitor: AnonymousUser

    def __getitem__(self, name: str) -> User | AnonymousUser:
        person: User | AnonymousUser = getattr(self, name)
        return person

    def involve(self, what: Proposal) -> Proposal:
        """Asks the reviewers to score it, and lets the conflicted one, who holds every role, declare a conflict.

        `former` was asked, too, but is no reviewer any longer; `colleague_reviewer` was asked before joining the
        proposing agency, because nobody can be asked after that.
        """
        joined = User.objects.filter(pk=self.colleague_reviewer.pk)
        joined.update(agency=None)
        for person in (self.reviewer, self.former, self.conflicted, self.colleague_reviewer):
            assign(person, what)
        joined.update(agency=self.home)
        conflict(self.conflicted, what)
        return what


PEOPLE = (
    "owner", "colleague", "stranger", "reviewer", "unassigned", "former", "conflicted", "colleague_reviewer",
    "coordinator", "leader", "visitor",
)  # fmt: skip


def cast() -> Cast:
    """Everybody at once; nobody is tied to a proposal before `involve`."""
    home, elsewhere = agency(1), agency(2)
    return Cast(
        home=home,
        elsewhere=elsewhere,
        owner=operator(home),
        colleague=operator(home, "op-dinas-1-kedua"),
        stranger=operator(elsewhere),
        reviewer=reviewer(1),
        unassigned=reviewer(2),
        former=user("penilai-lama"),
        conflicted=user("penilai-terkait", is_reviewer=True, is_coordinator=True, is_leader=True),
        colleague_reviewer=user("penilai-dinas-1", is_reviewer=True, agency=home),
        coordinator=coordinator(),
        leader=leader(),
        visitor=AnonymousUser(),
    )
