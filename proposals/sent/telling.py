"""What proposals say, each as it was last sent, beyond what the view of them holds: for the floors above.

Told of many by few queries, or asked of the view's rows inside a query. The latter is answered from what is stored, and
so only while that is what was sent; of anything else nothing is known.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide, Section
from proposals.core.guide.profile import PROFILE, ProfileAnswer, answers_in
from proposals.core.history.record import Revision
from proposals.core.history.revisions import profile_in
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import HELD_BACK, PRIVATE

IN_FORM_ORDER = ("section__parent__order", "section__order", "pk")


@dataclass(frozen=True, slots=True)
class ToldText:
    """One text that says something, under the title of its section."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one proposal says: its answers in the guide's words, who thought of it, its texts in the form's order."""

    profile: list[ProfileAnswer]
    initiator_name: str
    texts: list[ToldText] = field(default_factory=list)


def told(proposals: Collection[int]) -> dict[int, Told]:
    """By key of the proposal; drafts are not told. Eight queries at most, however many there are."""
    stored = Proposal.objects.filter(pk__in=proposals).exclude(status__in=HELD_BACK | PRIVATE)
    found = {
        row.pk: _told({field.column: field.of(row) for field in PROFILE}, row.period.guide)
        for row in stored.with_answers()
    }
    for proposal, title, text in _stored_texts(found):
        found[proposal].texts.append(ToldText(title, text))
    held = list(newest_of(proposals).select_related("proposal__period"))
    if not held:
        return found
    guides, titles = FormGuide.objects.in_bulk(), _titles()
    affairs = Affair.objects.in_bulk(field_name="key")
    for revision in held:
        guide = guides[revision.proposal.period.guide_id]
        one = found[revision.proposal_id] = _told(profile_in(revision.content, affairs), guide)
        written = revision.content["texts"]
        one.texts.extend(ToldText(title, written[key]) for key, title in titles[guide.pk].items() if written.get(key))
    return found


def crossing_affairs(proposals: Collection[int]) -> dict[int, list[str]]:
    """The names of the other affairs that each proposal crosses; three queries."""
    found: dict[int, list[str]] = {key: [] for key in proposals}
    names = dict(Affair.objects.values_list("key", "name"))
    stored = Proposal.crossing_affairs.through._default_manager.filter(proposal__in=proposals)
    for key, name in stored.exclude(proposal__status__in=HELD_BACK | PRIVATE).values_list(
        "proposal_id", "affair__name"
    ):
        found[key].append(name)
    for key, keys in newest_of(proposals).values_list("proposal_id", "content__crossing_affairs"):
        found[key] = [names.get(one, one) for one in keys]
    return found


def newest_of(proposals: Collection[int]) -> Any:
    """The newest revision of each of these whose changes are held back: it is what others read of them."""
    rows = Revision.objects.filter(proposal__in=proposals, proposal__status__in=HELD_BACK)
    return rows.order_by("proposal_id", "-number").distinct("proposal_id")


@cache
def sent_answer(column: str) -> Subquery:
    """One answer of the profile, to be asked of rows of the view."""
    known = Proposal.objects.filter(pk=OuterRef("pk")).exclude(status__in=HELD_BACK | PRIVATE)
    return Subquery(known.order_by().values(column))


@cache
def words_in_step(meaning: str) -> Coalesce:
    """How many words the texts of the step of the form with this meaning hold together, asked likewise."""
    texts = SectionText.objects.filter(proposal=OuterRef("pk"), section__parent__meaning=meaning)
    known = texts.exclude(proposal__status__in=HELD_BACK | PRIVATE)
    words = known.order_by().values("proposal").annotate(total=Sum("words")).values("total")
    return Coalesce(Subquery(words), 0, output_field=IntegerField())


def _told(values: Mapping[str, Any], guide: FormGuide) -> Told:
    return Told(answers_in(values, guide), values["initiator_name"])


def _stored_texts(proposals: Collection[int]) -> list[tuple[int, str, str]]:
    rows = SectionText.objects.filter(proposal__in=proposals).exclude(text="").order_by(*IN_FORM_ORDER)
    return list(rows.values_list("proposal_id", "section__title", "text"))


def _titles() -> dict[int, dict[str, str]]:
    """By guide the titles of its parts by their keys, in the order of the form."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    parts = Section.objects.filter(parent__isnull=False).order_by("parent__order", "order")
    for guide, key, title in parts.values_list("guide_id", "key", "title"):
        found[guide][key] = title
    return found
