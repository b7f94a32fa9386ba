"""The step of evidence: several files at once, their previews, replacing, removing and bringing them back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from foundation.files.sizes import in_words
from foundation.files.storage import NOT_STORED, is_full
from foundation.numbers import number_in
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.guide.readiness import FILES_STEP, needs_file
from proposals.core.models import Proposal
from proposals.core.reading.opening import readable
from proposals.core.workflow import WorkflowError
from proposals.evidence import previews
from proposals.evidence.services import MOST_BYTES, MOST_FILES, NoRoom, attach
from proposals.evidence.services import detach as detach_services
from proposals.evidence.services import restore as restore_services
from proposals.filechecks.check import photo_key
from proposals.papers.letters import letter_keys
from proposals.sent.shown import may_open
from proposals.writing.desk import own
from proposals.writing.fileform import AttachmentForm, BelowTextForm
from proposals.writing.similar import twins

ONLY_ONE = "Tidak diunggah, karena jenis ini hanya menerima satu berkas. Unggah satu berkas saja."
KEPT = " Berkas ini pernah diajukan, jadi tetap tersimpan bersama revisinya dan dapat Anda kembalikan."


def files_page(
    request: SignedInRequest,
    proposal: Proposal,
    context: dict[str, Any],
    refused_picture: tuple[int, BelowTextForm] | None = None,
) -> HttpResponse:
    """Shows every kind with its files; POST adds one or several files of one kind, each judged on its own.

    What a script sends is answered as `receive` says. With a `refused_picture`, the key of a file and its form, nothing
    is taken: its form comes back as it was typed.
    """
    refused, answer = ({}, None) if refused_picture else receive(request, proposal)
    if answer:
        return answer
    context |= {
        "rows": file_rows(request, proposal, refused, refused_picture),
        "refused": refused,
        "most": f"Satu usulan memuat paling banyak {MOST_FILES} berkas, seluruhnya {in_words(MOST_BYTES)}.",
    }
    return render(
        request, "proposals/writing/edit_files.html", context, status=400 if refused or refused_picture else 200
    )


def _take(request: SignedInRequest, proposal: Proposal, kind: AttachmentKind) -> tuple[list[str], list[str]]:
    """Stores the files that are in order; returns their names and the sentences about those that are not."""
    replaced = number_in(request.POST.get("ganti", ""))
    replaces = proposal.attachments.filter(kind=kind, pk=replaced).first() if replaced else None
    uploads = _with_photos_joined(request.FILES.getlist("file"), kind) or [[]]
    most = len(uploads) if kind.multiple and replaces is None else 1
    saved, refused = [], []
    for upload in uploads[:most]:
        first, others = upload[:1], upload[1:]
        form = AttachmentForm(request.POST, {"file": first[0]} if first else {}, kind=kind, others=others)
        if form.is_valid() and form.verdict:
            try:
                saved.append(attach(proposal, kind, form.verdict, by=request.user, replaces=replaces).name)
                continue
            except NoRoom as refusal:
                form.add_error("file", str(refusal))
            except OSError as problem:
                if not is_full(problem):
                    raise
                form.add_error("file", NOT_STORED)
        reasons = " ".join(str(error) for error in form.errors["file"])
        refused.append(f"{first[0].name}: {reasons}" if first else reasons)
    return saved, refused + [f"{upload[0].name}: {ONLY_ONE}" for upload in uploads[most:]]


def _with_photos_joined(uploads: list[UploadedFile[bytes]], kind: AttachmentKind) -> list[list[UploadedFile[bytes]]]:
    """The files one by one; or all photos together as pages of one paper, in the place of the first."""
    if not _joins_photos(kind):
        return [[upload] for upload in uploads]
    photos = [upload for upload in uploads if photo_key(upload)]
    return [photos if upload in photos else [upload] for upload in uploads if upload not in photos[1:]]


def _takes_pictures(kind: AttachmentKind) -> bool:
    return not {"jpg", "png"}.isdisjoint(kind.types)


def _joins_photos(kind: AttachmentKind) -> bool:
    """Whether photos sent together become pages of one PDF: unless they may stand beside each other."""
    return "pdf" in kind.types and not (kind.multiple and _takes_pictures(kind))


def _chosen_from(kind: AttachmentKind) -> str:
    """What a browser offers to choose, as the attribute `accept`; phones offer their camera for pictures."""
    papers = [f".{key}" for key in kind.types if key not in {"jpg", "png"}]
    photos = ["image/*", ".heic", ".heif"] if _takes_pictures(kind) or _joins_photos(kind) else []
    return ",".join([*papers, *photos])


def receive(request: SignedInRequest, proposal: Proposal) -> tuple[dict[str, list[str]], HttpResponse | None]:
    """Takes the files of one kind that were sent: why some were refused, by kind, and the answer where there is one.

    A script sends one file per request and takes JSON: {"saved": [names], "refused": [sentences]}, with status 400
    when anything was refused.
    """
    if request.method != "POST":
        return {}, None
    kind = get_object_or_404(AttachmentKind, guide=proposal.period.guide_id, key=request.POST.get("kind"))
    saved, refused = _take(request, proposal, kind)
    if not request.accepts("text/html"):
        return {}, JsonResponse({"saved": saved, "refused": refused}, status=400 if refused else 200)
    for name in saved:
        messages.success(request, f"“{name}” tersimpan.")
    return {kind.key: refused}, None if refused else redirect(f"{request.path}?buka={kind.key}#jenis-{kind.key}")


def section_titles(proposal: Proposal) -> list[tuple[str, str]]:
    """The texts below which a picture may stand, as (key, title) in the form's order."""
    parts = proposal.period.guide.sections.filter(parent__isnull=False).order_by("parent__order", "order")
    return list(parts.values_list("key", "title"))


def file_rows(
    request: SignedInRequest,
    proposal: Proposal,
    refused: dict[str, list[str]],
    refused_picture: tuple[int, BelowTextForm] | None = None,
) -> list[dict[str, Any]]:
    """Every kind with its files, those removed, and what was just `refused`; those that must be there come first.

    A picture has its `form`; a `refused_picture` the one that was sent.
    """
    attachments = list(Attachment.with_removed.filter(proposal=proposal).select_related("kind", "section"))
    titles, typed = section_titles(proposal), dict([refused_picture] if refused_picture else [])
    letters = letter_keys()
    elsewhere = twins(proposal, request.user)
    rows: list[dict[str, Any]] = [
        {
            "kind": kind,
            "help": (kind.help_school if proposal.agency.is_school else "") or kind.help,
            "files": [
                {
                    "file": attachment,
                    "elsewhere": elsewhere.get(attachment.sha256, []),
                    "form": (typed.get(attachment.pk) or BelowTextForm(file=attachment, titles=titles))
                    if attachment.is_picture
                    else None,
                }
                for attachment in attachments
                if attachment.kind_id == kind.pk and attachment.removed_at is None
            ],
            "removed": [
                attachment
                for attachment in attachments
                if attachment.kind_id == kind.pk and attachment.removed_at is not None
            ],
            "refused": refused.get(kind.key, []),
            "is_needed": needs_file(kind, proposal),
            "joins_photos": _joins_photos(kind),
            "takes_pictures": _takes_pictures(kind),
            "chosen_from": _chosen_from(kind),
            "has_letter": kind.key in letters,
        }
        for kind in proposal.period.guide.attachment_kinds.all()
    ]
    for row in rows:
        row["is_open"] = request.GET.get("buka") == row["kind"].key or asks_for_work(row)
    return sorted(rows, key=lambda row: not row["is_needed"])


def asks_for_work(row: Mapping[str, Any]) -> bool:
    """Whether a kind stands open: its file must still come, was refused, or is one to look at."""
    doubtful = any(item["elsewhere"] or item["file"].is_infected for item in row["files"])
    wrong = any(item["form"] and item["form"].errors for item in row["files"])
    return bool(row["refused"] or doubtful or wrong or (row["is_needed"] and not row["files"]))


@require_POST
def detach(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    """Removes one file and goes back to the step."""
    proposal = own(request, pk)
    attachment = get_object_or_404(Attachment.objects.select_related("proposal"), pk=file, proposal=proposal)
    try:
        kept = detach_services(attachment, by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)
    messages.success(request, f"“{attachment.name}” dihapus.{KEPT if kept else ''}")
    return redirect("proposals:edit", pk, FILES_STEP)


@require_POST
def restore(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    """Brings a removed file of a sent version back and goes back to the step."""
    proposal = own(request, pk)
    removed = Attachment.with_removed.select_related("proposal", "kind")
    attachment = get_object_or_404(removed, pk=file, proposal=proposal)
    try:
        restore_services(attachment, by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{attachment.name}” dikembalikan.")
    return redirect(
        f"{reverse('proposals:edit', args=[pk, FILES_STEP])}?buka={attachment.kind.key}#jenis-{attachment.kind.key}"
    )


def preview(request: SignedInRequest, pk: int, file: int) -> HttpResponse:
    """A picture of a photo or a page of a PDF (?halaman=2), small or large (?besar=1), for who may open the file.

    Small ones are there of the first page alone.
    """
    proposal = readable(request, pk)
    attachment = get_object_or_404(Attachment.with_removed, pk=file, proposal=pk)
    roles = Proposal.objects.roles_of(request.user, proposal)
    page = number_in(request.GET.get("halaman", "1"))
    if not attachment.has_page(page) or not may_open(attachment, roles, proposal):
        raise Http404
    side = previews.LARGE if page > 1 or "besar" in request.GET else previews.SIDE
    picture = previews.preview_of(attachment, side, page)
    if not picture:
        return redirect(static("img/tanpa-pratinjau.svg"))
    response = HttpResponse(picture, content_type="image/jpeg")
    # The bytes behind one address never change, but who may see them can: the browser keeps them and asks each time.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{attachment.sha256}-{side}-{page}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
