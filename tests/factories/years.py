"""A year of the tests: its small form, its period and what extends or closes it."""

import copy
import datetime
from functools import partial
from itertools import count
from typing import Any

from django.utils import timezone

from agencies.core.models import Agency
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import AttachmentKind, FormGuide, Section
from proposals.core.period.models import Period, PeriodExtension
from proposals.periods.services import extend

YEAR = 2026
DAY = datetime.timedelta(days=1)

PROFILE: dict[str, Any] = {
    "groups": [
        {"key": "identitas", "title": "Identitas inovasi", "purpose": "Nama dan tahapan inovasi."},
        {"key": "waktu", "title": "Waktu dan anggaran", "purpose": "Kapan inovasi diterapkan dan biayanya."},
    ],
    "fields": [
        {"key": "title", "group": "identitas", "label": "Nama inovasi daerah", "required": True, "help": "Yang khas."},
        {
            "key": "stage",
            "group": "identitas",
            "label": "Tahapan inovasi",
            "required": True,
            "help": "Keadaan saat ini.",
            "choices": [
                {"key": "inisiatif", "label": "Inisiatif"},
                {"key": "uji_coba", "label": "Uji coba"},
                {"key": "penerapan", "label": "Penerapan"},
            ],
        },
        {"key": "initiator_name", "group": "identitas", "label": "Nama inisiator", "required": True, "help": "Nama."},
        {"key": "affair", "group": "identitas", "label": "Urusan utama", "required": True, "help": "Satu urusan."},
        {"key": "location", "group": "identitas", "label": "Titik lokasi", "required": False, "help": "Koordinat."},
        {
            "key": "trial_date",
            "group": "waktu",
            "label": "Waktu uji coba",
            "required": False,
            "required_when": {"stage": ["uji_coba", "penerapan"]},
            "help": "Hari pertama dicoba.",
        },
        {
            "key": "applied_date",
            "group": "waktu",
            "label": "Waktu penerapan",
            "required": False,
            "required_when": {"stage": ["penerapan"]},
            "help": "Hari pertama dipakai.",
        },
        {
            "key": "development_date",
            "group": "waktu",
            "label": "Waktu pengembangan",
            "required": False,
            "required_when": {"applied_date": {"before": "2024-01-01"}},
            "help": "Pengembangan terbaru.",
        },
        {"key": "budget", "group": "waktu", "label": "Anggaran (rupiah)", "required": False, "help": "Rupiah bulat."},
    ],
}
# step key → (its minimum of words in all, its parts as (key, title, minimum, maximum))
STEPS_OF_GUIDE: dict[str, tuple[int, tuple[tuple[str, str, int, int | None], ...]]] = {
    "rancang-bangun": (12, (("permasalahan", "Permasalahan", 3, 20), ("cara_kerja", "Cara kerja", 3, 20))),
    "manfaat-hasil": (0, (("manfaat", "Manfaat", 0, None),)),
}


def affair(number: int = 1, **values: Any) -> Affair:
    """A government affair; the same one for the same number."""
    defaults = {"name": f"Urusan {number}", "group": "Urusan wajib", "order": number, "code": f"1.{number:02d}"}
    return Affair.objects.get_or_create(key=f"urusan-{number}", defaults=defaults | values)[0]


def guide(year: int = YEAR) -> FormGuide:
    """A small form: eight profile fields, two steps with three texts, three kinds of files; the same one for a year."""
    asked = {"name": f"Panduan {year}", "profile": copy.deepcopy(PROFILE)}
    made, new = FormGuide.objects.get_or_create(year=year, defaults=asked)
    if new:
        _sections(made)
        _kinds(made)
    return made


def _sections(made: FormGuide) -> None:
    place = count(1)
    steps, written = [], []
    for key, (least, parts) in STEPS_OF_GUIDE.items():
        title = key.replace("-", " ").capitalize()
        order = next(place)
        meaning = Section.Meaning.DESIGN if order == 1 else ""
        step = Section(guide=made, key=key, title=title, min_words=least, order=order, meaning=meaning)
        steps.append(step)
        for part, name, fewest, most in parts:
            limits = {"min_words": fewest, "max_words": most}
            written.append(Section(guide=made, parent=step, key=part, title=name, order=next(place), **limits))
    Section.objects.bulk_create(steps)
    Section.objects.bulk_create(written)


def _kinds(made: FormGuide) -> None:
    kind, always = partial(AttachmentKind, guide=made, max_mb=1), AttachmentKind.Required.ALWAYS
    AttachmentKind.objects.bulk_create([
        kind(key="surat_pengantar", label="Surat pengantar", types=["pdf"], required=always, order=1),
        kind(key="foto", label="Foto kegiatan", types=["jpg", "png"], multiple=True, order=2),
        kind(key="regulasi", label="Regulasi", types=["pdf"], required_when={"stage": ["penerapan"]}, order=3),
    ])  # fmt: skip


def period(year: int = YEAR, **values: Any) -> Period:
    """A period that opened 30 days ago and closes in 30, those of other years as many years of 365 days away.

    The same one for the same year.
    """
    today = timezone.now() + (year - YEAR) * 365 * DAY
    defaults = {
        "name": f"Usulan Inovasi Daerah {year}",
        "guide": guide(year),
        "opens_at": today - 30 * DAY,
        "closes_at": today + 30 * DAY,
    }
    return Period.objects.get_or_create(year=year, defaults=defaults | values)[0]


def close(of: Period) -> Period:
    """The period as of now closed since an hour."""
    # Written by no service: the page of a period refuses a day that is over.
    Period.objects.filter(pk=of.pk).update(closes_at=timezone.now() - datetime.timedelta(hours=1))
    of.refresh_from_db()
    return of


def extension(of: Period, to: Agency, **values: Any) -> PeriodExtension:
    """Ten more days from now for one agency."""
    defaults = {"closes_at": timezone.now() + 10 * DAY, "reason": "Gangguan jaringan selama tiga hari."}
    return extend(PeriodExtension(period=of, agency=to, **(defaults | values)))
