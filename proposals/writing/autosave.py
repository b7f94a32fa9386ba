"""Saving in the background while somebody writes, answered in JSON, and the list of what is still missing."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from proposals.core.guide.models import Section
from proposals.core.guide.readiness import PROFILE_STEP, step_titles, steps_of
from proposals.core.locking import NotTheirs, lock_writable
from proposals.core.workflow import WorkflowError
from proposals.text.shown import EditClash, SectionShown
from proposals.writing.desk import frame, own
from proposals.writing.forms import ProfileForm, StepForm
from proposals.writing.merging import plain, profile_clashes, text_clashes
from proposals.writing.services import Inconsistent, save_profile, store_texts

CONFLICT, REFUSED, CLOSED = 409, 422, 423


@require_POST
def autosave(request: SignedInRequest, pk: int, step: str) -> JsonResponse:
    """Stores the fields that were sent, each on its own.

    Answers {"saved": {name: base of the next save}, "conflicts": [...], "errors": {name: sentence}, "at": "14.32",
    "tidied": {name: {"value": what is stored, "told": what was changed}}};
    status 409 when a field was refused because somebody else changed it, 422 when one cannot be stored as typed, 423
    with {"refused": sentence} when writing is closed. A "saved" field is in the database for good.
    """
    try:
        answer = _save_profile(request, pk) if step == PROFILE_STEP else _save_texts(request, pk, step)
    except NotTheirs as refusal:
        raise Http404 from refusal
    except Inconsistent as refusal:
        answer = {"saved": {}, "conflicts": [], "errors": {NON_FIELD_ERRORS: str(refusal)}}
    except WorkflowError as refusal:
        return JsonResponse({"refused": str(refusal)}, status=CLOSED)
    answer["at"] = f"{timezone.localtime():%H.%M}"
    status = CONFLICT if answer["conflicts"] else REFUSED if answer["errors"] else 200
    return JsonResponse(answer, status=status)


def _save_profile(request: SignedInRequest, pk: int) -> dict[str, Any]:
    proposal = own(request, pk)
    guide, school = proposal.period.guide, proposal.agency.is_school
    sent = ProfileForm.sent(request.POST)
    form = ProfileForm(request.POST, instance=proposal, guide=guide, school=school, only=sent)
    form.is_valid()
    changes = form.changes()
    outcome = save_profile(proposal, changes, by=request.user, bases=form.bases())
    conflicts = profile_clashes(form, outcome, {name: plain(changes[name]) for name in outcome.stale})
    stored = {name: outcome.saved.get(name, plain(value)) for name, value in changes.items()}
    saved = {name: value for name, value in stored.items() if name in sent and name not in outcome.stale}
    return _answer(saved, conflicts, form)


@transaction.atomic
def _save_texts(request: SignedInRequest, pk: int, step: str) -> dict[str, Any]:
    proposal = lock_writable(pk, request.user)
    parts = Section.objects.filter(parent__key=step, guide=proposal.period.guide_id).order_by("order")
    if not parts:
        raise Http404
    form = StepForm(request.POST, parts=[(part, None) for part in parts], school=False)
    form.is_valid()
    written = form.written()
    outcome = store_texts(proposal, written, by=request.user)
    conflicts = text_clashes(outcome.stale, {item.section.key: item.text for item in written}, request.user)
    now = {text.section_id: SectionShown.of(text) for text in (*outcome.saved, *outcome.same)}
    stale = {conflict.name for conflict in conflicts}
    # What only somebody else changed still stands in the box as it was shown, so its base stays.
    theirs = {text.section_id for text in outcome.theirs}
    saved = {
        item.section.key: str(
            item.shown if item.section.pk in theirs else now.get(item.section.pk, SectionShown.of(None))
        )
        for item in written
        if item.section.key not in stale
    }
    return _answer(saved, conflicts, form)


def _answer(saved: dict[str, str], conflicts: list[EditClash], form: ProfileForm | StepForm) -> dict[str, Any]:
    return {
        "saved": saved,
        "conflicts": [
            {
                "name": conflict.name,
                "stored": conflict.stored,
                "base": conflict.base,
                "html": render_to_string("proposals/writing/_conflict.html", {"conflict": conflict}),
            }
            for conflict in conflicts
        ],
        "tidied": {name: asdict(tidy) for name, tidy in form.tidied().items() if name in saved},
        "errors": {name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()},
    }


def missing(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """The screens with what they lack and the completeness bar, for the page that is being written on."""
    proposal = own(request, pk)
    sections = steps_of(proposal)
    if step not in step_titles(sections):
        raise Http404
    context = frame(proposal, sections, step, request.GET.get("grup", ""))
    written = next((section.written for section in sections if section.key == step), [])
    context |= {"live": True, "coaches": [part.coach(text) for part, text in written]}
    return render(request, "proposals/writing/_writing_state.html", context)
