"""Which innovations are candidates of an edition, whichever year they were proposed in (national.md 1.5 and 1.6).

Eligible ones whose application or development falls into the edition's window, those the coordinator added by hand, and
whatever was decided upon already. A family of carried-over proposals counts once: the one that is sent, else the newest
eligible one, also when one between them was withdrawn.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, FilteredRelation, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.querysets import known_to
from competitions.iga.core.states import IN_SET, CandidacyState
from proposals.core.querysets import SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import ELIGIBLE, STANDING, SUBMITTED

# What may be added by hand: whatever was sent and was neither turned down nor taken back.
ADDABLE: Final = SUBMITTED & STANDING
# The members of families that give way to another one: to one of the submission set, or to a newer eligible one.
_GIVING_WAY: Final = """
    WITH RECURSIVE family(id, root) AS (
        SELECT p.id, p.id FROM proposals_proposal p WHERE p.copied_from_id IS NULL
            AND EXISTS (SELECT 1 FROM proposals_proposal k WHERE k.copied_from_id = p.id)
        UNION ALL
        SELECT k.id, f.root FROM family f JOIN proposals_proposal k ON k.copied_from_id = f.id
    ), member AS (
        SELECT f.id, f.root, p.status, o.opens_at, coalesce(c.state = ANY(%(in_set)s), false) AS in_set
        FROM family f JOIN proposals_proposal p ON p.id = f.id JOIN proposals_period o ON o.id = p.period_id
        LEFT JOIN competitions_candidacy c ON c.proposal_id = f.id AND c.edition_id = %(edition)s
    )
    SELECT m.id FROM member m JOIN member o ON o.root = m.root AND o.id <> m.id
    WHERE o.in_set OR o.status = ANY(%(eligible)s) AND (o.opens_at, o.id) > (m.opens_at, m.id)
"""
CANDIDATES: Final = f"""
    SELECT p.id FROM proposals_proposal p
    LEFT JOIN competitions_candidacy c ON c.proposal_id = p.id AND c.edition_id = %(edition)s
    WHERE c.state = ANY(%(decided)s)
        OR (c.added_by_hand AND p.status = ANY(%(addable)s)
            OR p.status = ANY(%(eligible)s)
                AND (p.applied_date BETWEEN %(opens)s AND %(closes)s
                    OR p.applied_date < %(opens)s AND p.development_date BETWEEN %(opens)s AND %(closes)s))
            AND p.id NOT IN ({_GIVING_WAY})
"""  # noqa: S608 - built from the constants above alone


def values_for(edition: Edition) -> dict[str, Any]:
    """What `CANDIDATES` asks by name; without a known window only what was added by hand or decided is found."""
    window = (edition.window_from, edition.window_until)
    opens, closes = (None, None) if None in window else window
    return {
        "edition": edition.pk,
        "decided": [*IN_SET, CandidacyState.LEFT_OUT],
        "in_set": list(IN_SET),
        "addable": list(ADDABLE),
        "eligible": list(ELIGIBLE),
        "opens": opens,
        "closes": closes,
    }


def candidates_of(edition: Edition, reader: User) -> SentQuerySet:
    """The candidates that this reader may know of; inside one query."""
    found: SentQuerySet = known_to(reader).filter(pk__in=_keys(edition))
    return found


def candidate_keys(edition: Edition) -> SentQuerySet:
    """All candidates, whoever asks: for services and for reminders, which show them to nobody."""
    found: SentQuerySet = SentProposal.objects.filter(pk__in=_keys(edition))
    return found


def _keys(edition: Edition) -> RawSQL:
    sql, values = positional(CANDIDATES, values_for(edition))
    return RawSQL(sql, values)  # noqa: S611 - built from constants, values go apart


def positional(sql: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The same question with its values in their order, as an expression inside a query takes them."""
    found: list[Any] = []

    def place(match: re.Match[str]) -> str:
        found.append(values[match[1]])
        return "%s"

    return re.sub(r"%\((\w+)\)s", place, sql), found


# What of a candidacy stands beside the rows, and what it is for those that have none yet.
OF_CANDIDACY: Final[dict[str, Any]] = {
    "state": CandidacyState.CANDIDATE.value,
    "added_by_hand": False,
    "claims": 0,
    "judged": 0,
    "claimed_points": 0,
    "verified_points": 0,
    "counted_points": 0,
    "mandatory_proven": 0,
}


def with_candidacy(rows: SentQuerySet, edition: Edition, *columns: str) -> SentQuerySet:
    """The rows with these columns of their candidacy in the edition, as `candidacy_<column>`; by default all."""
    own = FilteredRelation("candidacies", condition=Q(candidacies__edition=edition))
    found: SentQuerySet = rows.annotate(own_candidacy=own).annotate(
        **{
            f"candidacy_{column}": Coalesce(F(f"own_candidacy__{column}"), Value(OF_CANDIDACY[column]))
            for column in columns or OF_CANDIDACY
        }
    )
    return found
