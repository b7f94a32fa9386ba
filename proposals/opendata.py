"""What the public may know of an established innovation: on its page, in the catalogue and as open data."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from agencies.city import city
from proposals.models import FormGuide, Proposal
from proposals.querysets import ProposalQuerySet

# Answers of the profile that name no person, no money and no place of evidence.
PUBLIC_FIELDS = (
    "stage",
    "initiator",
    "classification",
    "innovation_type",
    "form",
    "asta_cita",
    "affair",
    "crossing_affairs",
    "trial_date",
    "applied_date",
    "development_date",
)
HEADINGS = (
    "nomor",
    "nama",
    "instansi",
    "jenis_pengusul",
    "kecamatan",
    "urusan",
    "tahapan",
    "bentuk",
    "jenis",
    "tahun",
    "sk_penetapan",
    "waktu_penerapan",
    "alamat",
)


def public_rows(proposal: Proposal) -> list[tuple[str, object]]:
    """The public answers of the profile as (label, value), in the order of the guide."""
    fields = proposal.period.guide.fields
    labels = {fields[key]["label"] for key in PUBLIC_FIELDS if key in fields}
    return [(label, value) for label, value in proposal.profile_rows() if label in labels]


def cards(rows: Iterable[Proposal]) -> list[tuple[Proposal, str]]:
    """The innovations as cards show them, each with its stage in words; one query besides theirs."""
    guides = FormGuide.objects.in_bulk()
    return [(one, guides[one.period.guide_id].label("stage", one.stage)) for one in rows]


def records(rows: ProposalQuerySet) -> Iterator[dict[str, Any]]:
    """One record per established innovation, by number; two queries however many there are."""
    guides = FormGuide.objects.in_bulk()
    found = rows.select_related("agency__district", "affair", "period").defer("search").order_by("number")
    for one in found:
        guide, agency = guides[one.period.guide_id], one.agency
        values = (
            one.number,
            one.title,
            agency.name,
            "sekolah" if agency.is_school else "perangkat daerah",
            agency.district.name if agency.district else None,
            one.affair.name if one.affair else None,
            guide.label("stage", one.stage) or None,
            guide.label("form", one.form) or None,
            guide.label("innovation_type", one.innovation_type) or None,
            one.period.year,
            one.decree_number,
            one.applied_date.isoformat() if one.applied_date else None,
            f"{settings.SITE_URL}{reverse('proposals:innovation', args=[one.pk])}",
        )
        yield dict(zip(HEADINGS, values, strict=True))


def document(rows: ProposalQuerySet) -> dict[str, Any]:
    """The whole set as one JSON document with its licence and source; equal data give an equal document."""
    newest = rows.order_by().aggregate(newest=Max("status_since"))["newest"]
    licence = city()["open_data"]
    return {
        "judul": f"Inovasi daerah {city()['city']['official_name']} yang telah ditetapkan",
        "penerbit": city()["office"]["name"],
        "lisensi": licence["licence"],
        "alamat_lisensi": licence["licence_url"],
        "diperbarui": newest.isoformat() if newest else None,
        "data": list(records(rows)),
    }
