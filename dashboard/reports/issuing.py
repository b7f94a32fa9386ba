"""Issuing a report: chapters become one PDF with serial, hash and QR; equal content is issued once and kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from dashboard.figures import counts
from dashboard.reports.catalogue import KINDS, Part, parts_of
from dashboard.reports.models import IssuedReport
from dashboard.reports.tables import Scope
from foundation.city import city
from foundation.jobs import Progress, unwatched
from foundation.papers.rendering import qr_svg, render_pdf
from proposals.core.periods import Period

PACK = "paket"
TEMPLATE = "dashboard/reports/reports/report.html"
SIGNS = "laporan_kemajuan"
QR_WORDS = "Kode QR untuk memeriksa keaslian laporan ini"
GATHERED, ALL = 10, 100  # percent of the bar


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be issued: which reports in which order, for which scope, and for a meeting pack its cover."""

    kinds: Sequence[str]
    scope: Scope
    title: str = ""
    meeting: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.kinds[0] if not self.meeting else PACK

    @property
    def heading(self) -> str:
        return self.title or KINDS[self.kinds[0]].title

    @property
    def has_contents(self) -> bool:
        """Whether it is long enough for a cover and a list of contents; such orders are made in the background."""
        return bool(self.meeting) or KINDS[self.kinds[0]].long

    def kept_scope(self) -> dict[str, Any]:
        """What is kept with the report to tell which later one is the same report anew.

        Who may not know of some proposals gets reports that differ from everybody else's; they are a series apart.
        """
        chosen: dict[str, Any] = self.scope.as_json()
        if self.meeting:
            chosen["isi"] = list(self.kinds)
        return chosen | ({"tanpa_benturan": self.scope.user.pk} if self.scope.is_limited else {})


def issue(order: Order, *, progress: Progress = unwatched) -> IssuedReport:
    """The issued report for this order: the newest one when nothing in it has changed since, else a new one.

    `progress` is told how many percent are done; what it raises ends the work and nothing is issued.
    """
    chapters: list[Part] = []
    for place, key in enumerate(order.kinds, 1):
        chapters += parts_of(KINDS[key], order.scope)
        progress(GATHERED * place // len(order.kinds), ALL)
    context = context_of(order, chapters)
    fingerprint = hashlib.sha256(render_to_string(TEMPLATE, context | {"city": city()}).encode()).hexdigest()
    newest = _series(order.kind, order.scope.period, order.heading, order.kept_scope()).first()
    if newest and newest.fingerprint == fingerprint:
        return newest
    report = _reserve(order, fingerprint)
    try:
        pdf = print_paper(report, context, progress=progress)
        report.file.save(f"{report.serial}.pdf", ContentFile(pdf), save=False)
    except BaseException:
        report.delete()
        raise
    report.sha256 = hashlib.sha256(pdf).hexdigest()
    report.save(update_fields=["file", "sha256"])
    return report


def context_of(order: Order, chapters: list[Part]) -> dict[str, Any]:
    """What the paper says apart from its moment, serial and QR; the fingerprint is taken of exactly this."""
    return {
        "heading": order.heading,
        "period": order.scope.period,
        "parts": chapters,
        "meeting": order.meeting,
        "is_pack": bool(order.meeting),
        "one_sheet": not order.meeting and KINDS[order.kinds[0]].one_sheet,
        "has_contents": order.has_contents,
        "signatories": city().signatories_of(SIGNS),
        "narrowed": order.scope.in_words(),
        "is_limited": order.scope.is_limited,
        "day": timezone.localdate(order.scope.at),
    }


def print_paper(report: IssuedReport, context: dict[str, Any], *, progress: Progress = unwatched) -> bytes:
    """The PDF of a report that has its serial: the same bytes whenever and wherever it is printed."""
    qr = qr_svg(report.verify_url, QR_WORDS)
    return render_pdf(
        TEMPLATE,
        context | {"report": report, "at": report.issued_at, "qr": qr},
        tell=lambda percent: progress(GATHERED + percent * (ALL - GATHERED) // ALL, ALL),
    )


@transaction.atomic
def _reserve(order: Order, fingerprint: str) -> IssuedReport:
    """A row with the next serial of the period; serials are given out one at a time because the period is locked.

    What the same order reserved before its worker was killed is given back first.
    """
    period = Period.objects.select_for_update(no_key=True).get(pk=order.scope.period.pk)
    if order.has_contents:
        mine = IssuedReport.objects.filter(period=period, sha256="", issued_by=order.scope.user)
        mine.filter(kind=order.kind, title=order.heading, scope=order.kept_scope()).delete()
    last = IssuedReport.objects.filter(period=period).order_by("-serial").values_list("serial", flat=True).first()
    sequence = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    tally = counts.headline(order.scope.proposals)
    return IssuedReport.objects.create(
        serial=f"LAP-{period.year}-{sequence:05d}",
        code=secrets.token_hex(10),
        kind=order.kind,
        title=order.heading,
        period=period,
        scope=order.kept_scope(),
        fingerprint=fingerprint,
        figures={"diajukan": tally.submitted, "layak": tally.eligible, "target": period.target},
        issued_by=order.scope.user,
        issued_at=order.scope.at,
    )


def _series(kind: str, period: Period, title: str, scope: dict[str, Any]) -> QuerySet[IssuedReport]:
    """The issued reports that are one another's newer or older version, the newest first."""
    return IssuedReport.objects.exclude(sha256="").filter(kind=kind, period=period, title=title, scope=scope)


def newer_than(report: IssuedReport) -> IssuedReport | None:
    """The newest later version of this report, if there is one."""
    found: IssuedReport | None = (
        _series(report.kind, report.period, report.title, report.scope).filter(issued_at__gt=report.issued_at).first()
    )
    return found
