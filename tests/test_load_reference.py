"""The reference load: real counts, a second run changes nothing, a fault names its place and leaves nothing."""

import datetime
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies.core.models import Agency, District
from competitions.core.models import Edition, Indicator, Level
from proposals.core.affairs.models import Affair
from proposals.core.affairs.signs import SIGNS
from proposals.core.guide.models import AttachmentKind, FormGuide, Section
from proposals.core.guide.readiness import needs_file
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from reviews.core.models import Criterion, ReviewStage, Rubric

pytestmark = pytest.mark.django_db
MODELS = (District, Agency, Affair, FormGuide, Section, AttachmentKind, Period, Rubric, Criterion, ReviewStage, Edition,
          Indicator, Level)  # fmt: skip
EVIDENCE = "    max_mb: 10\n"  # of a kind that need not be there
LOADED = (*MODELS, Affair.agencies.through)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    """A copy of the fixtures that a test may damage; the command reads it."""
    copy = tmp_path / "fixtures"
    shutil.copytree(settings.FIXTURE_DIR, copy)
    settings.FIXTURE_DIR = copy
    return copy


@pytest.fixture
def loaded() -> None:
    call_command("load_reference", verbosity=0)


def replace(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    content = path.read_text(encoding="utf-8")
    assert content.count(old) >= 1, f"{old!r} is not in {name}"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def contents() -> dict[str, list[tuple]]:
    """Every row with `xmin` and `ctid`: a row that was written again shows even when its values are equal."""
    tables = {}
    with connection.cursor() as cursor:
        for model in LOADED:
            table = model._meta.db_table
            cursor.execute(f"SELECT xmin::text, ctid::text, * FROM {table} ORDER BY id")
            tables[table] = cursor.fetchall()
    return tables


def test_counts_of_the_city(loaded):
    assert Agency.objects.in_target().count() == 36
    assert Agency.objects.filter(kind="sd", in_school_target=True).count() == 91
    assert Agency.objects.filter(kind="smp", in_school_target=True).count() == 32
    assert Agency.objects.filter(kind__in=("mi", "mts"), in_school_target=True).count() == 0
    assert Agency.objects.filter(kind__in=("mi", "mts")).count() == 15
    assert District.objects.filter(kind="kecamatan").count() == 7
    assert District.objects.filter(kind="kelurahan").count() == 42
    assert Affair.objects.filter(selectable=True).count() == 39
    assert Affair.objects.filter(selectable=True, crossing_only=False).count() == 38
    assert set(Agency.objects.filter(assumed=True).values_list("code", flat=True)) == {
        "bagian-prokopim",
        "bagian-pemerintahan",
    }


def test_agency_keeps_its_parent_kind_and_affairs(loaded):
    hospital = Agency.objects.get(code="rsud-depati-hamzah")
    assert (hospital.parent.code, hospital.kind) == ("dinkes", "rsud_uobk")
    food = Agency.objects.get(code="dispaper")
    assert set(food.affairs.values_list("code", flat=True)) == {"2.09", "3.27", "3.25"}


def test_guide_has_the_ministry_rule_and_both_helps(loaded):
    guide = FormGuide.objects.get(year=2026)
    design = guide.sections.get(key="rancang-bangun")
    assert (design.parent, design.min_words, design.meaning) == (None, 300, Section.Meaning.DESIGN)
    assert list(design.parts.values_list("key", flat=True)) == [
        "dasar_hukum", "permasalahan", "isu_strategis", "metode_pembaharuan", "keunggulan_kebaharuan",
        "tahapan_cara_kerja",
    ]  # fmt: skip
    assert set(guide.sections.get(key="tujuan-manfaat-hasil").parts.values_list("key", flat=True)) == {
        "tujuan", "manfaat", "hasil",
    }  # fmt: skip
    columns = {field.name for field in Proposal._meta.get_fields()} | {"location"}
    assert set(guide.fields) <= columns
    assert guide.help("title", school=True) != guide.help("title", school=False)
    assert guide.profile["attachments"]["title"] == "Lampiran"
    always = guide.attachment_kinds.filter(required=AttachmentKind.Required.ALWAYS)
    assert set(always.values_list("key", flat=True)) == {"surat_pengantar"}


def test_evidence_may_be_needed_by_an_answer_of_the_profile(folder):
    rule = "    required: false\n    required_when: {stage: [uji_coba], applied_date: {before: 2024-01-01}}\n"
    replace(folder, "form_guide_2026.yaml", "    required: false\n    max_mb: 10", f"{rule}    max_mb: 10")
    call_command("load_reference", verbosity=0)
    kind = AttachmentKind.objects.get(key="regulasi")
    assert kind.need == ("wajib bila “Tahapan inovasi” berisi “Uji coba” atau “Waktu penerapan” sebelum 1 Januari 2024")
    old, new, of = datetime.date(2023, 12, 31), datetime.date(2024, 1, 1), Period(guide=kind.guide)
    answers = [("inisiatif", None), ("uji_coba", None), ("penerapan", old), ("penerapan", new), ("inisiatif", old)]
    needed = [needs_file(kind, Proposal(period=of, stage=stage, applied_date=day)) for stage, day in answers]
    # The date of the last is not asked at its stage, so that it makes nothing necessary.
    assert needed == [False, True, True, False, False]
    needs = dict(AttachmentKind.objects.values_list("key", "required"))
    assert (needs["regulasi"], AttachmentKind.objects.get(key="surat_pengantar").need) == ("never", "wajib")
    assert AttachmentKind.objects.get(key="haki").need == "bila ada"


def test_affairs_have_the_signs_of_the_file(loaded):
    signs = dict(Affair.objects.values_list("key", "sign"))
    assert (signs["kesehatan"], signs["tidak-ada"]) == ("palang", "")
    assert set(signs.values()) <= {"", *SIGNS}


def test_rubric_period_and_editions(loaded):
    rubric = Rubric.objects.get(key="rubric_default")
    weights = dict(rubric.criteria.values_list("key", "weight"))
    assert weights == {
        "kebaruan": 5, "relevansi_dampak": 5, "kelayakan": 4, "keberlanjutan": 3, "kolaborasi": 2, "dokumentasi": 2,
    }  # fmt: skip
    assert [level["value"] for level in rubric.criteria.get(key="kebaruan").levels] == [1, 2, 3]
    period = Period.objects.get(year=2026)
    assert (period.target, period.feedback, period.ranking_column) == (100, "comments", "raw")
    assert list(ReviewStage.objects.filter(period=period).values_list("key", "share")) == [
        ("proposal", 50),
        ("presentation", 30),
        ("field", 20),
    ]
    iga = Edition.objects.get(programme="iga", year=2026)
    assert sum(iga.indicators.values_list("weight", flat=True)) == 37
    assert set(iga.indicators.filter(mandatory=True).values_list("number", flat=True)) == {1, 2, 17, 18, 20}
    assert iga.indicators.get(number=18).levels.count() == 18
    assert Edition.objects.get(programme="kipp", year=2026).min_age_months == 24


def test_the_stages_of_a_period_are_the_coordinators_once_loaded(loaded):
    stages = ReviewStage.objects.filter(period__year=2026)
    stages.filter(key="field").delete()
    stages.filter(key="proposal").update(share=70)
    call_command("load_reference", verbosity=0)
    assert list(stages.values_list("key", "share")) == [("proposal", 70), ("presentation", 30)]
    call_command("load_reference", update=True, verbosity=0)
    assert sum(stages.values_list("share", flat=True)) == 100
    assert stages.count() == 3


def test_a_stage_that_only_the_portal_has_is_named_before_an_update(loaded):
    period = Period.objects.get(year=2026)
    rubric = Rubric.objects.first()
    ReviewStage.objects.create(period=period, order=4, key="uji-publik", name="Uji publik", share=0, rubric=rubric)
    with pytest.raises(CommandError, match=r"tahap lain \(uji-publik\)"):
        call_command("load_reference", update=True, verbosity=0)


def test_a_second_run_changes_nothing(loaded, capsys):
    before = contents()
    call_command("load_reference")
    assert contents() == before
    assert capsys.readouterr().out.splitlines()[-1] == "Data acuan dimuat: 0 baru, 0 berubah, 0 dibiarkan."


def test_updating_from_unchanged_files_changes_nothing(loaded):
    before = contents()
    call_command("load_reference", update=True, verbosity=0)
    assert contents() == before


def test_what_the_coordinator_edited_stays(loaded, folder, capsys):
    Agency.objects.filter(code="dlh").update(short_name="DLH Kota", contact_name="Bagian Umum")
    call_command("load_reference")
    assert Agency.objects.get(code="dlh").short_name == "DLH Kota"
    assert "Data acuan dimuat: 0 baru, 0 berubah, 1 dibiarkan." in capsys.readouterr().out


def test_update_follows_the_file_but_keeps_what_the_file_does_not_know(loaded, folder):
    Agency.objects.filter(code="dlh").update(short_name="DLH Kota", contact_name="Bagian Umum")
    call_command("load_reference", update=True, verbosity=0)
    agency = Agency.objects.get(code="dlh")
    assert (agency.short_name, agency.contact_name) == ("DLH", "Bagian Umum")


def test_a_period_belongs_to_the_coordinator_even_when_updating(loaded, folder):
    Period.objects.update(target=120)
    call_command("load_reference", update=True, verbosity=0)
    assert Period.objects.get(year=2026).target == 120


def test_guide_of_a_closed_year_is_kept(loaded, folder, settings):
    Period.objects.update(opens_at="2025-01-01T00:00:00Z", closes_at="2025-12-01T00:00:00Z")
    replace(folder, "form_guide_2026.yaml", "title: Dasar hukum", "title: Landasan hukum")
    call_command("load_reference", update=True, verbosity=0)
    assert Section.objects.get(key="dasar_hukum").title == "Dasar hukum"


def test_a_new_row_is_added(loaded, folder):
    with (folder / "schools.csv").open("a", encoding="utf-8") as file:
        file.write("99999999,SD CONTOH BARU,SD,swasta,19.71.04,19.71.04.1007,,yes,dindikbud,\n")
    call_command("load_reference", verbosity=0)
    assert Agency.objects.filter(kind="sd", in_school_target=True).count() == 92


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "reason"),
    [
        ("agencies.csv", "Dinkes,dinas,", "Dinkes,dinass,", "baris 6, kolom 5 (kind)", "dinass"),
        ("agencies.csv", "Dinkes,dinas,,1.02", "Dinkes,dinas,,9.99", "baris 6, kolom 7 (affair_codes)", "9.99"),
        ("agencies.csv", "rsud_uobk,dinkes", "rsud_uobk,dinkess", "baris 35, kolom 6 (parent_code)", "dinkess"),
        ("agencies.csv", "sekretariat,,4.01", "sekretariat,bagian-prokopim,4.01", "baris 2, kolom 6", "lingkaran"),
        ("agencies.csv", "\nsetwan,", "\nsetda,", "baris 3, kolom 1 (code)", "sudah dipakai"),
        ("agencies.csv", "in_target", "in_target2", "baris 1, kolom 8 (in_target2)", "tidak dikenal"),
        ("agencies.csv", ",assumed,note", ",assumed", "baris 1, kolom 10 (note)", "kolom tidak ada"),
        ("agencies.csv", "4.02,yes,no,", "4.02,yes,no,,", "baris 3, kolom 11", "seharusnya 10"),
        ("agencies.csv", "4.02,yes,no,", "4.02,ya,no,", "baris 3, kolom 8 (in_target)", "yes atau no"),
        ("schools.csv", "10901177", "1090117", "baris 2, kolom 1 (npsn)", "bukan NPSN"),
        ("schools.csv", "10901322", "10901177", "baris 3, kolom 1 (npsn)", "sudah dipakai pada baris 2"),
        ("schools.csv", "19.71.04,19.71.04.1007", "19.71.05,19.71.04.1007", "baris 2, kolom 6", "kecamatan"),
        ("schools.csv", "19.71.04,19.71.04.1007", "19.71.09,19.71.04.1007", "baris 2, kolom 5", "19.71.09"),
        ("schools.csv", "SD NEGERI 1 ", "S" * 161, "baris 2, kolom 2 (name)", "160"),
        (
            "kipp_2026.yaml",
            "opens_on: null # unknown\n  closes_on: null",
            'opens_on: "2026-09-01"\n  closes_on: "2026-08-01"',
            "baris 7, kolom 3",
            "Tanggal penutupan",
        ),
        ("districts.csv", "kelurahan,19.71.01.1004", "desa,19.71.01.1004", "baris 3, kolom 1 (level)", "desa"),
        ("affairs.csv", "1.02,kesehatan", "1.01,kesehatan", "baris 3, kolom 1 (code)", "sudah dipakai"),
        ("form_guide_2026.yaml", "key: pkpn_program", "key: program", "baris {line}, kolom 12", "kolom usulan"),
        ("form_guide_2026.yaml", "max_words: 200 #", "max_word: 200 #", "(max_word)", "kunci tidak dikenal"),
        (
            "form_guide_2026.yaml", EVIDENCE, f"    required_when: {{tahap: [penerapan]}}\n{EVIDENCE}",
            "(tahap)", "tidak ada dalam panduan",
        ),
        (
            "form_guide_2026.yaml", EVIDENCE, f"    required_when: {{stage: [diterapkan]}}\n{EVIDENCE}",
            "(stage)", "penerapan",
        ),
        ("form_guide_2026.yaml", "meaning: design", "meaning: desain", "(meaning)", "design"),
        ("affairs.csv", "yes,buku,", "yes,kitab,", "baris 2, kolom 11 (sign)", "kitab"),
        ("form_guide_2026.yaml", "types: [pdf]", "types: [exe]", "(types)", "pdf, jpg, png"),
        ("form_guide_2026.yaml", "steps:", "steps: [", "baris", "susunan YAML"),
        ("period_2026.yaml", '"2026-12-18T16:30:00+07:00"', '"2026-01-18T16:30:00+07:00"', "(closes_at)", "sesudah"),
        ("period_2026.yaml", "T08:00:00+07:00", "T08:00:00", "(opens_at)", "zona waktu"),
        ("period_2026.yaml", "target: 100", "target: 100\n  target: 90", "(target)", "dua kali"),
        ("review_stages.yaml", "share: 50", "share: 60", "(share)", "110 persen"),
        ("rubric_default.yaml", "weight: 5", "weight: 6", "(maximum_score)", "66"),
        ("iga_2026.yaml", "variable: infrastruktur", "variable: infra", "(variable)", "infra"),
        ("kipp_2026.yaml", "programme: kipp", "programme: iga", "(programme)", "kipp"),
        ("city.yaml", "founding_law: uu_kota_2024", "founding_law: uu_kota", "(founding_law)", "uu_28_1959"),
        ("city.yaml", '"{klas}/{urut}', '"{kode}/{urut}', "(number_pattern)", "klas, urut, unit, bulan, tahun"),
        ("decrees.yaml", "percent: 30", "percent: 31", "(columns)", "101 persen"),
        ("decrees.yaml", "[uu_27_2000,", "[uu_27_2001,", "(basis)", "uu_27_2001"),
        ("city.yaml", "number_prefix: PGK", "number_prefix: p", "(number_prefix)", "huruf kapital"),
    ],
)  # fmt: skip
def test_a_fault_names_its_place_and_leaves_nothing(folder, file, old, new, place, reason):
    line = (folder / file).read_text().partition(old)[0].count("\n") + 1
    replace(folder, file, old, new)
    with pytest.raises(CommandError) as refusal:
        call_command("load_reference", verbosity=0)
    assert place.replace("{line}", str(line)) in str(refusal.value)
    assert reason in str(refusal.value)
    assert str(refusal.value).startswith(f"{file}, baris ")
    assert {model.__name__: model.objects.count() for model in MODELS} == {model.__name__: 0 for model in MODELS}


def test_a_missing_file_and_a_wrong_encoding_are_named(folder):
    (folder / "schools.csv").write_bytes("npsn,name\n1,Sekolah é\n".encode("latin-1"))
    with pytest.raises(CommandError, match=r"schools.csv, baris 2, kolom 11: bukan teks UTF-8"):
        call_command("load_reference", verbosity=0)
    (folder / "schools.csv").unlink()
    with pytest.raises(CommandError, match=r"schools.csv, baris 1, kolom 1: berkas tidak ditemukan"):
        call_command("load_reference", verbosity=0)


def test_a_spreadsheet_may_add_a_byte_order_mark(folder):
    path = folder / "agencies.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    call_command("load_reference", verbosity=0)
    assert Agency.objects.in_target().count() == 36


def test_a_semicolon_file_is_explained(folder):
    path = folder / "agencies.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    with pytest.raises(CommandError, match="Pisahkan kolom dengan koma"):
        call_command("load_reference", verbosity=0)


def test_a_second_period_file_must_keep_its_distance_or_be_a_side_round(loaded, folder):
    first = (folder / "period_2026.yaml").read_text(encoding="utf-8")
    second = folder / "period_2027.yaml"
    second.write_text(first.replace("year: 2026", "year: 2027"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"period_2027\.yaml, baris .*bertumpang tindih dengan periode 2026"):
        call_command("load_reference", verbosity=0)
    second.write_text(first.replace("year: 2026", "year: 2027\n  side_round: true"), encoding="utf-8")
    call_command("load_reference", verbosity=0)
    assert list(Period.objects.order_by("year").values_list("year", "is_side_round")) == [(2026, False), (2027, True)]
