"""What a picture is said to show and below which text it stands: asked beside the file in the step of evidence."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from proposals.core.attachments import Attachment
from proposals.core.guide.readiness import FILES_STEP, steps_of
from proposals.core.locking import check_writable
from proposals.core.workflow import WorkflowError
from proposals.evidence.placing import NoPlace, OtherwiseNow, place, placing_of
from proposals.writing.desk import frame, own
from proposals.writing.fileform import BelowTextForm
from proposals.writing.filestep import files_page, section_titles
from proposals.writing.saving import closed


@require_POST
def caption(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    """Stores caption and place and goes back to the file; what is not in order comes back as it was typed."""
    proposal = own(request, pk)
    attachment = get_object_or_404(Attachment.objects.select_related("kind", "section"), pk=file, proposal=proposal)
    try:
        check_writable(proposal, request.user)
    except WorkflowError as refusal:
        return closed(request, proposal, FILES_STEP, refusal)
    form = BelowTextForm(request.POST, file=attachment, titles=section_titles(proposal))
    if form.is_valid():
        try:
            place(attachment, form.wanted, by=request.user, shown=form.shown)
        except OtherwiseNow as refusal:
            attachment.refresh_from_db()
            form.add_error("keterangan", str(refusal))
            form.showing(placing_of(attachment))
        except NoPlace as refusal:
            form.add_error("bagian", str(refusal))
        except WorkflowError as refusal:
            messages.error(request, str(refusal))
            return redirect(proposal)
        else:
            messages.success(request, f"Keterangan “{attachment.name}” tersimpan.")
            step = reverse("proposals:edit", args=[pk, FILES_STEP])
            return redirect(f"{step}?buka={attachment.kind.key}#berkas-{attachment.pk}")
    context: dict[str, Any] = frame(proposal, steps_of(proposal), FILES_STEP)
    return files_page(request, proposal, context, refused_picture=(attachment.pk, form))
