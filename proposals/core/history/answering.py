"""What comes back with a submission: each remark judged by what is sent, and the exchange as its revision holds it."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from proposals.core.history.places import reads_differently
from proposals.core.history.record import Revision
from proposals.core.history.remarks import Remark


@dataclass(frozen=True, slots=True)
class Exchange:
    """The remarks on proposals that are sent, judged by what is sent: `answers` of each as its revision holds them."""

    pending: tuple[Remark, ...]
    answers: Mapping[int, list[list[Any]]]

    def keep(self, revisions: Iterable[Revision]) -> None:
        """What came back with these revisions, answered or changed, is said to have come back in them."""
        made = {revision.proposal_id: revision for revision in revisions}
        back = [row for row in self.pending if row.proposal_id in made and (row.answer or row.changed)]
        for row in back:
            row.answered_in = made[row.proposal_id]
        Remark.objects.bulk_update(back, ["answered_in", "changed"])


def judged(contents: Mapping[int, Mapping[str, Any]], newest: Mapping[int, Revision]) -> Exchange:
    """The remarks on these proposals, by what each now says and what it said in its newest revision.

    One that has none yet is compared with what it was carried over from; what was never sent has not changed.
    """
    remarks = list(Remark.objects.told().filter(proposal__in=contents))
    # What was decided on without a word of the agency does not come back any more.
    pending = [row for row in remarks if row.answered_in_id is None and (row.answer or row.settled_at is None)]
    sources = _sources({remark.proposal_id for remark in pending} - newest.keys())
    for remark in pending:
        key = remark.proposal_id
        before = newest[key].content if key in newest else sources.get(key)
        remark.changed = before is not None and reads_differently(remark, before, contents[key])
    answers: dict[int, list[list[Any]]] = {}
    for remark in remarks:
        said = [remark.place, remark.text, remark.answer, remark.changed, *_decision(remark)]
        answers.setdefault(remark.proposal_id, []).append(said)
    return Exchange(tuple(pending), answers)


def _decision(remark: Remark) -> list[str]:
    """What was decided on it, by whom and when; nothing before, so that what was frozen then reads as ever."""
    if remark.settled_at is None:
        return []
    return [remark.decision, str(remark.settled_by), remark.settled_at.astimezone(datetime.UTC).isoformat()]


def _sources(proposals: Collection[int]) -> dict[int, dict[str, Any]]:
    """What proposals were carried over from, as its newest revision holds it, by key of the proposal."""
    if not proposals:
        return {}
    newest = Revision.objects.filter(proposal__copies__in=proposals).order_by("proposal__copies__id", "-number")
    return dict(newest.distinct("proposal__copies__id").values_list("proposal__copies__id", "content"))
