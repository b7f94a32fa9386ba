"""The fixed people of the tests, all at once."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from agencies.core.models import Agency, User
from proposals.core.models import Proposal
from tests.factories.ground import agency, people
from tests.factories.reviewing import assign_all, conflict


@dataclass(frozen=True)
class Cast:
    """The fixed people of the tests. `home` is the agency of owner and colleague, `elsewhere` that of the stranger."""

    home: Agency
    elsewhere: Agency
    owner: User
    colleague: User
    stranger: User
    reviewer: User
    unassigned: User
    former: User
    conflicted: User
    colleague_reviewer: User
    coordinator: User
    leader: User
    visitor: AnonymousUser

    def __getitem__(self, name: str) -> User | AnonymousUser:
        person: User | AnonymousUser = getattr(self, name)
        return person

    def involve(self, what: Proposal) -> Proposal:
        """Asks the reviewers to score it, and lets the conflicted one, who holds every role, declare a conflict.

        `former` was asked, too, but is no reviewer any longer; `colleague_reviewer` was asked before joining the
        proposing agency, because nobody can be asked after that.
        """
        joined = User.objects.filter(pk=self.colleague_reviewer.pk)
        joined.update(agency=None)
        assign_all([self.reviewer, self.former, self.conflicted, self.colleague_reviewer], what)
        joined.update(agency=self.home)
        conflict(self.conflicted, what)
        return what


PEOPLE = (
    "owner", "colleague", "stranger", "reviewer", "unassigned", "former", "conflicted", "colleague_reviewer",
    "coordinator", "leader", "visitor",
)  # fmt: skip


def cast() -> Cast:
    """Everybody at once; nobody is tied to a proposal before `involve`."""
    home, elsewhere = agency(1), agency(2)
    asked: dict[str, dict[str, Any]] = {
        f"op-{home.code}": {"agency": home},
        "op-dinas-1-kedua": {"agency": home},
        f"op-{elsewhere.code}": {"agency": elsewhere},
        "penilai-1": {"is_reviewer": True},
        "penilai-2": {"is_reviewer": True},
        "penilai-lama": {},
        "penilai-terkait": {"is_reviewer": True, "is_coordinator": True, "is_leader": True},
        "penilai-dinas-1": {"is_reviewer": True, "agency": home},
        "koordinator-1": {"is_coordinator": True},
        "pimpinan-1": {"is_leader": True},
    }
    everybody: list[Any] = [*people(**asked), AnonymousUser()]
    return Cast(home, elsewhere, *everybody)
