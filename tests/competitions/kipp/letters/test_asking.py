"""Which papers an entry needs, by its kind and group; every paper of the city's file is tried."""

import pytest
from django.conf import settings

from competitions.kipp.letters.asking import need_of
from competitions.reference.kippfile import KippFile
from competitions.rules.kipprules import KippPaper
from foundation.fixtures.reading import read_yaml


@pytest.fixture(scope="module")
def papers() -> dict[str, KippPaper]:
    content = read_yaml(settings.BASE_DIR / "fixtures" / "kipp_2026.yaml", KippFile)
    return {paper.key: paper for paper in content.attachments}


def paper(**values: object) -> KippPaper:
    said = {"key": "x", "label": "X", "required": False, "types": ["pdf"], "max_mb": 2, "confidence": "verified"}
    return KippPaper.model_validate(said | values)


def asked(papers: dict[str, KippPaper], **facts: str) -> set[str]:
    return {key for key, one in papers.items() if need_of(one, facts).is_asked}


def test_the_spbe_form_is_asked_of_digital_ones_alone(papers):
    always = {"pernyataan_implementasi", "identitas", "kesediaan_replikasi"}
    assert asked(papers, innovation_type="non_digital", group="umum") == always
    assert asked(papers, innovation_type="", group="umum") == always
    assert asked(papers, innovation_type="digital", group="umum") == {*always, "formulir_spbe"}


@pytest.mark.parametrize(
    ("values", "facts", "expected"),
    [
        ({"required": True}, {}, (True, "wajib")),
        ({}, {"group": "replikasi"}, (False, "boleh")),
        (
            {"required_when": {"innovation_type": ["digital"]}},
            {"innovation_type": "digital"},
            (True, "wajib bagi inovasi digital"),
        ),
        (
            {"required_when": {"innovation_type": ["digital"]}},
            {"innovation_type": "non_digital"},
            (False, "boleh; hanya wajib bagi inovasi digital"),
        ),
        (
            {"required_when": {"innovation_type": ["digital"]}},
            {"innovation_type": ""},
            (False, "wajib bagi inovasi digital; jenis inovasinya belum diisi pada usulan"),
        ),
        ({"required_when": {"group": ["replikasi"]}}, {"group": "replikasi"}, (True, "wajib untuk kelompok replikasi")),
        (
            {"required_when": {"group": ["replikasi"], "innovation_type": ["digital"]}},
            {"group": "umum", "innovation_type": "digital"},
            (False, "boleh; hanya wajib untuk kelompok replikasi dan bagi inovasi digital"),
        ),
    ],
)
def test_a_need_is_told_with_its_condition(values, facts, expected):
    found = need_of(paper(**values), facts)
    assert (found.is_asked, found.text) == expected
