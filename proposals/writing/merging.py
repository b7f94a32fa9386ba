"""Two people on one field: which of three versions a save keeps, and what a refused one shows to choose from.

The three are the field as it was shown, as it was typed, and as it is stored by now.
"""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import SectionText
from proposals.text.diffing import diff_words
from proposals.text.rendering import render_diff
from proposals.text.shown import EditClash, SectionShown, fingerprint

if TYPE_CHECKING:
    from proposals.writing.forms import ProfileForm
    from proposals.writing.services import SavedProfile


class MergeOutcome(StrEnum):
    """What a save does with one field."""

    KEEP = "keep"
    STORE = "store"
    CLASH = "clash"


def plain(value: object) -> str:
    """Return a field's value as a plain text that a form can carry back: rows by their keys, numbers without zeros."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return ",".join(str(key) for key in sorted(row.pk for row in value))
    return str(value.pk) if isinstance(value, Model) else str("" if value is None else value)


def settle(*, base: str, typed: str, stored: str) -> MergeOutcome:
    """Return what to do with a field that was shown as `base`, now reads `typed` and is `stored` in the database.

    Only a field that both sides changed, and differently, is a clash; one that only somebody else changed is kept.
    """
    if typed in (stored, base):
        return MergeOutcome.KEEP
    return MergeOutcome.STORE if stored == base else MergeOutcome.CLASH


def writer_of(text: SectionText, reader: User) -> str:
    """Who wrote what is stored, as `reader` is told."""
    return "Anda, di tab lain," if text.updated_by_id == reader.pk else str(text.updated_by or "")


def told_theirs(text: SectionText, reader: User) -> str:
    """The one line of a section that `reader` left as it was while somebody wrote in it."""
    return (
        f"{writer_of(text, reader) or 'Rekan Anda'} mengubah “{text.section.title}” "
        f"pukul {timezone.localtime(text.updated_at):%H.%M}; tulisan itu sudah termuat."
    )


def text_clashes(stale: list[SectionText], typed: Mapping[str, str], reader: User) -> list[EditClash]:
    """The refused sections; `typed` holds what `reader` wrote, by section key."""
    return [
        EditClash(
            name=text.section.key,
            title=text.section.title,
            stored=text.text,
            stored_reading=text.text,
            base=str(SectionShown.of(text)),
            difference=render_diff(diff_words(text.text, typed[text.section.key])),
            asked=fingerprint(typed[text.section.key]),
            by=writer_of(text, reader),
            at=f"{timezone.localtime(text.updated_at):%H.%M}",
        )
        for text in stale
    ]


def profile_clashes(form: "ProfileForm", outcome: "SavedProfile", typed: Mapping[str, str]) -> list[EditClash]:
    """The refused profile fields; `typed` holds what was filled in, in plain form."""
    return [
        EditClash(
            name=name,
            title=str(form.fields[name].label),
            stored=stored,
            stored_reading=form.reading(name, stored),
            base=stored,
            difference=render_diff(diff_words(form.reading(name, stored), form.reading(name, typed[name]))),
            asked=fingerprint(typed[name]),
            at=f"{timezone.localtime(outcome.proposal.updated_at):%H.%M}",
        )
        for name, stored in outcome.stale.items()
    ]
