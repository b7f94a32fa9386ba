"""Rules of the national programmes as an edition stores them: those of the city's files, with a test's numbers."""

from typing import Any

from django.conf import settings

from competitions.reference.igafile import IgaFile
from competitions.reference.kippfile import KippFile
from competitions.rules.igarules import IgaRules
from competitions.rules.kipprules import KippRules
from foundation.fixtures.reading import read_yaml


def iga_rules(*, words: int = 300, affairs: int = 5) -> dict[str, Any]:
    """Rules that ask for so many words of the rancang bangun and so many affairs of basic service."""
    content = read_yaml(settings.BASE_DIR / "fixtures" / "iga_2026.yaml", IgaFile)
    number = content.scoring.number.model_copy(update={"min_basic_services": affairs})
    return IgaRules(
        scoring=content.scoring.model_copy(update={"number": number}),
        eligibility=content.edition.eligibility.model_copy(update={"rancang_bangun_min_words": words}),
        predicates=content.predicates,
        spd=content.spd,
    ).as_json()


def kipp_rules(*required: str) -> dict[str, Any]:
    """Rules that require exactly these papers, by key."""
    papers = read_yaml(settings.BASE_DIR / "fixtures" / "kipp_2026.yaml", KippFile).attachments
    return {"attachments": [paper.as_json() | {"required": paper.key in required} for paper in papers]}


def kipp_form_rules(form: str = "c") -> dict[str, Any]:
    """Rules with the groups and all proposal forms of the city's file; entries are written in the one of this key."""
    content = read_yaml(settings.BASE_DIR / "fixtures" / "kipp_2026.yaml", KippFile)
    return KippRules(form=form, forms=content.forms, groups=content.groups).as_json()
