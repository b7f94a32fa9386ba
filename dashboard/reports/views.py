"""The report centre: reports as PDF, XLSX and CSV, the meeting pack, and jobs with their progress."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.permissions import leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from dashboard.figures.periods import chosen_period, year_tabs
from dashboard.reports import issuing, permissions, services
from dashboard.reports.catalogue import KINDS, ReportKind, table_of
from dashboard.reports.forms import PackForm, ScopeForm
from dashboard.reports.issuing import Order
from dashboard.reports.models import IssuedReport, ReportJob
from dashboard.reports.tables import Scope, described, told
from foundation.issued.views import handed_out
from foundation.once import sent_once
from foundation.sheets.csvfile import csv_lines, csv_response
from foundation.sheets.xlsx import workbook, xlsx_response
from proposals.core.period.models import Period

REMEMBERED = "report_scope"
SHOWN = 20


def _kind(key: str) -> ReportKind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _scope(request: SignedInRequest, period: Period, kind: ReportKind) -> Scope:
    """The scope of a report: what the address says, as far as it counts for this report."""
    form = ScopeForm(request.GET)
    chosen = kind.narrowed(form.cleaned_data) if form.is_valid() else {}
    return Scope(request.user, period, timezone.now(), chosen.get("kelompok", ""), chosen.get("kecamatan", ""))


@leaders_and_coordinators
def centre(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    asked = any(name in request.GET for name in ("kelompok", "kecamatan"))
    form = ScopeForm(request.GET if asked else request.session.get(REMEMBERED) or {})
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    if asked:
        request.session[REMEMBERED] = chosen
    issued = IssuedReport.objects.filter(period=period).select_related("paper")
    if request.user.conflicts.standing().exists():
        issued = issued.filter(paper__issued_by=request.user)
    context = {
        "period": period,
        "year": str(period.year),
        "form": form,
        "chosen": chosen,
        "kinds": [(kind, kind.narrowed(chosen)) for kind in KINDS.values()],
        "years": year_tabs(period, request),
        "jobs": ReportJob.objects.filter(requested_by=request.user, period=period)[:5],
        "issued": Paginator(issued, SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "dashboard/reports/reports.html", context)


@leaders_and_coordinators
def report_pdf(request: SignedInRequest, key: str) -> HttpResponse:
    """A short report at once; a long one becomes a job."""
    kind, period = _kind(key), chosen_period(request)
    scope = _scope(request, period, kind)
    if kind.long:
        job = services.order_report([key], period, by=request.user, scope=scope.as_json())
        return redirect("dashboard:job", job.pk)
    return handed_out(request, issuing.issue(Order([key], scope)).paper)


@leaders_and_coordinators
def report_sheet(request: SignedInRequest, key: str, form: str) -> HttpResponseBase:
    kind, period = _kind(key), chosen_period(request)
    scope = _scope(request, period, kind)
    table = table_of(kind, scope)
    if table is None:
        raise Http404
    name = "-".join([kind.key, str(period.year), *scope.as_json().values(), f"{timezone.localdate():%Y%m%d}"])
    if form == "xlsx":
        about = described(scope, kind.title)
        named = table.named.values()
        book = workbook(kind.title, table.columns, table.everything, about=about, figures=named)
        return xlsx_response(book, f"{name}.xlsx")
    rows = ([told(value) for value in row] for row in table.everything)
    lines = csv_lines([column.title for column in table.columns], rows)
    # What is about one agency stands in its own line; a header has no room for hundreds of them.
    whole = [one for one in table.named.values() if not one.subject]
    return csv_response(lines, f"{name}.csv", figures=whole)


@leaders_and_coordinators
@sent_once(makes=ReportJob)
def pack(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    form = PackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        job = services.order_report(
            form.ordered_parts(),
            period,
            by=request.user,
            title=form.cleaned_data["title"],
            scope={"rapat": form.meeting()},
        )
        return redirect("dashboard:job", job.pk)
    return render(
        request, "dashboard/reports/pack.html", {"form": form, "period": period, "years": year_tabs(period, request)}
    )


@leaders_and_coordinators
def job_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a report has come; the page asks again by itself until it is ready."""
    job = get_object_or_404(
        ReportJob.objects.select_related("report__paper", "period"), pk=pk, requested_by=request.user
    )
    template = "dashboard/reports/_job.html" if request.headers.get("HX-Request") else "dashboard/reports/job.html"
    return render(request, template, {"job": job})


@leaders_and_coordinators
@require_POST
def job_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(ReportJob, pk=pk, requested_by=request.user)
    if services.call_off(job):
        messages.success(request, "Penyusunan laporan dibatalkan. Tidak ada yang terbit.")
    else:
        messages.info(request, "Laporan ini sudah selesai, jadi tidak dapat dibatalkan lagi.")
    return redirect("dashboard:job", job.pk)


@leaders_and_coordinators
def report_file(request: SignedInRequest, serial: str) -> HttpResponse:
    report = get_object_or_404(IssuedReport.objects.select_related("paper"), paper__serial=serial)
    if not permissions.may_open(request.user, report):
        raise Http404
    return handed_out(request, report.paper)
