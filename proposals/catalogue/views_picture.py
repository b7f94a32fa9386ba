"""Choosing the public picture of an innovation, for coordinators."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from proposals.catalogue import services
from proposals.catalogue.forms import PictureForm
from proposals.catalogue.models import PublicPicture
from proposals.core.permissions import may_publish_picture
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.filechecks.rules import FileRefused


def _publishable(request: SignedInRequest, pk: int) -> SentProposal:
    coordinated = SentProposal.objects.as_role(request.user, Role.COORDINATOR)
    proposal = get_object_or_404(coordinated.select_related("agency"), pk=pk)
    if not may_publish_picture(proposal.status, {Role.COORDINATOR}):
        raise Http404
    return proposal


def picture(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = _publishable(request, pk)
    form = PictureForm(request.POST or None, request.FILES or None, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        data, kind = form.picture()
        try:
            services.release_picture(
                proposal, data, kind, description=form.cleaned_data["description"], by=request.user
            )
        except FileRefused as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, "Gambar katalog tersimpan. Pengunjung melihatnya setelah usulan ditetapkan.")
            return redirect("proposals:picture", pk)
    shown = PublicPicture.objects.filter(proposal=proposal).first()
    status = 400 if form.errors else 200
    return render(
        request,
        "proposals/catalogue/picture.html",
        {"proposal": proposal, "form": form, "picture": shown},
        status=status,
    )


@require_POST
def picture_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    services.withdraw_picture(_publishable(request, pk), by=request.user)
    messages.success(request, "Gambar tidak lagi tampil di katalog.")
    return redirect("proposals:picture", pk)
