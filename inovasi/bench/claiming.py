"""Claims for every candidate of the measured IGA edition: what a few demo innovations claim, copied by PostgreSQL."""

from typing import Final

import pgtrigger
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.candidates.pool import candidate_keys
from competitions.iga.core.models import Candidacy, Claim

_OWN: Final = frozenset({"id", "proposal_id"})
NUMBER: Final = "registration_number"
# What is registered bears a number of its own, what is not bears none.
OWN_NUMBER: Final = f"CASE WHEN source.{NUMBER} = '' THEN '' ELSE pair.other || '-' END"


def claim_everywhere() -> int:
    """Lets every candidate claim as one of those that claim already does; returns how many innovations claim then.

    The sums that the triggers keep are copied as well, so that a thousand innovations take a second.
    """
    edition = Edition.objects.current(Edition.Programme.IGA, timezone.localdate().year)
    if edition is None:
        raise SystemExit("The demo year has no edition of IGA.")
    candidates = set(candidate_keys(edition).values_list("pk", flat=True))
    claiming = Candidacy.objects.filter(edition=edition, claims__gt=0, proposal__in=candidates).order_by("proposal")
    examples = list(claiming.values_list("proposal", flat=True))
    others = sorted(candidates - set(Claim.objects.order_by().values_list("proposal", flat=True)))
    like = [examples[place % len(examples)] for place, _ in enumerate(others)]
    of_edition = f"(SELECT id FROM competitions_indicator WHERE edition_id = {edition.pk})"  # noqa: S608 - a key
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        Candidacy.objects.filter(edition=edition, proposal__in=others).delete()
        cursor.execute(_copying(Claim, f"source.indicator_id IN {of_edition}"), [like, others])
        cursor.execute(_copying(Candidacy, f"source.edition_id = {edition.pk}"), [like, others])
        for statement in connection.ops.sequence_reset_sql(no_style(), [Claim, Candidacy]):
            cursor.execute(statement)
    return Candidacy.objects.filter(edition=edition, claims__gt=0).count()


def _copying(table: type[models.Model], condition: str) -> str:
    """The statement that copies the rows of one innovation to another, for two lists of keys in one order."""
    top = table._base_manager.aggregate(top=Max("pk"))["top"] or 0
    names = [str(field.column) for field in table._meta.concrete_fields if field.column not in _OWN]
    values = ", ".join(f"{OWN_NUMBER} || source.{name}" if name == NUMBER else f"source.{name}" for name in names)
    return (
        f"INSERT INTO {table._meta.db_table} (id, proposal_id, {', '.join(names)}) "  # noqa: S608 - names of our own tables
        f"SELECT {top} + row_number() OVER (), pair.other, {values} "
        f"FROM unnest(%s::bigint[], %s::bigint[]) AS pair(one, other) "
        f"JOIN {table._meta.db_table} AS source ON source.proposal_id = pair.one WHERE {condition}"
    )
