"""Whether what a head approved still reads so: an approval holds for the very content that was read, and no other.

It holds again when somebody undoes what was changed. Whatever the head answered last counts.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from proposals.core.approval.models import HeadAnswer
from proposals.core.guide.asking import idle_columns, values_of
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import BY_COLUMN, QUESTIONS
from proposals.core.history.contents import content_hash, contents_of
from proposals.core.models import Proposal

KEY: Final = "approval"
"""Under this name a revision keeps the approval with which it was sent."""


def to_approve(keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """What a head reads of each of these proposals, by key: as `contents_of`, without answers that nobody asked for.

    Those go when it is sent, so they make no difference before either; nor does a text that is empty.
    """
    contents = contents_of(keys)
    rows = Proposal.objects.filter(pk__in=keys).select_related("period__guide").defer("search")
    for row in rows:
        content = contents[row.pk]
        for column in idle_columns(row.period.guide, values_of(row)):
            part = content["profile"] if column in content["profile"] else content
            part[column] = BY_COLUMN[column].nothing
        content["texts"] = {key: text for key, text in content["texts"].items() if text}
    return contents


def newest_answers(keys: Collection[int]) -> dict[int, HeadAnswer]:
    """What each head said last, by key of the proposal, without the content; one query."""
    rows = HeadAnswer.objects.filter(proposal__in=keys).order_by("proposal_id", "-at", "-pk")
    return {row.proposal_id: row for row in rows.distinct("proposal_id").defer("content")}


def holding(answers: Mapping[int, HeadAnswer]) -> dict[int, bool]:
    """Of these answers by key of their proposal, the approvals: whether each holds for what the proposal says now.

    No query where none approves.
    """
    approvals = {key: row for key, row in answers.items() if row.is_approval}
    contents = to_approve(approvals) if approvals else {}
    return {key: content_hash(contents[key]) == row.sha256 for key, row in approvals.items()}


def live_approvals(keys: Collection[int]) -> dict[int, HeadAnswer]:
    """The approvals that hold for what the proposals say now, by key; one query, and a few more where there are any."""
    answers = newest_answers(keys)
    return {key: answers[key] for key, holds in holding(answers).items() if holds}


def changed_since(answer: HeadAnswer, now: Mapping[str, Any], guide: FormGuide) -> list[str]:
    """What reads differently now than it did to the head: headings of answers, titles of texts, kinds of files."""
    then = answer.content
    columns = {
        column for column in then["profile"].keys() | now["profile"].keys()
        if then["profile"].get(column) != now["profile"].get(column)
    } | {
        column for column in then.keys() | now.keys()
        if column not in ("profile", "texts", "files") and then.get(column) != now.get(column)
    }  # fmt: skip
    asked = [key for key in QUESTIONS if any(field.column in columns for field in QUESTIONS[key])]
    texts = guide.sections.filter(parent__isnull=False).order_by("parent__order", "order").values_list("key", "title")
    kinds = guide.attachment_kinds.order_by("order").values_list("key", "label")
    return [
        *(guide.heading(key) for key in asked),
        *(title for key, title in texts if then["texts"].get(key, "") != now["texts"].get(key, "")),
        *(label for key, label in kinds if _files(then, key) != _files(now, key)),
    ]


def _files(content: Mapping[str, Any], kind: str) -> list[Any]:
    return [entry for entry in content["files"] if entry[0] == kind]


def as_frozen(answer: HeadAnswer) -> dict[str, Any]:
    """What a revision keeps of the approval it was sent with: plain values, which need no row to be read."""
    return {
        "answer": answer.pk,
        "name": answer.name,
        "nip": answer.nip,
        "position": answer.position,
        "at": answer.at.isoformat(),
        "sha256": answer.sha256,
        "proof": answer.proof,
    }
