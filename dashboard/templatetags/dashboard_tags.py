"""How templates of the leader's pages write links to the list behind a number, and numbers as Indonesians do."""

from collections.abc import Callable
from functools import cache, lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agencies.core.models import Agency
from dashboard.charts import labels
from dashboard.charts.svg import Chart
from dashboard.figures import links
from dashboard.figures.counts import COUNTED, AgencyRow, KippSteps
from foundation.figures import marked, marks
from proposals.core.period.models import Period

register = template.Library()
# The name of the figure behind each count of an agency.
FIGURES = {
    "diajukan": "period.submitted",
    "layak": "period.eligible",
    "unggulan": "period.promoted",
    "kipp": "kipp.nominations",
}
MATRIX: dict[str, Callable[[AgencyRow], tuple[str, int]]] = {
    "diajukan": lambda row: ("Diajukan", row.tally.submitted),
    "layak": lambda row: ("Layak", row.tally.eligible),
    "unggulan": lambda row: ("Unggulan", row.tally.promoted),
    "kipp": lambda row: ("KIPP", row.nominations),
}


@register.simple_tag
def list_url(period: Period, **chosen: object) -> str:
    """The list of proposals behind a number: `{% list_url period hitungan="layak" instansi=agency.code %}`."""
    return links.proposal_list(period, **chosen)


@register.simple_tag
def coverage_url(period: Period, **chosen: object) -> str:
    """The page of agencies behind a number: `{% coverage_url period kelompok="opd" keadaan="nothing" %}`."""
    return links.coverage(period, **chosen)


@register.simple_tag
def agency_url(agency: Agency, period: Period) -> str:
    """The page of one agency in the year of the period."""
    return links.agency(agency, period)


@register.simple_tag
def ready_url(agency: Agency, period: Period) -> str:
    """How ready one agency is for IGA and KIPP in the year of the period."""
    return links.ready(agency, period)


@register.simple_tag
def schools_url(parent: Agency, period: Period, **chosen: object) -> str:
    """The schools below an agency: `{% schools_url parent period kecamatan="19.71.01" aturan="baru" %}`."""
    return links.schools(parent, period, **chosen)


@register.simple_tag
def nudging_url(page: str, period: Period, **chosen: object) -> str:
    """A page of the reminders: `{% nudging_url "nudges" period alasan="kipp" %}`."""
    return links.nudging(page, period, **chosen)


@register.simple_tag
def nudge_url(agency: Agency, period: Period, **chosen: object) -> str:
    """The page that reminds one agency."""
    return links.nudge(agency, period, **chosen)


@register.simple_tag
def letters_url(period: Period, *keys: int) -> str:
    """The letters with these keys, to number and to print."""
    return links.letters(period, keys)


@register.simple_tag
def letter_pdf_url(period: Period, *keys: int) -> str:
    """The letters with these keys as one PDF."""
    return links.letters_pdf(period, keys)


@register.simple_tag
def nominations_url(agency: Agency, period: Period) -> str:
    """The KIPP nominations of one agency in the year of the period."""
    return links.nominations(period, agency.code)


@register.simple_tag
def kipp_steps(rules: KippSteps, year: int, *, nominated: bool = False) -> SafeString:
    """How many agencies of the target came how far in KIPP: "3 siap, 1 terdaftar", with `nominated` from the start."""
    steps = [("kipp.prepared", rules.prepared, "siap"), ("kipp.entered", rules.entered, "terdaftar")]
    if nominated:
        steps.insert(0, ("kipp.target", rules.kipp, "menominasikan"))
    told = ((marked(name, rule.met, year=year), words) for name, rule, words in steps)
    return format_html_join(", ", "{} {}", told)


@register.simple_tag
def matrix_cell(period: Period, row: AgencyRow, count: str) -> SafeString:
    """One count of an agency as a table cell that opens the list behind it; a dash for zero."""
    label, value = MATRIX[count](row)
    if not value:
        return _nothing(label)
    return _cell(label, _counted(period.year, row.agency.code, count, value))


# A page has hundreds of these, most of them the same as yesterday: each is written once per process.
@cache
def _nothing(label: str) -> SafeString:
    return format_html('<td data-label="{}" class="num">–</td>', label)


@lru_cache(maxsize=4096)
def _cell(label: str, content: SafeString) -> SafeString:
    return format_html('<td data-label="{}" class="num matrix__on">{}</td>', label, content)


@lru_cache(maxsize=4096)
def _counted(year: int, code: str, count: str, value: int) -> SafeString:
    """One count of an agency under the name of its figure; it opens the list behind it."""
    carried = marks(FIGURES[count], year=year, subject=code)
    return format_html('<a href="{}"{}>{}</a>', _list_behind(year, code, count), carried, value)


def _list_behind(year: int, code: str, count: str) -> str:
    """The list behind one count of an agency."""
    if count == "kipp":
        return links.nominations(year, code)
    return links.proposal_list(year, hitungan=count, instansi=code)


@register.simple_tag
def tile_counts(period: Period, row: AgencyRow) -> SafeString:
    """What an agency has in words, each count opening its list; its standing when it has nothing."""
    return _tile(period.year, row.agency.code, tuple(row.counts)) if row.counts else SafeString(row.words)


@lru_cache(maxsize=1024)
def _tile(year: int, code: str, counts: tuple[tuple[str, int], ...]) -> SafeString:
    parts = ((_counted(year, code, count, amount), COUNTED[count]) for count, amount in counts)
    return format_html_join(" · ", "{} {}", parts)


@register.simple_tag
@lru_cache(maxsize=64)
def drawn(chart: Chart, *, plain: bool = False, compact: bool = False) -> str:
    """A chart with its numbers as `components/_chart.html` shows it; the same chart is written once per process."""
    return render_to_string("components/_chart.html", {"chart": chart, "plain": plain, "compact": compact})


@register.simple_tag
def report_url(key: str, form: str, period: Period, chosen: dict[str, str]) -> str:
    """The address of a report as "pdf", "xlsx" or "csv", narrowed as chosen."""
    return links.report(key, form, period, **chosen)


@register.filter
def decimal(value: float | None) -> str:
    """One decimal after a comma; a dash for nothing."""
    return "–" if value is None else labels.decimal(value)


@register.filter
def signed(value: float) -> str:
    """A difference with its sign, in words when there is none."""
    return labels.signed(value)


@register.filter
def enough(minimum: int) -> str:
    """What an agency has done that submitted as many proposals as a period asks."""
    return labels.enough(minimum)


@register.filter
def lacking(minimum: int) -> str:
    """What is said of an agency that has not submitted so many."""
    return labels.lacking(minimum)


@register.filter
def chance(probability: float) -> str:
    """A probability (0–1) as a percentage without false certainty."""
    return labels.chance(probability)


@register.filter
def verdict(probability: float) -> str:
    """What a probability of reaching the target means, as a sentence."""
    return labels.verdict(probability)
