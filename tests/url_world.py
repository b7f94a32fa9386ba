"""The world that the addresses of `url_table` name: one row of everything, all of the home agency, and the people."""

import datetime
import io
import zipfile
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from agencies.core.models import Notification
from agencies.inviting.models import Invitation
from agencies.inviting.services import invite
from agencies.officials.models import Official
from agencies.signing.asking import Undersigned, ask
from competitions.core.kippresults import KippResult
from competitions.core.models import Edition, Indicator, Nomination
from competitions.core.national import NationalResult
from competitions.dates.models import NationalDate
from competitions.iga.city.models import CityFigure
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim
from competitions.iga.entry.models import EvidenceArchive
from competitions.iga.simulator.models import Scenario
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.papers.models import EntryArchive
from competitions.kipp.slots.models import SlotRun
from competitions.replication.models import Replication
from dashboard.reports import issuing
from dashboard.reports.models import IssuedReport, ReportJob
from dashboard.reports.tables import Scope
from foundation.outbox.models import OutgoingMail
from foundation.printing.models import PrintOrder
from proposals.approving.services import NamedHead
from proposals.approving.services import ask as ask_head
from proposals.bringing.models import BroughtDocument
from proposals.browsing.models import SavedView
from proposals.catalogue.models import PublicPicture
from proposals.catalogue.services import release_picture
from proposals.core.approval.models import HeadRequest
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.period.models import PeriodExtension
from proposals.core.workflow import Action, Status
from proposals.importing.models import ImportBatch
from proposals.verifying.models import CheckItem
from reviews.assigning.models import AssignmentPlan
from reviews.coaching.models import CoachingPlan, CoachingTask
from reviews.core.models import Assignment
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.papers.models import MeetingPaper
from reviews.presenting.models import Session, Slot
from reviews.scoring_desk.models import ReviewPledge
from tests import factories
from tests.factories import YEAR, Cast
from tests.factories.claiming import claimed, iga_edition, stored_evidence
from tests.factories.letters import stored_letter


@dataclass
class World:
    """One row of everything an address can name, all of the home agency, and the people that ask."""

    cast: Cast
    draft: Proposal
    submitted: Proposal
    in_review: Proposal
    established: Proposal
    extension: PeriodExtension
    question: CheckItem
    notification: Notification
    photo: Attachment
    picture: PublicPicture
    view: SavedView
    remark: Remark
    task: Assignment
    plan: AssignmentPlan
    slot: Slot
    nomination: Nomination
    entered_nomination: Nomination
    stage_result: KippResult
    letter: EntryLetter
    slot_run: SlotRun
    indicator: Indicator
    scenario: Scenario
    result: NationalResult
    date: NationalDate
    replication: Replication
    report: IssuedReport
    job: ReportJob
    meeting: Meeting
    paper: MeetingPaper
    batch: ImportBatch
    brought: BroughtDocument
    print_order: PrintOrder
    mail: OutgoingMail
    official: Official
    coaching: CoachingPlan
    head_request: HeadRequest
    invitation: Invitation
    evidence: EvidenceItem
    archive: EvidenceArchive
    entry_archive: EntryArchive
    claim: Claim
    looked: Claim


def _zipped() -> bytes:
    """A tiny real archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("IGA/daftar.txt", "contoh")
    return out.getvalue()


def make_world(cast: Cast) -> World:
    """Everything once, with everybody tied to the proposals as the cast says."""
    home, period = cast.home, factories.period()
    AttachmentKind.objects.filter(guide=period.guide, key="surat_pengantar").update(or_approval=True)
    draft = factories.ready(1, of=home)
    submitted = cast.involve(factories.proposal(Status.SUBMITTED, 2, of=home))
    in_review = cast.involve(factories.proposal(Status.IN_REVIEW, 3, of=home))
    established = cast.involve(factories.proposal(Status.ESTABLISHED, 4, of=home))
    photo = factories.attachment(submitted, "foto", data=factories.picture())
    for programme in Edition.Programme:
        Edition.objects.create(programme=programme, year=YEAR, name=f"{programme.label} {YEAR}")
    kipp, iga = (Edition.objects.get(programme=programme) for programme in ("kipp", "iga"))
    Edition.objects.filter(pk=kipp.pk).update(rules=factories.kipp_form_rules() | factories.kipp_rules("identitas"))
    lhp = CityFigure(edition=iga, row="opini_bpk", level=3, sha256="0" * 64, entered_by=cast.coordinator)
    lhp.file.save("lhp.pdf", ContentFile(factories.pdf()))
    indicator = iga_edition(YEAR, 1).indicators.get()
    evidence = stored_evidence(in_review, cast.owner)
    claim = claimed(in_review, cast.owner, indicator, evidence, level=1)
    looked = claimed(established, cast.owner, indicator, level=1)
    factories.judged(looked, 1, factories.coordinator(2))
    Edition.objects.filter(pk=iga.pk).update(rules=Edition.objects.get(pk=iga.pk).rules | {"second_look_percent": 100})
    scenario = Scenario.objects.create(edition=iga, owner=cast.coordinator, name="Uji", shared=True)
    (entered,) = factories.in_iga_set(iga, established, sent=True)
    Candidacy.objects.filter(edition=iga, proposal=in_review.pk).update(added_by_hand=True)
    nomination = factories.nomination(kipp, in_review, "prepared", nominated_by=cast.owner)
    entered_nomination = factories.nomination(kipp, established, "entered")
    task = Assignment.objects.get(proposal_id=in_review.pk, reviewer=cast.reviewer)
    ReviewPledge.objects.create(user=cast.reviewer, period=period)
    scope = Scope(cast.leader, period, timezone.now())
    meeting = Meeting.objects.create(
        period=period, title="Rapat uji", held_at=timezone.now(), place="Aula", chair=cast.leader,
        head=cast.coordinator, created_by=cast.coordinator,
    )  # fmt: skip
    Decision.objects.create(
        meeting=meeting, proposal_id=in_review.pk, action=Action.SHORTLIST, prepared_by=cast.coordinator
    )
    coached = cast.involve(factories.proposal(Status.COACHING, 5, of=home))
    coaching = CoachingPlan.objects.get(proposal_id=coached.pk)
    CoachingPlan.objects.filter(pk=coaching.pk).update(coach_name="Dr. Sari", shared_at=timezone.now())
    CoachingTask.objects.create(plan=coaching, order=1, text="Ukur dampaknya.", due=timezone.localdate())
    report = issuing.issue(issuing.Order(["cakupan"], scope))
    ask(report.paper, [Undersigned("Kepala Bapperida", "Penanda", cast.coordinator)], by=cast.leader)
    hours = {"starts": timezone.now(), "ends": timezone.now() + datetime.timedelta(hours=2)}
    session = Session.objects.create(stage=task.stage, place="Aula", **hours)
    slot = Slot.objects.create(session=session, stage=task.stage, proposal_id=in_review.pk, **hours)
    return World(
        cast=cast,
        evidence=evidence,
        claim=claim,
        looked=looked,
        invitation=invite(home, name="Budi", email="budi@contoh.invalid", by=cast.owner),
        head_request=ask_head(draft, NamedHead("Rina", "", "Kepala", "kepala@contoh.invalid"), by=cast.owner),
        slot=slot,
        question=CheckItem.objects.create(guide=period.guide, key="uji", question="Lengkap?", source="Panduan"),
        coaching=coaching,
        meeting=meeting,
        paper=MeetingPaper.objects.create(
            meeting=meeting,
            name="lengkap",
            requested_by=cast.coordinator,
            fingerprint="0" * 64,
            state="done",
            file=default_storage.save("rapat/uji.pdf", ContentFile(factories.pdf())),
        ),
        print_order=PrintOrder.objects.create(
            person=cast.owner, address="/usulan/", title="Cetak usulan", fingerprint="0" * 64
        ),
        brought=BroughtDocument.objects.create(by=cast.owner, period=period, file_name="usulan.docx"),
        batch=ImportBatch.objects.create(period=period, by=cast.owner, file_name="usulan.xlsx"),
        official=factories.official(),
        mail=OutgoingMail.objects.create(address="jauh@contoh.invalid", subject="Uji", body="Isi.", about=in_review.pk),
        draft=draft,
        submitted=submitted,
        in_review=in_review,
        established=established,
        extension=factories.extension(period, home),
        notification=Notification.objects.create(user=cast.owner, text="Pemberitahuan uji.", url="/usulan/"),
        photo=photo,
        picture=release_picture(
            factories.sent(established), factories.picture(), "png", description="Loket layanan.", by=cast.coordinator
        ),
        view=SavedView.objects.create(user=cast.owner, name="Milik pengusul", query="status=submitted"),
        remark=Remark.objects.create(proposal=submitted, text="Perjelas manfaat."),
        task=task,
        plan=AssignmentPlan.objects.create(stage=task.stage, created_by=cast.coordinator),
        nomination=nomination,
        entered_nomination=entered_nomination,
        stage_result=factories.kipp_result(entered_nomination),
        letter=stored_letter(nomination, cast.owner),
        slot_run=factories.slot_run(kipp, cast.coordinator),
        archive=EvidenceArchive.objects.create(
            edition=iga,
            candidacy=entered,
            requested_by=cast.coordinator,
            state="done",
            inside=[established.pk],
            file=default_storage.save("arsip-iga/uji.zip", ContentFile(_zipped())),
        ),
        entry_archive=EntryArchive.objects.create(
            edition=kipp,
            requested_by=cast.coordinator,
            state="done",
            inside=[established.pk],
            file=default_storage.save("arsip-kipp/uji.zip", ContentFile(_zipped())),
        ),
        indicator=indicator,
        scenario=scenario,
        result=NationalResult.objects.create(
            year=2024, value=55, source="Surat uji", confidence="verified", by=cast.coordinator
        ),
        date=NationalDate.objects.create(
            programme="kipp", year=YEAR, kind="briefing", starts_on=datetime.date(YEAR, 2, 1), source="Surat uji"
        ),
        replication=factories.copied(in_review, cast.owner, document=factories.pdf()),
        report=report,
        job=ReportJob.objects.create(period=period, requested_by=cast.leader, title="Bahan rapat"),
    )
