"""What a refused save shows: both versions of a field with their differences marked, so that the writer chooses."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from agencies.core.models import User
from proposals.core.models import SectionText
from proposals.text.diffing import diff_words, render_diff
from proposals.writing.forms import ProfileForm
from proposals.writing.services import SavedProfile


@dataclass(frozen=True, slots=True)
class EditClash:
    """One field that two people changed: `base` is what a save that knows the stored version must carry."""

    name: str
    title: str
    stored: str
    stored_reading: str
    base: str
    difference: SafeString
    by: User | None = None
    at: str = ""


def text_clashes(stale: list[SectionText], typed: Mapping[str, str]) -> list[EditClash]:
    """The refused sections; `typed` holds what was written, by section key."""
    return [
        EditClash(
            name=text.section.key,
            title=text.section.title,
            stored=text.text,
            stored_reading=text.text,
            base=str(text.version),
            difference=render_diff(diff_words(text.text, typed[text.section.key])),
            by=text.updated_by,
            at=f"{timezone.localtime(text.updated_at):%H.%M}",
        )
        for text in stale
    ]


def profile_clashes(form: ProfileForm, outcome: SavedProfile, typed: Mapping[str, str]) -> list[EditClash]:
    """The refused profile fields; `typed` holds what was filled in, in plain form."""
    return [
        EditClash(
            name=name,
            title=str(form.fields[name].label),
            stored=stored,
            stored_reading=form.reading(name, stored),
            base=stored,
            difference=render_diff(diff_words(form.reading(name, stored), form.reading(name, typed[name]))),
            at=f"{timezone.localtime(outcome.proposal.updated_at):%H.%M}",
        )
        for name, stored in outcome.stale.items()
    ]
