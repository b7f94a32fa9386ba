"""What a page of the writing desk tells of its writer every now and then, and is told of the others."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods

from agencies.core.requests import SignedInRequest
from proposals.core.guide.models import Section
from proposals.core.guide.profile import BY_COLUMN
from proposals.core.guide.readiness import PROFILE_STEP
from proposals.core.models import Proposal
from proposals.core.presence import note_writing, writing_now
from proposals.writing.desk import own


@require_http_methods(["GET", "POST"])
def presence(request: SignedInRequest, pk: int, step: str) -> JsonResponse:
    """Answers {"line": who else is writing which part now}, empty for nobody; POST notes first where this person is."""
    proposal = own(request, pk)
    if request.method == "POST":
        note_writing(pk, _part(request, proposal, step), by=request.user)
    others = writing_now([pk], beside=request.user)[pk]
    return JsonResponse({"line": ". ".join(map(str, others))})


def _part(request: HttpRequest, proposal: Proposal, step: str) -> str:
    """The part of the draft that a field of a page belongs to, as people call it."""
    name = request.POST.get("tempat", "")
    if step == PROFILE_STEP:
        return proposal.period.guide.heading(BY_COLUMN[name].asked_as) if name in BY_COLUMN else "profil"
    guide = proposal.period.guide_id
    titles = Section.objects.filter(guide=guide, parent__key=step, key=name).values_list("title", flat=True)
    return titles.first() or ""
