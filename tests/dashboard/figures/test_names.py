"""Every figure that is shown under a name is known under it, and is what the function of that name says."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from agencies.core.models import User
from dashboard.figures.names import FIGURES, Asked
from foundation.figures import Figure, figures_in
from proposals.core.models import Proposal
from proposals.core.workflow import Holder, Status
from reviews.core.models import Interest
from reviews.meeting.core.models import Meeting
from tests import factories
from tests.dashboard.figures.test_iga import FROM, eligible, make_edition
from tests.dashboard.figures.test_kipp import paper, signed_in
from tests.dashboard.year import Year, add, fill, make_period, make_year, nominate
from tests.figures import contradictions, figures_in_answer

FLOORS = ("dashboard", "competitions", "reviews", "proposals", "agencies")
PAGES = (
    "/",
    "/dasbor/",
    "/dasbor/instansi/",
    "/dasbor/instansi/?kelompok=opd&aturan=belum-kipp",
    "/dasbor/instansi/dinas-1/",
    "/dasbor/instansi/dinas-3/",
    "/kompetisi/kipp/2026/",
    "/kompetisi/kipp/2026/unduh.xlsx",
    "/kompetisi/iga/2026/",
    "/dasbor/kesiapan-iga/",
    "/laporan/kesiapan-iga.xlsx",
    "/laporan/kemajuan.xlsx",
    "/laporan/kemajuan.csv",
    "/laporan/cakupan.xlsx",
    "/laporan/rekap-instansi.xlsx",
    "/laporan/rekap-sekolah.xlsx",
)
# Shown to others, on pages of one thing, or only of a year that is over.
ELSEWHERE = (
    "draft.", "proposal.", "duty.", "agency.", "period.reached", "period.extended", "iga.liftable", "iga.second_agree",
)  # fmt: skip
PAPERS = ("ringkasan", "kemajuan", "kesiapan-iga", "cakupan", "kipp", "rekap-instansi", "rekap-sekolah")


def test_every_name_that_is_written_anywhere_is_known_and_every_known_one_is_written() -> None:
    folders = [Path(settings.BASE_DIR) / name for name in ("templates", *FLOORS)]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".html")]
    written = {
        name
        for path in files
        if path.name != "names.py"
        for name in re.findall(
            r'"((?:period|agency|agencies|schools|kipp|iga|draft|proposal)\.[a-z_]+)"', path.read_text()
        )
    }
    holders = {f"{group}.{each.value}" for group in ("holder", "duty") for each in Holder}
    assert written - {"agencies.csv", "schools.csv", "agencies.official", "agencies.user"} == set(FIGURES) - holders


def depart(made: Year) -> None:
    """A signed meeting that departed from the procedure once."""
    proposal = add(made, made.agencies[0], Status.IN_REVIEW)
    facts = {"period": made.period, "held_at": timezone.now(), "place": "Aula", "created_by": made.coordinator}
    meeting = Meeting.objects.create(title="Rapat contoh", chair=made.leader, head=made.coordinator, **facts)
    why = {"words": "peringkat 1 dilewati", "reason": "Kuota instansinya terpenuhi.", "allowed_by": made.coordinator}
    meeting.deviations.create(proposal_id=proposal.pk, kind="rank", **why)
    with factories.past_the_procedure():
        Meeting.objects.filter(pk=meeting.pk).update(chair_signed_at=timezone.now())


@pytest.fixture
def year(db: None) -> Year:
    """A full year with nominations of this and an older innovation, ready and unready affairs, and a year before."""
    made = make_year(agencies=6, schools=6, target=400)
    fill(made, seed=11, amount=50)
    for affair in made.affairs[:2]:
        eligible(made, affair, FROM)
    nominate(made, add(made, made.agencies[2], Status.ESTABLISHED, period=make_period(2024, 10)), edition_year=2026)
    make_edition()
    depart(made)
    return made


def told(year: Year, person: User) -> list[tuple[str, Figure]]:
    client = signed_in(person)
    found = [(url, one) for url in PAGES for one in figures_in_answer(client.get(url))]
    return found + [(key, one) for key in PAPERS for one in figures_in(paper(year, key, person))]


@pytest.mark.parametrize("limited", [False, True])
def test_every_place_shows_what_the_function_of_the_figure_says(year: Year, limited: bool) -> None:
    if limited:
        for proposal in Proposal.objects.visible_to(year.leader)[:12]:
            Interest.objects.create(user=year.leader, proposal_id=proposal.pk, reason="Keluarga pengusul")
    seen = told(year, year.leader)
    assert {one.name for _, one in seen} >= {name for name in FIGURES if not name.startswith(ELSEWHERE)}
    assert contradictions(seen) == {}
    wrong = [
        (place, one)
        for place, one in set(seen)
        if one.value != str(FIGURES[one.name].reckon(Asked(year.leader, int(one.year or 0), one.subject)))
    ]
    assert wrong == []


def test_the_list_of_whom_to_remind_counts_as_the_pages_do(year: Year) -> None:
    factories.agency(99)
    client = signed_in(year.coordinator)
    places = ("/dasbor/pengingat/", "/dasbor/pengingat/?alasan=kipp", "/dasbor/", "/kompetisi/kipp/2026/unduh.xlsx")
    seen = [(url, one) for url in places for one in figures_in_answer(client.get(url))]
    assert {one.name for url, one in seen if "pengingat" in url} == {
        "period.agencies_without",
        "kipp.without",
        "agency.missing",
    }
    assert contradictions(seen) == {}
