"""The public check of issued papers, and how one is handed out to whom its app has judged to be its reader."""

import logging
import mimetypes

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from foundation.issued.forms import CheckForm, CodeForm
from foundation.issued.models import IssuedPaper, NotAsIssued, hash_of
from foundation.issued.services import newer_than, signed_edition
from foundation.papers.rendering import pdf_response
from foundation.signing.choosing import trusted_roots
from foundation.signing.validation import NotReadable, SignatureRead, signatures_in

logger = logging.getLogger(__name__)


def handed_out(request: HttpRequest, paper: IssuedPaper) -> HttpResponse:
    """The paper as issued: a PDF to look at, anything else to save; or a page that says why it is not handed out.

    The caller has judged that this person may read it.
    """
    try:
        content = paper.read()
    except NotAsIssued as trouble:
        logger.exception("The stored file of paper %s is not what was issued", paper.serial)
        return render(request, "issued/broken.html", {"paper": paper, "why": str(trouble)}, status=500)
    kind = mimetypes.guess_type(paper.filename)[0] or "application/octet-stream"
    if kind == "application/pdf":
        return pdf_response(content, paper.filename)
    disposition = f'attachment; filename="{paper.filename}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


@login_not_required
def verify_by_hand(request: HttpRequest) -> HttpResponse:
    """For whoever has the paper but cannot scan its QR: its code, typed in."""
    form = CodeForm(request.GET if "kode" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("verify", form.cleaned_data["kode"])
    return render(request, "issued/by_hand.html", {"form": form})


@login_not_required
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may learn of an issued paper: what it is, when it was issued, who signed, whether it is the newest.

    A file is compared with every version, because a signed copy carries the code that the unsigned one printed.
    """
    paper = IssuedPaper.objects.filter(code=code).first()
    if paper is None:
        return render(request, "issued/unknown.html", {"code": code}, status=404)
    form = CheckForm(request.POST or None, request.FILES or None)
    is_checked, same = request.method == "POST" and form.is_valid(), None
    if is_checked:
        content = form.cleaned_data["file"].read()
        same = paper.versions.filter(sha256=hash_of(content)).first()
    context = {
        "paper": paper,
        "newer": newer_than(paper),
        "signed": (same or signed_edition(paper)).signed_by,
        "form": form,
        "same": same,
        "electronic": _electronic(content) if same else (),
        "is_other": is_checked and same is None,
    }
    return render(request, "issued/check.html", context)


def _electronic(content: bytes) -> tuple[SignatureRead, ...]:
    """The signatures inside a file that the portal issued itself; files of others are not opened, only compared."""
    try:
        return signatures_in(content, trusted_roots())
    except NotReadable:
        return ()
