"""The one style sheet and the typeface of pages: made of their sources, collected with hashes, missed with grace."""

import io
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import RequestFactory
from fontTools.ttLib import TTFont
from whitenoise.middleware import WhiteNoiseMiddleware

from foundation.look.typefaces import ALL, PORTAL
from inovasi import staticfiles
from inovasi.styles import SHEET, TYPEFACE, WHOLE, MadeFinder, bundle, sources, typeface_url
from inovasi.webfont import FEATURES, LARGEST, subset

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("agencies", "competitions", "dashboard", "foundation", "inovasi", "proposals", "reviews")
KINDS = {".py", ".html", ".svg", ".txt"}
FACE = """@font-face {
  font-family: "Plus Jakarta Sans";
  src: url("../font/plus-jakarta-sans.woff2") format("woff2");
}
"""


@pytest.fixture
def styles(settings, tmp_path: Path) -> Callable[..., Path]:
    """Writes style files of another portal, `areas/writing.css` as `areas__writing`, into a place of the test's own."""
    settings.STYLES_DIR = tmp_path / "styles"
    settings.VAR_DIR = tmp_path / "var"

    def write(**content: str) -> Path:
        for name, style in content.items():
            path = settings.STYLES_DIR / f"{name.replace('__', '/')}.css"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(style, encoding="utf-8")
        return settings.STYLES_DIR

    return write


@pytest.fixture
def without_typeface(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fontpkg_plus_jakarta_sans", None)


def made(path: str = SHEET) -> str:
    return Path(MadeFinder().find(path)).read_text(encoding="utf-8")


def test_sources_come_in_their_order_and_print_is_wrapped(styles: Callable[..., Path]) -> None:
    folder = styles(
        print="h1 { color: black; }",
        areas__writing=".w { }",
        areas__a=".a { }",
        components__row=".row { }",
        components__bar=".bar { }",
        frame="header { }",
        base="body { }",
        tokens=":root { }",
        paper="@page { }",
    )
    assert bundle(folder, typeface=True) == (
        ":root{}\nbody{}\nheader{}\n.bar{}\n.row{}\n.a{}\n.w{}\n@media print{h1{color:black}}\n"
    )


def test_every_style_file_but_that_of_papers_is_in_the_sheet() -> None:
    folder = ROOT / "styles"
    assert set(sources(folder, whole=True)) == {path for path in folder.rglob("*.css") if path.name != "paper.css"}
    waiting = set((folder / "waiting").iterdir())
    assert set(sources(folder)) == set(sources(folder, whole=True)) - waiting


def test_comments_and_blanks_go_and_quoted_texts_stay(styles: Callable[..., Path]) -> None:
    folder = styles(base='/* a\n b */\na::after {\n  content: "/* ” ; } */"; /* c */\n\n  quotes: \'/* , \' "*/";\n}\n')
    assert bundle(folder, typeface=True) == 'a:after{content:"/* ” ; } */";quotes:\'/* , \' "*/"}\n'


def test_blanks_that_mean_something_stay(styles: Callable[..., Path]) -> None:
    rules = """
        .a :hover , .b > .c:not(.d, .e) { margin: 0 calc(1px + var(--hair)) !important; --hair: a , b; }
        @media print, (min-width: 60rem) { a { color: red } }
    """
    assert bundle(styles(base=rules), typeface=True) == (
        ".a :hover,.b>.c:not(.d,.e){margin:0 calc(1px + var(--a)) !important;--a:a,b}"
        "@media print,(min-width:60rem){a{color:red}}\n"
    )


def test_tokens_are_called_by_the_shortest_names(styles: Callable[..., Path]) -> None:
    folder = styles(
        tokens=":root { --ink: #111; --line: #222 }", base=".b--ink { border: var(--line); color: var(--ink) }"
    )
    assert bundle(folder, typeface=True) == ":root{--b:#111;--a:#222}\n.b--ink{border:var(--a);color:var(--b)}\n"


def test_a_token_that_no_rule_uses_and_the_nought_before_a_point_are_left_out(styles: Callable[..., Path]) -> None:
    tokens = ":root { --ink: #111; --sky: #222; --line: var(--hair); --hair: 0.5px }"
    folder = styles(tokens=tokens, base="a { margin: -0.1em 10.5em; color: var(--ink) }")
    assert bundle(folder, typeface=True) == (":root{--a:#111;--b:.5px}\na{margin:-.1em 10.5em;color:var(--a)}\n")


def test_no_folder_of_styles_gives_an_empty_sheet(styles: Callable[..., Path]) -> None:
    styles()
    assert made().strip() == ""


def test_a_changed_source_is_found_at_once_whatever_its_time(styles: Callable[..., Path]) -> None:
    folder = styles(tokens=":root { color: #111; }")
    assert "#111" in made()
    styles(tokens=":root { color: #222; }")
    os.utime(folder / "tokens.css", (1, 1))
    assert "#222" in made()


def test_the_same_sources_leave_the_file_as_it_is(styles: Callable[..., Path]) -> None:
    styles(tokens=":root { }")
    path = Path(MadeFinder().find(SHEET))
    os.utime(path, (1, 1))
    assert Path(MadeFinder().find(SHEET)).stat().st_mtime == 1
    assert {each.name for each in path.parent.iterdir()} == {"portal.css", "gaya.css"}


def test_what_is_made_is_offered_and_nothing_else(styles: Callable[..., Path]) -> None:
    styles(tokens=":root { }")
    finder = MadeFinder()
    assert [path for path, _ in finder.list(None)] == [SHEET, WHOLE, TYPEFACE]
    assert [path for path, _ in finder.list(["font/*"])] == [SHEET, WHOLE]
    assert (finder.find("js/menu.js"), finder.find("js/menu.js", find_all=True)) == (None, [])
    assert len(finder.find(SHEET, find_all=True)) == 1


def test_pages_find_both_without_collecting() -> None:
    assert all(finders.find(path) for path in (SHEET, TYPEFACE))


@pytest.fixture
def collecting(settings, tmp_path: Path, styles: Callable[..., Path]) -> Iterator[Path]:
    """Static files are collected as on a server, made ones only, into the folder given."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["inovasi.styles.MadeFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "inovasi.staticfiles.StaticFiles"}}
    finders.get_finder.cache_clear()
    styles(tokens=FACE)
    settings.STATIC_ROOT.mkdir()
    yield settings.STATIC_ROOT
    finders.get_finder.cache_clear()


def test_collecting_hashes_the_typeface_within_the_sheet(collecting: Path, styles: Callable[..., Path]) -> None:
    assert (staticfiles.collect(), staticfiles.collect()) == (True, False)
    typeface, sheet = staticfiles_storage.stored_name(TYPEFACE), staticfiles_storage.stored_name(SHEET)
    assert typeface != TYPEFACE
    assert (collecting / typeface).exists()
    assert f"../{typeface}" in (collecting / sheet).read_text()
    assert typeface_url() == f"/static/{typeface}"
    styles(tokens=FACE + "a { }")
    assert staticfiles.collect(), "another city's tokens"


@pytest.mark.django_db
def test_browsers_keep_both_for_a_year(collecting: Path, rf: RequestFactory) -> None:
    staticfiles.collect()
    serving = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    for address in (typeface_url(), static(SHEET)):
        with closing(serving(rf.get(address))) as answer:
            assert (answer.status_code, answer["Cache-Control"]) == (200, "max-age=315360000, public, immutable")


@pytest.mark.usefixtures("without_typeface")
def test_collecting_goes_on_without_the_typeface(collecting: Path) -> None:
    assert staticfiles.collect()
    assert not list(collecting.glob("font/*"))
    assert "font-face" not in (collecting / staticfiles_storage.stored_name(SHEET)).read_text()
    assert typeface_url() == ""


def test_only_the_rule_of_the_typeface_goes_with_it(styles: Callable[..., Path]) -> None:
    folder = styles(tokens='@font-face { src: url("x.woff2"); }\n' + FACE + ":root { font: system-ui; }")
    assert bundle(folder, typeface=False) == '@font-face{src:url("x.woff2")}:root{font:system-ui}\n'


def font() -> TTFont:
    file = PORTAL.file()
    assert file
    return TTFont(io.BytesIO(subset(file)))


def test_the_typeface_is_small_and_keeps_weights_and_tabular_figures() -> None:
    file = PORTAL.file()
    assert file
    assert len(subset(file)) <= LARGEST * 1000
    kept = font()
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in kept["fvar"].axes] == [("wght", 200, 800)]
    tags = {record.FeatureTag for table in ("GSUB", "GPOS") for record in kept[table].table.FeatureList.FeatureRecord}
    assert tags == set(FEATURES)


def test_the_typeface_has_every_sign_that_pages_use_and_it_can_draw() -> None:
    shown = [*(ROOT / "styles").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    shown += [path for folder in ("templates", *FLOORS) for path in (ROOT / folder).rglob("*") if path.suffix in KINDS]
    used = {sign for path in shown for sign in path.read_text(encoding="utf-8") if unicodedata.category(sign)[0] != "C"}
    file = PORTAL.file()
    assert file
    drawn = {chr(code) for code in TTFont(file).getBestCmap()}
    assert used & drawn - {chr(code) for code in font().getBestCmap()} == set()
    assert used > {*"·–—“”…×→−é"}


def test_a_wheel_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each for each in checks.run_checks() if each.id == "foundation.W001"] == []
    for face in ALL:
        monkeypatch.setitem(sys.modules, face.wheel.replace("-", "_"), None)
    said = [str(each.msg) for each in checks.run_checks() if each.id == "foundation.W001"]
    assert said == [
        "Paket fontpkg-plus-jakarta-sans tidak terpasang, jadi halaman, ringkasan, buku, dan kartu bagikan memakai "
        "huruf yang ada di komputer ini.",
        "Paket fontpkg-arimo tidak terpasang, jadi naskah dinas memakai huruf yang ada di komputer ini.",
    ]
