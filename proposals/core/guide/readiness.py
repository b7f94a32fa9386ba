"""How complete a draft is: what it needs before it may be submitted, how much of that is done, and what comes next.

Nothing else measures a draft. What is advised beyond the required is no part of these numbers (see writing/precheck).
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.urls import reverse

from proposals.core.approval.letters import approved_of, unfulfilled
from proposals.core.attachments import Attachment
from proposals.core.guide import brief
from proposals.core.guide.asking import applies, asked_in, contradictions, values_of
from proposals.core.guide.form import PartText
from proposals.core.guide.indicators import rows_of, whole_rows
from proposals.core.guide.models import AttachmentKind, FormGuide, Section
from proposals.core.guide.profile import INDICATORS, PROFILE, QUESTIONS, SUMMARY, FieldKind, is_answered
from proposals.core.models import Proposal, SectionText
from proposals.core.period.basics import Basics, basics

PROFILE_STEP = "profil"
FILES_STEP = "lampiran"
CHECK_STEP = "periksa"
# A save of texts notes its time at the text and at the proposal, one after the other.
ONE_SAVE = datetime.timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that is missing: a sentence that says what to do, and the step and field where to do it.

    `place` is the name of the step; `question` and `group` the keys of the profile's question and of the group in which
    the guide asks it, empty for texts and files.
    """

    text: str
    proposal_id: int
    step: str
    place: str
    anchor: str
    question: str = ""
    group: str = ""

    @property
    def url(self) -> str:
        return field_url(self.proposal_id, self.step, self.anchor, group=self.group)

    def __str__(self) -> str:
        return self.text


def field_url(proposal_id: int, step: str, anchor: str, *, group: str = "") -> str:
    """Where one field is written: the page of its step, in the profile that of its group, and its place there."""
    shown = f"?grup={group}" if group else ""
    return f"{reverse('proposals:edit', args=[proposal_id, step])}{shown}#{anchor}"


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far one proposal is: `required` things in all (given its answers so far), and those `missing`, in order.

    `left_at` is the step whose texts were written last, where nothing was written since.
    """

    proposal_id: int
    required: int
    missing: tuple[Shortfall, ...]
    left_at: str = ""

    @property
    def done(self) -> int:
        return self.required - len(self.missing)

    @property
    def next(self) -> Shortfall | None:
        """What to do next: what its writer was at, else what comes first; None when nothing is missing."""
        at_work = (item for item in self.missing if item.step == self.left_at)
        return next(at_work, self.missing[0] if self.missing else None)

    @property
    def go_on(self) -> str:
        """The way to what comes next, named; empty when nothing is missing."""
        return f"Lanjutkan: {self.next.place}" if self.next else ""

    def __str__(self) -> str:
        """The phrase by which every page tells it."""
        ending = f", berikutnya: {self.next.place}" if self.next else ", siap diajukan"
        return f"{self.done} dari {self.required} bagian wajib terisi{ending}"


def step_titles(sections: Iterable[Section]) -> dict[str, str]:
    """The steps of writing in their order: the names their addresses carry, with their titles."""
    texts = {section.key: section.title for section in sections}
    return {PROFILE_STEP: "Profil", **texts, FILES_STEP: "Lampiran", CHECK_STEP: "Periksa dan ajukan"}


def steps_of(proposal: Proposal) -> list[Section]:
    """The writing steps of the proposal's guide, each with `written`: its parts with their texts; two queries."""
    texts: dict[int, PartText] = {text.section_id: text for text in proposal.texts.all()}
    return steps_with(proposal.period.guide, texts, proposal.indicators)


def steps_with(guide: FormGuide, texts: Mapping[int, PartText], table: str = "") -> list[Section]:
    """The writing steps of a guide with these texts, by key of their section, and this table beside one; one query."""
    beside = guide.fields[INDICATORS].table.beside if table and INDICATORS in guide.fields else ""
    sections = list(guide.sections.order_by("order"))
    steps = [section for section in sections if section.parent_id is None]
    for step in steps:
        step.written = [(part, texts.get(part.pk)) for part in sections if part.parent_id == step.pk]
        for part, _ in step.written:
            part.indicators = rows_of(table) if part.key == beside else ()
        step.words = sum(text.words for _, text in step.written if text)
    return steps


def shortfalls(proposal: Proposal) -> list[Shortfall]:
    """Everything that keeps the proposal from being submitted, in the order of the form."""
    return list(completeness(proposal).missing)


def completeness(proposal: Proposal) -> Completeness:
    """How far one proposal is; three queries, and one for each list of affairs that the guide needs."""
    return completeness_of([proposal])[proposal.pk]


def completeness_of(proposals: Collection[Proposal], every: Basics | None = None) -> dict[int, Completeness]:
    """The same for many, by key, for as many queries or none; each comes with its `period.guide`."""
    if not proposals:
        return {}
    written = _written(proposals, every or basics())
    return {proposal.pk: _completeness(proposal, written) for proposal in proposals}


def completeness_as_read(
    proposal: Proposal, steps: Iterable[Section], files: Iterable[Attachment], *, approved: bool
) -> Completeness:
    """The same of one whose steps and present files were read already, and which comes `with_answers`; one query.

    `approved` says whether it was read with the approval of its head.
    """
    every = basics()
    words = {(proposal.pk, part.pk): text.words for step in steps for part, text in step.written if text}
    approvals = {proposal.pk: approved}
    return _completeness(
        proposal, _Written(every.sections, every.kinds, words, {}, {proposal.pk: list(files)}, approvals)
    )


# What one requirement lacks, as (sentence, anchor, question); None when it is fulfilled.
Lack = tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class _Written:
    """What is known of some proposals and their guides: words by proposal and section, and files by proposal.

    `last` is the section in which each was written last, if nothing of it was changed since; `approved` tells of those
    whose heads approved them, whether that holds for what they say now.
    """

    sections: Mapping[int, Sequence[Section]]
    kinds: Mapping[int, Sequence[AttachmentKind]]
    words: Mapping[tuple[int, int], int]
    last: Mapping[int, int]
    files: Mapping[int, Sequence[Attachment]]
    approved: Mapping[int, bool]


def _written(proposals: Collection[Proposal], every: Basics) -> _Written:
    """What the database holds of them, read once for all of them."""
    here = {"proposal__in": [proposal.pk for proposal in proposals]}
    texts = SectionText.objects.filter(**here).order_by("updated_at")
    touched = {proposal.pk: proposal.updated_at for proposal in proposals}
    words, last = {}, {}
    for proposal, section, amount, at in texts.values_list("proposal", "section", "words", "updated_at"):
        words[proposal, section] = amount
        if at > touched[proposal] - ONE_SAVE:
            last[proposal] = section
    files: dict[int, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.filter(**here).order_by("kind__order", "uploaded_at", "pk"):
        files[file.proposal_id].append(file)
    for field in PROFILE:
        if field.is_many and any(_may_be_needed(field.asked_as, proposal) for proposal in proposals):
            prefetch_related_objects(list(proposals), field.column)
    return _Written(every.sections, every.kinds, words, last, files, approved_of(proposals, every.kinds, files))


def _may_be_needed(question: str, proposal: Proposal) -> bool:
    field = proposal.period.guide.fields.get(question)
    return bool(field and (field.required or field.required_when))


def _completeness(proposal: Proposal, written: _Written) -> Completeness:
    sections = written.sections.get(proposal.period.guide_id, ())
    steps = [section for section in sections if section.parent_id is None]
    titles = step_titles(steps)
    found: list[tuple[str, Lack]] = [(PROFILE_STEP, lack) for lack in _profile(proposal)]
    for step in steps:
        parts = [section for section in sections if section.parent_id == step.pk]
        words = {part: written.words.get((proposal.pk, part.pk), 0) for part in parts}
        found += [(step.key, lack) for lack in _texts(step, words)]
    kinds, files = written.kinds.get(proposal.period.guide_id, ()), written.files.get(proposal.pk, ())
    approved = written.approved.get(proposal.pk)
    found += [(FILES_STEP, lack) for lack in _files(proposal, kinds, files, approved)]
    group_of = proposal.period.guide.group_of
    missing = (
        Shortfall(text, proposal.pk, step, titles[step], anchor, question, group_of(question))
        for step, (text, anchor, question) in ((step, lack) for step, lack in found if lack)
    )
    wrote = next((part.parent_id for part in sections if part.pk == written.last.get(proposal.pk)), None)
    left_at = next((step.key for step in steps if step.pk == wrote), "")
    return Completeness(proposal.pk, len(found), tuple(missing), left_at)


def _profile(proposal: Proposal) -> Iterator[Lack]:
    """A question that is asked and needed is one requirement, answers that do not go together another."""
    guide, values = proposal.period.guide, values_of(proposal)
    asked = asked_in(guide, values)
    for key, field in guide.fields.items():
        if key in asked and (field.required or applies(field.required_when, values, asked)):
            sentence = _table_lack(guide, key, proposal) or f"Isi “{guide.heading(key)}”."
            done = is_answered(key, proposal) and not _table_lack(guide, key, proposal)
            yield None if done else (sentence, _anchor(key), key)
    if guide.brief and (sentence := brief.refusal(guide.brief, proposal.summary)):
        yield sentence, _anchor(SUMMARY), SUMMARY
    for rule in contradictions(guide, values, asked):
        yield rule.sentence, _anchor(rule.field), rule.field


def _table_lack(guide: FormGuide, key: str, proposal: Proposal) -> str:
    """What a table lacks of the rows it needs; empty where it has them, and for a question that is no table."""
    (field, *_) = QUESTIONS[key]
    if field.kind is not FieldKind.TABLE:
        return ""
    have, least = whole_rows(field.of(proposal)), guide.fields[key].table.min_rows
    told = f"baru {have} baris lengkap dari paling sedikit {least}; isi nama, angka sebelum, dan angka sesudah."
    return f"“{guide.heading(key)}” {told}" if have < least else ""


def _anchor(question: str) -> str:
    return f"id_{QUESTIONS[question][0].column}"


def _texts(step: Section, words: Mapping[Section, int]) -> Iterator[Lack]:
    """A part that must be there or that breaks its limits is one requirement, the words of the whole step another."""
    for part, amount in words.items():
        sentence = _text_lack(part, amount)
        if part.required or sentence:
            yield (sentence, f"id_{part.key}", "") if sentence else None
    if step.min_words:
        total = sum(words.values())
        sentence = (
            f"“{step.title}” baru {total} kata dari paling sedikit {step.min_words} kata "
            "untuk seluruh bagiannya bersama-sama."
        )
        yield None if total >= step.min_words else (sentence, f"id_{next(iter(words)).key}", "")


def _text_lack(part: Section, words: int) -> str:
    if words == 0:
        return f"Tulis bagian “{part.title}”." if part.required else ""
    if words < part.min_words:
        return f"“{part.title}” baru {words} kata; tulis paling sedikit {part.min_words} kata."
    if part.max_words and words > part.max_words:
        return f"“{part.title}” berisi {words} kata; ringkas menjadi paling banyak {part.max_words} kata."
    return ""


def _files(
    proposal: Proposal, kinds: Iterable[AttachmentKind], files: Iterable[Attachment], approved: bool | None
) -> Iterator[Lack]:
    """Each kind that is needed, and each file that must be replaced; `approved` is None where no head has approved."""
    have = {file.kind_id for file in files}
    for kind in kinds:
        if needs_file(kind, proposal):
            is_there = kind.pk in have or (kind.or_approval and approved)
            yield None if is_there else (unfulfilled(kind, approved), f"id_{kind.key}", "")
    for file in files:
        if file.is_infected:
            yield f"Ganti berkas “{file.name}”: pemindai menemukan virus di dalamnya.", f"berkas-{file.pk}", ""


def needs_file(kind: AttachmentKind, proposal: Proposal) -> bool:
    """Whether the proposal must have evidence of this kind, given its answers so far."""
    if kind.required == AttachmentKind.Required.ALWAYS or not kind.condition:
        return kind.required == AttachmentKind.Required.ALWAYS
    values = values_of(proposal)
    return applies(kind.condition, values, asked_in(proposal.period.guide, values))
