"""Two frozen revisions side by side: which answers and texts changed, words marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from proposals.core.periods import Affair, FormGuide
from proposals.core.record import Revision
from proposals.text.diffing import diff_words, has_changes, render_diff

WORDS = {True: "Ya", False: "Tidak", None: ""}
POINT = ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs, under its title, with deletions and insertions marked."""

    title: str
    difference: SafeString


def changes_between(old: Revision, new: Revision, guide: FormGuide) -> list[Change]:
    """Every answer and text that differs from `old` to `new`, in the form's order; two queries (affairs, sections)."""
    affairs = dict(Affair.objects.values_list("key", "name"))
    pairs = [
        *_profile(old.content, new.content, guide),
        *_affairs(old.content, new.content, affairs),
        *_texts(old.content["texts"], new.content["texts"], guide),
    ]
    spans = ((title, diff_words(before, after)) for title, before, after in pairs)
    return [Change(title, render_diff(marked)) for title, marked in spans if has_changes(marked)]


def _profile(old: Mapping[str, Any], new: Mapping[str, Any], guide: FormGuide) -> Iterator[tuple[str, str, str]]:
    titles = {key: texts["label"] for key, texts in guide.fields.items()}
    titles |= dict.fromkeys(POINT, titles.get("location", "Titik lokasi"))
    for column in {**old["profile"], **new["profile"]}:
        before, after = (_reading(guide, column, content["profile"].get(column)) for content in (old, new))
        yield titles.get(column, column), before, after


def _reading(guide: FormGuide, column: str, value: object) -> str:
    if isinstance(value, bool) or value is None:
        return WORDS[value]
    return guide.label(column, value) if isinstance(value, str) else str(value)


def _affairs(old: Mapping[str, Any], new: Mapping[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    main = [[content["affair"]] if content["affair"] else [] for content in (old, new)]
    crossing = [content["crossing_affairs"] for content in (old, new)]
    for title, keys in (("Urusan utama", main), ("Urusan beririsan", crossing)):
        before, after = ("\n".join(names.get(key, key) for key in side) for side in keys)
        yield title, before, after


def _texts(old: Mapping[str, str], new: Mapping[str, str], guide: FormGuide) -> Iterator[tuple[str, str, str]]:
    titles = dict(
        guide.sections.filter(parent__isnull=False).order_by("parent__order", "order").values_list("key", "title")
    )
    for key in dict.fromkeys([*titles, *old, *new]):
        yield titles.get(key, key), old.get(key, ""), new.get(key, "")
