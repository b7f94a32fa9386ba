"""An official paper with a title and without an addressee, such as minutes or a statement, as data and as PDF.

titled_pdf(TitledPaper(
    head=office_head(), heading=["BERITA ACARA", "TENTANG ...", "NOMOR …"], blocks=[BodyPart("Pada hari ini, ...")],
    signs=[PlacedSignature(signature_lines(chair, Family.LETTER)), PlacedSignature(...)], kind="berita_acara",
))
"""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.papers.official.frames import BodyPart, frame
from foundation.papers.official.heads import Head
from foundation.papers.official.signatures import PlacedSignature
from foundation.papers.rendering import render_pdf


@dataclass(frozen=True, slots=True)
class TitledPaper:
    """One paper: the lines of its title, centred below its head, its body, and who signs side by side below it."""

    head: Head
    heading: Sequence[str]
    blocks: Sequence[BodyPart]
    signs: Sequence[PlacedSignature]
    kind: str
    copies: Sequence[str] = ()
    draft: bool = False
    electronic: bool = False


def titled_pdf(paper: TitledPaper) -> bytes:
    """The paper as a tagged PDF. Raises KeyError for a kind of paper that city.yaml does not have."""
    framed = frame(paper.kind, draft=paper.draft, electronic=paper.electronic)
    return render_pdf("papers/official/titled.html", {"frame": framed, "paper": paper})
