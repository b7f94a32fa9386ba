"""Roll-ups follow the kinds of the schools that are ticked as target, whatever kinds these are."""

import io

import pytest
from openpyxl import load_workbook

from agencies.core.kinds import AgencyKind, in_order, kind_label
from agencies.core.models import Agency
from dashboard.nudges import recipients, services
from dashboard.nudges.models import Reason
from proposals.core.workflow import Status
from tests.dashboard.figures.test_kipp import paper, shown, signed_in
from tests.dashboard.year import Year, add, make_year

pytestmark = pytest.mark.django_db
UNKNOWN = "pesantren"
PAGES = (
    "/dasbor/",
    "/dasbor/instansi/",
    "/dasbor/instansi/?kelompok=sekolah",
    "/dasbor/instansi/dinas-1/",
    "/dasbor/instansi/dinas-1/sekolah/",
    "/laporan/",
)
REPORTS = ("cakupan", "belum", "rekap-instansi", "rekap-sekolah", "rekap-kecamatan", "kemajuan")


@pytest.fixture
def year() -> Year:
    """Six schools below the first agency: SD and SMP, a madrasah of each kind and one of a kind nobody knows."""
    made = make_year(schools=6)
    Agency.objects.target_schools().update(parent=made.agencies[0])
    for school, kind in zip(made.schools[3:], (AgencyKind.MI, AgencyKind.MTS, UNKNOWN), strict=True):
        Agency.objects.filter(pk=school.pk).update(kind=kind)
    for school in (made.schools[0], made.schools[3], made.schools[5]):
        add(made, school, Status.IN_REVIEW)
    return made


@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens_with_schools_of_any_kind(year: Year, url: str) -> None:
    assert signed_in(year.leader).get(url).status_code == 200


def test_the_roll_up_names_the_kinds_that_count_and_leaves_nobody_out(year: Year) -> None:
    client = signed_in(year.leader)
    row = client.get("/dasbor/instansi/dinas-1/sekolah/").context["seen"].rows[-1]
    assert [(share.label, share.schools.value, share.joined.value) for share in row.shares] == [
        ("SD", 2, 1),
        ("SMP", 1, 0),
        ("MI", 1, 1),
        ("MTs", 1, 0),
        (UNKNOWN, 1, 1),
        ("Semua sekolah", 6, 3),
    ]
    assert shown(client.get("/dasbor/"), "schools.with") == {"3"}


def test_a_level_without_a_target_school_is_not_offered(year: Year) -> None:
    Agency.objects.exclude(kind=AgencyKind.SD).update(in_school_target=False)
    page = signed_in(year.leader).get("/dasbor/instansi/")
    assert [key for key, _ in page.context["form"].fields["jenjang"].choices] == ["", "sd"]
    assert "SMP" not in paper(year, "kemajuan")


@pytest.mark.parametrize("kind", [AgencyKind.MI, UNKNOWN])
def test_the_level_narrows_lists(year: Year, kind: str) -> None:
    for url in ("/dasbor/instansi/", "/dasbor/instansi/dinas-1/sekolah/"):
        assert signed_in(year.leader).get(url, {"jenjang": kind}).context["page_obj"].paginator.count == 1


@pytest.mark.parametrize("key", REPORTS)
def test_every_report_is_made_with_schools_of_any_kind(year: Year, key: str) -> None:
    answer = signed_in(year.leader).get(f"/laporan/{key}.xlsx")
    assert load_workbook(io.BytesIO(answer.content)).active.max_row > 1


def test_a_school_of_a_kind_nobody_knows_is_no_office_in_the_recaps(year: Year) -> None:
    names = {school.name for school in year.schools}
    assert not any(name in paper(year, "rekap-instansi") for name in names)
    assert all(name in paper(year, "rekap-sekolah") for name in names)


def test_a_school_without_npsn_is_reminded_among_the_schools(year: Year) -> None:
    silent = year.schools[4]
    Agency.objects.filter(pk=silent.pk).update(npsn=None)
    plan = services.plan_for(year.period)
    found = recipients.lists(year.period, plan, schools=True)[Reason.SILENT]
    assert silent in {one.row.agency for one in found}
    page = signed_in(year.coordinator).get(f"/dasbor/pengingat/instansi/{silent.code}/")
    assert page.context["candidate"].row.agency == silent


def test_kinds_stand_in_the_order_of_the_list_with_the_unknown_last() -> None:
    assert in_order(["zawiyah", "mi", UNKNOWN, "sd", "mi"]) == ["sd", "mi", UNKNOWN, "zawiyah"]
    assert [kind_label(kind) for kind in ("mts", UNKNOWN)] == ["MTs", UNKNOWN]
