"""What protects real data from the demo, and the one place that empties a demo database."""

import pgtrigger
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from agencies.core.models import Notification, User
from competitions.core.kippresults import KippResult
from competitions.core.models import Nomination
from competitions.core.national import NationalResult
from competitions.iga.city.models import CityFigure
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Candidacy, Claim
from competitions.iga.simulator.models import Scenario
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.preflight.models import RuleOverride
from competitions.kipp.slots.models import SlotApplication, SlotRun, SlotSignature, SlotWord
from competitions.replication.models import Replication
from dashboard.reports.models import IssuedReport
from foundation.audit.models import LedgerEntry, LedgerHead
from foundation.issued.models import IssuedPaper
from foundation.outbox.models import OutgoingMail
from proposals.core.models import Proposal
from proposals.core.period.models import Period, PeriodExtension
from reviews.assigning.models import AssignmentPlan
from reviews.meeting.core.models import Meeting
from reviews.presenting.models import Session
from reviews.scoring_desk.models import ReviewPledge

MARK = "(contoh)"
REPLACED: tuple[type[models.Model], ...] = (
    Proposal, PeriodExtension, Nomination, Notification, IssuedReport, IssuedPaper, AssignmentPlan, ReviewPledge,
    Meeting, Session, LedgerEntry, LedgerHead, OutgoingMail, Candidacy, Claim, EvidenceItem, CityFigure,
    Scenario, RuleOverride, EntryLetter, Replication, KippResult, SlotRun,
    SlotWord, SlotSignature, SlotApplication,
)  # fmt: skip


class DemoRefused(Exception):
    """The demo cannot be built here; the text says why and what to do."""


def check_only_demo_data() -> None:
    """Raises DemoRefused when the database holds a person or a proposal that the demo did not make."""
    people = User.objects.filter(is_demo=False).count()
    proposals = Proposal.objects.filter(created_by__is_demo=False).count()
    if people or proposals:
        raise DemoRefused(
            f"Basis data ini berisi data yang bukan contoh ({people} pengguna, {proposals} usulan), sehingga data "
            "contoh tidak dibuat dan tidak ada yang diubah. Pakai basis data lain yang kosong untuk mencoba portal."
        )


def clear() -> None:
    """Empties everything the demo makes except people and periods, append-only tables included; needs a transaction.

    Numbers begin anew, because the proposals that had them are gone.
    """
    histories = [model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None) in REPLACED]
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (*REPLACED, *histories))
    # Checks that wait for the end of the transaction would keep PostgreSQL from emptying the tables.
    connection.check_constraints()
    # Emptying what may name an innovation takes this along; what it says of cities and years is no demo's.
    results = list(NationalResult.objects.filter(proposal=None).order_by("pk"))
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        NationalResult.objects.bulk_create(results)
        for statement in connection.ops.sequence_reset_sql(no_style(), [NationalResult]):
            cursor.execute(statement)
    Period.objects.update(last_sequence=0)
