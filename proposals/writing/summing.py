"""The draft of the summary for the public that the writing desk offers; only its writer puts it into the field."""

from collections.abc import Iterable

from agencies.core.requests import SignedInRequest
from proposals.core.guide import brief
from proposals.core.guide.models import Section
from proposals.core.guide.profile import SUMMARY
from proposals.core.models import Proposal

TAKEN = "pakai_saran"
"""The button that puts the draft in place of what stands in the field."""


def offered(proposal: Proposal, steps: Iterable[Section]) -> str:
    """Sentences of its own texts, read with `steps`; empty where there are none, or where they stand there already."""
    rule = proposal.period.guide.brief
    if rule is None:
        return ""
    texts = {part.key: text.text for step in steps for part, text in step.written if text}
    found = brief.draft(rule, texts)
    return found if found != proposal.summary else ""


def taking(request: SignedInRequest, draft: str) -> None:
    """Puts the draft into the field of what a page sent, where its button was pressed."""
    if TAKEN in request.POST and draft:
        sent = request.POST.copy()
        sent[SUMMARY] = draft
        request.POST = sent  # type: ignore[assignment]  # the stubs know only what was sent as it came
