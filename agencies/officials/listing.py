"""What the page of officials shows: each office with who signs today, its history, and days without anybody."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from agencies.core.models import Agency
from agencies.officials.models import Official
from agencies.officials.offices import Office, OfficialStanding, office_name
from agencies.officials.picking import OF_THE_OFFICE, who_signs
from foundation.audit.models import LedgerEntry
from foundation.city import city
from foundation.text.keys import natural

DAY: Final = datetime.timedelta(days=1)
IN_ORDER: Final = tuple(Office.values)


@dataclass(slots=True)
class Seat:
    """One office: its records, who signs today, and which papers wait for a name."""

    title: str
    office: str
    agency: Agency | None = None
    records: list[Official] = field(default_factory=list)
    signs: Official | None = None
    vacant_since: datetime.date | None = None
    papers: list[str] = field(default_factory=list)

    @property
    def latest(self) -> Official | None:
        return self.signs or (self.records[0] if self.records else None)

    @property
    def add_url(self) -> str:
        """The form for somebody new in this office."""
        asked = {"jabatan": self.office} | ({"instansi": self.agency.code} if self.agency else {})
        asked |= {"sebutan": self.title} if self.office == Office.OTHER else {}
        return f"{reverse('agencies:official_new')}?{urlencode(asked)}"

    @property
    def lack(self) -> str:
        """A sentence on what happens to its papers while nobody is recorded; empty when somebody is."""
        if self.signs or not self.papers:
            return ""
        said = f"{self.title} belum tercatat: {_listed(self.papers)}"
        return f"{said} belum memuat nama lengkap pejabatnya (titik-titik)."


def seats(on: datetime.date) -> list[Seat]:
    """Every office that signs papers by the city's card, and every other one with records; three queries at most."""
    known = _needed()
    records = defaultdict(list)
    for record in Official.objects.standing().select_related("agency").order_by("-since", "-pk"):
        records[_key(record.office, record.agency_id, record.title)].append(record)
    for key, found in records.items():
        newest = found[0]
        seat = known.setdefault(key, Seat(newest.office_title, newest.office, newest.agency))
        seat.records, seat.signs = found, who_signs(found, on)
        seat.vacant_since = None if seat.signs else _since_when(found, on)
    return sorted(known.values(), key=lambda seat: (not seat.papers, IN_ORDER.index(seat.office), natural(seat.title)))


def lacking(found: Iterable[Seat]) -> list[str]:
    """Which offices lack somebody, and whose papers will show dots."""
    return [seat.lack for seat in found if seat.lack]


def agencies_without_head(found: Iterable[Seat], on: datetime.date) -> int:
    """How many agencies and schools that may propose have no head on record."""
    proposing = Agency.objects.active(on).filter(Q(in_target=True) | Q(in_school_target=True))
    headed = [seat.agency.pk for seat in found if seat.agency and seat.signs]
    return proposing.exclude(pk__in=headed).count()


def history(records: Iterable[Official], on: datetime.date) -> list[dict[str, str]]:
    """The records of one office as steps of a line, the oldest first, with the days on which nobody was recorded."""
    found = sorted(records, key=lambda one: (one.since, one.pk))
    signs = who_signs(found, on)
    steps: list[dict[str, str]] = []
    covered: datetime.date | None = None
    for one in found:
        if covered and one.since - covered > DAY:
            steps.append(_gap(covered + DAY, one.since - DAY))
        covered = max(covered or one.since, one.until or datetime.date.max)
        state = "now" if one is signs else "done" if one.since <= on else ""
        steps.append({"title": one.full_name, "when": span(one), "text": one.office_in_full, "state": state})
    if covered and covered < on:
        steps.append(_gap(covered + DAY, None))
    return steps


def span(record: Official) -> str:
    """The days of a record in words."""
    last = f"sampai {_said(record.until)}" if record.until else "sampai sekarang"
    return f"{_said(record.since)} {last}"


def changes(record: Official) -> list[dict[str, Any]]:
    """What was changed of a record, newest first, as the tamper-evident record tells."""
    entries = LedgerEntry.objects.filter(subject_type="agencies.official", subject_id=record.pk)
    return [_step(entry) for entry in entries.select_related("actor").order_by("-sequence")]


def _step(entry: LedgerEntry) -> dict[str, Any]:
    before, after = json.loads(entry.before), json.loads(entry.after)
    if not before:
        return {"label": "Dicatat", "actor": entry.actor, "at": entry.at, "note": ""}
    label = "Dibatalkan" if after["mistaken"] else "Diubah"
    note = ". ".join(part for part in ("; ".join(_changed(before, after)), after["reason"]) if part)
    return {"label": label, "actor": entry.actor, "at": entry.at, "note": note}


def _needed() -> dict[tuple[str, int | None, str], Seat]:
    """The offices for which the city's card names papers, with these papers."""
    running = Agency.objects.filter(code=city().office.agency_code).first()
    found: dict[tuple[str, int | None, str], Seat] = {}
    for role in city().signatories:
        if not role.office or (role.office == OF_THE_OFFICE and running is None):
            continue
        head = running if role.office == OF_THE_OFFICE else None
        office = Office.AGENCY_HEAD.value if head else role.office
        title = role.title if office == Office.OTHER else office_name(office, head)
        seat = found.setdefault(_key(office, head.pk if head else None, title), Seat(title, office, head))
        seat.papers += [paper.replace("_", " ") for paper in role.signs]
    return found


def _key(office: str, agency_id: int | None, title: str) -> tuple[str, int | None, str]:
    return office, agency_id, title.lower() if office == Office.OTHER else ""


def _since_when(records: Iterable[Official], on: datetime.date) -> datetime.date | None:
    """The first day since which nobody is recorded; None when nobody was before this day."""
    ended = [one.until for one in records if one.until and one.until < on]
    return max(ended) + DAY if ended else None


def _gap(first: datetime.date, last: datetime.date | None) -> dict[str, str]:
    when = f"{_said(first)} sampai {_said(last)}" if last else f"Sejak {_said(first)}"
    return {"title": "Tidak ada pejabat tercatat", "when": when, "text": "", "state": ""}


def _changed(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, value in after.items():
        if value == before.get(name) or name in ("reason", "mistaken"):
            continue
        column = Official._meta.get_field(name.removesuffix("_id"))
        label = str(getattr(column, "verbose_name", name))
        known = (_in_words(name, before.get(name)), _in_words(name, value))
        yield f"{label} diganti" if name.endswith("_id") else f"{label}: {known[0]} menjadi {known[1]}"


def _in_words(name: str, value: Any) -> str:
    if name == "standing":
        return str(OfficialStanding(value).label)
    if name in ("since", "until") and value:
        return _said(datetime.date.fromisoformat(value))
    return value or "–"


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" dan " if len(words) > 1 else "") + words[-1]


def _said(day: datetime.date) -> str:
    return date_format(day, "j F Y")
