"""IGA for tests: the edition of the city's files, evidence, claims, verdicts, and innovations that are sent."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from agencies.core.models import User
from competitions.core.models import Edition, Level
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim, ClaimEvidence, ClaimVerdict
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from tests.factories.claiming import iga_edition as edition_with
from tests.factories.claiming import iga_file
from tests.factories.files import pdf

Innovation = Proposal | SentProposal


def iga_edition() -> Edition:
    """The edition of 2026 with its whole table and window, as the city's files have it."""
    head = iga_file().edition
    window = {"window_from": head.eligibility.applied_from, "window_until": head.eligibility.applied_to}
    return edition_with(2026, name=head.name, source=head.legal_basis, **window)


def shelved_link(innovation: Innovation, by: User, url: str = "https://contoh.id/video", **facts: Any) -> EvidenceItem:
    """A link on the shelf; a video unless said otherwise."""
    facts = {"kind": "video", "title": "Video"} | facts
    return EvidenceItem.objects.create(proposal_id=innovation.pk, url=url, uploaded_by=by, **facts)


def shelved_file(innovation: Innovation, by: User, content: bytes | None = None, **facts: Any) -> EvidenceItem:
    """A file on the shelf, stored; a decree as PDF unless said otherwise."""
    facts = {"kind": "sk", "title": "Surat keputusan", "name": "sk.pdf", "content_type": "application/pdf"} | facts
    content = content or pdf()
    item = EvidenceItem(
        proposal_id=innovation.pk,
        uploaded_by=by,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        **facts,
    )
    item.file.save(item.name, ContentFile(content), save=False)
    item.save()
    return item


def claimed(
    edition: Edition,
    innovation: Innovation,
    by: User,
    number: int,
    value: int,
    *items: EvidenceItem,
    proven: bool = True,
) -> Claim:
    """A claim of one level with this evidence; whether it suffices is as said, not asked."""
    level = Level.objects.filter(indicator__edition=edition, indicator__number=number, value=value).first()
    assert level
    claim, _ = Claim.objects.update_or_create(
        proposal_id=innovation.pk, indicator=level.indicator, defaults={"level": level, "claimed_by": by}
    )
    for item in items:
        ClaimEvidence.objects.get_or_create(claim=claim, item=item)
    Claim.objects.filter(pk=claim.pk).update(proven=proven)
    claim.refresh_from_db()
    return claim


def judged(claim: Claim, level: int, by: User, reason: str = "Halaman tidak memuat nama inovasi") -> ClaimVerdict:
    """A verdict on the newest version of a claim: accepted where the level is the claimed one."""
    claim.refresh_from_db()
    found = Claim.Judgement.LOWERED if level else Claim.Judgement.REJECTED
    accepted = level == claim.value
    return ClaimVerdict.objects.create(
        claim=claim,
        version=claim.version,
        claimed=claim.value,
        outcome=Claim.Judgement.ACCEPTED if accepted else found,
        level=level,
        reason="" if accepted else reason,
        by=by,
    )


def in_iga_set(edition: Edition, *innovations: Innovation, sent: bool = False) -> list[Candidacy]:
    """The innovations as the city sends them; those that are sent bear numbers."""
    rows = []
    for innovation in innovations:
        row, _ = Candidacy.objects.get_or_create(edition=edition, proposal_id=innovation.pk)
        Candidacy.objects.filter(pk=row.pk).update(state="listed")
        if sent:
            Candidacy.objects.filter(pk=row.pk).update(state="sent", registration_number=f"contoh-{row.pk}")
        row.refresh_from_db()
        rows.append(row)
    return rows
