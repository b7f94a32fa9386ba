"""What the public may know of an established innovation: on its page, in the catalogue and as open data."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Max, Q, Sum, When
from django.urls import reverse

from agencies.core.models import Agency, District
from foundation.city import city
from foundation.site import absolute
from foundation.text.keys import natural
from proposals.catalogue.purpose import on_card, summaries
from proposals.core import above
from proposals.core.affairs.models import Affair
from proposals.core.counts.tallies import Tallied
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import PROFILE, QUESTIONS, SUMMARY, ProfileAnswer, ProfileField, word
from proposals.core.period.models import Period
from proposals.core.querysets import NEWEST_FIRST, SentQuerySet
from proposals.core.sent import SentProposal
from proposals.core.workflow import PUBLIC
from proposals.sent.shown import Shown

OPENED: Final = [(field, field.open_data) for field in PROFILE if field.open_data]
NAME, *OTHER_ANSWERS = ((column.name, column.meaning) for _, column in OPENED)
# Every column of the open data with what it means; names and meanings stay the same from year to year.
COLUMNS: Final = (
    ("nomor", "Nomor usulan. Tetap selamanya; gunakan ini untuk menghubungkan data."),
    NAME,
    ("instansi", "Perangkat daerah atau sekolah yang memiliki inovasi."),
    ("jenis_pengusul", "“perangkat daerah” atau “sekolah”."),
    ("kecamatan", "Kecamatan instansi; kosong bila tidak tercatat."),
    *OTHER_ANSWERS,
    ("tahun", "Tahun periode usulan, empat angka."),
    ("sk_penetapan", "Nomor surat keputusan yang menetapkan inovasi."),
    (
        "ditiru_oleh",
        "Daerah, unit, atau lembaga yang meniru inovasi, masing-masing dengan tahun; kosong bila belum tercatat.",
    ),
    ("penghargaan", "Penghargaan nasional dari KIPP, masing-masing dengan tahun; kosong bila tidak ada yang tercatat."),
    ("alamat", "Alamat halaman inovasi di katalog."),
)
HEADINGS: Final = tuple(name for name, _ in COLUMNS)
# Every table of this floor and below behind the data: what they answer changes only when one of these does.
SOURCES: Final = (SentProposal, Agency, District, Affair, Period, FormGuide)


def sources() -> tuple[type[models.Model], ...]:
    """All of them, with those that the floor above keeps."""
    above_these = (settings.CATALOGUE_COPIED_TABLE, *settings.CATALOGUE_AWARDS_TABLES)
    return (*SOURCES, *map(apps.get_model, above_these))


def public_rows(read: Shown) -> list[ProfileAnswer]:
    """The answers of the profile that anybody may read, in the order of the guide."""
    return [answer for answer in read.profile if all(field.public for field in QUESTIONS[answer.question])]


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a card says besides the facts: the stage in words, and the innovation in short, "" if it says nothing."""

    stage: str
    summary: str


def cards(rows: Iterable[SentProposal]) -> list[tuple[SentProposal, CardWords]]:
    """The innovations as cards show them, each with its words; two queries besides theirs."""
    shown, guides = list(rows), FormGuide.objects.in_bulk()
    said = summaries(shown, guides)
    return [
        (one, CardWords(guides[one.period.guide_id].label("stage", one.stage), on_card(said.get(one.pk, ""))))
        for one in shown
    ]


def records(rows: SentQuerySet) -> Iterator[dict[str, Any]]:
    """One record per established innovation, by number; five queries however many there are."""
    guides = FormGuide.objects.in_bulk()
    found = rows.select_related("agency__district", "affair", "period").order_by("number")
    said = summaries(list(found), guides)
    keys = [one.pk for one in found]
    copies, awards = above.copied_by(keys), above.awards_of(keys)
    for one in found:
        guide, agency = guides[one.period.guide_id], one.agency
        name, *others = (
            said.get(one.pk) if field.column == SUMMARY else _opened(field, one, guide) for field, _ in OPENED
        )
        values = (
            one.number,
            name,
            agency.name,
            "sekolah" if agency.is_school else "perangkat daerah",
            agency.district.name if agency.district else None,
            *others,
            one.period.year,
            one.decree_number,
            "; ".join(map(str, copies[one.pk])) or None,
            "; ".join(map(str, awards.get(one.pk, ()))) or None,
            absolute(reverse("proposals:innovation", args=[one.pk])),
        )
        yield dict(zip(HEADINGS, values, strict=True))


def _opened(field: ProfileField, proposal: SentProposal, guide: FormGuide) -> str | None:
    """What a column of the open data holds: a day as year-month-day, anything else in words, nothing where none is."""
    value = field.of(proposal)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return word(field, value, guide) or None


def by_affair() -> list[tuple[str, str, int]]:
    """How many public innovations there are of each affair as (key, name, number), the most first; one query."""
    counts = Tallied.objects.filter(status__in=PUBLIC).exclude(sent_affair=None).order_by()
    named = counts.values_list("sent_affair__key", "sent_affair__name")
    groups = named.annotate(number=Sum("amount")).filter(number__gt=0)
    return sorted(groups, key=lambda group: (-group[2], natural(group[1])))


def related(proposal: SentProposal, most: int) -> list[tuple[SentProposal, CardWords]]:
    """Other innovations of the same affair, then of the same agency, the newest first, as cards; three queries."""
    same_affair = Q(affair=proposal.affair_id) if proposal.affair_id else Q(pk=None)
    others = SentProposal.objects.published().filter(same_affair | Q(agency=proposal.agency_id)).exclude(pk=proposal.pk)
    nearest = Case(When(same_affair, then=0), default=1)
    return cards(others.for_cards((nearest, *NEWEST_FIRST))[:most])


def changed_at(rows: SentQuerySet) -> datetime.datetime | None:
    """When the newest of these innovations was established; none when there are none. One query."""
    newest: datetime.datetime | None = rows.order_by().aggregate(newest=Max("status_since"))["newest"]
    return newest


def document(rows: SentQuerySet) -> dict[str, Any]:
    """The whole set as one JSON document with its licence and source; equal data give an equal document."""
    newest = changed_at(rows)
    licence = city().open_data
    return {
        "judul": f"Inovasi daerah {city().city.official_name} yang telah ditetapkan",
        "penerbit": city().office.name,
        "lisensi": licence.licence,
        "alamat_lisensi": licence.licence_url,
        "keterangan_lisensi": licence.note,
        "penjelasan": absolute(reverse("proposals:open_data")),
        "diperbarui": newest.isoformat() if newest else None,
        "data": list(records(rows)),
    }
