"""What the demo's coordinator remarks on when a proposal goes back, and what its agency answers and mends."""

import datetime
from collections.abc import Sequence
from typing import Final

from inovasi.demo.guard import MARK
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from proposals.core.attachments import Attachment
from proposals.core.guide.models import Section
from proposals.core.guide.profile import BY_COLUMN
from proposals.core.history.remarks import NewRemark, Remark
from proposals.core.models import SectionText
from proposals.core.workflow import Status
from proposals.repairing.services import NewAnswer, write_answers
from proposals.writing.drafting import NewText, write_texts

DATE, NAME = "applied_date", "title"
A_DAY: Final = datetime.timedelta(days=1)


def remarks_on(desk: DemoKit, entries: Sequence[DemoEntry]) -> dict[int, list[NewRemark]]:
    """For each that goes back a remark on a text, on an answer of the profile, on a page of a file, and on all."""
    words = desk.words.remarks
    first = Section.objects.filter(guide=desk.period.guide, parent__isnull=False).order_by("order").first()
    files = Attachment.objects.filter(proposal__in=[entry.proposal for entry in entries]).order_by("-pk")
    letters = {file.proposal_id: file.pk for file in files}
    column = DATE if BY_COLUMN[DATE].asked_as in desk.period.guide.fields else NAME
    found: dict[int, list[NewRemark]] = {}
    for place, entry in enumerate(entries):
        section = entry.repair.section if entry.repair else first
        spoken = [NewRemark(words["section"].said(place), section=section.key if section else "")]
        spoken.append(NewRemark(words["column"].said(place), column=column))
        if letter := letters.get(entry.proposal.pk):
            spoken.append(NewRemark(words["file"].said(place), file=letter, page=1))
        found[entry.proposal.pk] = [*spoken, NewRemark(words["whole"].said(place))]
    return found


def answer_before_sending(desk: DemoKit, entries: Sequence[DemoEntry]) -> None:
    """What goes again is answered; but the first that waits to be verified goes with one answer only."""
    told = {entry.proposal.pk: entry for entry in entries}
    hasty = next((entry for entry in entries if entry.course.status is Status.SUBMITTED), None)
    given = []
    for remark in Remark.objects.open().filter(proposal__in=told).select_related("section"):
        entry = told[remark.proposal_id]
        if entry is not hasty or remark.section_id:
            given.append(NewAnswer(remark, _answer(desk, remark), entry.operator, entry.repaired_at))
    write_answers(given)


def begin_to_answer(desk: DemoKit, entries: Sequence[DemoEntry], until: datetime.datetime) -> None:
    """Of what lies with its agency some have answered a remark, some have mended a text as well; the others nothing."""
    back = [entry for entry in entries if entry.course.status is Status.RETURNED]
    for place, entry in enumerate(back):
        remark = Remark.objects.open().filter(proposal=entry.proposal, section__isnull=False).first()
        if remark is None or remark.section is None or place % 3 == 2:
            continue
        at = min(entry.moves[-1].at + A_DAY, until)
        if place % 3 == 0:
            before = SectionText.objects.get(proposal=entry.proposal, section=remark.section)
            longer = f"{before.text.removesuffix(MARK)}{desk.words.remarks['section'].mended} {MARK}"
            write_texts([NewText(entry.proposal, remark.section, longer, entry.operator, before, at=at)])
        write_answers([NewAnswer(remark, _answer(desk, remark), entry.operator, at)])


def _answer(desk: DemoKit, remark: Remark) -> str:
    words = desk.words.remarks
    if remark.section_id:
        return words["section"].answer
    if remark.column:
        return words["column"].answer
    return words["file" if remark.file_id else "whole"].answer
