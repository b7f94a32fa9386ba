"""Which papers an edition asks of an entry, and in words why; values in, answers out (national.md 2.1; 2.3, K3, K4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from competitions.rules.kipprules import KippPaper

TYPE, GROUP = "innovation_type", "group"
"""What the conditions of a paper are about."""


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """Whether an entry must have a paper, and in words whether and why."""

    is_asked: bool
    text: str


def need_of(paper: KippPaper, facts: Mapping[str, str]) -> PaperNeed:
    """What an entry of these facts needs of a paper; each condition that the paper names has to be met.

    A condition on something that is not known yet asks for nothing, and says so.
    """
    if paper.required:
        return PaperNeed(is_asked=True, text="wajib")
    if not paper.required_when:
        return PaperNeed(is_asked=False, text="boleh")
    when = " dan ".join(_condition(name, values) for name, values in paper.required_when.items())
    if paper.is_asked(**facts):
        return PaperNeed(is_asked=True, text=f"wajib {when}")
    if TYPE in paper.required_when and not facts.get(TYPE):
        return PaperNeed(is_asked=False, text=f"wajib {when}; jenis inovasinya belum diisi pada usulan")
    return PaperNeed(is_asked=False, text=f"boleh; hanya wajib {when}")


def _condition(name: str, values: tuple[str, ...]) -> str:
    read = " atau ".join(value.replace("_", "-") for value in values)
    if name == TYPE:
        return f"bagi inovasi {read}"
    return f"untuk kelompok {read}" if name == GROUP else f"bila {name} {read}"
