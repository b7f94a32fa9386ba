"""Background work of papers: the receipts of what was just submitted, so that nobody waits for their printing."""

import logging
from collections.abc import Sequence
from typing import Final

from procrastinate.contrib.django import app

from foundation.queue.outage import OutageRetries, database_is_away
from proposals.core.history.record import Revision
from proposals.core.moving.followers import MoveMade
from proposals.core.workflow import Action
from proposals.papers.receipts import receipt_of

logger = logging.getLogger(__name__)
RECEIPTS: Final = "issue_receipts"


def follow(moves: Sequence[MoveMade]) -> None:
    """Named by `PROPOSAL_FOLLOWERS`: has the receipts issued of what was just submitted, one piece of work for all.

    Receipts of what was sent in the past are issued when they are opened.
    """
    sent = [move.proposal for move in moves if move.step.action is Action.SUBMIT and not move.past]
    if sent:
        newest = Revision.objects.filter(proposal__in=sent).order_by("proposal_id", "-number").distinct("proposal_id")
        issue_receipts.defer(revisions=list(newest.values_list("pk", flat=True)))


@app.task(name=RECEIPTS, queue="reports", retry=OutageRetries())
def issue_receipts(revisions: list[int]) -> None:
    """Issues the receipts of the revisions with these keys; one that cannot be printed is printed when it is opened."""
    for revision in Revision.objects.filter(pk__in=revisions).select_related("proposal").order_by("pk"):
        try:
            receipt_of(revision)
        except Exception as problem:
            if database_is_away(problem):
                raise
            logger.exception("The receipt of revision %s could not be issued", revision.pk)
