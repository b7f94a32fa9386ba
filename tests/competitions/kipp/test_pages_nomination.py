"""The page of one nomination: its details, a used number at its field, and results beside their corrections."""

import datetime
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from competitions.core.kippresults import KippResult
from competitions.core.models import NUMBER_TAKEN, Edition
from competitions.core.stages import KippStage
from tests import factories, makers
from tests.competitions.kipp.test_services import CATEGORIES, GROUPS

pytestmark = pytest.mark.django_db
URL = "/kompetisi/kipp/2026/"


@pytest.fixture
def edition():
    rules = factories.kipp_rules("identitas") | {"groups": GROUPS, "categories": CATEGORIES}
    return Edition.objects.create(programme="kipp", year=2026, name="KIPP 2026", min_age_months=24, rules=rules)


@pytest.fixture
def owner():
    return makers.make_person("owner", makers.make_agency("dinkes"))


@pytest.fixture
def staff():
    return makers.make_person("staff", is_coordinator=True)


def nominated(edition, owner, state="nominated", **values):
    return factories.nomination(edition, makers.make_proposal(owner.agency, "in_review"), state, **values)


def test_details_are_typed_in_and_every_fault_stands_at_its_field(client, edition, owner):
    row = nominated(edition, owner)
    url = f"{URL}nominasi/{row.pk}/isian/"
    client.force_login(owner)
    shown = client.get(url)
    typed = {
        "seen": shown.context["form"]["seen"].value(), "group": "khusus", "category": "kesehatan",
        "innovator_name": "Siti Aminah", "innovator_nip": "1980", "contact_email": "siti", "past_award_year": "1999",
    }  # fmt: skip
    wrong = client.post(url, typed)
    assert wrong.status_code == 400
    assert set(wrong.context["form"].errors) == {"group", "innovator_nip", "contact_email", "past_award_year"}
    assert "Siti Aminah" in wrong.content.decode()
    right = typed | {"group": "replikasi", "innovator_nip": "198001012005011001", "contact_email": "siti@example.id"}
    assert client.post(url, right | {"past_award_year": "2020"}).url == f"{URL}nominasi/{row.pk}/"
    row.refresh_from_db()
    assert (row.group, row.category, row.past_award_year) == ("replikasi", "kesehatan", 2020)
    late = client.post(url, right | {"past_award_year": "", "innovator_name": "Orang lain"})
    assert late.status_code == 409
    assert "baru saja diubah" in late.content.decode() and "Orang lain" in late.content.decode()
    row.refresh_from_db()
    assert row.innovator_name == "Siti Aminah"


def test_a_number_used_already_is_refused_at_its_field(client, edition, owner, staff):
    used = nominated(edition, owner, "entered")
    row = nominated(edition, owner, "shortlisted")
    client.force_login(staff)
    answer = client.post(f"{URL}nominasi/{row.pk}/daftarkan/", {"text": used.registration_number})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert text.count(NUMBER_TAKEN) == 2 and f'value="{used.registration_number}"' in text
    row.refresh_from_db()
    assert (row.state, row.registration_number) == ("shortlisted", "")


def test_a_correction_of_a_number_asks_for_both_and_the_page_keeps_the_former(client, edition, owner, staff):
    row = nominated(edition, owner, "entered")
    client.force_login(staff)
    url = f"{URL}nominasi/{row.pk}/perbaiki-nomor/"
    lacking = client.post(url, {"text": "KIPP-77", "reason": ""})
    assert lacking.status_code == 400 and 'value="KIPP-77"' in lacking.content.decode()
    client.post(url, {"text": "KIPP-77", "reason": "Salah ketik"})
    text = client.get(f"{URL}nominasi/{row.pk}/").content.decode()
    assert row.registration_number in text and "KIPP-77" in text and "Salah ketik" in text


def test_results_are_told_stage_by_stage_and_corrected_beside_what_stood(client, edition, owner, staff):
    row = nominated(edition, owner, "entered")
    page = f"{URL}nominasi/{row.pk}/"
    client.force_login(staff)
    told = {
        "stage": "administrasi", "outcome": "lolos", "decided_on": "2026-10-01", "document": "Surat 1", "score": "",
    }  # fmt: skip
    early = client.post(f"{page}hasil/", told | {"stage": "proposal"})
    assert early.status_code == 400 and "stage" in early.context["form"].errors
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert "decided_on" in client.post(f"{page}hasil/", told | {"decided_on": tomorrow}).context["form"].errors
    assert client.post(f"{page}hasil/", told).url == page
    assert [one.value for one in client.get(page).context["page"].stages] == ["proposal"]
    assert client.post(f"{page}hasil/", told).status_code in (302, 400)
    first = KippResult.objects.get()
    wrong = client.post(f"{page}hasil/{first.pk}/perbaiki/", told | {"outcome": "tidak", "reason": "x"})
    assert "reason" in wrong.context["form"].errors
    client.post(f"{page}hasil/{first.pk}/perbaiki/", told | {"outcome": "tidak", "reason": "Salah membaca lampiran"})
    text = client.get(page).content.decode()
    assert "<s>Seleksi administrasi: Lolos</s>" in text and "Salah membaca lampiran" in text
    assert KippResult.objects.standing().get().outcome == "tidak"
    client.force_login(owner)
    assert client.get(f"{page}hasil/").status_code == 404
    assert "Perbaiki<span" not in client.get(page).content.decode()


def test_an_award_is_named_and_only_there(client, edition, owner, staff):
    row = nominated(edition, owner, "entered")
    for stage in (KippStage.ADMINISTRATION, KippStage.PROPOSAL, KippStage.PRESENTATION, KippStage.BENEFIT):
        factories.kipp_result(row, stage)
    client.force_login(staff)
    url = f"{URL}nominasi/{row.pk}/hasil/"
    told = {"stage": "penghargaan", "outcome": "lolos", "decided_on": "2026-10-01", "document": "Piagam"}
    assert "award" in client.post(url, told).context["form"].errors
    assert "award" in client.post(url, told | {"outcome": "tidak", "award": "Top 45"}).context["form"].errors
    assert client.post(url, told | {"award": "Top 45"}).status_code == 302
    assert "Penghargaan: Top 45" in client.get(URL).content.decode()
    sheet = load_workbook(io.BytesIO(client.get(f"{URL}unduh.xlsx").content)).worksheets[0]
    heading, line = list(sheet.iter_rows(values_only=True))[:2]
    assert line[heading.index("Hasil")] == "Penghargaan: Top 45"


def test_the_board_counts_agencies_side_by_side(client, edition, owner, staff):
    for number, state in enumerate(["nominated", "prepared", "shortlisted", "entered", "withdrawn", "cancelled"]):
        other = makers.make_person(f"op{number}", makers.make_agency(f"opd-{number}"))
        nominated(edition, other, state)
    client.force_login(staff)
    found = client.get(URL).context["board"].agencies
    assert (found.of_target, found.of_target_prepared, found.of_target_entered) == (4, 3, 1)


def test_the_guide_of_each_group_can_be_changed(client, edition, staff):
    client.force_login(staff)
    typed = {"name": "KIPP 2026", "source": "", "age_umum": "18", "quota_umum": "8", "age_replikasi": "12"}
    typed |= {"quota_replikasi": "", "rules_confidence": "unknown", "form": "c", "seen": "0"}
    assert client.post(f"{URL}ketentuan/", typed).status_code == 302
    limits = [Edition.objects.get().limits_of(key) for key in ("umum", "replikasi", "khusus")]
    assert [(one.min_age_months, one.quota) for one in limits] == [(18, 8), (12, None), (24, None)]


def test_the_register_of_replications_offers_where_an_entry_comes_from(client, edition, owner):
    row = nominated(edition, owner)
    first = makers.make_proposal(makers.make_agency("dinsos"), "established", title="Bantu Lansia")
    hidden = makers.make_proposal(makers.make_agency("dishub"), "in_review", title="Belum umum")
    for innovation in (first, hidden):
        factories.copied(innovation, owner, owner.agency.name.upper(), kind="unit")
    factories.copied(first, owner, "Kabupaten Bangka")
    client.force_login(owner)
    page = client.get(f"{URL}nominasi/{row.pk}/isian/").content.decode()
    assert '<option value="Bantu Lansia"></option>' in page
    assert "“Bantu Lansia” dari" in page
    assert "Belum umum" not in page
    stranger = makers.make_person("lain", makers.make_agency("lain"))
    other = nominated(edition, stranger)
    client.force_login(stranger)
    assert "Bantu Lansia" not in client.get(f"{URL}nominasi/{other.pk}/isian/").content.decode()
