"""Letters of a proposal, to be signed by the agency and uploaded again."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from agencies.core.requests import SignedInRequest
from foundation.papers.official.letter import OfficialLetter
from foundation.papers.official.titled import TitledPaper
from foundation.papers.official.wordfile import word_response
from foundation.papers.rendering import pdf_response
from proposals.core.reading.opening import readable
from proposals.papers.letters import letter_docx, letter_for, letter_pdf
from proposals.sent.shown import shown


def _letter(request: SignedInRequest, pk: int, kind: str) -> OfficialLetter | TitledPaper:
    """The letter, if this person may read the proposal and there is such a letter."""
    proposal = readable(request, pk)
    try:
        return letter_for(shown(proposal), kind, timezone.localdate())
    except KeyError as unknown:
        raise Http404 from unknown


def as_pdf(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    return pdf_response(letter_pdf(_letter(request, pk, kind)), f"{kind}-{pk}.pdf")


def as_docx(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    return word_response(letter_docx(_letter(request, pk, kind)), f"{kind}-{pk}.docx")
