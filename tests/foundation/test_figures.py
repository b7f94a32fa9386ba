"""A figure carries its name through page, paper, spreadsheet and CSV."""

import io

import openpyxl
import pytest
from django.template import Context, Template
from django.test import override_settings
from pypdf import PdfReader

from foundation.figures import PROPERTY, Figure, as_property, figure, figures_in, from_property, marked
from foundation.papers.rendering import drawn, laid_out
from foundation.sheets.csvfile import csv_lines, csv_response
from foundation.sheets.xlsx import CellKind, Column, workbook
from tests.figures import figures_of

ELEVEN = Figure("kipp.agencies", "2026", "", "11")


def test_a_marked_figure_is_read_back_with_its_grouping_taken_out():
    page = f"<p>Ada {marked('kipp.agencies', 11, year=2026)} dari {marked('period.target', 1234, year=2026)}</p>"
    assert ">1.234<" in page
    assert figures_in(page) == [ELEVEN, Figure("period.target", "2026", "", "1234")]


def test_elements_inside_a_figure_are_part_of_its_value():
    page = '<a data-figure="holder.reviewer" data-subject="PGK-1" href="/"><a>1</a> <b>2</b></a><i>9</i>'
    assert figures_in(page) == [Figure("holder.reviewer", "", "PGK-1", "1 2")]


def test_a_decimal_comma_and_a_number_are_not_mistaken_for_grouping():
    assert [
        each.value for each in figures_in('<b data-figure="a.b">26,98</b><b data-figure="a.b">PGK-2026-0001</b>')
    ] == [
        "26,98",
        "PGK-2026-0001",
    ]


def test_a_name_without_a_group_is_refused():
    with pytest.raises(ValueError, match="no name"):
        marked("agencies", 1)


def test_the_tag_writes_what_the_function_writes():
    page = Template('{% load figures %}{% figure "kipp.agencies" 11 year=2026 subject="dinkes" %}').render(Context())
    assert figures_in(page) == [figure("kipp.agencies", 11, year=2026, subject="dinkes")]


def test_what_is_typed_cannot_leave_its_attribute():
    assert "<script>" not in marked("a.b", "<script>", subject='"><script>')


def test_the_property_says_the_same_for_the_same_figures():
    other = Figure("period.target", "2026", "", "100")
    assert as_property([ELEVEN, other]) == as_property([other, ELEVEN, other])
    assert set(from_property(as_property([ELEVEN, other]))) == {ELEVEN, other}


def test_a_paper_carries_the_figures_it_shows(tmp_path, settings):
    (tmp_path / "angka.html").write_text(
        '{% extends "papers/base.html" %}{% load figures %}'
        '{% block body %}{% figure "kipp.agencies" 11 year=2026 %}{% endblock %}'
    )
    folders = [tmp_path, *settings.TEMPLATES[0]["DIRS"]]
    with override_settings(TEMPLATES=[settings.TEMPLATES[0] | {"DIRS": folders}]):
        content = drawn(laid_out("angka.html", {}))
    assert PdfReader(io.BytesIO(content)).metadata[f"/{PROPERTY}"] == as_property([ELEVEN])
    assert figures_of(content, "application/pdf") == [ELEVEN]


def test_a_spreadsheet_carries_the_figures_its_rows_add_up_to():
    content = workbook("Uji", [Column("A", kind=CellKind.WHOLE)], [[11]], figures=[ELEVEN])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {each.name: each.value for each in book.custom_doc_props.props} == {"portalangka:kipp.agencies/2026": "11"}
    assert figures_of(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") == [ELEVEN]


def test_a_csv_carries_them_beside_its_lines():
    answer = csv_response(csv_lines(["A"], [[11]]), "uji.csv", figures=[ELEVEN])
    assert list(from_property(answer[PROPERTY])) == [ELEVEN]
