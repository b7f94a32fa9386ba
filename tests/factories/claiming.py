"""The indicators of IGA as the guide of 2026 has them, pieces of evidence, and claims with what proves them."""

import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from agencies.core.models import User
from competitions.core.models import Edition, Indicator, Level
from competitions.iga.claims.proven import reprove
from competitions.iga.claims.services import level_for
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim, ClaimEvidence
from competitions.reference.igafile import IgaFile
from competitions.rules.indicatorrules import IndicatorRules
from foundation.fixtures.reading import read_yaml
from proposals.core.sent import AnyProposal
from tests.factories.files import pdf
from tests.factories.years import YEAR


@cache
def iga_file() -> IgaFile:
    """The city's file of the guide of 2026."""
    return read_yaml(settings.BASE_DIR / "fixtures" / "iga_2026.yaml", IgaFile)


def iga_edition(year: int = YEAR, *numbers: int, **values: Any) -> Edition:
    """An edition with these indicators of the guide of 2026, or with all twenty; nothing of it is looked at twice."""
    content = iga_file()
    rules = content.rules.model_copy(update={"second_look_percent": 0}).as_json()
    edition, _ = Edition.objects.update_or_create(
        programme="iga",
        year=year,
        defaults={"rules": rules, **values},
        create_defaults={"name": f"IGA {year}", "rules": rules, **values},
    )
    for row in content.indicators:
        if not numbers or row.number in numbers:
            _indicator(edition, row)
    return edition


def _indicator(edition: Edition, row: Any) -> None:
    made = Indicator.objects.create(
        edition=edition,
        number=row.number,
        name=row.name,
        definition=row.definition,
        weight=row.weight,
        mandatory=row.mandatory,
        evidence=row.evidence,
        evidence_school=row.school_substitute,
        rules=row.as_json(IndicatorRules),
    )
    groups = [(measure.label, measure.parameters) for measure in row.measures] or [("", row.parameters)]
    Level.objects.bulk_create(
        Level(indicator=made, measure=measure, value=value, description=text)
        for measure, parameters in groups
        for value, text in parameters.items()
    )


def evidence(to: AnyProposal, by: User, kind: str = "sk", number: int = 1, **values: Any) -> EvidenceItem:
    """A PDF on the shelf, numbered and dated, whose bytes are stored nowhere; with `url` a link."""
    said: dict[str, Any] = {"title": f"{kind} {number}", "kind": kind, "uploaded_by": by, "proposal_id": to.pk}
    if "url" not in values:
        said |= {
            "file": f"bukti-iga/{number}",
            "name": f"{kind}-{number}.pdf",
            "size": 2048,
            "content_type": "application/pdf",
            "sha256": f"{number:064x}",
            "document_number": f"{number}/2026",
            "document_date": datetime.date(2026, 1, number),
        }
    return EvidenceItem.objects.create(**said | values)


def stored_evidence(to: AnyProposal, by: User, **values: Any) -> EvidenceItem:
    """One whose bytes are stored."""
    item = evidence(to, by, **values)
    item.file.save("x.pdf", ContentFile(pdf()), save=True)
    item.file.close()
    return item


def claimed(
    to: AnyProposal, by: User, indicator: Indicator, *items: EvidenceItem, level: int = 0, **said: Any
) -> Claim:
    """A claim that names these pieces; the level follows from `fact` or `picked`, or is `level`."""
    values: dict[str, Any] = {"picked": [], **said, "fact": None if said.get("fact") is None else Decimal(said["fact"])}
    found = level_for(indicator, values["fact"], values["picked"], str(level or ""))
    claim = Claim.objects.create(proposal_id=to.pk, indicator=indicator, level=found, claimed_by=by, **values)
    for item in items:
        ClaimEvidence.objects.create(claim=claim, item=item)
    reprove([claim.pk])
    claim.refresh_from_db()
    return claim
