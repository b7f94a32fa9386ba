"""The charts: valid, accessible, safe SVG whose labels do not overlap and whose tables hold the same numbers."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.labels import chance, decimal, long_date, percent, short_date, verdict
from dashboard.charts.plain import Bar, FunnelStep, Tile, bars, bars_by_page, funnel, matrix, progress
from dashboard.charts.svg import WIDE, Chart, nice_step, text_width, wrap
from dashboard.figures.counts import AgencyStanding
from dashboard.forecast.curve import CurvePoint, cumulative
from dashboard.forecast.predicting import BandPoint
from foundation.text.rounding import grouped
from tests.examples import examples

SVG = "{http://www.w3.org/2000/svg}"
OPENING, CLOSING = date(2026, 3, 1), date(2026, 12, 31)
EVIL = "<script>alert('x')</script> & \"Dinas\"\x00"


def curve(submitted: int = 67, eligible: int = 41, target: int = 100, end: int = 92) -> Chart:
    points = [CurvePoint(OPENING, 0, 0), CurvePoint(date(2026, 8, 10), submitted, eligible)]
    band = [
        BandPoint(date(2026, 8, 10), submitted, submitted, submitted),
        BandPoint(CLOSING, submitted, max(end, submitted), max(end, submitted) + 30),
    ]
    return cumulative("kurva", points=points, target=target, opening=OPENING, closing=CLOSING, band=band)


CHARTS: dict[str, Callable[[], Chart]] = {
    "progress": lambda: progress("capaian", submitted=67, eligible=41, target=100),
    "bars": lambda: bars("instansi", title=EVIL, heading="Instansi", entries=[Bar(EVIL, 3, 1), Bar("Kosong", 0, 0)]),
    "funnel": lambda: funnel("corong", title=EVIL, steps=[FunnelStep(EVIL, 67), FunnelStep("Ditetapkan", 0)]),
    "curve": curve,
    "matrix": lambda: matrix(
        "matriks",
        title=EVIL,
        heading="Instansi",
        tiles=[Tile(EVIL, standing.value, f"{place} diajukan") for place, standing in enumerate([*AgencyStanding] * 2)],
        states=[(standing.value, str(standing.label)) for standing in AgencyStanding],
    ),
}


def words(markup: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(markup).iter(f"{SVG}text")]


def text_boxes(markup: str) -> list[tuple[float, float, float, float]]:
    boxes = []
    root = ElementTree.fromstring(markup)
    for element in root.iter(f"{SVG}text"):
        size, x, y = (float(element.get(name) or root.attrib[name]) for name in ("font-size", "x", "y"))
        width = text_width(element.text or "", size)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[element.get("text-anchor", "start")]
        boxes.append((left, y - size * 0.8, left + width, y + size * 0.2))
    return boxes


def overlaps(markup: str) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    return [
        (one, two)
        for one, two in combinations(text_boxes(markup), 2)
        if one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
    ]


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_both_drawings_are_valid_named_and_carry_no_style_or_script(make: Callable[[], Chart]) -> None:
    chart = make()
    ids = []
    for markup in (chart.svg, chart.svg_narrow):
        root = ElementTree.fromstring(markup)
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert title.text
        assert description is not None
        assert description.text
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], description.attrib["id"]]
        assert root.attrib["viewBox"].split() == ["0", "0", root.attrib["width"], root.attrib["height"]]
        assert all("style" not in element.attrib and "script" not in element.tag for element in root.iter())
        ids += [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_every_painted_shape_has_a_class_and_a_fallback_colour(make: Callable[[], Chart]) -> None:
    shapes = [
        element for element in ElementTree.fromstring(make().svg) if element.tag.split("}")[1] not in ("title", "desc")
    ]
    assert shapes
    assert all(shape.attrib["class"].startswith("chart__") and shape.attrib["fill"] for shape in shapes)


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_text_stays_inside_and_apart_on_both_widths(make: Callable[[], Chart]) -> None:
    chart = make()
    for markup in (chart.svg, chart.svg_narrow):
        width = float(ElementTree.fromstring(markup).attrib["width"])
        assert all(left >= -0.01 and right <= width + 0.01 for left, _top, right, _bottom in text_boxes(markup))
        assert overlaps(markup) == []


def test_special_characters_are_escaped_and_control_characters_dropped() -> None:
    chart = CHARTS["funnel"]()
    assert "<script" not in chart.svg
    assert "\x00" not in chart.svg
    assert "&lt;script&gt;alert('x')&lt;/script&gt; &amp; " in chart.svg
    assert ElementTree.fromstring(chart.svg).findtext(f"{SVG}title") == EVIL.replace("\x00", "")


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert curve().svg == curve().svg
    assert curve().svg != curve(submitted=68).svg


def test_progress_says_submitted_of_target_and_lists_the_parts() -> None:
    chart = progress("capaian", submitted=67, eligible=41, target=100)
    assert words(chart.svg)[:3] == ["67", "dari 100 usulan", "Target 100"]
    assert chart.rows == (
        ("Layak", 41),
        ("Diajukan, belum layak", 26),
        ("Belum ada", 33),
        ("Diajukan seluruhnya", 67),
        ("Target", 100),
    )


def test_progress_bar_parts_have_the_proportions_of_the_numbers() -> None:
    root = ElementTree.fromstring(progress("capaian", submitted=60, eligible=20, target=100).svg)
    widths = [float(rect.attrib["width"]) for rect in root.iter(f"{SVG}rect") if rect.attrib["height"] == "30"]
    assert [round(width / sum(widths), 3) for width in widths] == [0.2, 0.4, 0.4]


def test_progress_beyond_the_target_leaves_nothing_missing_and_marks_the_target_inside() -> None:
    chart = progress("capaian", submitted=200, eligible=50, target=100)
    assert "Belum ada" not in {row[0] for row in chart.rows}
    marks = ElementTree.fromstring(chart.svg).findall(f"{SVG}line")
    assert [round(float(mark.attrib["x1"])) for mark in marks] == [WIDE // 2]


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
@examples(usual=25, deep=500)
def test_progress_fits_for_any_numbers(one: int, two: int, target: int) -> None:
    chart = progress("capaian", submitted=max(one, two), eligible=min(one, two), target=target)
    for markup in (chart.svg, chart.svg_narrow):
        width = float(ElementTree.fromstring(markup).attrib["width"])
        assert overlaps(markup) == []
        assert all(right <= width + 0.01 for _left, _top, right, _bottom in text_boxes(markup))


@pytest.mark.parametrize(("submitted", "eligible"), [(3, 4), (3, -1)])
def test_impossible_counts_are_refused(submitted: int, eligible: int) -> None:
    with pytest.raises(ValueError, match="eligible"):
        progress("capaian", submitted=submitted, eligible=eligible, target=10)
    with pytest.raises(ValueError, match="eligible"):
        bars("b", title="T", heading="H", entries=[Bar("A", submitted, eligible)])


def test_bars_keep_order_and_name_the_silent_ones() -> None:
    chart = bars("b", title="T", heading="Instansi", entries=[Bar("Silent", 0, 0), Bar("Busy", 1234, 7)])
    assert chart.columns == ("Instansi", "Diajukan", "Layak")
    assert chart.rows == (("Silent", 0, 0), ("Busy", 1234, 7))
    assert words(chart.svg)[-4:] == ["Silent", "belum ada", "Busy", "1.234 · 7 layak"]
    assert chart.description == "1.234 usulan dari 2 baris; 1 baris belum mempunyai usulan."


def test_bars_have_the_proportions_of_the_numbers() -> None:
    chart = bars("b", title="T", heading="H", entries=[Bar("A", 10, 5), Bar("B", 5, 0)])
    rects = list(ElementTree.fromstring(chart.svg).iter(f"{SVG}rect"))[2:]
    widths = [float(rect.attrib["width"]) for rect in rects]
    assert widths == [widths[0], widths[0] / 2, widths[0] / 2]


def test_bars_on_several_pages_share_one_scale_and_leave_nobody_out() -> None:
    entries = [Bar(f"Instansi {place}", 60 - place, 0) for place in range(60)]
    pages = bars_by_page("i", title="T", heading="Instansi", entries=entries)
    assert [len(page.rows) for page in pages] == [24, 24, 12]
    assert [page.title for page in pages] == ["T (1 dari 3)", "T (2 dari 3)", "T (3 dari 3)"]
    assert [row for page in pages for row in page.rows] == [(bar.label, bar.submitted, 0) for bar in entries]
    first, last = (
        [float(rect.attrib["width"]) for rect in ElementTree.fromstring(page.svg).iter(f"{SVG}rect")][2:]
        for page in (pages[0], pages[2])
    )
    assert last[0] / first[0] == pytest.approx(12 / 60, rel=1e-4)


def test_one_page_of_bars_keeps_its_title_and_none_needs_none() -> None:
    assert [page.title for page in bars_by_page("i", title="T", heading="H", entries=[Bar("A", 1, 0)])] == ["T"]
    assert bars_by_page("i", title="T", heading="H", entries=[]) == []


@pytest.mark.parametrize(
    ("probability", "beginning"),
    [
        (1.0, "Target hampir pasti tercapai"),
        (0.6, "Target kemungkinan besar tercapai"),
        (0.5, "Belum dapat dipastikan"),
        (0.1, "Target kemungkinan besar tidak"),
        (0.0, "Target hampir pasti tidak"),
    ],
)
def test_a_probability_is_said_in_words(probability: float, beginning: str) -> None:
    assert verdict(probability).startswith(beginning)


def test_funnel_gives_shares_of_the_first_step() -> None:
    chart = funnel("f", title="T", steps=[FunnelStep("Diajukan", 80), FunnelStep("Layak", 20)])
    assert chart.rows == (("Diajukan", 80, "100%"), ("Layak", 20, "25%"))
    assert "20 (25%)" in words(chart.svg)


def test_charts_without_data_still_draw() -> None:
    assert funnel("f", title="T", steps=[]).rows == ()
    assert funnel("f", title="T", steps=[FunnelStep("Diajukan", 0)]).rows == (("Diajukan", 0, "–"),)
    assert bars("b", title="T", heading="H", entries=[]).rows == ()
    empty = cumulative("c", points=[], target=100, opening=OPENING, closing=CLOSING)
    assert empty.columns == ("Sampai", "Diajukan", "Layak")
    assert empty.rows == ()
    assert "Target 100" in words(empty.svg)


def test_curve_labels_months_last_values_target_and_forecast() -> None:
    shown = words(curve().svg)
    assert {"Mar", "Mei", "Agu", "Okt", "Des", "67 diajukan", "41 layak", "Target 100", "perkiraan 92"} <= set(shown)
    assert "Rentang 80%: 67–122" in shown


def test_curve_table_has_past_counts_then_the_forecast() -> None:
    assert curve().columns == ("Sampai", "Diajukan", "Layak", "Perkiraan (rentang 80%)")
    assert curve().rows == (
        ("1 Mar 2026", 0, 0, "–"),
        ("10 Agu 2026", 67, 41, "–"),
        ("31 Des 2026", "–", "–", "92 (67–122)"),
    )


def test_curve_target_line_stands_at_the_height_of_its_number() -> None:
    root = ElementTree.fromstring(curve(target=100).svg)
    target = next(line for line in root.iter(f"{SVG}line") if line.attrib["class"] == "chart__target")
    tick = next(text for text in root.iter(f"{SVG}text") if text.text == "100")
    assert float(target.attrib["y1"]) == pytest.approx(float(tick.attrib["y"]) - 4.5)


def test_a_short_period_names_weeks_and_a_new_year_names_its_year() -> None:
    short = cumulative("c", points=[], target=5, opening=date(2026, 8, 3), closing=date(2026, 8, 31))
    assert "10 Agu" in words(short.svg)
    across = cumulative("c", points=[], target=5, opening=date(2026, 10, 5), closing=date(2027, 3, 1))
    assert {"Okt", "Jan 2027", "Feb"} <= set(words(across.svg))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="close after"):
        cumulative("c", points=[], target=5, opening=CLOSING, closing=OPENING)


def test_a_key_that_cannot_be_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="slug"):
        progress('x" onload="', submitted=1, eligible=1, target=1)


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 2000), st.integers(0, 4000), st.integers(1, 400))
@examples(usual=25, deep=500)
def test_curve_labels_never_overlap(one: int, two: int, target: int, more: int, age: int) -> None:
    submitted, eligible = max(one, two), min(one, two)
    now, closing = OPENING + timedelta(days=age), OPENING + timedelta(days=401)
    points = [CurvePoint(OPENING, 0, 0), CurvePoint(now, submitted, eligible)]
    band = [BandPoint(now, submitted, submitted, submitted), BandPoint(closing, submitted, submitted + more, 7001)]
    chart = cumulative("c", points=points, target=target, opening=OPENING, closing=closing, band=band)
    for markup in (chart.svg, chart.svg_narrow):
        assert overlaps(markup) == []


@given(st.text(min_size=1, max_size=120), st.integers(60, 300))
def test_wrapped_text_has_at_most_two_lines_that_fit(label: str, width: int) -> None:
    lines = wrap(label, width)
    assert 1 <= len(lines) <= 2
    assert all(text_width(line) <= width for line in lines)


@given(st.integers(1, 10**7))
def test_axis_has_two_to_five_round_steps(top: int) -> None:
    step = nice_step(top)
    assert step * 5 >= top
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert step == 1 or top > 2 * step - 1


def test_labels_are_written_the_indonesian_way() -> None:
    assert [grouped(7), grouped(1234), grouped(1234567)] == ["7", "1.234", "1.234.567"]
    assert [decimal(4.26), decimal(3.0), decimal(1234.5)] == ["4,3", "3", "1.234,5"]
    assert [percent(1, 3), percent(0, 0)] == ["33%", "–"]
    assert [short_date(date(2026, 10, 4)), long_date(date(2026, 8, 4))] == ["4 Okt 2026", "4 Agustus 2026"]
    assert [chance(0.0), chance(0.001), chance(0.62), chance(0.999), chance(1.0)] == [
        "0%",
        "kurang dari 1%",
        "62%",
        "lebih dari 99%",
        "100%",
    ]
