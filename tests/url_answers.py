"""The answers to a GET that `url_table` gives by name, one per kind of person in the order of `COLUMNS`."""

from collections.abc import Callable
from typing import Any

from tests.url_world import World

COLUMNS = ("visitor", "owner", "stranger", "reviewer", "coordinator", "leader", "conflicted")
Answers = tuple[int, ...]
# The rows an address names, and the answers.
Row = tuple[Callable[[World], list[Any]], Answers]

PUBLIC = (200, 200, 200, 200, 200, 200, 200)
# Open to everybody; while tests run, no worker of the queue lives.
UNWELL = (503, 503, 503, 503, 503, 503, 503)
EVERYBODY = (302, 200, 200, 200, 200, 200, 200)
EVERYBODY_SENDS = (302, 405, 405, 405, 405, 405, 405)
AGENCIES = (302, 200, 200, 404, 404, 404, 404)
AGENCIES_AND_COORDINATORS = (302, 200, 200, 404, 200, 404, 200)
OWNERS = (302, 200, 404, 404, 404, 404, 404)
OWNERS_GO_ON = (302, 302, 404, 404, 404, 404, 404)
OWNERS_SEND = (302, 405, 404, 404, 404, 404, 404)
READERS = (302, 200, 404, 200, 200, 200, 404)
COORDINATORS = (302, 404, 404, 404, 200, 404, 200)
COORDINATORS_SEND = (302, 404, 404, 404, 405, 404, 405)
PARTICIPANTS_SEND = (302, 405, 405, 404, 405, 405, 405)
# About one proposal, for those who know it and do not review it.
KNOWN = (302, 200, 404, 404, 200, 200, 404)
# About one proposal, for which the conflicted coordinator is nobody.
ITS_COORDINATORS = (302, 404, 404, 404, 200, 404, 404)
ITS_STAFF = (302, 404, 404, 404, 200, 200, 404)
OWNERS_AND_COORDINATORS = (302, 200, 404, 404, 200, 404, 404)
STAFF = (302, 404, 404, 404, 200, 200, 200)
STAFF_SEND = (302, 404, 404, 404, 405, 405, 405)
# Whoever ordered it, and nobody else.
COORDINATOR_ALONE = (302, 404, 404, 404, 200, 404, 404)
REVIEWERS = (302, 404, 404, 200, 404, 404, 200)
ONE_REVIEWER = (302, 404, 404, 200, 404, 404, 404)
PARTICIPANTS = (302, 200, 200, 404, 200, 200, 200)
MOVES_ON = (302, 302, 302, 404, 302, 302, 302)
# Opened by a link alone, which nobody here has; the tests of approving and of inviting ask what it opens.
BY_LINK = (404, 404, 404, 404, 404, 404, 404)
NOBODY = (302, 404, 404, 404, 404, 404, 404)


def no_rows(world: World) -> list[Any]:
    return []
