"""A complete proposal of the cast's agency but for its letter, whose guide lets the head approve in the portal."""

from collections.abc import Callable

import pytest

from proposals.approving import services
from proposals.approving.services import NamedHead, Said
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import to_approve
from proposals.core.guide.models import AttachmentKind
from proposals.core.history.contents import content_hash
from proposals.core.models import Proposal
from tests import factories

LETTER = "surat_pengantar"
HEAD = NamedHead("Dra. Rina Kepala", "196801011990032001", "Kepala Dinas 1", "kepala@dinas.test")


def make_unsigned(cast: factories.Cast, number: int = 1) -> Proposal:
    made = factories.ready(number, of=cast.home)
    AttachmentKind.objects.filter(guide=made.period.guide_id, key=LETTER).update(or_approval=True)
    made.attachments.filter(kind__key=LETTER).delete()
    return made


def digest_of(proposal: Proposal) -> str:
    return content_hash(to_approve([proposal.pk])[proposal.pk])


def said(proposal: Proposal, verdict: HeadAnswer.Verdict = HeadAnswer.Verdict.APPROVED, note: str = "") -> Said:
    return Said(verdict, HEAD.name, HEAD.nip, HEAD.position, note, digest_of(proposal))


@pytest.fixture
def proposal(cast: factories.Cast) -> Proposal:
    return make_unsigned(cast)


@pytest.fixture
def asked(proposal: Proposal, cast: factories.Cast) -> HeadRequest:
    return services.ask(proposal, HEAD, by=cast.owner)


@pytest.fixture
def approve(proposal: Proposal, asked: HeadRequest) -> Callable[[], HeadAnswer]:
    return lambda: services.answer(asked.pk, said(proposal), proof=HeadAnswer.Proof.MAILED)
