"""What a device takes along of one assignment: the proposal as its reviewer reads it, the rubric, the draft so far."""

from typing import Any, Final

from django.template.loader import render_to_string

from foundation.papers.moments import spoken
from proposals.core.guide.readiness import FILES_STEP, PROFILE_STEP
from proposals.sent.shown import as_sent
from reviews.core.models import Assignment
from reviews.scoring_desk.forms import ScoreForm, form_of
from reviews.scoring_desk.models import ReviewerPhrase
from reviews.scoring_desk.screens import CriterionScreen, ReadPart, beside, screens

PARTS: Final = "reviews/offline/_part.html"


def packet(assignment: Assignment) -> dict[str, Any]:
    """All that scoring this assignment needs, as values of JSON; the texts are HTML as the score page has them.

    It holds what the score page shows before the own review is complete, and no file. Constant in queries.
    """
    form, proposal, stage = form_of(assignment), assignment.proposal, assignment.stage
    return {
        "parts": _parts(assignment),
        "screens": [_screen(each) for each in screens(form)],
        "reasons_at": form.reasons_at(),
        "least_words": form.rubric.justify_min_words,
        "reason_missing": form.reason_missing(),
        "pk": assignment.pk,
        "title": proposal.title,
        "agency": proposal.agency.short_name,
        "reference": proposal.reference,
        "stage": stage.name,
        "closes": spoken(stage.closes_at) if stage.closes_at else "",
        "phrases": list(ReviewerPhrase.objects.filter(reviewer=assignment.reviewer).values_list("text", flat=True)),
        "values": values_of(form),
        "is_done": assignment.state == Assignment.State.DONE,
    }


def values_of(form: ScoreForm) -> dict[str, str]:
    """What each field of the form holds so far."""
    return {name: str(form[name].value() or "") for name in form.fields}


def _parts(assignment: Assignment) -> list[dict[str, str]]:
    """The pieces of the proposal in the order of the form, each with the key by which a criterion names it."""
    everything = beside(None, as_sent(assignment.proposal))[1]
    texts = [(part.key, ReadPart([(part, text)], [], [])) for part, text in everything.texts]
    profile = [(PROFILE_STEP, ReadPart([], everything.profile, []))] if everything.profile else []
    files = [(FILES_STEP, ReadPart([], [], everything.files))] if everything.files else []
    pieces = [*texts, *profile, *files]
    return [{"key": key, "html": render_to_string(PARTS, {"reading": reading})} for key, reading in pieces]


def _screen(screen: CriterionScreen) -> dict[str, Any]:
    line, criterion = screen.line, screen.criterion
    return {
        "number": screen.number,
        "name": criterion.name,
        "help": criterion.help,
        "weight": criterion.weight,
        "level": line.level.html_name,
        "why": line.why.html_name,
        "choices": [{"value": each.value, "number": each.number, "label": each.label} for each in screen.choices],
        "judged": list(criterion.sections),
        "sentences": criterion.sentences,
    }
