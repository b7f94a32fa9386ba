"""Editing the rules of KIPP in the portal: every list, the reason once somebody nominated, the history, a new year."""

import pytest
from django.db import connection

from competitions.core.models import Edition
from competitions.kipp.editing import services
from competitions.kipp.editing.history import history_of
from competitions.kipp.editing.parts import moved_up, put
from competitions.kipp.writing.models import EntryText
from tests import factories, makers

pytestmark = pytest.mark.django_db
URL = "/kompetisi/kipp/2026/ketentuan/"
BASIC = {
    "name": "KIPP 2026", "source": "", "rules_confidence": "unknown", "form": "c", "paused": "2024", "reason": "",
    "age_umum": "24", "quota_umum": "10", "age_replikasi": "12", "quota_replikasi": "5",
}  # fmt: skip
GROUP = {"label": "Kelompok Umum", "offered": "on", "min_age_months": "24", "quota": "10", "confidence": "verified"}


@pytest.fixture
def edition():
    return Edition.objects.create(
        programme="kipp", year=2026, name="KIPP 2026", rules=factories.kipp_form_rules() | {"held": {"2024": False}}
    )


@pytest.fixture
def staff(client):
    person = makers.make_person("koordinator", is_coordinator=True)
    client.force_login(person)
    return person


@pytest.fixture
def nomination(edition):
    return factories.nomination(edition, makers.make_proposal(makers.make_agency("dinkes"), "in_review"), group="umum")


def sent(client, place, **values):
    return client.post(f"{URL}{place}", values | {"seen": Edition.objects.get(year=2026).version})


def rules():
    return Edition.objects.get(year=2026).kipp


def test_limits_form_and_passed_years_are_saved(client, edition, staff):
    assert (
        sent(client, "", **BASIC | {"form": "b", "quota_umum": "8", "paused": "2024, 2021", "max_pages": "12"}).url
        == URL
    )
    found = rules()
    assert (found.form, found.group_of("umum").quota, found.held) == ("b", 8, {2021: False, 2024: False})
    assert [(form.key, form.max_pages) for form in found.forms] == [("c", None), ("b", 12), ("a", None)]
    # The group that is by invitation only is left as it was.
    assert found.group_of("khusus").min_age_months == 24


@pytest.mark.parametrize("paused", ["duapuluh", "202", "2026"])
def test_a_bad_year_gets_its_error_and_keeps_what_was_typed(client, edition, staff, paused):
    answer = sent(client, "", **BASIC | {"paused": paused, "quota_umum": "3"})
    assert answer.status_code == 400
    assert "paused" in answer.context["form"].errors
    assert 'value="3"' in answer.content.decode()
    assert rules().group_of("umum").quota == 10


def test_every_list_takes_a_row_in_changes_it_and_drops_it(client, edition, staff):
    cases = {
        "kelompok": GROUP | {"label": "Kelompok Pelajar"},
        "kategori": {"label": "Ketahanan Pangan"},
        "surat": {"label": "Pakta integritas", "asked": "bebas", "max_mb": "2", "confidence": "background"},
        "bagian": {"label": "Dasar Hukum", "max_words": "120", "help": "Peraturan yang mendasari."},
    }
    for part, typed in cases.items():
        assert sent(client, f"{part}/baru-tidak-ada/").status_code == 404
        assert sent(client, f"{part}/", **typed).url == URL
        assert sent(client, f"{part}/", **typed).status_code in (302, 400)
        key = typed["label"].lower().replace(" ", "_")
        page = client.get(f"{URL}{part}/{key}/").content.decode()
        assert typed["label"] in page
        assert sent(client, f"{part}/{key}/", **typed | {"label": "Nama Baru"}).url == URL
        assert "Nama Baru" in client.get(URL).content.decode()
        assert sent(client, f"{part}/{key}/", langkah="hapus").url == URL
        assert client.get(f"{URL}{part}/{key}/").status_code == 404


def test_a_name_that_stands_already_is_refused_at_its_field(client, edition, staff):
    answer = sent(client, "bagian/", label="latar belakang", help="x", max_words="9")
    assert answer.status_code == 400
    assert "Tulis nama lain" in answer.content.decode()


def test_a_section_changes_its_limits_and_its_place(client, edition, staff):
    before = [section.key for section in rules().proposal_form.sections]
    typed = {
        "label": "Tujuan", "max_words": "175", "help": "Tujuan.", "prompts": "Berapa?\n\nKapan?",
        "sources": "tujuan, hasil", "limit_replikasi": "90", "weight": "12.5", "langkah": "naik",
    }  # fmt: skip
    assert sent(client, "bagian/tujuan/", **typed).url == URL
    form = rules().proposal_form
    section = form.sections[0]
    assert [one.key for one in form.sections] == [before[1], before[0], *before[2:]]
    assert (section.title, section.limit_of("umum"), section.limit_of("replikasi")) == ("Tujuan", 175, 90)
    assert (section.prompts, section.sources, section.weight) == (("Berapa?", "Kapan?"), ("tujuan", "hasil"), 12.5)
    # The other forms stay.
    assert [one.key for one in rules().forms] == ["c", "b", "a"]


def test_a_paper_is_asked_of_everybody_of_digital_ones_or_of_a_group(client, edition, staff):
    for asked, more, when in (
        ("wajib", {}, (True, True)),
        ("digital", {}, (True, False)),
        ("kelompok", {"groups": ["umum"]}, (True, True)),
        ("kelompok", {"groups": ["replikasi"]}, (False, False)),
        ("bebas", {}, (False, False)),
    ):
        place = "surat/spbe/" if rules().attachments else "surat/"
        typed = {"label": "SPBE", "asked": asked, "max_mb": "2", "confidence": "unknown"} | more
        assert sent(client, place, **typed).url == URL
        (paper,) = rules().attachments
        told = [paper.is_asked(group="umum", innovation_type=kind) for kind in ("digital", "nondigital")]
        assert tuple(told) == when
    answer = sent(client, "surat/spbe/", label="SPBE", asked="kelompok", max_mb="2", confidence="unknown")
    assert "groups" in answer.context["form"].errors


def test_the_video_is_edited(client, edition, staff):
    typed = {
        "maximum_minutes": "4", "minimum_height_pixels": "1080", "language": "id", "must_show": "ide, dampak",
        "rules": "Tautan terbuka.", "from_year": "2026", "confidence": "verified",
    }  # fmt: skip
    assert sent(client, "video/", **typed).url == URL
    assert (rules().video.maximum_minutes, rules().video.must_show) == (4, ("ide", "dampak"))


def test_what_is_in_use_is_not_dropped(client, edition, staff, nomination):
    answer = sent(client, "kelompok/umum/", langkah="hapus", reason="Tidak ada lagi.")
    assert answer.status_code == 409
    assert "1 nominasi memakai kelompok ini" in answer.content.decode()
    assert rules().group_of("umum")


def test_once_somebody_nominated_a_change_asks_why_and_keeps_what_was_typed(client, edition, staff, nomination):
    answer = sent(client, "", **BASIC | {"quota_umum": "99"})
    assert answer.status_code == 400
    assert "reason" in answer.context["form"].errors
    assert sent(client, "kelompok/replikasi/", langkah="hapus").status_code == 400
    assert rules().group_of("umum").quota == 10
    assert rules().group_of("replikasi")
    assert sent(client, "", **BASIC | {"quota_umum": "99", "reason": "Surat contoh 1/2026"}).url == URL
    (change,) = history_of(Edition.objects.get(year=2026))
    assert (change.by, change.reason) == (str(staff), "Surat contoh 1/2026")
    assert [(one.what, one.before, one.after) for one in change.changes] == [("Kuota", "10", "99")]
    assert "Surat contoh 1/2026" in client.get(f"{URL}riwayat/").content.decode()


def test_a_change_past_the_pages_is_kept_too_and_nobody_rewrites_it(edition):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE competitions_edition SET rules = jsonb_set(rules, '{groups,0,quota}', '42') WHERE year = 2026"
        )
    (change,) = history_of(Edition.objects.get(year=2026))
    assert [(one.before, one.after) for one in change.changes] == [("10", "42")]
    past = Edition.objects.get(year=2026).past_rules
    with pytest.raises(Exception, match=r"append_only|Cannot"):
        past.update(name="Lain")


def test_days_and_other_programmes_leave_no_trace_here(edition):
    edition.opens_on = "2026-01-02"
    edition.save()
    iga = Edition.objects.create(programme="iga", year=2026, name="IGA")
    iga.name = "IGA 2026"
    iga.save()
    assert not edition.past_rules.exists()
    assert not iga.past_rules.exists()


def test_of_two_tabs_the_second_is_told_and_nothing_is_lost(client, edition, staff):
    seen = {"seen": edition.version}
    assert client.post(URL, BASIC | {"quota_umum": "8"} | seen).status_code == 302
    answer = client.post(URL, BASIC | {"quota_umum": "7"} | seen)
    assert answer.status_code == 409
    assert 'value="7"' in answer.content.decode()
    assert rules().group_of("umum").quota == 8


def test_a_new_year_takes_the_rules_along_but_not_its_guide(client, edition, staff):
    Edition.objects.filter(pk=edition.pk).update(source="Pedoman 2026", closes_on="2026-06-01")
    Edition.objects.create(programme="kipp", year=2025, name="KIPP 2025")
    assert client.post("/kompetisi/kipp/edisi/", {"year": "2027"}).url == "/kompetisi/kipp/2027/ketentuan/"
    made = Edition.objects.get(year=2027)
    assert (made.name, made.source, made.closes_on) == ("KIPP 2027", "", None)
    assert made.kipp.groups == edition.kipp.groups
    answer = client.post("/kompetisi/kipp/edisi/", {"year": "2026"})
    assert answer.status_code == 400
    assert "sudah ada" in answer.content.decode()


@pytest.mark.parametrize("year", [2024, 2020])
def test_no_edition_for_a_year_without_one_or_before_all(edition, year):
    with pytest.raises(services.RulesRefused, match=r"tidak mengadakan|Belum ada edisi"):
        services.begin(year)


def test_texts_of_a_section_that_went_stay_readable(client, edition, staff, nomination):
    owner = makers.make_person("penulis", nomination.agency)
    EntryText.objects.create(nomination=nomination, section="evaluasi", text="Dievaluasi tiap bulan.", edited_by=owner)
    assert sent(client, "bagian/evaluasi/", langkah="hapus", reason="Pedoman baru.").url == URL
    client.force_login(owner)
    page = client.get(f"/kompetisi/kipp/2026/naskah/{nomination.pk}/").content.decode()
    assert "tidak diminta lagi" in page
    assert "Dievaluasi tiap bulan." in page


def test_rows_are_put_and_moved():
    class Row:
        def __init__(self, key):
            self.key = key

    a, b = Row("a"), Row("b")
    assert put((a,), b) == (a, b)
    other = Row("a")
    assert put((a, b), other) == (other, b)
    assert moved_up((a, b), "b") == (b, a)
    assert moved_up((a, b), "a") == (a, b)
