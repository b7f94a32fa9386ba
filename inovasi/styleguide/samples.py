"""What the examples of the components show: forms and rows made up on the spot, none of them in the database."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.html import format_html

from dashboard.charts.plain import Bar, bars
from dashboard.charts.svg import Chart
from foundation.forms import HelpedForm
from proposals.core.guide.readiness import Completeness
from proposals.core.workflow import Status
from proposals.writing.precheck import Finding, Light
from reviews.scoring_desk.screens import LevelChoice

AT = datetime.datetime(2000, 1, 31, 2, 5, tzinfo=datetime.UTC)
SHAPES = (("a", "Contoh tata kelola"), ("b", "Contoh layanan bagi warga"), ("c", "Contoh bentuk lain"))


class SampleForm(HelpedForm, forms.Form):
    """One field of every kind that the portal's forms have."""

    title = forms.CharField(label="Nama contoh", help_text="Singkat saja, seperti orang menyebutnya.")
    text = forms.CharField(label="Cerita contoh", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    shape = forms.ChoiceField(label="Bentuk contoh", choices=SHAPES)
    kind = forms.ChoiceField(label="Jenis contoh", choices=SHAPES, widget=forms.RadioSelect, help_text="Pilih satu.")
    level = forms.ChoiceField(
        label="Seberapa jelas contoh ini?",
        choices=(
            (1, "Contoh belum jelas."),
            (2, "Contoh jelas dan dapat diperiksa."),
            ("tidak", "Tidak dapat dinilai"),
        ),
        widget=forms.RadioSelect,
        help_text="Pilih satu.",
        initial=2,
    )
    kinds = forms.MultipleChoiceField(
        label="Tema contoh", choices=SHAPES, widget=forms.CheckboxSelectMultiple, required=False
    )
    since = forms.DateField(label="Mulai contoh", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    paper = forms.FileField(label="Surat contoh", required=False)
    agreed = forms.BooleanField(label="Contoh ini sudah dibaca", error_messages={"required": "Baca contoh ini dahulu."})

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("Contoh sebuah salah yang bukan milik satu isian.")


class SampleFilter(forms.Form):
    """The fields of a list's filters."""

    q = forms.CharField(label="Cari contoh", required=False)
    shape = forms.ChoiceField(label="Bentuk", choices=(("", "Semua"), *SHAPES), required=False)
    kind = forms.ChoiceField(label="Jenis", choices=(("", "Semua"), *SHAPES), required=False)


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """One line of a history."""

    label: str
    actor: str
    note: str = ""
    at: datetime.datetime = AT


@dataclass(frozen=True, slots=True)
class SampleMessage:
    """The answer to the last action."""

    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class SampleJob:
    """Work in the background."""

    done: int
    total: int
    get_state_display: str
    is_stalled: bool = False


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """A link of a menu or a row of tabs."""

    label: str
    url: str = "#"
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class SampleTile:
    """An agency among those of its state."""

    name: str
    words: str = ""
    url: str = "#"


@dataclass(frozen=True, slots=True)
class SampleGroup:
    """Agencies of one state."""

    state: str
    label: str
    meaning: str
    done: bool = False
    tiles: tuple[SampleTile, ...] = (SampleTile("Dinas Contoh"), SampleTile("Bagian Contoh", "2 contoh"))
    url: str = "#"


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody who is signed in."""

    get_full_name: str
    agency: str = ""
    get_username: str = "contoh"


@dataclass(frozen=True, slots=True)
class SampleChip:
    """A filter at work."""

    label: str
    text: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class SampleCell:
    """A cell of a sheet that is wrong; without a name it cannot be mended on the page."""

    title: str
    why: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class SampleRank:
    """A line of a ranking."""

    place: int | None
    name: str
    score: str
    number: str = "0000"
    reference: str = "CTH-2000-0000"
    url: str = "#"
    line: str = "Contoh dinas · Contoh tahap"
    facts: tuple[tuple[str, str], ...] = (("Penilai", "2"), ("Selisih", "3,00"))
    key: str = "0"
    score_url: str = ""
    dispute_url: str = ""
    dispute: str = ""
    note: str = ""
    provisional: str = ""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row of such a sheet."""

    number: int
    cells: tuple[SampleCell, ...]


def samples() -> dict[str, Any]:
    """Everything the examples ask for, by name; made anew for every page, since forms remember."""
    return {
        "form": SampleForm(auto_id="contoh_%s"),
        "wrong": SampleForm({"kind": "z"}, auto_id="salah_%s"),
        "filter": SampleFilter(auto_id="saring_%s"),
        "filter_used": SampleFilter(QueryDict("q=contoh&shape=a"), auto_id="tersaring_%s"),
        "period": {"year": AT.year},
        "pages": [_page(1), _page(2), _page(3)],
        "events": [
            SampleEvent("Contoh dikembalikan", "Contoh petugas", "Contoh alasan dengan satu kalimat."),
            SampleEvent("Contoh dikirim", ""),
        ],
        "messages": [SampleMessage("success", "Contoh tersimpan."), SampleMessage("error", "Contoh belum tersimpan.")],
        "job": SampleJob(3, 7, "Contoh disusun"),
        "job_stalled": SampleJob(3, 7, "Contoh disusun", is_stalled=True),
        "facts": [("Nomor", "CTH-2000-0001"), ("Batas", "31 Januari 2000, 4 hari lagi")],
        "state": Completeness(0, 9, ()),
        "steps": [
            {
                "title": "Contoh bagian",
                "entries": [
                    {"url": "#", "title": "Contoh awal", "state": "lengkap"},
                    {"url": "#", "title": "Contoh lanjutan", "state": "kurang 2", "is_here": True},
                ],
            }
        ],
        "menu": [SampleEntry("Contoh beranda", active=True), SampleEntry("Contoh daftar")],
        "tabs": [SampleEntry("Ringkasan", active=True), SampleEntry("Lampiran", count=0), SampleEntry("Riwayat")],
        "trail": [SampleEntry("Contoh atas"), SampleEntry("Contoh bawah")],
        "person": SamplePerson("Contoh Nama Orang", "Dinas Contoh"),
        "chips": [SampleChip("Bentuk", "Contoh tata kelola"), SampleChip("Jenis", "Contoh")],
        "chart": _chart("gaya-contoh"),
        "chart_small": _chart("gaya-contoh-kecil"),
        "statuses": [(status.value, f"Contoh: {status.label}") for status in Status],
        "groups": [
            SampleGroup("nothing", "Contoh belum ada", "Belum ada contoh"),
            SampleGroup("draft", "Contoh draf", "Tinggal dikirim"),
            SampleGroup("submitted", "Contoh terkirim", "Belum dinyatakan layak"),
            SampleGroup("eligible", "Contoh layak", "Belum ada nominasi", done=True),
            SampleGroup("nominated", "Contoh bernominasi", "Lengkap", done=True),
        ],
        "day": AT,
        "ranks": [
            SampleRank(1, "Contoh pertama", "88,00", score_url="#"),
            SampleRank(
                2,
                "Contoh yang diperdebatkan",
                "85,40",
                dispute_url="#",
                dispute="perlu dibahas",
                note="Contoh catatan.",
                provisional="sementara",
            ),
            SampleRank(None, "Contoh tanpa nilai", "–"),
        ],
        "levers": [
            {
                "title": "Contoh draf dikirim",
                "who": "2 instansi contoh",
                "adds": 2,
                "becomes": 6,
                "url": "#",
                "action": "Ingatkan",
            },
            {
                "title": "Contoh janji ditepati",
                "who": "3 instansi contoh",
                "adds": 3,
                "becomes": 9,
                "url": "#",
                "action": "Tagih janjinya",
            },
            {"title": "Contoh sekolah", "who": "1 sekolah contoh", "adds": 1, "becomes": 10},
        ],
        "coach_rows": [
            {"there": True, "title": "Siapa yang merasakan masalahnya"},
            {"there": False, "title": "Angka dengan sumbernya", "example": "“… menurut laporan contoh.”"},
        ],
        "receipt_rows": [
            {"label": "Dikirim oleh", "text": "Contoh Nama Orang, Dinas Contoh"},
            {"label": "Pada", "text": "31 Januari 2000 pukul 09.05 WIB"},
        ],
        "line_steps": [
            {"title": "Contoh dikirim", "when": "31 Januari 2000", "state": "done"},
            {"title": "Contoh diperiksa", "text": "Di tangan petugas contoh.", "state": "now"},
            {"title": "Contoh diputuskan", "text": "Paling lambat sepekan kemudian."},
        ],
        "difference": format_html("Warga menunggu <del>{}</del> <ins>{}</ins> untuk satu contoh.", "lama", "45 menit"),
        "findings": [
            Finding("Contoh aturan yang terpenuhi", "contoh pedoman", Light.GREEN, []),
            Finding("Contoh yang perlu dilihat", "contoh pedoman", Light.AMBER, [("Lihat contoh", "#")]),
            Finding(
                "Contoh yang belum ada", "contoh pedoman", Light.RED, [(f"Isi contoh {n}", "#") for n in range(1, 6)]
            ),
            Finding("Contoh tanpa pemindai", "contoh pedoman", Light.GREY, [], "Pemindai contoh tidak terpasang."),
        ],
        "remarks": [
            {
                "pk": 1,
                "event_id": 1,
                "created_at": AT,
                "place": "Contoh bagian",
                "url": "#",
                "is_open": True,
                "text": "Contoh catatan: sebutkan sumbernya.",
            },
            {
                "pk": 2,
                "created_at": AT,
                "place": "Contoh berkas, halaman 2",
                "url": "#",
                "text": "Contoh catatan lama.",
                "answer": "Contoh jawaban.",
                "state": "dijawab",
                "answered_in": "Versi 2",
            },
        ],
        "choices": [
            LevelChoice("1", "1", "Contoh belum jelas.", is_chosen=False),
            LevelChoice("2", "2", "Contoh jelas dan dapat diperiksa.", is_chosen=True),
            LevelChoice("tidak", "", "Tidak dapat dinilai", is_chosen=False),
        ],
        "reasons": ["Contoh bukti tidak ada.", "Contoh tidak menjawab pertanyaan."],
        "follow_up": format_html("<p>{}</p>", "Dari mana anggaran contoh itu?"),
        "sheet": {"pk": 0, "marked": True},
        "sheet_rows": [
            SampleRow(2, (SampleCell("Bentuk", "Contoh: kata ini tidak dikenal.", "contoh-2-bentuk", "apa saja"),)),
            SampleRow(3, (SampleCell("Nama", "Contoh: nama ini sudah ada."),)),
        ],
        "sheet_lists": {"Bentuk": [label for _, label in SHAPES]},
    }


def _page(number: int) -> Page[int]:
    return Paginator(range(50), 20).page(number)


def _chart(key: str) -> Chart:
    entries = [Bar("Contoh pertama", 4, 3), Bar("Contoh kedua", 2, 0)]
    return bars(key, title="Contoh diajukan dan layak", heading="Contoh", entries=entries)
