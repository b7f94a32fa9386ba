"""What the pre-flight reads of entries: the record, the letters, the texts, and the other entries of all editions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models.functions import Lower

from competitions.core.models import Edition, Nomination
from competitions.core.nominating import CHOSEN
from competitions.kipp.letters.listing import PaperOfEntry, letters_of
from competitions.kipp.preflight.models import RuleOverride
from competitions.kipp.preflight.rules import (
    QUOTA_RULE,
    AskedLetter,
    EntryDemands,
    EntryFacts,
    EntryFinding,
    SectionFacts,
    check_entry,
    protected_in,
)
from competitions.kipp.writing.models import EntryText
from competitions.kipp.writing.state import TextState, states_of
from proposals.core.sent import SentProposal
from proposals.sent.telling import sent_answer

SPBE: Final = "formulir_spbe"
INNOVATOR: Final = "inovator"
DIGITAL: Final = "digital"
PUBLIC_SERVICE: Final = "pelayanan_publik"
# What a proposal was copied from in the end, itself where it is no copy.
_ROOTS: Final = """
    WITH RECURSIVE back(of, id) AS (
        SELECT p.id, p.id FROM proposals_proposal p WHERE p.id = ANY(%s)
        UNION ALL
        SELECT b.of, p.copied_from_id FROM back b JOIN proposals_proposal p ON p.id = b.id
        WHERE p.copied_from_id IS NOT NULL
    )
    SELECT b.of, b.id FROM back b JOIN proposals_proposal p ON p.id = b.id WHERE p.copied_from_id IS NULL
"""


def findings_of(nomination: Nomination) -> list[EntryFinding]:
    """Every rule for one entry, its texts read for names as well; eleven queries at most."""
    words = EntryText.objects.filter(nomination=nomination).order_by("pk").values_list("text", flat=True)
    named = protected_in("\n".join(words))
    return findings_of_many(nomination.edition, [nomination], {nomination.pk: named})[nomination.pk]


def findings_of_many(
    edition: Edition,
    nominations: Collection[Nomination],
    named: Mapping[int, tuple[str, ...]] | None = None,
    letters: Mapping[int, list[PaperOfEntry]] | None = None,
) -> dict[int, list[EntryFinding]]:
    """The same of many of one edition, each with its `proposal`, by key; ten queries at any size.

    Without `named` the texts are not read for names, which only warns and needs all of them; `letters` are those that
    somebody has asked for already.
    """
    facts = facts_of(edition, nominations, named or {}, letters or letters_of(edition, nominations))
    overridden = RuleOverride.objects.reasons(list(facts))
    asked = {group: demands_of(edition, group) for group in {each.group for each in nominations}}
    return {
        each.pk: check_entry(
            facts[each.pk],
            asked[each.group],
            {code: row.reason for code, row in overridden.get(each.pk, {}).items()},
        )
        for each in nominations
    }


def red_in(findings: Iterable[EntryFinding], *, quota: bool = True) -> list[EntryFinding]:
    """The broken rules that hold an entry back; without `quota` those that whoever writes the entry can mend."""
    return [found for found in findings if found.is_red and (quota or found.rule.code != QUOTA_RULE)]


def demands_of(edition: Edition, group: str) -> EntryDemands:
    """What the edition asks of entries of a group; its rules are what is stored with it, and no query."""
    rules, limits = edition.kipp, edition.limits_of(group)
    known, choices = rules.group_of(group), rules.categories
    video = rules.video
    years = {
        **dict.fromkeys(("K1", "K5", QUOTA_RULE), known.from_year if known else None),
        "K6": rules.rules.duplicate_title.from_year if rules.rules else None,
        "K7": choices.from_year if choices else None,
        "K8": video.from_year if video else None,
    }
    return EntryDemands(
        closes=edition.closes_on,
        least_months=limits.min_age_months,
        quota=limits.quota,
        group=group if known else "",
        group_label=known.label if known else "",
        categories={each.key: each.label for each in choices.choices} if choices else {},
        video=f"Paling lama {video.maximum_minutes} menit, {video.language}. {video.rules}" if video else "",
        has_groups=bool(rules.groups),
        names_innovator=any(each.key == INNOVATOR for each in rules.identification),
        sources={code: f"pedoman KIPP {year}" for code, year in years.items() if year},
    )


def facts_of(
    edition: Edition,
    nominations: Collection[Nomination],
    named: Mapping[int, tuple[str, ...]],
    letters: Mapping[int, list[PaperOfEntry]],
) -> dict[int, EntryFacts]:
    """What the rules read of these entries, by key."""
    texts, others = states_of(nominations), _others(edition)
    sent = SentProposal.objects.filter(pk__in=[each.proposal_id for each in nominations])
    videos = dict(sent.order_by().annotate(video=sent_answer("video_url")).values_list("pk", "video"))
    return {
        each.pk: _facts(
            each, letters[each.pk], texts[each.pk], others, videos.get(each.proposal_id, ""), named.get(each.pk, ())
        )
        for each in nominations
    }


def _facts(
    nomination: Nomination,
    letters: list[PaperOfEntry],
    texts: TextState,
    others: "Others",
    video: str,
    named: tuple[str, ...],
) -> EntryFacts:
    proposal = nomination.proposal
    spbe = next((one for one in letters if one.paper.key == SPBE), None)
    return EntryFacts(
        applied_on=proposal.applied_date,
        sections=tuple(SectionFacts(one.section.title, one.words, one.limit) for one in texts.sections),
        letters=tuple(AskedLetter(one.paper.label, one.is_given) for one in letters if one.is_asked and one != spbe),
        is_digital=proposal.innovation_type == DIGITAL,
        spbe_given=spbe.is_given if spbe else None,
        past_award_year=nomination.past_award_year,
        origin_innovation=nomination.origin_innovation,
        origin_institution=nomination.origin_institution,
        same_title=others.same_title(nomination),
        category=nomination.category,
        video_url=nomination.video_url or video,
        innovator=nomination.innovator_name,
        innovator_nip=nomination.innovator_nip,
        contact=nomination.contact_phone or nomination.contact_email,
        taken=others.taken(nomination),
        twins=others.twins(nomination),
        named=named,
        is_public_service=proposal.form == PUBLIC_SERVICE,
    )


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """One standing nomination of any edition, as the others are compared with it."""

    pk: int
    edition: int
    edition_name: str
    group: str
    state: str
    title: str
    root: int


@dataclass(frozen=True, slots=True)
class Others:
    """All standing nominations up to an edition. Its answers name editions only, never what a reader may not know."""

    rows: dict[int, OtherEntry]
    by_title: dict[str, list[OtherEntry]]
    by_root: dict[int, list[OtherEntry]]

    def same_title(self, nomination: Nomination) -> tuple[str, ...]:
        """The editions in which another innovation goes by the same title."""
        own = self.rows.get(nomination.pk)
        if own is None:
            return ()
        found = [each.edition_name for each in self.by_title[own.title] if each.root != own.root]
        return tuple(dict.fromkeys(found))

    def twins(self, nomination: Nomination) -> tuple[str, ...]:
        """The groups in which the same innovation stands once more in this edition, under another number."""
        own = self.rows.get(nomination.pk)
        if own is None:
            return ()
        same = [each for each in self.by_root[own.root] if each.edition == own.edition and each.pk != own.pk]
        return tuple(dict.fromkeys(f"kelompok {each.group or 'belum dipilih'}" for each in same))

    def taken(self, nomination: Nomination) -> int:
        """How many other entries of its group take up the quota."""
        return sum(
            each.state in CHOSEN
            and each.edition == nomination.edition_id
            and each.group == nomination.group
            and each.pk != nomination.pk
            for each in self.rows.values()
        )


def _others(edition: Edition) -> Others:
    """Three columns of every nomination that stands; two queries."""
    standing = Nomination.objects.standing().filter(
        edition__programme=Edition.Programme.KIPP, edition__year__lte=edition.year
    )
    columns = ("pk", "edition_id", "edition__name", "group", "state", "lowered", "proposal_id")
    rows = list(
        standing.order_by("edition__year", "pk").annotate(lowered=Lower("proposal__title")).values_list(*columns)
    )
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS, [[row[-1] for row in rows]])
        roots: dict[int, int] = dict(cursor.fetchall())
    found = [
        OtherEntry(pk, its, name, group, state, title, roots.get(proposal, proposal))
        for pk, its, name, group, state, title, proposal in rows
    ]
    by_title, by_root = defaultdict(list), defaultdict(list)
    for each in found:
        by_title[each.title].append(each)
        by_root[each.root].append(each)
    return Others({each.pk: each for each in found}, by_title, by_root)
