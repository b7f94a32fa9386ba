"""The approval with which a revision was sent, as the revision keeps it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from foundation.papers.moments import spoken
from proposals.core.approval.models import HeadAnswer
from proposals.core.approval.standing import KEY
from proposals.core.history.record import Revision


@dataclass(frozen=True, slots=True)
class SentApproval:
    """Who approved it in the portal, when, and what was read, by its hash; as papers and pages tell it."""

    name: str
    nip: str
    position: str
    at: datetime.datetime
    sha256: str

    @classmethod
    def within(cls, content: Mapping[str, Any] | None) -> Self | None:
        """The approval in the content of a revision; None where it was sent with a letter."""
        kept = (content or {}).get(KEY)
        if not kept:
            return None
        at = datetime.datetime.fromisoformat(kept["at"])
        return cls(kept["name"], kept["nip"], kept["position"], at, kept["sha256"])

    @classmethod
    def of(cls, answer: HeadAnswer) -> Self:
        """The same of an approval that was not sent yet."""
        return cls(answer.name, answer.nip, answer.position, answer.at, answer.sha256)

    @property
    def words(self) -> str:
        """What a paper says, and what it is not."""
        nip = f" (NIP {self.nip})" if self.nip else ""
        return (
            f"Disetujui secara elektronik oleh {self.name}{nip}, {self.position}, pada {spoken(self.at)} melalui "
            "portal; bukan tanda tangan elektronik tersertifikasi."
        )


def sent_approval(proposal: int) -> SentApproval | None:
    """The approval with which the proposal with this key was sent last; one query."""
    kept = Revision.objects.filter(proposal=proposal).values_list(f"content__{KEY}", flat=True).first()
    return SentApproval.within({KEY: kept})
