"""A checklist for the small guide of the tests: two questions for a person, and what the portal looks at by itself."""

import pytest

from proposals.verifying.models import CheckItem
from tests import factories

M = CheckItem.Machine
QUESTIONS = [
    ("surat", "", "file:surat_pengantar"),
    ("manfaat", "", "section:manfaat"),
    ("mirip", M.ALIKE, "section:cara_kerja"),
    ("bukti", M.SAME_FILES, ""),
    ("waktu", M.DATES, "column:applied_date"),
    ("kata", M.WORDS, ""),
    ("profil", M.PROFILE, ""),
    ("berkas", M.FILES, ""),
    ("pindai", M.SCANNED, ""),
    ("titik", M.PLACE, "column:latitude"),
    ("lalu", M.EARLIER_REMARKS, ""),
    ("kipp", M.KIPP_AGE, "column:applied_date"),
    ("iga", M.IGA_WINDOW, "column:applied_date"),
]


@pytest.fixture
def checklist(db: None) -> dict[str, CheckItem]:
    """The questions by their keys."""
    guide = factories.guide()
    return {
        key: CheckItem.objects.create(
            guide=guide,
            key=key,
            question=f"Pertanyaan {key}",
            source=f"Dasar {key}",
            machine=machine,
            place=place,
            order=order,
        )
        for order, (key, machine, place) in enumerate(QUESTIONS)
    }
