"""What a coordinator filled in at the desk, and what is wrong with it before a decision is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from foundation.numbers import number_in
from foundation.text.plain import as_typed
from proposals.core.history.remarks import NewRemark, asked_again
from proposals.core.workflow import Action
from proposals.verifying import places
from proposals.verifying.checklist import FITS, LACKS, CameBack, CheckLine, Desk
from proposals.verifying.leafing import Leaf
from proposals.verifying.models import CheckTick

SPARE: Final = 6
"""Rows for remarks beyond the checklist."""
OUTCOMES: Final = {"terima": Action.ACCEPT, "perbaikan": Action.RETURN, "tolak": Action.REJECT}


@dataclass(frozen=True, slots=True)
class Extra:
    """A remark on something beyond the checklist, as typed: the value of its place, a page of a file, the words."""

    number: int
    place: str = ""
    page: str = ""
    text: str = ""

    @property
    def remark(self) -> NewRemark:
        return places.remark(self.place, self.text, number_in(self.page) if self.page else None)


@dataclass(frozen=True, slots=True)
class Filled:
    """The desk as it was filled in: the questions with their answers, further remarks, and the reason."""

    lines: tuple[CheckLine, ...]
    extras: tuple[Extra, ...]
    reason: str = ""
    back: tuple[CameBack, ...] = ()

    @property
    def written(self) -> list[Extra]:
        """The rows beyond the checklist in which something is remarked."""
        return [extra for extra in self.extras if extra.text]

    @property
    def amount(self) -> int:
        """How many remarks there are, wherever they are to go."""
        said = [*(one.answer for one in self.back), *(line.answer for line in self.lines)]
        return said.count(LACKS) + len(self.written)

    @property
    def remarks(self) -> list[NewRemark]:
        """What the agency has to mend: what is asked again, then in the order of the checklist, then the rest."""
        asked = [asked_again(one.remark, one.note) for one in self.back if one.answer == LACKS]
        asked += [places.remark(line.place, line.note) for line in self.lines if line.answer == LACKS]
        return asked + [extra.remark for extra in self.written]

    @property
    def asks_for_repair(self) -> bool:
        return self.amount > 0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend on the desk: a sentence, and the id of the field."""

    text: str
    anchor: str


def unfilled(desk: Desk, looked_at: Leaf | None = None) -> Filled:
    """The desk as it is opened; with a page that is looked at, the first remark beyond the checklist is to be on it."""
    first = Extra(1, looked_at.place, looked_at.remarked_page) if looked_at else Extra(1)
    return Filled(desk.lines, (first, *(Extra(number) for number in range(2, SPARE + 1))), back=desk.back)


def lacking(data: Mapping[str, str]) -> set[str]:
    """What was answered "Belum" in what was sent from the desk, as the desk calls it."""
    return {name.removeprefix("jawab-") for name, value in data.items() if name.startswith("jawab-") and value == LACKS}


def filled(desk: Desk, data: Mapping[str, str]) -> Filled:
    """What was sent from the desk; with `semua`, questions for a person that have no answer fit."""
    fits_all = "semua" in data
    lines = tuple(_line(line, data, fits_all=fits_all) for line in desk.lines)
    extras = tuple(
        Extra(
            number,
            data.get(f"tempat-{number}", ""),
            data.get(f"halaman-{number}", "").strip(),
            as_typed(data.get(f"lain-{number}", "")),
        )
        for number in range(1, SPARE + 1)
    )
    back = tuple(_back(one, data, fits_all=fits_all) for one in desk.back)
    return Filled(lines, extras, as_typed(data.get("alasan", "")), back)


def _back(one: CameBack, data: Mapping[str, str], *, fits_all: bool) -> CameBack:
    answer = data.get(f"jawab-{one.remark.pk}", "")
    if answer not in CheckTick.Answer.values:
        answer = FITS if fits_all else ""
    note = as_typed(data.get(f"catatan-{one.remark.pk}", "")) if answer == LACKS else ""
    return replace(one, answer=str(answer), note=note)


def _line(line: CheckLine, data: Mapping[str, str], *, fits_all: bool) -> CheckLine:
    """The question as it was answered; one without an answer stays as it is, as a colleague may have answered it."""
    key = line.item.field
    answer = data.get(f"jawab-{key}", "")
    if answer not in CheckTick.Answer.values:
        if line.answer:
            return line
        answer = FITS if fits_all and line.asks_a_person else ""
    note = as_typed(data.get(f"catatan-{key}", "")) if answer else ""
    # A note that hides behind "Sesuai" is no remark, and is kept only where it says why the portal is overruled.
    kept = note if answer == LACKS or not line.asks_a_person else ""
    return replace(line, answer=str(answer), note=kept, by="")


def outdated(desk: Desk, data: Mapping[str, str]) -> list[Fault]:
    """That the page was opened on another version than the one which waits now; what was typed stands on that one."""
    seen = number_in(data.get("revisi", ""))
    if seen is None or seen == desk.revision.number:
        return []
    return [Fault("Usulan ini dikirim ulang sejak halaman ini dibuka. Periksa isinya, lalu putuskan.", "isi")]


def faults(desk: Desk, given: Filled, action: Action) -> list[Fault]:
    """What keeps this decision from being made, in the order of the desk."""
    return [
        *_unsaid(given.back),
        *_missing_notes(given.lines),
        *_misplaced(desk, given.written),
        *_against(given, action),
    ]


def _unsaid(back: Iterable[CameBack]) -> Iterable[Fault]:
    for one in back:
        if one.answer == LACKS and not one.note:
            yield Fault(f"{one.remark.place}: tulis apa yang masih perlu diperbaiki.", f"catatan-{one.remark.pk}")


def _missing_notes(lines: Iterable[CheckLine]) -> Iterable[Fault]:
    for line in lines:
        if line.needs_note and not line.note:
            what = (
                "apa yang perlu diperbaiki pengusul" if line.answer == LACKS else "mengapa temuan portal dikesampingkan"
            )
            yield Fault(f"{line.item.question}: tulis {what}.", f"catatan-{line.item.field}")


def _misplaced(desk: Desk, extras: Sequence[Extra]) -> Iterable[Fault]:
    known = places.words_of(desk.groups)
    pages = {f"{places.FILE}:{file.pk}": file.pages for file in desk.read.attachments}
    for extra in extras:
        if extra.place not in known:
            yield Fault("Pilih lagi tempat catatan tambahan: yang dipilih tidak ada lagi.", f"tempat-{extra.number}")
        elif extra.page and not _has_page(extra, pages):
            yield Fault(f"“{known[extra.place]}” tidak mempunyai halaman {extra.page}.", f"halaman-{extra.number}")


def _has_page(extra: Extra, pages: Mapping[str, int | None]) -> bool:
    number, most = number_in(extra.page), pages.get(extra.place)
    return number is not None and most is not None and 1 <= number <= most


def _against(given: Filled, action: Action) -> Iterable[Fault]:
    if action is Action.ACCEPT:
        if given.asks_for_repair:
            yield Fault("Ada catatan untuk pengusul. Pilih “Minta perbaikan”, atau hapus catatannya.", "putusan")
        for line in given.lines:
            if line.is_open:
                yield Fault(f"Jawab dahulu: {line.item.question}.", f"jawab-{line.item.field}")
    if action is Action.RETURN and not (given.asks_for_repair or given.reason):
        yield Fault("Tulis paling sedikit satu catatan tentang apa yang perlu diperbaiki.", "putusan")
    if action is Action.REJECT and not given.reason:
        yield Fault("Tulis alasan penolakan; pengusul membacanya.", "alasan")
