"""The writing desk: starting a proposal, its steps one by one, its files, and deleting a draft."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from agencies.inbox.services import read_about
from foundation.forms import HelpedForm
from foundation.once import sent_once
from proposals.core import above
from proposals.core.guide.readiness import (
    CHECK_STEP,
    FILES_STEP,
    PROFILE_STEP,
    completeness,
    step_titles,
    steps_of,
)
from proposals.core.locking import WritingClosed, check_writable
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.period.state import period_state
from proposals.core.workflow import Role, WorkflowError
from proposals.writing import carrying
from proposals.writing.desk import frame, own, round_of
from proposals.writing.example import whole_example
from proposals.writing.fields import from_centre_km, is_far
from proposals.writing.filestep import files_page
from proposals.writing.forms import TitleForm
from proposals.writing.places import BARE_LINK, SHORT_LINK
from proposals.writing.precheck import Finding, Light, advice, demands, unanswered
from proposals.writing.saving import closed, edited_profile, edited_texts, tell_tidied
from proposals.writing.screens import columns_in_reach, profile_groups
from proposals.writing.services import create, delete_draft
from proposals.writing.summing import offered, taking

EARLIER_SHOWN = 50


@sent_once(makes=Proposal)
def new(request: SignedInRequest) -> HttpResponse:
    if not request.user.agency_id:
        raise Http404
    period, agency = round_of(request), request.user.agency
    form = TitleForm(request.POST or None)
    if request.method == "POST" and period and form.is_valid():
        try:
            proposal = create(period, by=request.user, title=form.cleaned_data["title"])
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Draf dibuat. Isi langkah demi langkah; setiap langkah tersimpan sendiri.")
            tell_tidied(request, form)
            return redirect("proposals:edit", proposal.pk, PROFILE_STEP)
    context = {
        "form": form,
        "period": period,
        "state": period_state(period, timezone.now()) if period else None,
        "closing": period.closing_for(agency) if period and agency else None,
        "others": Period.objects.open_at(timezone.now()).exclude(pk=period.pk) if period else (),
        "earlier": _earlier(request, period),
    }
    return render(request, "proposals/writing/new.html", context)


def _earlier(request: SignedInRequest, period: Period | None) -> QuerySet[Proposal]:
    """The agency's proposals of earlier periods that have no continuation in this one yet."""
    own_ones = Proposal.objects.as_role(request.user, Role.PROPOSER).select_related("period")
    if period is None:
        return own_ones.none()
    return own_ones.filter(period__opens_at__lt=period.opens_at).exclude(copies__period=period)[:EARLIER_SHOWN]


@require_POST
@sent_once(makes=Proposal)
def carry_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Starts a proposal of this period from an earlier one."""
    source, period = own(request, pk), round_of(request)
    if period is None:
        raise Http404
    try:
        proposal = carrying.carry_over(source, period, by=request.user)
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect("proposals:new")
    messages.success(
        request,
        "Draf lanjutan dibuat. Perbarui isinya, jawab catatan dari usulan sebelumnya, dan unggah bukti yang baru.",
    )
    return redirect("proposals:edit", proposal.pk, CHECK_STEP)


def edit_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """On to where its writer was, or to the first screen that lacks something; the check when nothing does."""
    going_on = completeness(own(request, pk)).next
    return redirect(going_on.url) if going_on else redirect("proposals:edit", pk, CHECK_STEP)


def edit(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """One step of writing. When writing is closed the text stays readable and a sentence says why."""
    proposal = own(request, pk)
    read_about(request.user, pk)
    sections = steps_of(proposal)
    if step not in step_titles(sections):
        raise Http404
    try:
        check_writable(proposal, request.user)
    except WorkflowError as refusal:
        if request.method != "POST":
            messages.warning(request, str(refusal))
            return redirect(proposal)
        return closed(request, proposal, step, refusal)
    pages = {PROFILE_STEP: _edit_profile, FILES_STEP: files_page, CHECK_STEP: _edit_check}
    context = frame(proposal, sections, step, request.GET.get("grup", ""))
    context["carried"] = above.carried(request, proposal.copied_from_id)
    context["section"] = next((section for section in sections if section.key == step), None)
    try:
        return pages.get(step, _edit_texts)(request, proposal, context)
    except WritingClosed as refusal:
        return closed(request, proposal, step, refusal)


def _go_on(request: SignedInRequest, context: dict[str, Any], form: HelpedForm, stored: str) -> HttpResponse:
    """After a save: on to the next screen, out, or stay, as the person chose; who stays is told what was `stored`."""
    going = "lanjut" in request.POST or "keluar" in request.POST
    if not going:
        messages.success(request, stored)
    tell_tidied(request, form)
    if "keluar" in request.POST:
        return redirect("home")
    return redirect((context["next_url"] if going else "") or context["screen"].url)


def _edit_profile(request: SignedInRequest, proposal: Proposal, context: dict[str, Any]) -> HttpResponse:
    groups = {each.key: each for each in profile_groups(proposal.period.guide)}
    group = groups.get(context["screen"].group)
    draft = offered(proposal, context["sections"])
    taking(request, draft)
    edited = edited_profile(request, proposal, columns_in_reach(proposal, group) if group else None)
    if edited.is_stored:
        return _go_on(request, context, edited.form, "Profil tersimpan.")
    context |= {"form": edited.form, "conflicts": edited.clashes, "far": _far(proposal), "draft": draft}
    context |= {"short_link": SHORT_LINK, "bare_link": BARE_LINK}
    return render(request, "proposals/writing/edit_profile.html", context, status=409 if edited.clashes else 200)


def _far(proposal: Proposal) -> int | None:
    """The distance from the city's centre in whole kilometres, when it is worth a question."""
    if proposal.latitude is None or proposal.longitude is None:
        return None
    point = float(proposal.latitude), float(proposal.longitude)
    return round(from_centre_km(*point)) if is_far(*point) else None


def _edit_check(request: SignedInRequest, proposal: Proposal, context: dict[str, Any]) -> HttpResponse:
    context["demands"] = _parted(demands(proposal, context["state"], context["sections"]))
    told = unanswered([remark for remark in context["remarks"] if remark.event_id])
    context["advice"] = _parted([*([told] if told else []), *advice(proposal, request.user)])
    return render(request, "proposals/writing/edit_check.html", context)


def _parted(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """What a person must look at, and what is fine and is folded away."""
    parted: dict[str, list[Finding]] = {"open": [], "fine": []}
    for finding in findings:
        parted["fine" if finding.light is Light.GREEN else "open"].append(finding)
    return parted


def _edit_texts(request: SignedInRequest, proposal: Proposal, context: dict[str, Any]) -> HttpResponse:
    section = context["section"]
    edited = edited_texts(request, proposal, section.written)
    if edited.is_stored:
        return _go_on(request, context, edited.form, f"“{section.title}” tersimpan.")
    context |= {"form": edited.form, "conflicts": edited.clashes, "school": proposal.agency.is_school}
    context["whole"] = whole_example(proposal)
    return render(request, "proposals/writing/edit_texts.html", context, status=409 if edited.clashes else 200)


def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = own(request, pk)
    if request.method == "POST":
        try:
            delete_draft(proposal, by=request.user)
        except WorkflowError as refusal:
            messages.error(request, str(refusal))
            return redirect("proposals:detail", pk)
        messages.success(request, f"Draf “{proposal.title}” dihapus.")
        return redirect("proposals:list")
    return render(request, "proposals/writing/delete.html", {"proposal": proposal})
