"""An entry whose text holds all that makes counting hard, and the people around it."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from competitions.core.models import Edition, Nomination
from competitions.kipp.writing.models import EntryText
from competitions.reference.kippfile import KippFile
from foundation.fixtures.reading import read_yaml
from proposals.core.models import Proposal
from proposals.text.words import count_words
from tests import factories
from tests.factories import Cast

HARD = """Sebelum 2024, anak-anak di pulau menunggu rata-rata 4,5 jam; biayanya Rp1.250.000,50 per orang dan/atau kas.
1. Perahu menjemput — tanpa biaya -- pada pukul 07.00.
2. Petugas mencatat di https://contoh.id/jalur-laut/catatan-harian-petugas-pelayanan-ambulans-laut-terpadu.
- Hasilnya 98,5% tepat waktu & terbuka untuk umum
  lanjutan butir ini
a) huruf
Indikator | Sebelum | Sesudah
Waktu tunggu | 4,5 jam | 35 menit
2. Kunjungan | 12 | 2.150

o butir dengan huruf
(3) nomor sendiri
"""


@pytest.fixture
def edition() -> Edition:
    content = read_yaml(settings.BASE_DIR / "fixtures" / "kipp_2026.yaml", KippFile)
    rules = factories.kipp_form_rules() | {
        "identification": [field.as_json() for field in content.identification],
        "categories": content.categories.as_json(),
        "attachments": [paper.as_json() for paper in content.attachments],
    }
    closes = timezone.localdate() + datetime.timedelta(days=30)
    return Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026", closes_on=closes, rules=rules)


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    made = factories.proposal("in_review", of=cast.home, title="Ambulans Laut", innovation_type="digital")
    return cast.involve(made)


@pytest.fixture
def nomination(edition: Edition, proposal: Proposal, cast: Cast) -> Nomination:
    said = {"innovator_name": "Siti Aminah", "innovator_nip": "197802112006041009", "contact_phone": "0812-1"}
    return factories.nomination(edition, proposal, nominated_by=cast.owner, category="kesehatan", **said)


@pytest.fixture
def write(nomination: Nomination, cast: Cast):
    """Writes sections by key as the writing room stores them; the others get a short text."""

    def written(**texts: str) -> None:
        for section in nomination.edition.kipp.proposal_form.sections_of("umum"):
            text = texts.get(section.key, f"Isi {section.title.lower()}.")
            EntryText.objects.update_or_create(
                nomination=nomination,
                section=section.key,
                defaults={"text": text, "words": count_words(text), "edited_by": cast.owner},
            )

    return written
