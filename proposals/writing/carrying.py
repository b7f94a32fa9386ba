"""Starting a new year's proposal from an earlier one, with the earlier remarks as a list of things to do."""

from collections.abc import Mapping
from itertools import takewhile

from django.db import transaction

from agencies.core.models import User
from proposals.core import workflow
from proposals.core.guide.models import Section
from proposals.core.guide.profile import BY_COLUMN, PROFILE
from proposals.core.history.places import WHOLE
from proposals.core.history.remarks import Remark, only_sums_up
from proposals.core.locking import WritingClosed, check_open, lock
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.workflow import Action, Role
from proposals.writing.drafting import NewDraft, begin

TO_DO = (Action.RETURN, Action.REJECT)


class CarryRefused(workflow.WorkflowError):
    """The proposal cannot be carried over; the text says why and what to do."""


@transaction.atomic
def carry_over(source: Proposal, period: Period, *, by: User) -> Proposal:
    """A draft in `period` with the profile, texts and remarks of `source`; evidence has to be uploaded afresh.

    Texts of sections the new guide no longer has become remarks, so that no word is lost; a remark whose place it does
    not have names it. What the coordinator was content with, or asked again, stays behind, and so do the words of
    before the last acceptance and those that only sum up remarks. Raises WritingClosed outside the period or for
    another agency's proposal, CarryRefused when there is a continuation already.
    """
    if Role.PROPOSER not in Proposal.objects.roles_of(by, source):
        raise WritingClosed("Hanya operator instansi pengusul yang dapat melanjutkan usulan ini.")
    check_open(period, source.agency)
    # Two colleagues at the same moment: the second finds what the first has made.
    lock(source)
    if source.period_id == period.pk:
        raise CarryRefused("Usulan ini sudah berada dalam periode yang sama. Ubah usulan itu saja.")
    if existing := source.copies.filter(period=period).first():
        raise CarryRefused(f"Lanjutan usulan ini sudah ada: “{existing.title}”. Buka usulan itu dan teruskan di sana.")
    said = {field: field.of(source) for field in PROFILE}
    columns = {field.column: value for field, value in said.items() if not field.is_many}
    related = {field.column: [row.pk for row in rows] for field, rows in said.items() if field.is_many}
    parts = Section.objects.filter(guide=period.guide_id, parent__isnull=False)
    sections = {part.key: part for part in parts}
    written = list(source.texts.exclude(text="").select_related("section"))
    texts = {sections[row.section.key]: row.text for row in written if row.section.key in sections}
    blank = Proposal(period=period, agency=source.agency, created_by=by, copied_from=source, **columns)
    proposal = begin([NewDraft(blank, related, texts)])[0]
    Remark.objects.bulk_create(_left_over(row, proposal) for row in written if row.section.key not in sections)
    _copy_remarks(source, proposal, sections)
    return proposal


def _left_over(text: SectionText, proposal: Proposal) -> Remark:
    words = f"Bagian “{text.section.title}” tidak ada lagi tahun ini. Isinya tahun lalu:\n\n{text.text}"
    return Remark(proposal=proposal, text=words)


def _copy_remarks(source: Proposal, proposal: Proposal, sections: Mapping[str, Section]) -> None:
    told = source.events.filter(action__in=(*TO_DO, Action.ACCEPT)).prefetch_related("remarks")
    since = list(takewhile(lambda event: event.action != Action.ACCEPT, told.newest_first()))[::-1]
    notes = [Remark(proposal=proposal, text=event.note) for event in since if not only_sums_up(event)]
    remarks = [_carried(remark, proposal, sections) for remark in source.remarks.undecided().told()]
    Remark.objects.bulk_create([*notes, *remarks])


def _carried(remark: Remark, proposal: Proposal, sections: Mapping[str, Section]) -> Remark:
    asked = proposal.period.guide.fields
    section = sections.get(remark.section.key) if remark.section else None
    column = remark.column if remark.column and BY_COLUMN[remark.column].asked_as in asked else ""
    lost = not section and not column and remark.place != WHOLE
    text = f"{remark.place}: {remark.text}" if lost else remark.text
    return Remark(proposal=proposal, section=section, column=column, text=text)
