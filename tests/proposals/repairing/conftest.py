"""A proposal with a file, submitted and sent back with a remark on every kind of place."""

import pytest

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.guide.models import Section
from proposals.core.history.remarks import NewRemark
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.writing.services import Written, save_profile, save_texts
from tests import factories

LONG = "Warga mengantre sejak pukul lima pagi di depan loket dan separuhnya pulang tanpa dilayani oleh petugas kami. "


@pytest.fixture
def letter(proposal: Proposal) -> Attachment:
    return factories.attachment(proposal, "surat")


@pytest.fixture
def sent(proposal: Proposal, owner: User, problem: Section, method: Section, letter: Attachment) -> Proposal:
    """Submitted once, complete."""
    save_profile(proposal, {"stage": "inisiatif", "initiator_name": "Tim Loket"}, by=owner)
    save_texts(proposal, [Written(problem, LONG, 0), Written(method, LONG, 0)], by=owner)
    proposal.refresh_from_db()
    moves.perform("submit", proposal, by=owner)
    proposal.refresh_from_db()
    return proposal


@pytest.fixture
def returned(sent: Proposal, coordinator: User, letter: Attachment) -> Proposal:
    """Sent back with remarks on a text, an answer of the profile, a page of a file, and on all."""
    remarks = [
        NewRemark("Sebut angka tahun lalu.", section="permasalahan"),
        NewRemark("Nama ini terlalu umum.", column="title"),
        NewRemark("Belum ditandatangani.", file=letter.pk, page=1),
        NewRemark("Periksa ejaannya."),
    ]
    moves.perform("return", sent, by=coordinator, note="Perjelas.", remarks=remarks)
    sent.refresh_from_db()
    return sent
