"""What a new draft begins with, as the guide suggests it: answers that are the same for most proposals of an agency."""

from collections.abc import Mapping
from typing import Any

from agencies.core.models import Agency
from proposals.core.affairs.models import Affair
from proposals.core.guide.form import AGENCY, GuideField
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import NOTHING, QUESTIONS, FieldKind

PREFILLED = "Sudah kami isikan. Ubah bila keliru."


def suggestions(guide: FormGuide, agency: Agency) -> dict[str, Any]:
    """By column, the answers that the guide suggests to an agency; one query where it suggests an affair."""
    found = {
        QUESTIONS[key][0].column: _suggested(field, agency) for key, field in guide.fields.items() if field.suggested
    }
    return {column: value for column, value in found.items() if value not in NOTHING}


def is_suggested(column: str, stored: Mapping[str, Any], suggested: Mapping[str, Any]) -> bool:
    """Whether a field still holds what was suggested; `stored` holds of an affair its key."""
    value = suggested.get(column)
    return column in suggested and stored[column] == (value.pk if isinstance(value, Affair) else value)


def _suggested(field: GuideField, agency: Agency) -> Any:
    if field.suggested != AGENCY:
        return field.suggested
    if field.type is FieldKind.AFFAIR:
        return _affair(agency)
    most = field.max_length or len(agency.name)
    return agency.name if len(agency.name) <= most else ""


def _affair(agency: Agency) -> Affair | None:
    """The one affair that may be chosen among those that are the business of an agency, or of the office above it."""
    offices = [key for key in (agency.pk, agency.parent_id) if key]
    mine = Affair.objects.filter(selectable=True, crossing_only=False, agencies__in=offices).distinct()
    found = list(mine[:2])
    return found[0] if len(found) == 1 else None
