"""How templates of the leader's pages write links to the list behind a number, and numbers as Indonesians do."""

from django import template

from agencies.models import Agency
from dashboard import labels, links
from proposals.models import Period

register = template.Library()


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
def report_url(key: str, form: str, period: Period, chosen: dict[str, str]) -> str:
    """The address of a report as "pdf", "xlsx" or "csv", narrowed as chosen."""
    return links.report(key, form, period, **chosen)


@register.filter
def decimal(value: float | None) -> str:
    """One decimal after a comma; a dash for nothing."""
    return "–" if value is None else labels.decimal(value)


@register.filter
def chance(probability: float) -> str:
    """A probability (0–1) as a percentage without false certainty."""
    return labels.chance(probability)


@register.filter
def percent_of(part: int, whole: int) -> str:
    return labels.percent(part, whole)
