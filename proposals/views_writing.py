"""The writing desk: starting a proposal, its steps one by one, its files, and deleting a draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from proposals import services
from proposals.forms import AttachmentForm, ProfileForm, StepForm, TitleForm
from proposals.models import Attachment, Period, Proposal
from proposals.readiness import FILES_STEP, PROFILE_STEP, completeness, shortfalls, steps_of
from proposals.workflow import OutOfDate, Role, WorkflowError

CHECK_STEP = "periksa"


def own(request: HttpRequest, pk: int) -> Proposal:
    """A proposal of the person's own agency; any other does not exist here."""
    found = Proposal.objects.as_role(request.user, Role.PROPOSER).select_related("period__guide", "agency", "affair")
    return get_object_or_404(found, pk=pk)


def new(request: HttpRequest) -> HttpResponse:
    if not request.user.agency_id:
        raise Http404
    period = Period.objects.current()
    form = TitleForm(request.POST or None)
    if request.method == "POST" and period and form.is_valid():
        try:
            proposal = services.create(period, by=request.user, title=form.cleaned_data["title"])
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Draf dibuat. Isi langkah demi langkah; setiap langkah tersimpan sendiri.")
            return redirect("proposals:edit", proposal.pk, PROFILE_STEP)
    return render(request, "proposals/new.html", {"form": form, "period": period})


def edit_start(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("proposals:edit", own(request, pk).pk, PROFILE_STEP)


def edit(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of writing. When writing is closed the text stays readable and a sentence says why."""
    proposal = own(request, pk)
    sections = steps_of(proposal)
    names = [PROFILE_STEP, *(section.key for section in sections), FILES_STEP, CHECK_STEP]
    if step not in names:
        raise Http404
    try:
        services.check_writable(proposal, request.user)
    except WorkflowError as refusal:
        if request.method != "POST":
            messages.warning(request, str(refusal))
            return redirect(proposal)
        return _closed(request, proposal, step, refusal)
    context = _frame(proposal, sections, names, step)
    if step == PROFILE_STEP:
        return _edit_profile(request, proposal, context)
    if step == FILES_STEP:
        return _edit_files(request, proposal, context)
    if step == CHECK_STEP:
        return render(request, "proposals/edit_check.html", context)
    return _edit_texts(request, proposal, sections[names.index(step) - 1], context)


def _frame(proposal: Proposal, sections: list[Any], names: list[str], step: str) -> dict[str, Any]:
    """What every step shows: the other steps with what they still lack, and the completeness bar."""
    titles = {PROFILE_STEP: "Profil", FILES_STEP: "Lampiran", CHECK_STEP: "Periksa dan ajukan"}
    titles |= {section.key: section.title for section in sections}
    missing = shortfalls(proposal)
    done, total = completeness(proposal)
    at = names.index(step)
    return {
        "proposal": proposal,
        "step": step,
        "step_title": titles[step],
        "tabs": [
            {"key": name, "title": titles[name], "missing": sum(item.step == name for item in missing)}
            for name in names
        ],
        "missing": missing,
        "missing_here": [item for item in missing if item.step == step],
        "done": done,
        "total": total,
        "next_step": names[at + 1] if at + 1 < len(names) else None,
        "previous_step": names[at - 1] if at else None,
    }


def _go_on(request: HttpRequest, proposal: Proposal, context: dict[str, Any]) -> HttpResponse:
    """After a save: on to the next step, or stay where the person chose to stay."""
    target = context["next_step"] if "lanjut" in request.POST else context["step"]
    return redirect("proposals:edit", proposal.pk, target or context["step"])


def _edit_profile(request: HttpRequest, proposal: Proposal, context: dict[str, Any]) -> HttpResponse:
    guide, school = proposal.period.guide, proposal.agency.is_school
    form = ProfileForm(request.POST or None, instance=proposal, guide=guide, school=school)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_profile(proposal, form.changes(), by=request.user, version=form.cleaned_data["version"])
        except OutOfDate as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["version"] = Proposal.objects.values_list("version", flat=True).get(pk=proposal.pk)
        else:
            messages.success(request, "Profil tersimpan.")
            return _go_on(request, proposal, context)
    proposal.refresh_from_db(fields=["title"])
    return render(request, "proposals/edit_profile.html", context | {"form": form})


def _edit_texts(request: HttpRequest, proposal: Proposal, section: Any, context: dict[str, Any]) -> HttpResponse:
    school = proposal.agency.is_school
    form = StepForm(request.POST or None, parts=section.written, school=school)
    stale: list[Any] = []
    if request.method == "POST" and form.is_valid():
        outcome = services.save_texts(proposal, form.written(), by=request.user)
        stale = outcome.stale
        if not stale:
            messages.success(request, f"“{section.title}” tersimpan.")
            return _go_on(request, proposal, context)
        form = _with_fresh_versions(form, section, proposal, outcome)
    context |= {"form": form, "section": section, "stale": stale, "school": school}
    return render(request, "proposals/edit_texts.html", context, status=409 if stale else 200)


def _with_fresh_versions(form: StepForm, section: Any, proposal: Proposal, outcome: services.Saved) -> StepForm:
    """The same form with what was typed, now based on the newest versions, so that the next save is a choice."""
    data = form.data.copy()
    for text in (*outcome.saved, *outcome.stale):
        data[StepForm.version_name(text.section)] = text.version
    fresh = StepForm(data, parts=section.written, school=proposal.agency.is_school)
    for text in outcome.stale:
        fresh.add_error(
            text.section.key, "Bagian ini baru saja diubah orang lain. Bandingkan, lalu simpan tulisan yang Anda pilih."
        )
    return fresh


def _edit_files(request: HttpRequest, proposal: Proposal, context: dict[str, Any]) -> HttpResponse:
    kinds = list(proposal.period.guide.attachment_kinds.all())
    refused: dict[str, AttachmentForm] = {}
    if request.method == "POST":
        kind = next((kind for kind in kinds if kind.key == request.POST.get("kind")), None)
        if kind is None:
            raise Http404
        form = AttachmentForm(request.POST, request.FILES, kind=kind)
        if form.is_valid() and form.verdict:
            attachment = services.attach(proposal, kind, form.verdict, by=request.user)
            messages.success(request, f"“{attachment.name}” tersimpan.")
            return redirect(f"{request.path}#id_{kind.key}")
        refused[kind.key] = form
    attachments = list(proposal.attachments.select_related("kind"))
    rows = [
        {
            "kind": kind,
            "help": (kind.help_school if proposal.agency.is_school else "") or kind.help,
            "files": [attachment for attachment in attachments if attachment.kind_id == kind.pk],
            "form": refused.get(kind.key),
        }
        for kind in kinds
    ]
    status = 400 if refused else 200
    return render(request, "proposals/edit_files.html", context | {"rows": rows}, status=status)


def _closed(request: HttpRequest, proposal: Proposal, step: str, refusal: WorkflowError) -> HttpResponse:
    """Writing closed while the form was open: nothing is stored, and what was typed is given back to copy."""
    typed = [
        (name, value)
        for name, value in request.POST.items()
        if value.strip() and not name.endswith("-versi") and name not in ("csrfmiddlewaretoken", "version", "lanjut")
    ]
    context = {"proposal": proposal, "refusal": refusal, "typed": typed, "step": step}
    return render(request, "proposals/closed.html", context, status=409)


@require_POST
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    proposal = own(request, pk)
    attachment = get_object_or_404(Attachment.objects.select_related("proposal"), pk=file, proposal=proposal)
    try:
        services.detach(attachment, by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect(proposal)
    messages.success(request, f"“{attachment.name}” dihapus.")
    return redirect("proposals:edit", pk, FILES_STEP)


def delete(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = own(request, pk)
    if request.method == "POST":
        try:
            services.delete_draft(proposal, by=request.user)
        except WorkflowError as refusal:
            messages.error(request, str(refusal))
            return redirect("proposals:detail", pk)
        messages.success(request, f"Draf “{proposal.title}” dihapus.")
        return redirect("proposals:list")
    return render(request, "proposals/delete.html", {"proposal": proposal})
