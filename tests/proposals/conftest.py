"""The cast of the writing tests: one small guide, an open period, and people with fixed names."""

import datetime
from copy import deepcopy

import pytest
from django.utils import timezone

from agencies.core.kinds import AgencyKind
from agencies.core.models import Agency, User
from proposals.core.guide.models import AttachmentKind, FormGuide, Section
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.writing.drafting import NewDraft, begin
from tests import factories

FIELDS = [
    {"key": "title", "group": "identitas", "label": "Nama inovasi", "required": True, "help": "Nama yang khas."},
    {
        "key": "stage",
        "group": "identitas",
        "label": "Tahapan inovasi",
        "required": True,
        "choices": [{"key": "inisiatif", "label": "Inisiatif"}, {"key": "penerapan", "label": "Penerapan"}],
    },
    {"key": "initiator_name", "group": "identitas", "label": "Nama inisiator", "required": True},
    {"key": "location", "group": "identitas", "label": "Titik lokasi", "required": False},
    {"key": "trial_date", "group": "identitas", "label": "Waktu uji coba"},
    {"key": "applied_date", "group": "identitas", "label": "Waktu penerapan"},
    {"key": "budget", "group": "identitas", "label": "Anggaran"},
]


@pytest.fixture
def guide(db: None) -> FormGuide:
    groups = [{"key": "identitas", "title": "Identitas", "purpose": "Siapa dan apa."}]
    guide = FormGuide.objects.create(
        year=2026, name="Panduan 2026", profile={"groups": groups, "fields": deepcopy(FIELDS)}
    )
    step = Section.objects.create(
        guide=guide, key="rancang-bangun", title="Rancang bangun", min_words=20, meaning="design"
    )
    for order, key in enumerate(("permasalahan", "metode"), start=1):
        Section.objects.create(guide=guide, parent=step, key=key, title=key.title(), max_words=300, order=order)
    AttachmentKind.objects.create(
        guide=guide, key="surat", label="Surat pengantar", required="always", types=["pdf", "jpg", "png"], max_mb=2
    )
    AttachmentKind.objects.create(
        guide=guide, key="foto", label="Foto kegiatan", types=["jpg", "png"], max_mb=2, multiple=True, order=2
    )
    return guide


@pytest.fixture
def period(guide: FormGuide) -> Period:
    now = timezone.now()
    return Period.objects.create(
        year=2026,
        name="Usulan 2026",
        guide=guide,
        opens_at=now - datetime.timedelta(days=30),
        closes_at=now + datetime.timedelta(days=30),
    )


def make_agency(code: str, name: str) -> Agency:
    return Agency.objects.create(code=code, name=name, official_name=name, short_name=name, kind=AgencyKind.values[0])


def make_user(username: str, agency: Agency | None = None, **roles: bool) -> User:
    return factories.user(username, full_name=username.title(), email=f"{username}@contoh.test", agency=agency, **roles)


@pytest.fixture
def agency(db: None) -> Agency:
    return make_agency("dinas-a", "Dinas A")


@pytest.fixture
def owner(agency: Agency) -> User:
    return make_user("pemilik", agency)


@pytest.fixture
def colleague(agency: Agency) -> User:
    return make_user("rekan", agency)


@pytest.fixture
def stranger(db: None) -> User:
    return make_user("orang-lain", make_agency("dinas-b", "Dinas B"))


@pytest.fixture
def coordinator(db: None) -> User:
    return make_user("koordinator", is_coordinator=True)


@pytest.fixture
def proposal(period: Period, owner: User, agency: Agency) -> Proposal:
    return begin([NewDraft(Proposal(period=period, agency=agency, created_by=owner, title="Antrean Daring"))])[0]


@pytest.fixture
def problem(proposal: Proposal) -> Section:
    return Section.objects.get(key="permasalahan")


@pytest.fixture
def method(proposal: Proposal) -> Section:
    return Section.objects.get(key="metode")
