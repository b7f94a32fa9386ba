"""Who writes into the register of replications, and until when."""

from typing import Final

from proposals.core.workflow import PRIVATE, STANDING, Role

WRITERS: Final = frozenset({Role.PROPOSER, Role.COORDINATOR})
OPEN_IN: Final = frozenset(STANDING) - frozenset(PRIVATE)
NOT_THEIRS: Final = "Register replikasi diisi instansi pengusul dan koordinator Bapperida."


def closed_because(status: str, roles: set[Role]) -> str:
    """Why this person may not write about the innovation's replications now, as a sentence; empty if they may.

    From the submission on it is open, whatever the local deadline; not for what was rejected or withdrawn.
    """
    if not roles & WRITERS:
        return NOT_THEIRS
    if status not in OPEN_IN:
        return "Replikasi dicatat selama usulan diajukan dan tidak ditolak atau ditarik."
    return ""
