"""One save of a form of the writing desk: what was stored, what clashes with somebody else's words, what was closed."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from agencies.core.requests import SignedInRequest
from foundation.forms import HelpedForm
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import WorkflowError
from proposals.writing.forms import ProfileForm, StepForm
from proposals.writing.merging import EditClash, plain, profile_clashes, text_clashes
from proposals.writing.services import Inconsistent, save_profile, save_texts


@dataclass(frozen=True, slots=True)
class Edited:
    """A form as it was sent or is shown first: whether everything in it is stored, and what clashes."""

    form: Any
    is_stored: bool = False
    clashes: list[EditClash] = field(default_factory=list)


def edited_profile(request: SignedInRequest, proposal: Proposal, asked: tuple[str, ...] | None) -> Edited:
    """The form of the fields `asked`; what was sent is stored field by field. Raises WritingClosed."""
    guide, school = proposal.period.guide, proposal.agency.is_school
    only = ProfileForm.sent(request.POST) if request.POST else asked
    form = ProfileForm(request.POST or None, instance=proposal, guide=guide, school=school, only=only)
    if request.method != "POST" or not form.is_valid():
        return Edited(form)
    try:
        outcome = save_profile(proposal, _chosen(request, form.changes()), by=request.user, bases=form.bases())
    except Inconsistent as refusal:
        form.add_error(None, str(refusal))
        return Edited(form)
    conflicts = profile_clashes(form, outcome, {name: plain(form.changes()[name]) for name in outcome.stale})
    if conflicts:
        known = outcome.saved | outcome.stale
        form.data = _renewed(request, {form.base_name(name): value for name, value in known.items()})
        proposal.refresh_from_db(fields=["title", "latitude", "longitude"])
    return Edited(form, not conflicts, conflicts)


def edited_texts(
    request: SignedInRequest, proposal: Proposal, parts: list[tuple[Section, SectionText | None]]
) -> Edited:
    """The form of these texts; what was sent is stored text by text. Raises WritingClosed."""
    form = StepForm(request.POST or None, parts=parts, school=proposal.agency.is_school)
    if request.method != "POST" or not form.is_valid():
        return Edited(form)
    written = _chosen(request, {item.section.key: item for item in form.written()})
    outcome = save_texts(proposal, list(written.values()), by=request.user)
    conflicts = text_clashes(outcome.stale, {key: item.text for key, item in written.items()})
    if conflicts:
        known = (*outcome.saved, *outcome.stale, *outcome.same)
        form.data = _renewed(request, {form.version_name(text.section): str(text.version) for text in known})
    return Edited(form, not conflicts, conflicts)


def _renewed(request: SignedInRequest, bases: dict[str, str]) -> QueryDict:
    """What was sent, now based on the newest versions, so that the next save is a choice."""
    data = request.POST.copy()
    for name, value in bases.items():
        data[name] = value
    return data


def _chosen(request: SignedInRequest, items: dict[str, Any]) -> dict[str, Any]:
    """What of the save is meant: a field for which the writer chose the stored version is left as it is."""
    given_up = request.POST.getlist("pakai_tersimpan")
    return {name: item for name, item in items.items() if name not in given_up}


def tell_tidied(request: SignedInRequest, form: HelpedForm) -> None:
    """Says what is stored in another form than it was typed."""
    for tidy in form.tidied().values():
        if tidy.told:
            messages.info(request, tidy.told)


def closed(request: SignedInRequest, proposal: Proposal, step: str, refusal: WorkflowError) -> HttpResponse:
    """Writing closed while the form was open: nothing is stored, and what was typed is given back to copy."""
    typed = [
        (name, value)
        for name, value in request.POST.items()
        if str(value).strip()
        and not name.endswith(("-versi", "-dasar"))
        and name not in ("csrfmiddlewaretoken", "lanjut", "simpan", "keluar")
    ]
    context = {"proposal": proposal, "refusal": refusal, "typed": typed, "step": step}
    return render(request, "proposals/writing/closed.html", context, status=409)
