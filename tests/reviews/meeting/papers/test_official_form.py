"""Minutes, agenda and attendance list in the official form: what stands where, also over several pages."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.city import city
from proposals.core.period.models import Period
from reviews.interests import services as declaring
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import PAPERS, paper_context, paper_pdf
from reviews.meeting.papers.wording import Attendee
from reviews.meeting.preparing import services as convening
from reviews.procedure.models import Procedure
from reviews.stages import procedures
from tests.pdfs import pages_of
from tests.reviews.conftest import person


def pages(meeting: Meeting, name: str, cast: SimpleNamespace) -> list[str]:
    return pages_of(paper_pdf(paper_context(meeting, name, timezone.now(), by=cast.coordinator)))


@pytest.fixture
def crowded(prepared: Meeting, chair, cast: SimpleNamespace) -> Meeting:
    """Thirty are invited, and three came."""
    came = dict.fromkeys((chair, cast.leader, cast.coordinator), True)
    others = {person(f"undangan-{number}", is_reviewer=True): False for number in range(27)}
    convening.set_attendance(prepared, came | others, by=cast.coordinator)
    return prepared


def test_minutes_open_with_the_day_in_words_and_tell_how_the_result_came_about(prepared, cast) -> None:
    text = " ".join(pages(prepared, "berita-acara", cast))
    for words in (
        "BERITA ACARA TENTANG PENETAPAN HASIL PENILAIAN INOVASI DAERAH TAHUN",
        "NOMOR …/…/…/2026",
        "Pada hari Jumat tanggal Dua Puluh bulan November tahun Dua Ribu Dua Puluh Enam (20-11-2026), pukul 09.00 WIB",
        "Hadir 3 dari 3 orang yang diundang.",
        "51 persen dari undangan, tercapai.",
        "rata-rata tahap menurut bobotnya",
        "Peringkat yang dipakai dibekukan pada",
        "Nilai periksa ini mengunci seluruh catatan",
    ):
        assert words in text
    assert "manage.py" not in text and "KONSEP" in text


@pytest.mark.parametrize(
    ("scale", "formula"),
    [
        (
            Period.ScoreScale.HIGHEST,
            "jumlah bobot kali tingkat yang diberikan, dibagi jumlah bobot kali tingkat tertinggi, dikali 100",
        ),
        (
            Period.ScoreScale.RANGE,
            "jumlah bobot kali (tingkat yang diberikan dikurangi tingkat terendah), dibagi jumlah bobot kali (tingkat "
            "tertinggi dikurangi tingkat terendah), dikali 100",
        ),
    ],
)
def test_minutes_tell_the_formula_of_the_scale_of_their_period(prepared, scale, formula) -> None:
    prepared.period.score_scale = scale
    said = paper_context(prepared, "berita-acara", timezone.now(), by=None)["formula"]
    assert said.startswith(f"Nilai satu penilai adalah {formula}. Nilai satu tahap adalah rata-rata")


def test_minutes_print_why_the_procedure_was_changed_after_scoring_began(prepared, cast) -> None:
    assert "Perubahan tata cara" not in " ".join(pages(prepared, "berita-acara", cast))
    changed = Procedure.objects.get(period=prepared.period_id)
    changed.quorum = 40
    version = procedures.save(changed, by=cast.coordinator, note="Banyak anggota bertugas di luar kota.")
    text = " ".join(pages(prepared, "berita-acara", cast))
    assert "Perubahan tata cara sesudah penilaian dimulai" in text
    assert f"Versi {version.version}, " in text
    assert f"oleh {cast.coordinator}: Banyak anggota bertugas di luar kota." in text


@pytest.mark.parametrize("name", [name for name in PAPERS if name != "keputusan"])
def test_every_paper_says_when_outcomes_need_no_meeting(prepared, cast, name) -> None:
    assert "tanpa rapat" not in " ".join(pages(prepared, name, cast))
    prepared.period.procedure.in_meeting = False
    assert "ditetapkan tanpa rapat, menurut tata cara" in " ".join(pages(prepared, name, cast))


def test_only_who_came_stepped_aside(prepared, chair, scored, cast) -> None:
    away = person("berhalangan", is_reviewer=True)
    came = dict.fromkeys((chair, cast.leader, cast.coordinator), True)
    convening.set_attendance(prepared, came | {away: False}, by=cast.coordinator)
    for each in (away, chair):
        declaring.record(each, scored[0], kind="related", reason="Saudara pengusul.", by=cast.coordinator)
    aside = paper_context(prepared, "berita-acara", timezone.now(), by=None)["stepped_aside"]
    assert [one.user for one in aside] == [chair]


def test_the_head_of_the_attendance_stands_on_every_page_and_the_signers_keep_what_is_above(crowded, cast) -> None:
    found = pages(crowded, "berita-acara", cast)
    assert "Hadir 3 dari 30 orang yang diundang." in " ".join(found) and "belum tercapai" in " ".join(found)
    listed = [page for page in found if "Tidak hadir" in page]
    assert len(listed) > 1 and all("Tanda tangan" in page for page in listed)
    heading = next(page for page in found if "Daftar hadir No. Nama" in page)
    assert "1. ……" in heading or "Tidak hadir" in heading
    assert "Demikian berita acara ini" in found[-1]


@pytest.mark.parametrize(("name", "title"), [("agenda", "AGENDA RAPAT"), ("daftar-hadir", "DAFTAR HADIR")])
def test_agenda_and_attendance_have_the_head_of_the_agency_and_of_the_meeting(crowded, cast, name, title) -> None:
    text = " ".join(pages(crowded, name, cast))
    for words in (title, "Hari/tanggal : Jumat, 20 November 2026", "Waktu : Pukul 09.00 WIB", "Tempat : Aula"):
        assert words in text


def test_more_invited_cost_no_more_queries(prepared, chair, cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            paper_context(prepared, "berita-acara", timezone.now(), by=cast.coordinator)
        return len(queries)

    cost()
    few = cost()
    invited = dict.fromkeys((chair, cast.leader, cast.coordinator), True)
    convening.set_attendance(
        prepared, invited | {person(f"u{one}", is_reviewer=True): True for one in range(5)}, by=cast.coordinator
    )
    assert cost() == few


def test_guests_are_numbered_on_from_the_invited() -> None:
    people = [Attendee(name=f"Anggota {each}", office="Anggota", agency="Bapperida", came=True) for each in (1, 2)]
    for part in ("_attendance", "agenda"):
        text = render_to_string(
            f"reviews/meeting/papers/{part}.html",
            {"attendees": people, "guests": ["Wakil Inspektorat", "Wakil Bagian Hukum"], "city": city()},
        )
        assert [int(each) for each in re.findall(r'<td class="num">(\d+)</td>', text)] == [1, 2, 3, 4]
