"""What the tests of issued papers share: the leader's scope of a year, and the text of a paper."""

import io

from django.utils import timezone
from pypdf import PdfReader

from dashboard.reports.models import IssuedReport
from dashboard.reports.tables import Scope
from tests.dashboard.year import Year


def scope_of(year: Year) -> Scope:
    return Scope(year.leader, year.period, timezone.now())


def text_of(report: IssuedReport) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(report.paper.read())).pages)
