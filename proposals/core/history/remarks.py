"""Remarks of a coordinator on what is sent back for repair: written with a return, answered by the next submission."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from foundation.text.fields import TypedField
from foundation.text.plain import as_typed
from proposals.core.guide.models import Section
from proposals.core.history.record import Event, Revision


class Remark(models.Model):
    """Something to mend, from the coordinator on returning or carried over from an earlier year's proposal."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="remarks")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: about the whole proposal."
    )
    text = TypedField("catatan")
    event = models.ForeignKey(
        "proposals.Event", models.PROTECT, null=True, related_name="remarks", help_text="Empty: carried over."
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    answered_in = models.ForeignKey(
        "proposals.Revision", models.PROTECT, null=True, related_name="answered_remarks", verbose_name="dijawab dalam"
    )
    done_at = models.DateTimeField("ditandai selesai", null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "catatan perbaikan"
        verbose_name_plural = "catatan perbaikan"

    def __str__(self) -> str:
        return self.text

    @property
    def is_answered(self) -> bool:
        """Whether the section changed in a later revision, or the proposer ticked the remark."""
        return self.answered_in_id is not None or self.done_at is not None


def write_remarks(moves: Iterable[tuple[Event, Mapping[str, str]]]) -> None:
    """Attaches the coordinator's words to their sections; each event with texts by section key, empty ones are left."""
    texts = {
        (event, key): clean for event, remarks in moves for key, text in remarks.items() if (clean := as_typed(text))
    }
    if not texts:
        return
    guides = {event.proposal.period.guide_id for event, _ in texts}
    asked = Section.objects.filter(guide__in=guides, key__in={key for _, key in texts})
    sections = {(section.guide_id, section.key): section for section in asked}
    Remark.objects.bulk_create(
        Remark(proposal=event.proposal, section=section, text=text, event=event, created_at=event.at)
        for (event, key), text in texts.items()
        if (section := sections.get((event.proposal.period.guide_id, key)))
    )


def answer_remarks(sent: Sequence[tuple[Revision, Revision | None]]) -> None:
    """Ticks the open remarks whose section reads differently in a revision than in the one before it."""
    revisions = {revision.proposal_id: (revision, before) for revision, before in sent}
    if not revisions:
        return
    remarks = list(Remark.objects.filter(proposal__in=revisions, answered_in=None).select_related("section"))
    carried = {key for key in {remark.proposal_id for remark in remarks} if revisions[key][1] is None}
    sources = _sources(carried)
    answered = []
    for remark in remarks:
        revision, before = revisions[remark.proposal_id]
        old = before.content if before else sources.get(remark.proposal_id, {"texts": {}})
        key = remark.section.key if remark.section else ""
        same = old["texts"].get(key) == revision.content["texts"].get(key) if key else old == revision.content
        if not same:
            remark.answered_in = revision
            answered.append(remark)
    Remark.objects.bulk_update(answered, ["answered_in"])


def _sources(proposals: set[int]) -> dict[int, dict[str, Any]]:
    """What proposals were carried over from, as its newest revision holds it, by key of the proposal."""
    if not proposals:
        return {}
    newest = Revision.objects.filter(proposal__copies__in=proposals).order_by("proposal__copies__id", "-number")
    return dict(newest.distinct("proposal__copies__id").values_list("proposal__copies__id", "content"))
