"""Which innovations of a former edition are the ones of this edition, as a continued proposal is another row."""

from collections.abc import Collection
from typing import Final

from django.db import connection

# A proposal itself at depth 0, what it was copied from at 1, and so on.
_BACKWARDS: Final = """
    WITH RECURSIVE back(of, id, depth) AS (
        SELECT p.id, p.id, 0 FROM proposals_proposal p WHERE p.id = ANY(%s)
        UNION ALL
        SELECT b.of, p.copied_from_id, b.depth + 1 FROM back b JOIN proposals_proposal p ON p.id = b.id
        WHERE p.copied_from_id IS NOT NULL
    )
    SELECT DISTINCT ON (b.of) b.of, b.id FROM back b
    WHERE EXISTS (
        SELECT 1 FROM competitions_claim c JOIN competitions_indicator i ON i.id = c.indicator_id
        WHERE c.proposal_id = b.id AND i.edition_id = %s AND c.value > 0
    )
    ORDER BY b.of, b.depth
"""


def claimed_before(proposals: Collection[int], former: int) -> dict[int, int]:
    """For each of these proposals the nearest one it goes back to, itself first, that claims something in an edition.

    `former` is the key of that edition; those without such a one are left out. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BACKWARDS, [list(proposals), former])
        return dict(cursor.fetchall())
