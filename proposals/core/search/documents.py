"""The words of each proposal as one row for the search, kept by triggers: number, title, summary, texts and agency.

They are the words that were last sent: while a proposal is repaired, nothing that is written changes them.
"""

from typing import Final

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from foundation.changes.triggers import noted
from proposals.core.search.searching import vector_sql
from proposals.core.workflow import HELD_BACK, as_sql

TABLE: Final = "proposals_searchdocument"
HELD: Final = as_sql(HELD_BACK)
# The words of a section are worked out once, when it is written; here they are only put together.
WORDS: Final = f"""
    SELECT array_to_tsvector(
        ARRAY['#' || p.agency_id] || array_remove(ARRAY[lower(p.number)], NULL)
        || tsvector_to_array({vector_sql("concat_ws(' ', p.sent_title, p.number, p.sent_summary)")})
        || ARRAY(SELECT unnest(tsvector_to_array(t.search)) FROM proposals_sectiontext t WHERE t.proposal_id = p.id)
    ) FROM proposals_proposal p WHERE p.id = d.proposal_id
"""  # noqa: S608 - built from the names of our own columns


class SearchDocument(models.Model):
    """Everything the search box finds one proposal by. Only triggers write it, whoever writes the proposal."""

    proposal = models.OneToOneField("proposals.Proposal", models.CASCADE, primary_key=True, related_name="document")
    words = SearchVectorField()

    class Meta:
        verbose_name = "kata usulan"
        verbose_name_plural = "kata usulan"
        indexes = [GinIndex(fields=["words"], name="search_document_words")]
        triggers = [noted()]

    def __str__(self) -> str:
        return f"Kata usulan {self.proposal_id}"


def _renewing(keys: str) -> str:
    """SQL that works out the words of these proposals anew, but of those whose changes are held back.

    The rows are locked first, so that of two writers at the same time the second one sees what the first wrote.
    """
    chosen = f"SELECT id FROM proposals_proposal WHERE id IN ({keys}) AND status NOT IN ({HELD})"  # noqa: S608 - built from the names of our own columns
    return f"""
        PERFORM 1 FROM {TABLE} WHERE proposal_id IN ({chosen}) ORDER BY proposal_id FOR UPDATE;
        UPDATE {TABLE} d SET words = ({WORDS}) WHERE d.proposal_id IN ({chosen});
        RETURN NULL;
    """  # noqa: S608 - built from the names above alone


def proposal_triggers() -> list[pgtrigger.Trigger]:
    """A proposal gets its row when it is begun; new words with another number, title, summary, agency and when sent."""
    held = [status.value for status in sorted(HELD_BACK)]
    return [
        pgtrigger.Trigger(
            name="words_begun",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            func=f"INSERT INTO {TABLE} (proposal_id, words) VALUES (NEW.id, ''); {_renewing('NEW.id')}",  # noqa: S608 - built from the names of our own columns
        ),
        pgtrigger.Trigger(
            name="words_renewed",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange("number", "sent_title", "sent_summary", "agency"),
            func=_renewing("NEW.id"),
        ),
        pgtrigger.Trigger(
            name="words_sent",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__status__in=held) & ~pgtrigger.Q(new__status__in=held),
            func=_renewing("NEW.id"),
        ),
    ]


def text_triggers() -> list[pgtrigger.Trigger]:
    """A text that is written, changed or removed renews the words of its proposal; many at once renew them once."""
    return [
        pgtrigger.Trigger(
            name="words_after_insert",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="written"),  # type: ignore[no-untyped-call]  # its author left it untyped
            func=_renewing("SELECT proposal_id FROM written"),
        ),
        pgtrigger.Trigger(
            name="words_after_update",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange("text"),
            func=_renewing("NEW.proposal_id"),
        ),
        pgtrigger.Trigger(
            name="words_after_delete",
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(old="removed"),  # type: ignore[no-untyped-call]  # its author left it untyped
            func=_renewing("SELECT proposal_id FROM removed"),
        ),
    ]
