"""Issuing a report: chapters become one PDF with serial, hash and QR; equal content is issued once and kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.core.models import User
from agencies.officials.picking import signature_blocks
from dashboard.figures import counts
from dashboard.reports.catalogue import KINDS, Part, parts_of
from dashboard.reports.models import IssuedReport
from dashboard.reports.tables import Scope
from foundation.city import city
from foundation.issued import services
from foundation.issued.models import IssuedPaper, Subject, versions_of
from foundation.issued.services import PaperHead
from foundation.papers.rendering import qr_svg, render_pdf
from foundation.queue.jobs import Progress, unwatched
from proposals.core.period.models import Period

PACK = "paket"
TEMPLATE = "dashboard/reports/reports/report.html"
SIGNS = "laporan_kemajuan"
QR_WORDS = "Kode QR untuk memeriksa keaslian laporan ini"
NEWER: Final = "Isinya berubah"
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

    @property
    def paper(self) -> PaperHead:
        """What is told of its paper. The same report of the same scope has the same subject, so that versions meet."""
        period = self.scope.period
        return PaperHead(
            kind=self.kind,
            kind_name="Laporan",
            subject=series_of(period, self.heading, self.kept_scope()),
            title=self.heading,
            about=f"Periode {period}",
            series=f"LAP-{period.year}",
            filename="{serial}.pdf",
        )

    def kept_scope(self) -> dict[str, Any]:
        """What is kept with the report to tell which later one is the same report anew.

        Who may not know of some proposals gets reports that differ from everybody else's; they are a series apart.
        """
        chosen: dict[str, Any] = self.scope.as_json()
        if self.meeting:
            chosen["isi"] = list(self.kinds)
        return chosen | ({"tanpa_benturan": self.scope.user.pk} if self.scope.is_limited else {})


def series_of(period: Period, title: str, scope: dict[str, Any]) -> Subject:
    """The subject of reports that are one another's newer or older version."""
    chosen = hashlib.sha256(json.dumps([title, scope], sort_keys=True).encode()).hexdigest()
    return Subject(Period._meta.label_lower, f"{period.pk}/{chosen[:32]}")


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
    newest = _newest(order.paper)
    if newest and newest.fingerprint == fingerprint:
        return newest
    paper = _reserve(order, is_newer=newest is not None)
    try:
        return _kept(paper, order, print_paper(paper, context, progress=progress), fingerprint)
    except BaseException:
        IssuedPaper.with_reserved.filter(pk=paper.pk).delete()
        raise


def context_of(order: Order, chapters: list[Part]) -> dict[str, Any]:
    """What the paper says apart from its moment, serial and QR; the fingerprint is taken of exactly this."""
    day = timezone.localdate(order.scope.at)
    return {
        "heading": order.heading,
        "period": order.scope.period,
        "parts": chapters,
        "meeting": order.meeting,
        "is_pack": bool(order.meeting),
        "one_sheet": not order.meeting and KINDS[order.kinds[0]].one_sheet,
        "has_contents": order.has_contents,
        "signatures": signature_blocks(SIGNS, day),
        "narrowed": order.scope.in_words(),
        "is_limited": order.scope.is_limited,
        "day": day,
    }


def print_paper(paper: IssuedPaper, context: dict[str, Any], *, progress: Progress = unwatched) -> bytes:
    """The PDF of a report that has its serial: the same bytes whenever and wherever it is printed."""
    qr = qr_svg(paper.verify_url, QR_WORDS)
    return render_pdf(
        TEMPLATE,
        context | {"report": paper, "at": paper.issued_at, "qr": qr},
        tell=lambda percent: progress(GATHERED + percent * (ALL - GATHERED) // ALL, ALL),
    )


@transaction.atomic
def _kept(paper: IssuedPaper, order: Order, pdf: bytes, fingerprint: str) -> IssuedReport:
    services.keep(paper, pdf)
    tally = counts.headline(order.scope.proposals)
    return IssuedReport.objects.create(
        paper=paper,
        period=order.scope.period,
        scope=order.kept_scope(),
        fingerprint=fingerprint,
        figures={"diajukan": tally.submitted, "layak": tally.eligible, "target": order.scope.period.target},
    )


@transaction.atomic
def _reserve(order: Order, *, is_newer: bool) -> IssuedPaper:
    """A paper with the next serial. What the same order reserved before its worker was killed is given back first."""
    head = order.paper
    if order.has_contents:
        mine = IssuedPaper.with_reserved.filter(sha256="", issued_by=order.scope.user)
        mine.filter(kind=head.kind, subject_model=head.subject.model, subject_key=head.subject.key).delete()
    return services.reserve(head, by=order.scope.user, at=order.scope.at, reason=NEWER if is_newer else "")


def _newest(head: PaperHead) -> IssuedReport | None:
    """The last one that was made from figures; a version that only carries signatures is the same report."""
    made = IssuedReport.objects.filter(paper__in=versions_of(head.kind, head.subject)).select_related("paper")
    return made.order_by("-paper__version").first()


def looked_after(coordinator: User) -> Q:
    """Named by `SIGNED_PAPERS`: the reports that this coordinator may open, as `permissions.may_open` says."""
    if coordinator.conflicts.standing().exists():
        return Q(pk__in=[])
    return Q(pk__in=IssuedReport.objects.values("paper"))
