"""Issuing a report: chapters become one PDF with serial, hash and QR; equal content is issued once and kept."""

import datetime
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.city import city
from agencies.jobs import Progress, unwatched
from agencies.layoutwatch import pages_told
from agencies.papers import qr_svg, render_pdf
from dashboard import figures
from dashboard.models import IssuedReport
from dashboard.reports import KINDS, Part, parts_of
from dashboard.tables import Scope
from proposals.models import Period

PACK = "paket"
TEMPLATE = "papers/reports/report.html"
SIGNS = "laporan_kemajuan"
QR_WORDS = "Kode QR untuk memeriksa keaslian laporan ini"
PAGES_PER_CHAPTER = 6  # what the bar expects: three pages, laid out twice; it waits near its end when there are more


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be issued: which reports, for which scope, and for a meeting pack its cover."""

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


def issue(order: Order, *, progress: Progress = unwatched) -> IssuedReport:
    """The issued report for this order: the earlier one when nothing in it has changed, else a new one.

    `progress` is told how many of how many steps are done: one per report gathered, then one per page laid out, of
    which only an estimate is known beforehand.
    """
    gathered = len(order.kinds)
    chapters: list[Part] = []
    for place, key in enumerate(order.kinds, 1):
        chapters += parts_of(KINDS[key], order.scope)
        progress(place, gathered + PAGES_PER_CHAPTER * len(chapters))
    total = gathered + PAGES_PER_CHAPTER * len(chapters)
    context = _context(order, chapters)
    fingerprint = hashlib.sha256(render_to_string(TEMPLATE, context | {"city": city()}).encode()).hexdigest()
    known = IssuedReport.objects.exclude(sha256="").filter(fingerprint=fingerprint, kind=order.kind).first()
    if known:
        return known
    report = _reserve(order, fingerprint)
    try:
        with pages_told(lambda pages: progress(min(gathered + pages, total - 1), total)):
            return _print(report, context, order.scope.at)
    except Exception:
        report.delete()
        raise


def _context(order: Order, chapters: list[Part]) -> dict[str, Any]:
    """What the paper says apart from its moment, serial and QR; the fingerprint is taken of exactly this."""
    signs = [one for one in city()["signatories"] if SIGNS in one["signs"]]
    return {
        "heading": order.heading,
        "period": order.scope.period,
        "parts": chapters,
        "meeting": order.meeting,
        "is_pack": bool(order.meeting),
        "one_sheet": not order.meeting and KINDS[order.kinds[0]].one_sheet,
        "has_contents": bool(order.meeting) or KINDS[order.kinds[0]].long,
        "signatories": signs,
        "narrowed": order.scope.in_words(),
        "day": timezone.localdate(order.scope.at),
    }


@transaction.atomic
def _reserve(order: Order, fingerprint: str) -> IssuedReport:
    """A row with the next serial of the period; serials are given out one at a time because the period is locked."""
    period = Period.objects.select_for_update(no_key=True).get(pk=order.scope.period.pk)
    last = IssuedReport.objects.filter(period=period).order_by("-serial").values_list("serial", flat=True).first()
    sequence = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    tally = figures.headline(order.scope.proposals)
    return IssuedReport.objects.create(
        serial=f"LAP-{period.year}-{sequence:05d}",
        code=secrets.token_hex(10),
        kind=order.kind,
        title=order.heading,
        period=period,
        scope=order.scope.as_json() | ({"isi": list(order.kinds)} if order.meeting else {}),
        fingerprint=fingerprint,
        figures={"diajukan": tally.submitted, "layak": tally.eligible, "target": period.target},
        issued_by=order.scope.user,
        issued_at=order.scope.at,
    )


def _print(report: IssuedReport, context: dict[str, Any], at: datetime.datetime) -> IssuedReport:
    printed = context | {
        "report": report,
        "at": at,
        "qr": qr_svg(report.verify_url, QR_WORDS),
    }
    pdf = render_pdf(TEMPLATE, printed)
    report.file.save(f"{report.serial}.pdf", ContentFile(pdf), save=False)
    report.sha256 = hashlib.sha256(pdf).hexdigest()
    report.save(update_fields=["file", "sha256"])
    return report


def newer_than(report: IssuedReport) -> IssuedReport | None:
    """The newest later report of the same kind, period and choices, if there is one."""
    same = IssuedReport.objects.exclude(sha256="").filter(kind=report.kind, period=report.period, scope=report.scope)
    return same.filter(issued_at__gt=report.issued_at).order_by("-issued_at").first()
