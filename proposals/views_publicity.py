"""Choosing the public picture of an innovation, for coordinators."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.requests import SignedInRequest
from proposals import services_publicity
from proposals.filerules import FileRefused
from proposals.forms_publicity import PictureForm
from proposals.models import Proposal, PublicPicture
from proposals.permissions import may_publish_picture
from proposals.views import readable


def _publishable(request: SignedInRequest, pk: int) -> Proposal:
    proposal = readable(request, pk)
    if not may_publish_picture(proposal.status, Proposal.objects.roles_of(request.user, proposal)):
        raise Http404
    return proposal


def picture(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = _publishable(request, pk)
    form = PictureForm(request.POST or None, request.FILES or None, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        data, kind = form.picture()
        try:
            services_publicity.release_picture(
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
        request, "proposals/picture.html", {"proposal": proposal, "form": form, "picture": shown}, status=status
    )


@require_POST
def picture_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    services_publicity.withdraw_picture(_publishable(request, pk), by=request.user)
    messages.success(request, "Gambar tidak lagi tampil di katalog.")
    return redirect("proposals:picture", pk)
