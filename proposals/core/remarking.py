"""Writes on remarks that belong to a move: written with a return, answered by the next submission."""

from collections.abc import Mapping

from proposals.core.models import Proposal
from proposals.core.periods import Section
from proposals.core.record import Event, Revision
from proposals.core.remarks import Remark
from proposals.text.cleaning import clean_text


def write_remarks(event: Event, proposal: Proposal, remarks: Mapping[str, str]) -> None:
    """Attaches the coordinator's words to their sections; `remarks` maps section keys to texts, empty ones are left."""
    texts = {key: clean_text(text) for key, text in remarks.items()}
    sections = Section.objects.filter(
        guide=proposal.period.guide_id, key__in=[key for key, text in texts.items() if text]
    )
    Remark.objects.bulk_create(
        Remark(proposal=proposal, section=section, text=texts[section.key], event=event) for section in sections
    )


def answer_remarks(proposal: Proposal, revision: Revision, before: Revision | None) -> None:
    """Ticks the open remarks whose section reads differently in `revision` than in `before`."""
    old = before.content if before else source_content(proposal)
    for remark in proposal.remarks.filter(answered_in=None).select_related("section"):
        key = remark.section.key if remark.section else ""
        same = old["texts"].get(key) == revision.content["texts"].get(key) if key else old == revision.content
        if not same:
            remark.answered_in = revision
            remark.save(update_fields=["answered_in"])


def source_content(proposal: Proposal) -> dict[str, dict[str, str]]:
    """What the proposal was carried over from, as its newest revision holds it; empty texts otherwise."""
    source = proposal.copied_from.revisions.first() if proposal.copied_from else None
    return source.content if source else {"texts": {}}
