"""What the words of a document mean for a field of the profile, in the form in which somebody would type them."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from foundation.sheets import cells as meant
from proposals.bringing.matching import LIKENESS, NUMBER, WORDS, Target, bare
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import QUESTIONS, FieldKind

_DATE: Final = re.compile(r"\d{1,2}\s+[A-Za-z]+\s+\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_ASIDE: Final = re.compile(r"\([^)]*\)")
_MONEY_ENDS: Final = re.compile(r"[,.]-+$|,00$")
_YES_NO: Final = {"ya": "True", "ada": "True", "tidak": "False", "tidak ada": "False", "belum": "False"}
_IN_WORDS: Final = (FieldKind.TEXT, FieldKind.AFFAIR)
_NUMERIC: Final = (FieldKind.DATE, FieldKind.MONEY, FieldKind.COORDINATES)


def targets_of(guide: FormGuide) -> list[Target]:
    """What a document may hold by the guide: its texts and fields by all their names, and the headings that part them.

    A text is asked before a field of the same name, for that is what a document says more about.
    """
    sections = list(Section.objects.filter(guide=guide).order_by("order"))
    texts = [
        Target("text", section.key, (section.title, *section.known_as)) for section in sections if section.parent_id
    ]
    fields = [
        Target("field", key, (asked.label, *asked.known_as), _answers(guide, key))
        for key, asked in guide.fields.items()
    ]
    heads = [guide.form.title, *(group.title for group in guide.form.groups)]
    heads += [section.title for section in sections if not section.parent_id]
    return [*texts, *fields, *(Target("head", name, (name,)) for name in heads if name)]


def _answers(guide: FormGuide, key: str) -> tuple[str, ...]:
    kind = QUESTIONS[key][0].kind
    if kind in _NUMERIC:
        return (NUMBER,)
    if kind is FieldKind.YES_NO:
        return tuple(_YES_NO)
    if kind in _IN_WORDS:
        return (WORDS,)
    return tuple(label for _, label in guide.choices(key))


class Reader:
    """Turns what a document says of a question into what a form takes; the affairs are loaded once."""

    def __init__(self, guide: FormGuide) -> None:
        self.guide = guide
        self.affairs = {bare(row.name): str(row.pk) for row in Affair.objects.filter(selectable=True)}

    def typed(self, question: str, said: str) -> dict[str, Any]:
        """By column; what cannot be understood stays as it was said, for the form to refuse."""
        first, *others = QUESTIONS[question]
        # A pair of coordinates is parted by the form, as a pasted one is.
        return {first.column: self._meant(question, first.kind, said), **{other.column: "" for other in others}}

    def _meant(self, question: str, kind: FieldKind, said: str) -> Any:
        if kind is FieldKind.CHOICE:
            return _nearest(said, {bare(label): key for key, label in self.guide.choices(question)})
        if kind is FieldKind.AFFAIR:
            return _nearest(said, self.affairs)
        if kind is FieldKind.AFFAIRS:
            return _several(said, self.affairs)
        return _READ[kind](said) if kind in _READ else said


def _date(said: str) -> str:
    """The one date in these words as ISO; the words themselves when there is none or are several."""
    found = _DATE.findall(said)
    try:
        day = meant.date(said) or (meant.date(found[0]) if len(set(found)) == 1 else None)
    except meant.NoSuchDate:
        return said
    return day.isoformat() if day else said


def _nearest(said: str, known: Mapping[str, str]) -> str:
    """The key of the answer with this name or one alike; the words themselves when there is none."""
    name = bare(said)
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name[:200], known, n=1, cutoff=LIKENESS)
    return known[close[0]] if close else said


def _several(said: str, known: Mapping[str, str]) -> list[str]:
    names: Iterable[str] = re.split(r"[;\n]", said) if re.search(r"[;\n]", said) else [said]
    found = [_nearest(name, known) for name in names if name.strip()]
    if len(found) == 1 and found[0] not in known.values():
        found = [_nearest(name, known) for name in said.split(",") if name.strip()]
    return list(dict.fromkeys(found))


_READ: Final[dict[FieldKind, Callable[[str], str]]] = {
    FieldKind.DATE: _date,
    FieldKind.MONEY: lambda said: _MONEY_ENDS.sub("", _ASIDE.sub("", said).strip()),
    FieldKind.YES_NO: lambda said: _YES_NO.get(bare(said), said),
}
