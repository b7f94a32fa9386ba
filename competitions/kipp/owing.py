"""What agencies still owe of their entries in an edition: letters, texts that are too long, and age; for reminders."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.models import User
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import BEFORE_MINISTRY, age_reached
from competitions.kipp.letters.listing import PaperOfEntry, letters_of
from competitions.kipp.writing.opening import OPEN_IN
from competitions.kipp.writing.state import TextState, group_of, states_of

Told = dict[int, tuple[str, ...]]
"""By key of the agency one line per entry, by the number of its proposal, without its title."""


@dataclass(frozen=True, slots=True)
class OwedEntries:
    """What is owed by agency: letters that are missing, sections over their limit, and ages not reached yet."""

    letters: Told = field(default_factory=dict)
    texts: Told = field(default_factory=dict)
    ages: Told = field(default_factory=dict)


def owed_entries(edition: Edition, reader: User | None = None) -> OwedEntries:
    """What is owed of the entries that this reader may know of, without one of all; five queries at any size.

    Nobody owes anything while the closing day is not known, nor after it (national.md 3.2).
    """
    today = timezone.localdate()
    if edition.closes_on is None or edition.is_closed(today):
        return OwedEntries()
    rows = Nomination.objects.filter(edition=edition, state__in=BEFORE_MINISTRY)
    entries = list((rows.visible_to(reader) if reader else rows).select_related("proposal").order_by("pk"))
    for each in entries:
        each.edition = edition
    letters, texts = letters_of(edition, entries), states_of(entries)
    return OwedEntries(
        letters=_by_agency(entries, lambda each: _letters(letters[each.pk])),
        texts=_by_agency(entries, lambda each: _texts(texts[each.pk]) if each.state in OPEN_IN else ""),
        ages=_by_agency(entries, lambda each: _age(edition, each, today)),
    )


def _by_agency(entries: list[Nomination], tell: Callable[[Nomination], str]) -> Told:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for each in entries:
        if told := tell(each):
            found[each.agency_id] += (f"{each.proposal.number}: {told}",)
    return dict(found)


def _letters(papers: list[PaperOfEntry]) -> str:
    return ", ".join(one.paper.label for one in papers if one.is_missing)


def _texts(state: TextState) -> str:
    return ", ".join(f"{each.section.title} {each.told}" for each in state.over)


def _age(edition: Edition, entry: Nomination, today: datetime.date) -> str:
    """On which day the entry is old enough; empty where it is, or where one of the facts is not known."""
    least, applied, closes = (
        edition.limits_of(group_of(entry)).min_age_months,
        entry.proposal.applied_date,
        edition.closes_on,
    )
    if least is None or applied is None or closes is None:
        return ""
    day = age_reached(applied, least)
    if day <= today:
        return ""
    when = "sebelum" if day < closes else "pada hari" if day == closes else "sesudah"
    return f"umur {least} bulan tercapai pada {date_format(day)}, {when} penutupan {date_format(closes)}"
