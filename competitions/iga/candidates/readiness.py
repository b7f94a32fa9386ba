"""Whether innovations are ready to be sent, by the rules of `rules.RULES`: one in sentences, many as a count in SQL."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.candidates.pool import with_candidacy
from competitions.iga.candidates.rules import Demands, InnovationFacts, RuleFinding, examine
from competitions.iga.core.models import Candidacies, Candidacy, Claim
from proposals.core.guide.models import Section
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import ELIGIBLE
from proposals.sent.telling import sent_answer, words_in_step

IN_USE: Final = "penerapan"
# The fields that are new in the ministry's form of 2026, by how they are called.
NEW_FIELDS: Final = {
    "Lintang": "latitude", "Bujur": "longitude", "Asta Cita": "asta_cita", "klaster PKPN": "pkpn_cluster",
}  # fmt: skip
DATES: Final = ("trial_date", "development_date")


def least_words(edition: Edition) -> int:
    """How many words the rancang bangun of an innovation must have in all."""
    eligibility = edition.iga.eligibility
    return eligibility.rancang_bangun_min_words if eligibility else 0


def mandatory_blocks(edition: Edition) -> bool:
    """Whether a mandatory indicator without a proven claim keeps an innovation out, as the edition has it set."""
    return edition.iga.scoring is not None and edition.iga.scoring.empty_mandatory_blocks


def demands_of(edition: Edition) -> Demands:
    """What the edition asks for; one query."""
    return Demands(
        opens=edition.window_from,
        closes=edition.window_until,
        words=least_words(edition),
        mandatory=edition.indicators.filter(mandatory=True).count(),
        mandatory_blocks=mandatory_blocks(edition),
    )


def with_blocks(rows: SentQuerySet, edition: Edition, asked: Demands | None = None) -> SentQuerySet:
    """The rows with their candidacy and `blocks`, how many rules keep each out of the submission set.

    Says of many what `readiness_of_one` says of one.
    """
    demands = asked or demands_of(edition)
    told: SentQuerySet = with_candidacy(rows, edition).alias(
        design_words=words_in_step(Section.Meaning.DESIGN), **{name: sent_answer(name) for name in DATES}
    )
    broken = [
        Case(When(_in_window(demands) | Q(candidacy_added_by_hand=True), then=0), default=1),
        _one_where(Q(design_words__lt=demands.words)),
        _one_where(Q(candidacy_mandatory_proven__lt=demands.mandatory if demands.mandatory_blocks else 0)),
        _one_where(Q(affair=None)),
        _one_where(
            Q(applied_date=None)
            | Q(trial_date__gt=F("applied_date"))
            | Q(applied_date__gt=timezone.localdate())
            | Q(development_date__lt=F("applied_date"))
        ),
        Case(When(status__in=ELIGIBLE, then=0), default=1),
    ]
    total: Any = Value(0)
    for one in broken:
        total = total + one
    found: SentQuerySet = told.annotate(blocks=total)
    return found


def ready_among(rows: SentQuerySet, edition: Edition) -> SentQuerySet:
    """Those that no rule keeps out."""
    counted: Any = with_blocks(rows, edition)
    found: SentQuerySet = counted.filter(blocks=0)
    return found


def blocked_in(edition: Edition, candidacies: Candidacies) -> int:
    """How many of these innovations a rule keeps out; one query."""
    proposals = SentProposal.objects.filter(pk__in=candidacies.order_by().values("proposal"))
    counted: Any = with_blocks(proposals, edition)
    return int(counted.filter(blocks__gt=0).count())


def _one_where(broken: Q) -> Case:
    return Case(When(broken, then=1), default=0, output_field=IntegerField())


def _in_window(asked: Demands) -> Q:
    """Applied inside the window, or before it with a development inside; nothing while the window is not known."""
    window = (asked.opens, asked.closes)
    if None in window:
        return Q(pk__in=[])
    earlier = Q(applied_date__lt=asked.opens, development_date__range=window)
    return Q(applied_date__range=window) | earlier


def readiness_of_one(edition: Edition, proposal: SentProposal) -> list[RuleFinding]:
    """Every rule with its sentence for one innovation; five queries."""
    return readiness_of_many(edition, [proposal.pk])[proposal.pk]


def blocks_in(findings: list[RuleFinding]) -> list[RuleFinding]:
    """Those that keep it out of the submission set."""
    return [finding for finding in findings if finding.blocks]


def readiness_of_many(edition: Edition, proposals: Collection[int]) -> dict[int, list[RuleFinding]]:
    """The same of many, by key; five queries however many there are."""
    asked = demands_of(edition)
    return {key: examine(facts, asked) for key, facts in facts_of(edition, proposals).items()}


def facts_of(edition: Edition, proposals: Collection[int]) -> dict[int, InnovationFacts]:
    """What the rules read of these innovations, by key; four queries."""
    asked = SentProposal.objects.filter(pk__in=proposals).annotate(
        design_words=words_in_step(Section.Meaning.DESIGN),
        video_url=sent_answer("video_url"),
        same=Lower("title"),
        **{name: sent_answer(name) for name in (*DATES, *NEW_FIELDS.values())},
    )
    rows: Any = with_candidacy(asked, edition, "added_by_hand", "mandatory_proven")
    claims = _claims(edition, proposals)
    mandatory = list(edition.indicators.filter(mandatory=True).values_list("number", flat=True))
    titles = _titles_in_set(edition)
    return {row.pk: _facts(row, claims.get(row.pk, {}), mandatory, titles) for row in rows}


def _facts(
    row: Any, claims: Mapping[int, Claim], mandatory: Collection[int], titles: Mapping[str, Collection[int]]
) -> InnovationFacts:
    proven = {claim.indicator.rules.get("key") for claim in claims.values() if claim.proven}
    return InnovationFacts(
        today=timezone.localdate(),
        eligible=row.status in ELIGIBLE,
        by_hand=row.candidacy_added_by_hand,
        applied_on=row.applied_date,
        developed_on=row.development_date,
        trial_on=row.trial_date,
        words=row.design_words,
        has_affair=row.affair_id is not None,
        in_use=row.stage == IN_USE,
        fields_missing=tuple(label for label, name in NEW_FIELDS.items() if getattr(row, name) in (None, "")),
        mandatory_proven=row.candidacy_mandatory_proven,
        mandatory_missing=tuple(number for number in mandatory if number not in claims or not claims[number].proven),
        unproven=tuple(number for number, claim in claims.items() if not claim.proven),
        regulation=REGULATION in proven,
        same_title=len(set(titles.get(row.same, ())) - {row.pk}),
        has_video=bool(row.video_url) or VIDEO in proven,
    )


# The indicators that two of the rules look at, by their keys in the tables.
REGULATION, VIDEO = "regulasi", "video"


def _claims(edition: Edition, proposals: Collection[int]) -> dict[int, dict[int, Claim]]:
    """By innovation and number of the indicator."""
    rows = Claim.objects.filter(indicator__edition=edition, proposal__in=proposals, value__gt=0)
    found: dict[int, dict[int, Claim]] = {}
    for claim in rows.select_related("indicator"):
        found.setdefault(claim.proposal_id, {})[claim.indicator.number] = claim
    return found


def _titles_in_set(edition: Edition) -> dict[str, list[int]]:
    """The innovations of the submission set by their titles, in small letters as the database makes them."""
    rows = Candidacy.objects.in_set().filter(edition=edition).annotate(same=Lower("proposal__title"))
    found: dict[str, list[int]] = {}
    for title, proposal in rows.order_by().values_list("same", "proposal"):
        found.setdefault(title, []).append(proposal)
    return found
