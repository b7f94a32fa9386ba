"""Two frozen revisions side by side: which answers and texts changed, words marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Field
from django.utils.safestring import SafeString

from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import QUESTIONS, in_words
from proposals.core.history.record import Revision
from proposals.core.history.revisions import profile_in
from proposals.core.models import Proposal
from proposals.text.diffing import diff_words, has_changes
from proposals.text.rendering import render_diff


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs, under its title, with deletions and insertions marked."""

    title: str
    difference: SafeString


def changes_between(old: Revision, new: Revision, guide: FormGuide, affairs: Mapping[str, Affair]) -> list[Change]:
    """Every answer and text that differs from `old` to `new`, in the form's order; one query (sections).

    `affairs` are those there are, by key.
    """
    pairs = [*_profile(old, new, guide, affairs), *_texts(old.content["texts"], new.content["texts"], guide)]
    spans = ((title, diff_words(before, after)) for title, before, after in pairs)
    return [Change(title, render_diff(marked)) for title, marked in spans if has_changes(marked)]


def _profile(
    old: Revision, new: Revision, guide: FormGuide, affairs: Mapping[str, Affair]
) -> Iterator[tuple[str, str, str]]:
    """The questions as the guide orders them, then those it does not ask (any longer)."""
    before, after = (profile_in(revision.content, affairs) for revision in (old, new))
    for key in dict.fromkeys([*guide.fields, *QUESTIONS]):
        yield _heading(key, guide), in_words(key, before, guide), in_words(key, after, guide)


def _heading(key: str, guide: FormGuide) -> str:
    if key in guide.fields:
        return guide.heading(key)
    column = cast("Field[Any, Any]", Proposal._meta.get_field(QUESTIONS[key][0].column))
    return str(column.verbose_name)


def _texts(old: Mapping[str, str], new: Mapping[str, str], guide: FormGuide) -> Iterator[tuple[str, str, str]]:
    titles = dict(
        guide.sections.filter(parent__isnull=False).order_by("parent__order", "order").values_list("key", "title")
    )
    for key in dict.fromkeys([*titles, *old, *new]):
        yield titles.get(key, key), old.get(key, ""), new.get(key, "")
