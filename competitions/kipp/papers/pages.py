"""The proposal of an entry as PDF: its pages, counted where the form limits them."""

from typing import Any, Final

from competitions.kipp.papers.content import ProposalPaper
from foundation.papers.rendering import laid_out, source_of
from foundation.printing.services import Paper

TEMPLATE: Final = "competitions/kipp/papers/proposal.html"


def within_pages(paper: ProposalPaper) -> ProposalPaper:
    """The paper, a draft where its pages are more than the form allows; a draft is not counted."""
    if paper.max_pages is None or paper.is_draft:
        return paper
    return paper.on_pages(len(laid_out(TEMPLATE, _context(paper)).pages))


def to_print(paper: ProposalPaper) -> Paper:
    """The order of its PDF, to be handed out."""
    return Paper(TEMPLATE, _context(paper), paper.name("pdf"), f"Proposal KIPP: {paper.title}")


def source(paper: ProposalPaper) -> str:
    """Its pages as HTML, as `foundation.papers.rendering.printed` takes them."""
    return source_of(TEMPLATE, _context(paper))


def _context(paper: ProposalPaper) -> dict[str, Any]:
    return {"paper": paper}
