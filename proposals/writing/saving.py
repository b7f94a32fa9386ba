"""One save of a form of the writing desk: what was stored, what clashes with somebody else's words, what was closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from agencies.core.requests import SignedInRequest
from foundation.forms import HelpedForm
from proposals.core.guide.models import Section
from proposals.core.guide.profile import BY_COLUMN
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import WorkflowError
from proposals.text.shown import EditClash, SectionShown, fingerprint
from proposals.writing.forms import ProfileForm, StepForm
from proposals.writing.merging import plain, profile_clashes, text_clashes, told_theirs
from proposals.writing.services import Inconsistent, SavedProfile, Written, save_profile, save_texts
from proposals.writing.summing import TAKEN
from proposals.writing.tablefield import gathered

HIDDEN: Final = ("-versi", "-dasar", "-ditanya", "_dasar")
BUTTONS: Final = ("csrfmiddlewaretoken", "lanjut", "simpan", "keluar", TAKEN, "pakai_tersimpan", "pakai_tulisan")
# No field ever reads so: what is based on it clashes with whatever is stored.
UNDECIDED: Final = "\0"


@dataclass(frozen=True, slots=True)
class Edited:
    """A form as it was sent or is shown first: whether everything in it is stored, and what clashes."""

    form: Any
    is_stored: bool = False
    clashes: list[EditClash] = field(default_factory=list)


def edited_profile(request: SignedInRequest, proposal: Proposal, asked: tuple[str, ...] | None) -> Edited:
    """The form of the fields `asked`; what was sent is stored field by field. Raises WritingClosed."""
    request.POST = gathered(request.POST)  # type: ignore[assignment]  # as of `summing.taking`
    guide, school = proposal.period.guide, proposal.agency.is_school
    only = ProfileForm.sent(request.POST) if request.POST else asked
    form = ProfileForm(request.POST or None, instance=proposal, guide=guide, school=school, only=only)
    if request.method != "POST" or not form.is_valid():
        return Edited(form)
    changes = _chosen(request, form.changes())
    typed = {name: plain(value) for name, value in changes.items()}
    try:
        bases = form.bases() | dict.fromkeys(_undecided(request, typed), UNDECIDED)
        outcome = save_profile(proposal, changes, by=request.user, bases=bases)
    except Inconsistent as refusal:
        form.add_error(None, str(refusal))
        return Edited(form)
    for name in outcome.theirs:
        messages.info(request, f"“{form.fields[name].label}” diubah di tempat lain; isian itu sudah termuat.")
    conflicts = profile_clashes(form, outcome, typed)
    if conflicts:
        known = outcome.saved | outcome.stale | outcome.theirs
        form.data = _renewed(
            request, {form.base_name(name): [value] for name, value in known.items()} | _boxes(outcome)
        )
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
    typed = {key: item.text for key, item in written.items()}
    for key in _undecided(request, typed):
        written[key] = Written(written[key].section, written[key].text, 0)
    outcome = save_texts(proposal, list(written.values()), by=request.user)
    for text in outcome.theirs:
        messages.info(request, told_theirs(text, request.user))
    conflicts = text_clashes(outcome.stale, typed, request.user)
    if conflicts:
        known = (*outcome.saved, *outcome.stale, *outcome.same, *outcome.theirs)
        shown = {form.version_name(text.section): [str(SectionShown.of(text))] for text in known}
        form.data = _renewed(request, shown | {text.section.key: [text.text] for text in outcome.theirs})
    return Edited(form, not conflicts, conflicts)


def _renewed(request: SignedInRequest, known: dict[str, list[str]]) -> QueryDict:
    """What was sent, now based on the newest versions, so that the next save is a choice."""
    data = request.POST.copy()
    for name, values in known.items():
        data.setlist(name, values)
    return data


def _boxes(outcome: SavedProfile) -> dict[str, list[str]]:
    """What only somebody else changed, as a page would send it."""
    return {name: value.split(",") if BY_COLUMN[name].is_many else [value] for name, value in outcome.theirs.items()}


def _chosen(request: SignedInRequest, items: dict[str, Any]) -> dict[str, Any]:
    """What of the save is meant: a field for which the writer chose the stored version is left as it is."""
    given_up = request.POST.getlist("pakai_tersimpan")
    return {name: item for name, item in items.items() if name not in given_up}


def _undecided(request: SignedInRequest, typed: Mapping[str, str]) -> list[str]:
    """The fields of which a question that the page shows was neither answered nor written anew."""
    answered = request.POST.getlist("pakai_tulisan")
    return [
        name
        for name, text in typed.items()
        if name not in answered and request.POST.get(f"{name}-ditanya") == fingerprint(text)
    ]


def tell_tidied(request: SignedInRequest, form: HelpedForm) -> None:
    """Says what is stored in another form than it was typed."""
    for tidy in form.tidied().values():
        if tidy.told:
            messages.info(request, tidy.told)


def closed(request: SignedInRequest, proposal: Proposal, step: str, refusal: WorkflowError) -> HttpResponse:
    """Writing closed while the form was open: nothing is stored, and what was typed is given back to copy."""
    typed = [
        (name, value)
        for name, value in gathered(request.POST).items()
        if str(value).strip() and not name.endswith(HIDDEN) and name not in BUTTONS
    ]
    context = {"proposal": proposal, "refusal": refusal, "typed": typed, "step": step}
    return render(request, "proposals/writing/closed.html", context, status=409)
