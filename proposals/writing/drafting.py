"""The one writer of drafts and their texts: for a first title, a spreadsheet, last year's proposal, the demo.

It asks nothing: whether writing is open, and for whom, its callers have judged before. Every function is a part of the
caller's transaction, and its queries do not depend on how many rows it writes.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.text.words import count_words

BATCH: Final = 500
WRITTEN: Final = ("text", "words", "version", "updated_by", "updated_at")


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft still to be stored: `proposal` with its columns, and what it says elsewhere.

    `related` holds the keys of its relations to many rows, by column, and `texts` what is written into its sections.
    `at` is when that was written, and given by nobody but the demo, whose drafts lie in the past.
    """

    proposal: Proposal
    related: Mapping[str, Collection[int]] = field(default_factory=dict)
    texts: Mapping[Section, str] = field(default_factory=dict)
    at: datetime.datetime | None = None


def begin(drafts: Sequence[NewDraft]) -> list[Proposal]:
    """Stores drafts with their texts; returns the proposals in the same order. The database's rules have the last word.

    Raises IntegrityError when a rule between fields is broken.
    """
    proposals = Proposal.objects.bulk_create(draft.proposal for draft in drafts)
    for column in {column for draft in drafts for column in draft.related}:
        through = getattr(Proposal, column).through
        affair = through._meta.get_field("affair").attname
        through.objects.bulk_create(
            through(**{"proposal_id": draft.proposal.pk, affair: key})
            for draft in drafts
            for key in draft.related.get(column, ())
        )
    write_texts([
        NewText(draft.proposal, section, text, draft.proposal.created_by, at=draft.at)
        for draft in drafts
        for section, text in draft.texts.items()
        if text
    ])  # fmt: skip
    return proposals


@dataclass(frozen=True, slots=True)
class NewText:
    """What is written into a section now, by whom; `before` is the row that holds what stood there, None for the first
    words. `at` as of a draft.
    """

    proposal: Proposal
    section: Section
    text: str
    by: User
    before: SectionText | None = None
    at: datetime.datetime | None = None


def write_texts(texts: Sequence[NewText]) -> list[SectionText]:
    """Stores texts, each one version newer than what stood there; returns their rows in the same order."""
    now = timezone.now()
    rows = [new.before or SectionText(proposal=new.proposal, section=new.section, version=0) for new in texts]
    for row, new in zip(rows, texts, strict=True):
        row.text, row.words, row.updated_by, row.updated_at = new.text, count_words(new.text), new.by, new.at or now
        row.version += 1
    changed = [new.before for new in texts if new.before]
    SectionText.objects.bulk_create([row for row in rows if row._state.adding], batch_size=BATCH)
    if len(changed) == 1:
        # What somebody at work saves every few seconds: the same by a much lighter query.
        changed[0].save(update_fields=WRITTEN)
    else:
        SectionText.objects.bulk_update(changed, WRITTEN, batch_size=BATCH)
    return rows
