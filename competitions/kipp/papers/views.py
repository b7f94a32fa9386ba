"""Pages of an entry's papers: its proposal and the papers to be signed, as PDF and as Word, for those who know it."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from agencies.core.requests import SignedInRequest
from competitions.core.permissions import participants_only
from competitions.entering.filenames import plain
from competitions.kipp.papers.content import ProposalPaper, proposal_paper
from competitions.kipp.papers.entries import known_desk
from competitions.kipp.papers.letters import entry_letter
from competitions.kipp.papers.pages import to_print, within_pages
from competitions.kipp.papers.wordfile import proposal_docx
from competitions.kipp.writing.onepage import EntryDesk
from foundation.papers.official.letter import OfficialLetter
from foundation.papers.official.titled import TitledPaper
from foundation.papers.official.wordfile import word_response
from foundation.papers.rendering import pdf_response
from foundation.printing.services import handed_out
from proposals.papers import letters


@participants_only
def proposal_pdf(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """The proposal in the form of the edition; KONSEP while something is missing or over its limit."""
    return handed_out(request, to_print(_proposal(request, year, pk)))


@participants_only
def proposal_word(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    paper = _proposal(request, year, pk)
    return word_response(proposal_docx(paper), paper.name("docx"))


@participants_only
def letter_pdf(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    """A paper to be signed, filled in as far as the portal knows."""
    desk, letter = _letter(request, year, pk, key)
    return pdf_response(letters.letter_pdf(letter), _name(desk, key, "pdf"))


@participants_only
def letter_word(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    desk, letter = _letter(request, year, pk, key)
    return word_response(letters.letter_docx(letter), _name(desk, key, "docx"))


def _letter(request: SignedInRequest, year: int, pk: int, key: str) -> tuple[EntryDesk, OfficialLetter | TitledPaper]:
    desk = known_desk(request, year, pk)
    try:
        return desk, entry_letter(desk, key, timezone.localdate())
    except KeyError as unknown:
        raise Http404 from unknown


def _name(desk: EntryDesk, key: str, ending: str) -> str:
    return f"{key.replace('_', '-')}-{plain(desk.nomination.proposal.title, 60).lower()}.{ending}"


def _proposal(request: SignedInRequest, year: int, pk: int) -> ProposalPaper:
    desk = known_desk(request, year, pk)
    if not desk.sections:
        raise Http404
    return within_pages(proposal_paper(desk))
