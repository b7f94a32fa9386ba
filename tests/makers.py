"""Rows for papers, lists and competitions: the shared factories, by speaking names, submitted at a fixed time."""

import datetime
from typing import Any

from agencies.core.models import Agency, District, User
from proposals.core import workflow
from proposals.core.affairs.models import Affair
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from proposals.writing.drafting import NewDraft, begin
from tests import factories

NOON = datetime.datetime(2026, 6, 1, 5, 0, tzinfo=datetime.UTC)
CHOICES = {
    "form": ("Bentuk inovasi", "pelayanan_publik", "Pelayanan publik"),
    "innovation_type": ("Jenis inovasi", "digital", "Digital"),
}


def make_district(name: str = "Rangkui") -> District:
    return factories.district(len(name), name=name)


def make_agency(code: str = "dinkes", **values: Any) -> Agency:
    """One of the counted agencies; pass in_target=False for one that isn't."""
    name = f"Dinas {code.title()}"
    defaults = {"name": name, "official_name": name, "short_name": code.title(), "kind": "dinas", "in_target": True}
    return Agency.objects.create(code=code, **(defaults | values))


def make_school(npsn: str = "10900001", **values: Any) -> Agency:
    name = f"SD Negeri {npsn[-2:]}"
    return make_agency(npsn, npsn=npsn, name=name, short_name=name, kind="sd", in_target=False, **values)


def make_affair(key: str = "kesehatan", **values: Any) -> Affair:
    return Affair.objects.get_or_create(key=key, defaults={"name": key.title(), "group": "wajib"} | values)[0]


def make_person(username: str, agency: Agency | None = None, **values: Any) -> User:
    """A person named by username, with the role flags given."""
    return factories.user(username, agency=agency, **values)


def make_proposal(agency: Agency, status: str = Status.DRAFT, **values: Any) -> Proposal:
    """A proposal of `agency` that went the shortest way to `status`, submitted at noon of 1 June 2026."""
    creator = agency.people.first() or make_person(f"op-{agency.code}", agency)
    values = {"title": f"Inovasi {agency.code}"} | values
    [proposal] = begin([NewDraft(Proposal(period=factories.period(), agency=agency, created_by=creator, **values))])
    for step in workflow.way_to(Status(status)):
        factories.move(proposal, step, at=NOON)
    return proposal


def add_choices(proposal: Proposal) -> None:
    """Gives the guide of a proposal the two choices that the spreadsheet words."""
    guide = proposal.period.guide
    guide.profile["fields"] += [
        {"key": key, "group": "identitas", "label": label, "choices": [{"key": choice, "label": text}]}
        for key, (label, choice, text) in CHOICES.items()
    ]
    guide.save()


def write_section(proposal: Proposal, key: str, text: str) -> None:
    factories.write(proposal, **{key: text})


def attach_file(proposal: Proposal, name: str = "surat.pdf", *, sha256: str = "ab" * 32) -> Attachment:
    """A row of evidence; its bytes are not stored."""
    return Attachment.objects.create(
        proposal=proposal,
        kind=AttachmentKind.objects.get(guide=proposal.period.guide_id, key="surat_pengantar"),
        file=f"bukti/{name}",
        name=name,
        size=2048,
        content_type="application/pdf",
        sha256=sha256,
        uploaded_by=proposal.created_by,
    )
