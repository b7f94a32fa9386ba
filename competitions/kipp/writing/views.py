"""Pages of an entry's texts: all sections, one section to write or read, its autosave, and the forms of an edition."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.nominating import NominationRefused
from competitions.core.permissions import participants_only, text_readers_only
from competitions.kipp.writing.forms import SectionForm
from competitions.kipp.writing.onepage import EntryDesk, clash_of, writer_of
from competitions.kipp.writing.remarking import add_remark, finish_remark
from competitions.kipp.writing.services import SavedText, TextWrite, hold_true, save_text, take_source
from competitions.rules.kipprules import KippSection
from foundation.numbers import number_in
from proposals.core.presence import note_writing, writing_now
from proposals.text.shown import EditClash, SectionShown, fingerprint

CONFLICT, REFUSED, CLOSED = 409, 422, 423


@text_readers_only
def texts(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """All sections of an entry: the words of each against its limit, and whether its source has moved on."""
    desk = EntryDesk.of(request, year, pk)
    context = {"desk": desk, "edition": desk.nomination.edition, "steps": desk.steps(), "state": desk.state}
    return render(request, "competitions/kipp/writing/texts.html", context)


@text_readers_only
def text(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    """One section: who may write writes, others read."""
    desk = EntryDesk.of(request, year, pk)
    section = desk.section(key)
    if request.method != "POST":
        return _page(request, desk, section, _form(desk, section))
    if request.POST.get("pakai_tersimpan") == key:
        return redirect(desk.page(section))
    return _sent(request, desk, section, _form(desk, section, request.POST))


def _form(desk: EntryDesk, section: KippSection, data: QueryDict | None = None) -> SectionForm:
    return SectionForm(data, section=section, row=desk.rows.get(section.key), limit=_limit(desk, section))


def _sent(request: SignedInRequest, desk: EntryDesk, section: KippSection, form: SectionForm) -> HttpResponse:
    """Stores what was sent, and leads on; a clash, a mistake or a closed entry shows again what was typed."""
    if desk.closed:
        return _refused(request, desk, section, desk.closed)
    if not form.is_valid():
        return _page(request, desk, section, form, status=400)
    try:
        saved = _save(request, desk, section, form)
        if saved.outcome is TextWrite.STALE and saved.row:
            return _clashed(request, desk, section, form, clash_of(section, saved.row, form.text, request.user))
    except NominationRefused as refusal:
        return _refused(request, desk, section, str(refusal))
    try:
        _remarked(request, desk, section)
    except NominationRefused as refusal:
        # The text is stored already, so what stands in the box is based on it.
        stored = EntryDesk.of(request, year=desk.nomination.edition.year, pk=desk.nomination.pk)
        data = request.POST.copy()
        if saved.outcome is not TextWrite.THEIRS:
            data[form.version_name] = str(SectionShown.of(saved.row))
        again = _form(stored, section, data)
        return _page(request, stored, section, again, status=CONFLICT, refused=str(refusal))
    _and_then(request, desk, section)
    return _onward(request, desk, section, form, saved)


def _limit(desk: EntryDesk, section: KippSection) -> int | None:
    return next(each.limit for each in desk.state.sections if each.section.key == section.key)


def _save(request: SignedInRequest, desk: EntryDesk, section: KippSection, form: SectionForm) -> SavedText:
    shown = form.shown
    asked = request.POST.get(f"{section.key}-ditanya") == fingerprint(form.text)
    if asked and request.POST.get("pakai_tulisan") != section.key:
        # The question that the page shows was neither answered nor written anew.
        shown = SectionShown(-1)
    return save_text(desk.nomination.pk, section, form.text, shown=shown, by=request.user)


def _and_then(request: SignedInRequest, desk: EntryDesk, section: KippSection) -> None:
    """What a button beside the text asks for, once the text is stored."""
    try:
        if "ambil" in request.POST:
            take_source(desk.nomination.pk, section, by=request.user)
            messages.success(request, "Isi usulan dimasukkan. Ringkas sampai sesuai batas.")
        elif digest := request.POST.get("sesuai", ""):
            hold_true(desk.nomination.pk, section, digest, by=request.user)
            messages.success(request, "Dicatat: naskah sudah sesuai dengan isi usulan itu.")
    except NominationRefused as refusal:
        messages.warning(request, str(refusal))


def _remarked(request: SignedInRequest, desk: EntryDesk, section: KippSection) -> None:
    """Stores a remark that was typed beside the text, and marks one as done. Raises NominationRefused."""
    if done := number_in(request.POST.get("catatan_selesai", "")):
        finish_remark(desk.nomination.pk, done, by=request.user)
        messages.success(request, "Catatan ditandai selesai.")
    if request.POST.get("catatan", "").strip():
        add_remark(desk.nomination.pk, section, request.POST["catatan"], by=request.user)
        messages.success(request, "Catatan tersimpan.")


@text_readers_only
@require_POST
def remark(request: SignedInRequest, year: int, pk: int, key: str) -> HttpResponse:
    """A remark of somebody who reads the section and does not write it; what was typed is given back if refused."""
    desk = EntryDesk.of(request, year, pk)
    section = desk.section(key)
    try:
        add_remark(pk, section, request.POST.get("catatan", ""), by=request.user)
    except NominationRefused as refusal:
        return _page(request, desk, section, _form(desk, section), status=CONFLICT, refused=str(refusal))
    messages.success(request, "Catatan tersimpan.")
    return redirect(desk.page(section))


def _onward(
    request: SignedInRequest, desk: EntryDesk, section: KippSection, form: SectionForm, saved: SavedText
) -> HttpResponse:
    if saved.outcome is TextWrite.THEIRS and saved.row:
        messages.info(
            request,
            f"{writer_of(saved.row, request.user)} mengubah “{section.title}” pukul "
            f"{timezone.localtime(saved.row.edited_at):%H.%M}; tulisan itu sudah termuat.",
        )
    for tidy in form.tidied().values():
        if tidy.told:
            messages.info(request, tidy.told)
    if "keluar" in request.POST:
        return redirect(desk.page())
    if "lanjut" in request.POST:
        return redirect(desk.neighbours(section)[1] or desk.page())
    if saved.outcome is TextWrite.STORED:
        messages.success(request, f"“{section.title}” tersimpan.")
    return redirect(desk.page(section))


def _page(
    request: SignedInRequest,
    desk: EntryDesk,
    section: KippSection,
    form: SectionForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    row = desk.rows.get(section.key)
    before, after = desk.neighbours(section)
    context = {
        "desk": desk,
        "edition": desk.nomination.edition,
        "section": section,
        "form": None if desk.closed else form,
        "row": row,
        "limit": _limit(desk, section),
        "source": desk.source(section),
        "moved": desk.has_moved(section),
        "difference": desk.difference(section) if desk.has_moved(section) else "",
        "remarks": desk.remarks.get(section.key, []),
        "remark_typed": request.POST.get("catatan", ""),
        "parts": [{"title": "Naskah KIPP", "entries": desk.steps(section)}],
        "place": [each.key for each in desk.sections].index(section.key) + 1,
        "previous_url": before,
        "next_url": after,
    }
    return render(request, "competitions/kipp/writing/text.html", context | more, status=status)


def _clashed(
    request: SignedInRequest, desk: EntryDesk, section: KippSection, form: SectionForm, clash: EditClash
) -> HttpResponse:
    """Both texts side by side; what was typed stays in the box, now based on the newest version."""
    data = request.POST.copy()
    data[form.version_name] = clash.base
    again = _form(desk, section, data)
    again.is_valid()
    return _page(request, desk, section, again, status=CONFLICT, conflicts=[clash])


def _refused(request: SignedInRequest, desk: EntryDesk, section: KippSection, why: str) -> HttpResponse:
    """Nothing is stored of what was sent now, and it is given back to copy."""
    typed = request.POST.get(section.key, "").strip()
    stored = desk.rows.get(section.key)
    context = {
        "desk": desk,
        "section": section,
        "why": why,
        "remark": request.POST.get("catatan", "").strip(),
        "typed": typed if fingerprint(typed) != fingerprint(stored.text if stored else "") else "",
    }
    return render(request, "competitions/kipp/writing/refused.html", context, status=CONFLICT)


@participants_only
@require_POST
def autosave(request: SignedInRequest, year: int, pk: int, key: str) -> JsonResponse:
    """Stores the section that was sent, and answers as `proposals.writing.autosave` does."""
    desk = EntryDesk.of(request, year, pk)
    section = desk.section(key)
    form = SectionForm(request.POST, section=section, row=None, limit=_limit(desk, section))
    answer: dict[str, Any] = {"saved": {}, "conflicts": [], "tidied": {}, "errors": {}}
    answer["at"] = f"{timezone.localtime():%H.%M}"
    if desk.closed:
        return JsonResponse({"refused": desk.closed}, status=CLOSED)
    if not form.is_valid() or key not in request.POST:
        answer["errors"] = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        return JsonResponse(answer, status=REFUSED)
    try:
        saved = save_text(desk.nomination.pk, section, form.text, shown=form.shown, by=request.user)
    except NominationRefused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=CLOSED)
    if saved.outcome is TextWrite.STALE and saved.row:
        clash = clash_of(section, saved.row, form.text, request.user)
        html = render_to_string("proposals/writing/_conflict.html", {"conflict": clash})
        answer["conflicts"] = [{"name": key, "stored": clash.stored, "base": clash.base, "html": html}]
        return JsonResponse(answer, status=CONFLICT)
    # What only somebody else changed still stands in the box as it was shown, so its base stays.
    base = form.shown if saved.outcome is TextWrite.THEIRS else SectionShown.of(saved.row)
    answer["saved"] = {key: str(base)}
    answer["tidied"] = {name: asdict(tidy) for name, tidy in form.tidied().items()}
    return JsonResponse(answer)


@participants_only
@require_http_methods(["GET", "POST"])
def presence(request: SignedInRequest, year: int, pk: int, key: str) -> JsonResponse:
    """Answers {"line": who else is writing now}, empty for nobody; POST notes first that this person writes here."""
    desk = EntryDesk.of(request, year, pk)
    section = desk.section(key)
    proposal = desk.nomination.proposal_id
    if request.method == "POST" and not desk.closed:
        note_writing(proposal, f"{section.title} (naskah KIPP)", by=request.user)
    return JsonResponse({"line": ". ".join(map(str, writing_now([proposal], beside=request.user)[proposal]))})


@participants_only
def proposal_forms(request: SignedInRequest, year: int) -> HttpResponse:
    """The proposal forms that the edition knows, to read; a coordinator changes the one in use among its rules."""
    edition = edition_of(Edition.Programme.KIPP, year)
    groups = {each.key: each.label for each in edition.kipp.groups}
    forms = [
        {
            "form": form,
            "is_used": form == edition.kipp.proposal_form,
            "rows": [
                {
                    "section": section,
                    "groups": [groups.get(key, key) for key in section.groups],
                    "limits": [(groups.get(key, key), limit) for key, limit in section.limits.items()],
                }
                for section in form.sections
            ],
        }
        for form in edition.kipp.forms
    ]
    return render(request, "competitions/kipp/writing/forms.html", {"edition": edition, "forms": forms})
