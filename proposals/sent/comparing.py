"""Two frozen revisions side by side: which answers and texts changed, words marked."""

from collections.abc import Iterable, Iterator, Mapping
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
    """Every answer, text and caption that differs from `old` to `new`, in the form's order; one query (sections).

    `affairs` are those there are, by key.
    """
    titles = _titles(guide)
    pairs = [
        *_profile(old, new, guide, affairs),
        *_texts(old.content["texts"], new.content["texts"], titles),
    ]
    return [*_marked(pairs), *captions_between(old.content, new.content, titles)]


def captions_between(
    old: Mapping[str, Any], new: Mapping[str, Any], titles: Mapping[str, str], kind: str = ""
) -> list[Change]:
    """The captions that differ between two frozen contents: of pictures below one of these texts, by key, now or then.

    With a `kind` those of its pictures alone, wherever they stand.
    """
    names = {(key, digest): name for content in (old, new) for key, name, digest in content["files"]}
    before, after = (
        {
            (of_kind, digest): f"{caption} ({titles[section]})" if section in titles else caption
            for section, of_kind, digest, caption in content.get("pictures", ())
            if (of_kind == kind if kind else section in titles)
        }
        for content in (old, new)
    )
    pairs = (
        (f"Keterangan gambar berubah: {names.get(file, '')}", before.get(file, ""), after.get(file, ""))
        for file in dict.fromkeys([*before, *after])
    )
    return list(_marked(pairs))


def _marked(pairs: Iterable[tuple[str, str, str]]) -> Iterator[Change]:
    for title, before, after in pairs:
        spans = diff_words(before, after)
        if has_changes(spans):
            yield Change(title, render_diff(spans))


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


def _titles(guide: FormGuide) -> dict[str, str]:
    parts = guide.sections.filter(parent__isnull=False).order_by("parent__order", "order")
    return dict(parts.values_list("key", "title"))


def _texts(old: Mapping[str, str], new: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for key in dict.fromkeys([*titles, *old, *new]):
        yield titles.get(key, key), old.get(key, ""), new.get(key, "")
