"""What is still missing before a proposal may be submitted: every shortfall at once, each with the place to mend it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from proposals.core.attachments import Attachment
from proposals.core.models import Proposal, SectionText
from proposals.core.periods import AttachmentKind, Section
from proposals.core.profile import QUESTIONS, is_answered

PROFILE_STEP = "profil"
FILES_STEP = "lampiran"
CHECK_STEP = "periksa"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that is missing: a sentence that says what to do, and the step and field where to do it."""

    text: str
    proposal_id: int
    step: str
    anchor: str

    @property
    def url(self) -> str:
        return f"{reverse('proposals:edit', args=[self.proposal_id, self.step])}#{self.anchor}"

    def __str__(self) -> str:
        return self.text


def steps_of(proposal: Proposal, sent: list[SectionText] | None = None) -> list[Section]:
    """The writing steps of the proposal's guide, each with `written`: its parts with their texts; three queries.

    With `sent`, those texts take the place of the stored ones.
    """
    texts = {text.section_id: text for text in (proposal.texts.all() if sent is None else sent)}
    parts = Section.objects.order_by("order")
    steps = list(
        proposal.period.guide.sections.filter(parent=None).prefetch_related(Prefetch("parts", parts)).order_by("order")
    )
    for step in steps:
        step.written = [(part, texts.get(part.pk)) for part in step.parts.all()]
        step.words = sum(text.words for _, text in step.written if text)
    return steps


def shortfalls(proposal: Proposal) -> list[Shortfall]:
    """Everything that keeps the proposal from being submitted, in the order of the form."""
    return [*_profile(proposal), *_texts(proposal), *_files(proposal)]


def _profile(proposal: Proposal) -> Iterator[Shortfall]:
    for key, field in proposal.period.guide.fields.items():
        if _is_needed(field, proposal) and not is_answered(key, proposal):
            column = QUESTIONS[key][0].column
            yield Shortfall(f"Isi “{field['label']}”.", proposal.pk, PROFILE_STEP, f"id_{column}")


def _is_needed(field: dict[str, Any], proposal: Proposal) -> bool:
    """Whether the guide asks for this field, given the answers so far (`required` or `required_when`)."""
    if field.get("required"):
        return True
    for other, rule in field.get("required_when", {}).items():
        answer = QUESTIONS[other][0].of(proposal)
        if isinstance(rule, dict):
            if answer and answer < datetime.date.fromisoformat(str(rule["before"])):
                return True
        elif answer in rule:
            return True
    return False


def _texts(proposal: Proposal) -> Iterator[Shortfall]:
    for step in steps_of(proposal):
        for part, text in step.written:
            words = text.words if text else 0
            anchor = f"id_{part.key}"
            if words == 0 and part.required:
                yield Shortfall(f"Tulis bagian “{part.title}”.", proposal.pk, step.key, anchor)
            elif words and words < part.min_words:
                yield Shortfall(
                    f"“{part.title}” baru {words} kata; tulis paling sedikit {part.min_words} kata.",
                    proposal.pk,
                    step.key,
                    anchor,
                )
            if part.max_words and words > part.max_words:
                yield Shortfall(
                    f"“{part.title}” berisi {words} kata; ringkas menjadi paling banyak {part.max_words} kata.",
                    proposal.pk,
                    step.key,
                    anchor,
                )
        if step.words < step.min_words:
            yield Shortfall(
                f"“{step.title}” baru {step.words} kata dari paling sedikit {step.min_words} kata "
                "untuk seluruh bagiannya bersama-sama.",
                proposal.pk,
                step.key,
                f"id_{step.written[0][0].key}",
            )


def _files(proposal: Proposal) -> Iterator[Shortfall]:
    attachments = list(proposal.attachments.all())
    have = {attachment.kind_id for attachment in attachments}
    for kind in proposal.period.guide.attachment_kinds.all():
        if kind.pk not in have and _file_needed(kind, proposal):
            yield Shortfall(f"Unggah “{kind.label}”.", proposal.pk, FILES_STEP, f"id_{kind.key}")
    for attachment in attachments:
        if attachment.scan == Attachment.Scan.INFECTED:
            yield Shortfall(
                f"Ganti berkas “{attachment.name}”: pemindai menemukan virus di dalamnya.",
                proposal.pk,
                FILES_STEP,
                f"berkas-{attachment.pk}",
            )


def _file_needed(kind: AttachmentKind, proposal: Proposal) -> bool:
    if kind.required == AttachmentKind.Required.APPLIED:
        return proposal.stage == "penerapan"
    return kind.required == AttachmentKind.Required.ALWAYS


def completeness(proposal: Proposal) -> tuple[int, int]:
    """How many required things are done, and of how many: (done, all), for the bar on the writing pages."""
    fields = [field for field in proposal.period.guide.fields.values() if _is_needed(field, proposal)]
    parts = Section.objects.filter(guide=proposal.period.guide, parent__isnull=False, required=True).count()
    files = sum(_file_needed(kind, proposal) for kind in proposal.period.guide.attachment_kinds.all())
    total = len(fields) + parts + files
    missing = {(item.step, item.anchor) for item in shortfalls(proposal)}
    return max(total - len(missing), 0), total
