"""The entry desk: an entry in the fields of the ministry's portal, in its order, with what somebody has copied."""

from typing import Final

from agencies.core.models import User
from competitions.core.models import Nomination
from competitions.entering.copying import EntryField
from competitions.kipp.papers.fields import identification
from competitions.kipp.papers.models import CopiedField
from competitions.kipp.writing.onepage import EntryDesk

IDENTITY: Final = "Identitas entri"
TEXTS: Final = "Naskah menurut formulir"


def portal_fields(desk: EntryDesk) -> list[tuple[str, list[EntryField]]]:
    """All fields of an entry in the portal's order, by the group they stand in; the texts by the form's sections."""
    rows = desk.rows
    texts = [
        EntryField(
            each.section.key,
            each.section.title,
            rows[each.section.key].text if each.section.key in rows else "",
            each.words,
            each.limit,
        )
        for each in desk.state.sections
    ]
    return [(title, fields) for title, fields in ((IDENTITY, identification(desk)), (TEXTS, texts)) if fields]


def copies_of(nomination: Nomination, person: User) -> dict[str, CopiedField]:
    """What this person has copied of an entry, by the key of the field; one query."""
    return {tick.key: tick for tick in CopiedField.objects.filter(nomination=nomination, by=person)}
