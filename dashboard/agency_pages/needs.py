"""The checklist of an agency: what the yearly rules ask, what is done of it, and the link that does the rest."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.core.models import User
from agencies.core.permissions import may_edit_contact
from competitions.core.models import Edition
from competitions.kipp.figures import nominable_of
from dashboard.figures import links
from dashboard.figures.counts import AgencyRow
from dashboard.nudges.models import Reason
from foundation.figures import marked
from proposals.core.holding import in_hands_of
from proposals.core.period.models import Period
from proposals.core.period.state import period_state
from proposals.core.querysets import SentQuerySet
from proposals.core.workflow import PRIVATE, Holder


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is asked; `reason` is why the agency may be reminded of it while it is not done."""

    label: str
    done: bool
    detail: str
    url: str = ""
    action: str = ""
    reason: Reason | None = None


def needs_of(user: User, row: AgencyRow, period: Period, visible: SentQuerySet) -> list[Need]:
    """What the agency needs as this reader sees it, among the proposals the reader may know of; four queries.

    Nothing is asked for in a period that has not opened.
    """
    agency, own = row.agency, user.agency_id == row.agency.pk
    found = []
    if (agency.in_target or agency.in_school_target) and not period_state(period, timezone.now()).is_before:
        found.append(_submitting(row, period, own=own))
    if agency.in_target:
        found.append(_nominating(user, row, period, own=own))
    returned = visible.filter(in_hands_of(Holder.AGENCY), period=period).count()
    if returned:
        found.append(_repairing(row, period, returned, own=own))
    return [*found, _contact(user, row)]


def _submitting(row: AgencyRow, period: Period, *, own: bool) -> Need:
    url, action = "", ""
    if own and period.is_open_for(row.agency):
        url, action = (
            (links.proposal_list(period, status=sorted(PRIVATE)), "Lanjutkan draf")
            if row.has_draft
            else (reverse("proposals:new"), "Tulis usulan")
        )
    return Need(
        label=f"Mengajukan paling sedikit {period.minimum_per_agency} usulan",
        done=row.tally.submitted >= period.minimum_per_agency,
        detail=_submitted(row, period.year),
        url=url,
        action=action,
        reason=Reason.SILENT,
    )


def _submitted(row: AgencyRow, year: int) -> SafeString:
    amount = marked("period.submitted", row.tally.submitted, year=year, subject=row.agency.code)
    draft = ", ada draf yang belum diajukan" if row.has_draft and not row.tally.submitted else ""
    return format_html("{} usulan diajukan{}", amount, draft)


def _nominating(user: User, row: AgencyRow, period: Period, *, own: bool) -> Need:
    """Nominating is for the agency and for coordinators, in years that have an edition."""
    editions = Edition.objects.filter(programme=Edition.Programme.KIPP, year=period.year)
    may = (own or user.is_coordinator) and editions.exists()
    return Need(
        label="Menominasikan satu inovasi untuk KIPP",
        done=row.nominations > 0,
        detail=_nominations(user, row, period.year),
        url=reverse("competitions:nominate", args=[period.year]) if may else "",
        action="Nominasikan KIPP" if may else "",
        reason=Reason.KIPP,
    )


def _nominations(user: User, row: AgencyRow, year: int) -> SafeString:
    """How many nominations there are; without one, whether there is something to nominate."""
    agency, could = row.agency, nominable_of(row.agency, year, user)
    there = "" if row.nominations else "belum ada"
    standing = marked("kipp.nominations", row.nominations, year=year, subject=agency.code, words=there)
    if row.nominations:
        reached = (
            "terdaftar di kementerian" if row.entered else "sudah siap" if row.prepared else "belum dinyatakan siap"
        )
        return format_html("{} nominasi, {}", standing, reached)
    amount = marked("kipp.nominable", could, year=year, subject=agency.code, words="" if could else "belum ada")
    between = ", {} usulan dapat dinominasikan" if could else ", dan {} usulan yang dapat dinominasikan"
    return format_html("{} nominasi" + between, standing, amount)


def _repairing(row: AgencyRow, period: Period, returned: int, *, own: bool) -> Need:
    waiting = links.proposal_list(period, instansi=row.agency.code, menunggu=Holder.AGENCY.value)
    return Need(
        label="Mengajukan kembali usulan yang diminta diperbaiki",
        done=False,
        detail=f"{returned} usulan menunggu perbaikan",
        url=waiting,
        action="Kerjakan perbaikan" if own else "Lihat usulannya",
        reason=Reason.REPAIR,
    )


def _contact(user: User, row: AgencyRow) -> Need:
    agency = row.agency
    may = may_edit_contact(user, agency)
    missing = [
        words
        for words, value in (
            ("nama", agency.contact_name),
            ("telepon", agency.contact_phone),
            ("surel", agency.contact_email),
        )
        if not value
    ]
    return Need(
        label="Mengisi narahubung",
        done=not missing,
        detail=f"belum ada {', '.join(missing)}" if missing else "lengkap",
        url=reverse("agencies:contact", args=[agency.code]) if may else "",
        action="Isi narahubung" if may else "",
    )
