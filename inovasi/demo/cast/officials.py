"""The demo's officials: examples that no real person bears the name of, in the offices that sign papers."""

import datetime
from typing import Any, Final

import pgtrigger

from agencies.core.models import Agency
from agencies.officials.models import Official
from agencies.officials.offices import Office
from foundation.city import city
from inovasi.demo.cast.people import Cast
from inovasi.demo.guard import MARK

# Nobody was born on the first day of 1900 and still signs papers.
NIP: Final = "19000101190001100"


def store_officials(cast: Cast, since: datetime.date) -> None:
    """One example in each office that the city's card names and nobody holds yet, two of them with a demo account.

    The record tells nothing of them: like the demo's people they are there before its first day.
    """
    office = Agency.objects.get(code=city().office.agency_code)
    wanted: list[dict[str, Any]] = [
        {"office": Office.REGION_HEAD, "front": "Dr."},
        {"office": Office.DEPUTY, "back": "S.H."},
        {"office": Office.SECRETARY, "front": "Ir.", "back": "M.T.", "grade": "IV/d", "account": cast.leader},
        {"office": Office.AGENCY_HEAD, "agency": office, "back": "S.T.", "grade": "IV/c", "account": cast.coordinator},
        *(
            {"office": Office.OTHER, "title": role.title}
            for role in city().signatories
            if role.office == Office.OTHER.value
        ),
    ]
    found = []
    for number, values in enumerate(wanted, 1):
        seat = values["office"], office.pk if "agency" in values else None, values.get("title", "")
        if not Official.objects.of_office(*seat).exists():
            nip = f"{NIP}{number}" if "grade" in values else ""
            found.append(Official(name=f"Nama Pejabat {number} {MARK}", nip=nip, since=since, **values))
    with pgtrigger.ignore("agencies.Official:official_recorded"):
        Official.objects.bulk_create(found)
