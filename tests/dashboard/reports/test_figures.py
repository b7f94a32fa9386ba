"""Every table of the report centre equals counts written in SQL, whole and narrowed, on random years; so does paper."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from dashboard.figures import counts
from dashboard.reports import issuing, tables
from dashboard.reports.catalogue import KINDS, table_of
from dashboard.reports.issuing import Order
from dashboard.reports.tables import Scope, Table
from proposals.core.workflow import Status
from reviews.core.models import ReviewStage, Rubric
from tests.dashboard.year import Year, add, fill, make_year
from tests.examples import examples

pytestmark = pytest.mark.django_db
SENT = "('submitted','returned','in_review','rejected','shortlisted','coaching','established')"
GOOD = "('in_review','shortlisted','coaching','established')"
BEST = "('shortlisted','established')"
SCOPES = [("", ""), ("opd", ""), ("sekolah", ""), ("", "19.71.01"), ("sekolah", "19.71.02")]
TABLES = [key for key, kind in KINDS.items() if kind.is_table]
# A third of the rows: what was sent of one agency, affair, … under the narrowing of `where`.
COUNTED = f"""
    count(*) FILTER (WHERE p.status IN {SENT}),
    count(*) FILTER (WHERE p.status IN {GOOD}),
    count(*) FILTER (WHERE p.status IN {BEST})
"""
NOMINATED = """
    (SELECT count(*) FROM competitions_nomination n JOIN competitions_edition e ON e.id = n.edition_id
     WHERE n.agency_id = a.id AND n.state NOT IN ('cancelled', 'withdrawn') AND e.programme = 'kipp' AND e.year = 2026)
"""
COUNTED_AGENCIES = "(a.in_target OR a.in_school_target)"


@pytest.fixture
def year() -> Year:
    return make_year()


def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def where(group: str, district: str) -> str:
    """The narrowing as a condition on the agency `a`; the values are the test's own."""
    chosen = {"opd": "a.in_target", "sekolah": "a.in_school_target", "": "true"}[group]
    return f"{chosen} AND d.code = '{district}'" if district else chosen


def of_agencies(condition: str, columns: str = "a.name") -> list[tuple[Any, ...]]:
    return rows(
        f"SELECT {columns}, {COUNTED}, {NOMINATED} FROM agencies_agency a"
        " LEFT JOIN agencies_district d ON d.id = a.district_id"
        " LEFT JOIN proposals_proposal p ON p.agency_id = a.id"
        f" WHERE {condition} GROUP BY a.id, d.id"
    )


def of_proposals(key: str, condition: str) -> list[tuple[Any, ...]]:
    return rows(
        f"SELECT {key}, {COUNTED} FROM proposals_proposal p JOIN agencies_agency a ON a.id = p.agency_id"
        " LEFT JOIN agencies_district d ON d.id = a.district_id LEFT JOIN proposals_affair f ON f.id = p.affair_id"
        f" WHERE p.status IN {SENT} AND {condition} GROUP BY 1"
    )


def numbers(table: Table, first: int) -> dict[str, tuple[Any, ...]]:
    """The rows of a table by their first cell, from one column on."""
    return {row[0]: tuple(row[first:]) for row in table.rows}


def check(year: Year, group: str, district: str) -> None:
    scope, here = Scope(year.leader, year.period, timezone.now(), group, district), where(group, district)
    made = {key: table_of(KINDS[key], replace(scope, **unnarrowed(key))) for key in TABLES}
    counted = of_agencies(f"{here} AND {COUNTED_AGENCIES}")
    assert numbers(made["cakupan"], 3) == {name: tuple(values) for name, *values in counted}
    assert {row[0] for row in made["belum"].rows} == {name for name, sent, *_ in counted if not sent}
    sent = of_proposals("a.name", here)
    assert len(made["daftar"].rows) == sum(row[1] for row in sent)
    check_affairs(made["rekap-urusan"], here)
    assert sum(row[1] for row in made["rekap-tahap"].rows) == sum(row[1] for row in sent)
    for key in ("rekap-urusan", "rekap-tahapan"):
        assert tuple(made[key].total[-3:]) == tuple(sum(row[n] for row in sent) for n in (1, 2, 3))
    assert sorted(row[1] for row in made["kipp"].rows) == sorted(
        row[0]
        for row in rows(
            "SELECT p.number FROM competitions_nomination n JOIN proposals_proposal p ON p.id = n.proposal_id"
            " JOIN agencies_agency a ON a.id = n.agency_id LEFT JOIN agencies_district d ON d.id = a.district_id"
            f" WHERE n.state NOT IN ('cancelled', 'withdrawn') AND {here}"
        )
    )


def unnarrowed(key: str) -> dict[str, str]:
    """What the report does not listen to, taken back."""
    names = {"kelompok": "group", "kecamatan": "district"}
    return {name: "" for choice, name in names.items() if choice not in KINDS[key].filters}


def check_affairs(table: Table, here: str) -> None:
    counted = {name or "Belum diisi": tuple(values) for name, *values in of_proposals("f.name", here)}
    shown = numbers(table, 2)
    assert {name: values for name, values in shown.items() if values[0]} == counted
    assert {name for name, values in shown.items() if not values[0]} <= {f"Urusan {n}" for n in range(1, 7)}


@examples(usual=2, deep=30)
@given(seed=st.integers(0, 10_000), amount=st.integers(0, 40))
def test_every_table_equals_a_count_in_sql(seed: int, amount: int) -> None:
    with transaction.atomic():
        year = make_year()
        fill(year, seed, amount)
        for group, district in SCOPES:
            check(year, group, district)
        check_recaps(year)
        transaction.set_rollback(True)


def check_recaps(year: Year) -> None:
    """The recaps that are about the whole city, and whose agencies together submitted everything."""
    scope = Scope(year.leader, year.period, timezone.now())
    offices, schools = (table_of(KINDS[key], scope) for key in ("rekap-instansi", "rekap-sekolah"))
    counted = of_agencies("a.kind NOT IN ('sd','smp') AND (a.in_target OR p.id IS NOT NULL)")
    assert numbers(offices, 2) == {name: tuple(c) for name, *c, _ in counted if c[0] or name != "Unit 1"}
    assert numbers(schools, 3) == {name: tuple(c) for name, *c, _ in of_agencies("a.in_school_target")}
    total = counts.headline(counts.proposals_for(year.leader, year.period))
    assert offices.total[2] + schools.total[3] == total.submitted
    for district, level, there, joined, sent, good in table_of(KINDS["rekap-kecamatan"], scope).rows:
        found = of_agencies(f"a.in_school_target AND d.name = '{district}' AND upper(a.kind) = '{level}'")
        assert (there, joined) == (len(found), sum(bool(row[1]) for row in found))
        assert (sent, good) == (sum(row[1] for row in found), sum(row[2] for row in found))


def test_the_recap_by_stage_splits_the_review_and_counts_each_proposal_once(year: Year) -> None:
    rubric = Rubric.objects.create(key="uji", name="Uji")
    for order, name in enumerate(("Penilaian proposal", "Presentasi"), 1):
        ReviewStage.objects.create(period=year.period, order=order, key=f"t{order}", name=name, share=50, rubric=rubric)
    for status in Status:
        add(year, year.agencies[0], status)
    add(year, year.schools[0], Status.IN_REVIEW)
    table = table_of(KINDS["rekap-tahap"], Scope(year.leader, year.period, timezone.now()))
    assert table.rows == [
        ("Diajukan", 1, 1, 0, 0),
        ("Perlu perbaikan", 1, 1, 0, 0),
        ("Dinilai: Penilaian proposal", 2, 1, 1, 0),
        ("Dinilai: Presentasi", 0, 0, 0, 0),
        ("Tidak layak", 1, 1, 0, 0),
        ("Unggulan", 1, 1, 0, 0),
        ("Pembinaan", 1, 1, 0, 0),
        ("Ditetapkan", 1, 1, 0, 0),
    ]
    assert table.total == ("Jumlah", 8, 7, 1, 0)


@pytest.mark.parametrize("key", ["cakupan", "belum", "rekap-instansi"])
def test_an_agency_with_nothing_is_in_every_list_of_agencies(year: Year, key: str) -> None:
    for agency in year.agencies[1:]:
        add(year, agency, Status.ESTABLISHED)
    silent = year.agencies[0]
    table = table_of(KINDS[key], Scope(year.leader, year.period, timezone.now()))
    assert silent.name in {row[0] for row in table.rows}
    assert squeezed(silent.name) in text_of(Order([key], Scope(year.leader, year.period, timezone.now())))


def test_a_school_with_nothing_is_in_every_list_of_schools_and_an_agency_without_nomination_is_named(
    year: Year,
) -> None:
    scope = Scope(year.leader, year.period, timezone.now())
    for key in ("cakupan", "belum", "rekap-sekolah"):
        assert {school.name for school in year.schools} <= {row[0] for row in table_of(KINDS[key], scope).rows}
    named = "4 dari 4 perangkat daerah belum mempunyai nominasi: D01, D02, D03, D04."
    assert squeezed(named) in text_of(Order(["kipp"], scope))


@pytest.mark.parametrize("key", [key for key in TABLES if key != "kemajuan"])
def test_the_paper_holds_every_row_of_the_table(year: Year, key: str) -> None:
    fill(year, seed=21, amount=40)
    scope = Scope(year.leader, year.period, timezone.now())
    text, table = text_of(Order([key], scope)), table_of(KINDS[key], scope)
    printed = [row for _, one in tables.coverage_by_group(scope) for row in one.marked()]
    for row in printed if key == "cakupan" else table.marked():
        assert squeezed(strip_tags(cell) for cell, _ in row) in text


def test_the_pack_says_what_the_dashboard_says(year: Year) -> None:
    fill(year, seed=22, amount=40)
    scope = Scope(year.leader, year.period, timezone.now())
    kinds = [key for key in KINDS if not KINDS[key].long]
    text = text_of(Order(kinds, scope, "Rapat", {"agenda": []}))
    tally = counts.headline(counts.proposals_for(year.leader, year.period))
    [(sent, good, best)] = rows(f"SELECT {COUNTED} FROM proposals_proposal p")
    assert (tally.submitted, tally.eligible, tally.promoted) == (sent, good, best)
    assert squeezed(f"{sent} dari {year.period.target} usulan") in text
    for key in kinds:
        table = table_of(KINDS[key], scope)
        if key != "cakupan" and table is not None and table.total:
            assert squeezed(cell for cell, _ in list(table.marked())[-1]) in text


def text_of(order: Order) -> str:
    pages = PdfReader(io.BytesIO(issuing.issue(order).paper.read())).pages
    return squeezed(page.extract_text() for page in pages)


def squeezed(texts: Sequence[str] | Any) -> str:
    return "".join("".join(texts).split())
