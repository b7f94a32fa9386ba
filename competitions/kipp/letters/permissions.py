"""Who opens a letter of those who know its nomination; reviewers are not among them."""

from competitions.kipp.letters.models import EntryLetter
from proposals.core.permissions import may_open_file
from proposals.core.workflow import Role


def may_open(letter: EntryLetter, roles: set[Role]) -> bool:
    """A letter opens as a file of the proposal does: judged clean, or while it waits for that its own agency alone."""
    return may_open_file(letter.scan, roles)
