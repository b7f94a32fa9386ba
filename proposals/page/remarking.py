"""The boxes in which a coordinator remarks on single places of a proposal: texts, answers of the profile, files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from foundation.numbers import number_in
from proposals.core.guide.profile import QUESTIONS
from proposals.core.history.remarks import NewRemark, Remark, asked_again
from proposals.sent.shown import Shown

SECTION, COLUMN, FILE, PAGE, AGAIN = "catatan-", "kolom-", "berkas-", "halaman-", "lagi-"
# A page that no file has, for what was typed and is no number.
NO_PAGE: Final = 0


@dataclass(frozen=True, slots=True)
class Box:
    """One place with what it says now, and the words typed about it; `page_name` where a page may be named."""

    name: str
    title: str
    reads: str
    typed: str
    page_name: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class BoxGroup:
    """Boxes of one kind under their heading."""

    title: str
    boxes: list[Box]
    is_first: bool = False

    @property
    def is_open(self) -> bool:
        """Whether they are shown at once: what came back, and where something was typed."""
        return self.is_first or any(box.typed or box.page for box in self.boxes)


def boxes(read: Shown, typed: Mapping[str, str]) -> list[BoxGroup]:
    """Every place of a proposal as a coordinator reads it, filled with what was `typed`; a query for what came back."""
    said = {answer.question: answer.words for answer in read.profile}
    guide = read.head.period.guide
    columns = [
        _box(f"{COLUMN}{QUESTIONS[key][0].column}", guide.heading(key), said.get(key, ""), typed)
        for key in guide.fields
    ]
    texts = [
        _box(f"{SECTION}{part.key}", f"{step.title}: {part.title}", text.text if text else "", typed)
        for step in read.steps
        for part, text in step.written
    ]
    files = [
        Box(f"{FILE}{file.pk}", f"{file.kind.label}: {file.name}", "", typed.get(f"{FILE}{file.pk}", ""),
            f"{PAGE}{file.pk}", typed.get(f"{PAGE}{file.pk}", ""))
        for file in read.attachments
    ]  # fmt: skip
    back = Remark.objects.undecided().told().filter(proposal=read.head.pk)
    again = [_box(f"{AGAIN}{row.pk}", f"{row.place}: {row.text}", row.answer, typed) for row in back]
    groups = [
        BoxGroup("Tanyakan lagi", again, is_first=True),
        BoxGroup("Catatan per bagian", texts),
        BoxGroup("Catatan pada isian profil", columns),
        BoxGroup("Catatan pada berkas", files),
    ]
    return [group for group in groups if group.boxes]


def _box(name: str, title: str, reads: str, typed: Mapping[str, str]) -> Box:
    return Box(name, title, reads, typed.get(name, ""))


def typed_remarks(proposal: int, typed: Mapping[str, str]) -> list[NewRemark]:
    """What was typed as remarks with their places; empty boxes are left out."""
    old = {row.pk: row for row in Remark.objects.filter(proposal=proposal).select_related("section")}
    return list(_remarks(old, {name: text for name, text in typed.items() if text.strip()}))


def _remarks(old: Mapping[int, Remark], typed: Mapping[str, str]) -> Iterator[NewRemark]:
    for name, text in typed.items():
        kind, dash, key = name.partition("-")
        if kind + dash == SECTION:
            yield NewRemark(text, section=key)
        elif kind + dash == COLUMN:
            yield NewRemark(text, column=key)
        elif kind + dash == FILE:
            page = typed.get(f"{PAGE}{key}", "")
            yield NewRemark(text, file=number_in(key) or -1, page=(number_in(page) or NO_PAGE) if page else None)
        elif kind + dash == AGAIN and (row := old.get(number_in(key) or 0)):
            yield asked_again(row, text)
