"""Growing the measured database: PostgreSQL itself copies ten demo years of a thousand proposals in all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import F
from pghistory.core import event_models

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.guide.profile import FieldKind, of_kind
from proposals.core.history.record import Event, Revision
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.search import documents
from proposals.core.search.documents import SearchDocument
from proposals.core.sent import SentProposal
from reviews.core import keeping
from reviews.core.models import Assignment, Interest, Score
from reviews.ranking.adjusting import reckon

# A thousand proposals, about half in the current year and the others in nine finished ones (years back, how many).
RUNNING: Final = 505
EARLIER: Final = tuple((back, 55) for back in range(9, 0, -1))
BASE: Final = RUNNING + sum(count for _, count in EARLIER)
LEAST: Final = 2 * BASE
# In this order each table finds the rows that its foreign keys name.
COPIED: Final[tuple[type[models.Model], ...]] = (
    User,
    Proposal,
    *event_models(tracks_model=Proposal),
    *(getattr(Proposal, field.column).through for field in of_kind(FieldKind.AFFAIRS)),
    SectionText,
    Attachment,
    Event,
    Revision,
    Assignment,
    Score,
    Interest,
)
# Only reviewers are copied among the people: each copy of the year has its own, operators and coordinators stay.
REVIEWERS: Final = frozenset({Assignment.reviewer, Score.given_by, Interest.user})
SECONDS_APART: Final = 37
SYLLABLES: Final = "bacedifoguhajekilomunapeqirosutavewixoyuza"


def grow(copies: int) -> None:
    """Adds `copies` copies of everything, each with words, numbers, moments and reviewers of its own."""
    newest = {table: table._base_manager.aggregate(top=models.Max("pk"))["top"] or 0 for table in COPIED}
    with transaction.atomic(), _without_word_indexes(), connection.cursor() as cursor:
        # Else the checks of millions of foreign keys would pile up until the end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pgtrigger.ignore():
            for table in COPIED:
                cursor.execute(_copying(table, newest, copies))
        cursor.execute(
            f"INSERT INTO {documents.TABLE} SELECT d.proposal_id, ({documents.WORDS}) FROM "  # noqa: S608 - names of our own tables
            f"(SELECT id AS proposal_id FROM {Proposal._meta.db_table} WHERE id > {newest[Proposal]}) d"
        )
        Period.objects.update(last_sequence=F("last_sequence") * (copies + 1), target=F("target") * (copies + 1))
        keeping.rebuild()
        for period in Period.objects.filter(pk__in=Proposal.objects.values("period")):
            reckon(period, patient=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(COPIED)):
            cursor.execute(statement)


@contextmanager
def _without_word_indexes() -> Iterator[None]:
    """Takes the full-text indexes away and makes them anew at the end, many times quicker than filling them."""
    indexes = [
        (table, index)
        for table in (Proposal, SectionText, SearchDocument)
        for index in table._meta.indexes
        if isinstance(index, GinIndex)
    ]
    with connection.schema_editor() as editor:
        for table, index in indexes:
            editor.remove_index(table, index)
    yield
    with connection.schema_editor() as editor:
        for table, index in indexes:
            editor.add_index(table, index)


def _copying(table: type[models.Model], newest: dict[type[models.Model], int], copies: int) -> str:
    """The statement that copies one table."""
    fields = [field for field in table._meta.concrete_fields if not field.generated]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    values = ", ".join(_value(field, newest) for field in fields)
    chosen = "source.is_reviewer" if table is User else "true"
    return (
        f"INSERT INTO {table._meta.db_table} ({names}) SELECT {values} "  # noqa: S608 - names of our own tables
        f"FROM {table._meta.db_table} AS source CROSS JOIN generate_series(1, {copies}) AS copy WHERE {chosen}"
    )


def _value(field: Any, newest: dict[type[models.Model], int]) -> str:
    """What a copy holds in one column, as SQL over `source` and `copy`."""
    column = f"source.{connection.ops.quote_name(field.column)}"
    special = SPECIAL.get((field.model, field.name))
    if special:
        return special(column)
    target = field.model if field.primary_key else field.related_model
    # To the database a row that belongs to what was sent names the stored proposal.
    target = Proposal if target is SentProposal else target
    if target in newest and (target is not User or field.model is User or _names_reviewer(field)):
        return f"{column} + copy * {newest[target]}"
    if isinstance(field, models.DateTimeField):
        return f"{column} + copy * interval '{SECONDS_APART} seconds'"
    return column


def _names_reviewer(field: Any) -> bool:
    return getattr(field.model, field.name) in REVIEWERS


def _number(column: str) -> str:
    """The next free numbers of the same year."""
    last = f"(SELECT last_sequence FROM {Period._meta.db_table} WHERE id = source.period_id)"  # noqa: S608 - names of our own tables
    sequence = f"(substring({column} from '\\d+$')::bigint + copy * {last})::text"
    return f"substring({column} from '^.*-') || lpad({sequence}, greatest(4, length({sequence})), '0')"


def _word(number: str) -> str:
    """A made-up word of four syllables, the same for the same number."""
    kinds = len(SYLLABLES) // 2
    parts = (f"substr('{SYLLABLES}', 1 + 2 * mod(({number}) / {kinds**place}, {kinds})::int, 2)" for place in range(4))
    return " || ".join(parts)


def _title(column: str) -> str:
    return f"{column} || ' ' || {_word('copy')}"


def _words(column: str) -> str:
    """The text with a word that only this row has, one of its copy, and one of each hundredth row."""
    return " || ' ' || ".join((column, _word("source.id * 97 + copy"), _word("copy"), _word("mod(source.id, 100)")))


def _other(column: str) -> str:
    return f"encode(sha256(convert_to({column} || copy, 'UTF8')), 'hex')"


SPECIAL: Final[dict[tuple[type[models.Model], str], Callable[[str], str]]] = {
    (User, "username"): lambda column: f"{column} || '-' || copy",
    (Proposal, "number"): _number,
    (Proposal, "title"): _title,
    (Proposal, "sent_title"): _title,
    (SectionText, "text"): _words,
    (Attachment, "sha256"): _other,
}
