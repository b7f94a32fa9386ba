"""Pages of a visit: its minutes with the photos taken there, closing them, their paper, and one photo."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST

from agencies.core.permissions import for_roles
from agencies.core.requests import SignedInRequest
from foundation.files.storage import NOT_STORED, is_full
from foundation.issued.views import handed_out
from foundation.once import sent_once
from foundation.papers.rendering import pdf_response
from reviews.core.refusals import ReviewRefused
from reviews.presenting.models import Slot, VisitMinutes
from reviews.presenting.visiting import minutes, photographing
from reviews.presenting.visiting.forms import PhotoForm, PhotosForm, VisitMinutesForm
from reviews.presenting.visiting.minutes import visits_of
from reviews.presenting.visiting.paper import minutes_pdf
from reviews.presenting.visiting.photos import VisitPhoto


def _visit(request: SignedInRequest, pk: int) -> Slot:
    rows = visits_of(request.user).select_related("session", "proposal__agency", "proposal__period")
    return get_object_or_404(rows, pk=pk)


@dataclass(slots=True)
class _Desk:
    """The forms of the page: the minutes' words, photos to add, and those that are there."""

    slot: Slot
    text: VisitMinutesForm
    adding: PhotosForm
    photos: list[PhotoForm]

    @classmethod
    def of(cls, request: SignedInRequest, slot: Slot) -> "_Desk":
        sent, files = request.POST or None, request.FILES or None
        known = VisitMinutes.objects.filter(slot=slot).first()
        photos = [PhotoForm(sent, photo=photo) for photo in slot.photos.all()]
        return cls(slot, VisitMinutesForm(sent, instance=known), PhotosForm(sent, files), photos)


@for_roles("is_reviewer", "is_coordinator")
@sent_once()
def visit_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes of a visit for its jury and coordinator; what another wrote meanwhile stands below what was typed."""
    shown, read = _visit(request, pk), request.POST.get("dibaca", "")
    desk = _Desk.of(request, shown)
    if request.method == "POST" and _stored(request, desk, read):
        return redirect("reviews:visit_minutes", pk)
    known = VisitMinutes.objects.filter(slot=shown).select_related("written_by", "paper").first()
    mark, photos = minutes.mark_of(known), list(shown.photos.all())
    context: dict[str, Any] = {
        "slot": shown,
        "form": desk.text,
        "adding": desk.adding,
        "photos": _beside(photos, desk.photos),
        "known": known,
        "mark": mark,
        "theirs": known if request.method == "POST" and mark != read else None,
        "whole": minutes.whole_mark(known, photos) if known else "",
        "room": photographing.MOST_PHOTOS - len(photos),
    }
    template = "closed" if known and known.is_closed else "minutes"
    return render(request, f"reviews/presenting/visiting/{template}.html", context)


def _beside(photos: list[VisitPhoto], forms: list[PhotoForm]) -> list[tuple[VisitPhoto, PhotoForm]]:
    """Every photo with its form as it was sent, or a fresh one."""
    sent = {form.photo.pk: form for form in forms if not form.is_right}
    return [(photo, sent.get(photo.pk) or PhotoForm(photo=photo)) for photo in photos]


def _stored(request: SignedInRequest, desk: _Desk, read: str) -> bool:
    """Stores what is in order, and tells it; whether all of it was. What was not keeps its words and says why."""
    added, known = _add_photos(request, desk), _store_words(request, desk)
    right = not desk.adding.errors and known
    # Photos alone are enough on the spot; the words may follow.
    if desk.text.is_empty and not desk.text.instance.pk and (added or not right):
        desk.text = VisitMinutesForm()
        return right
    return _write(request, desk, read) and right


def _add_photos(request: SignedInRequest, desk: _Desk) -> int:
    adding, added = desk.adding, 0
    adding.is_valid()
    words = [(adding.cleaned_data.get(name) or "") for name in ("photo_caption", "photo_place")]
    for new in adding.good:
        try:
            photographing.add_photo(desk.slot, new, by=request.user, caption=words[0], place=words[1])
        except ReviewRefused as refusal:
            adding.add_error("photos", f"{new.verdict.safe_name}: {refusal}")
        except OSError as problem:
            if not is_full(problem):
                raise
            adding.add_error("photos", NOT_STORED)
        else:
            added += 1
    if added:
        messages.success(request, f"{added} foto tersimpan.")
    return added


def _store_words(request: SignedInRequest, desk: _Desk) -> bool:
    """The words beside the photos that are there, and those that go; whether all were in order."""
    for form in desk.photos:
        if not (form.is_bound and form.is_valid()):
            continue
        try:
            if form.cleaned_data["gone"]:
                photographing.take_out(form.photo, by=request.user)
            elif form.words:
                photographing.reword(form.photo, form.words, by=request.user)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
    return all(form.is_right for form in desk.photos)


def _write(request: SignedInRequest, desk: _Desk, read: str) -> bool:
    form = desk.text
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        minutes.write(desk.slot, seen=data["seen"], met=data["met"], by=request.user, read=read)
    except ReviewRefused as refusal:
        form.add_error("seen", str(refusal))
        return False
    messages.success(request, "Berita acara tersimpan.")
    return True


@for_roles("is_reviewer", "is_coordinator")
@require_POST
def visit_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Closes the minutes as they were read: they are issued, and stay so with their photos."""
    shown = _visit(request, pk)
    if "setuju" not in request.POST:
        messages.error(request, "Centang dahulu bahwa isi dan fotonya sudah benar, lalu tutup.")
        return redirect("reviews:visit_minutes", pk)
    try:
        minutes.close(shown, by=request.user, read=request.POST.get("dibaca", ""))
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Berita acara ditutup. Cetak dan mintakan tanda tangannya.")
    return redirect("reviews:visit_minutes", pk)


@for_roles("is_reviewer", "is_coordinator")
def visit_minutes_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes on paper, for the same people: as issued when they are closed, else as a draft."""
    shown = _visit(request, pk)
    known = get_object_or_404(VisitMinutes.objects.select_related("written_by", "paper"), slot=shown)
    if known.paper is not None:
        return handed_out(request, known.paper)
    known.slot = shown
    content = minutes_pdf(known, shown.photos.all(), draft=True)
    return pdf_response(content, f"konsep-berita-acara-kunjungan-{shown.proposal.reference}.pdf")


def _photo(request: SignedInRequest, pk: int, photo: int) -> VisitPhoto:
    found = get_object_or_404(VisitPhoto, pk=photo, slot=_visit(request, pk))
    if not found.is_open:
        raise Http404
    return found


@for_roles("is_reviewer", "is_coordinator")
def visit_photo(request: SignedInRequest, pk: int, photo: int) -> FileResponse:
    """One photo in full, to save, for whoever may read the minutes; not before the scanner has found it clean."""
    found = _photo(request, pk, photo)
    name = f"kunjungan-{found.slot_id}-{found.pk}.jpg"
    response = FileResponse(found.file.open("rb"), content_type="image/jpeg", filename=name, as_attachment=True)
    _guard(response, "no-store")
    return response


@for_roles("is_reviewer", "is_coordinator")
def visit_photo_small(request: SignedInRequest, pk: int, photo: int) -> HttpResponseBase:
    """Its small copy as the page shows it, likewise."""
    found = _photo(request, pk, photo)
    with found.small.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    _guard(response, "no-cache")
    # The bytes behind one address never change, but who may see them can: the browser keeps them and asks each time.
    etag = f'"{found.sha256}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _guard(response: HttpResponseBase, keeping: str) -> None:
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = f"private, {keeping}"
