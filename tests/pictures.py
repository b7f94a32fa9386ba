"""`make pictures`: takes the pictures of the help pages from the real screens of a running demo portal.

Not a test. Run `make run` first. Each shot is one screen of one demo account; pictures are small WebP files in
static/img/panduan/, made again whenever the screens change.
"""

import datetime
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "static" / "img" / "panduan"
ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "inovasi-demo"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SIZE = {"width": 1000, "height": 640}
MOST_BYTES = 60_000

Walk = Callable[[Page], object]


def draft(page: Page) -> None:
    """Opens the first draft of the agency."""
    page.goto("/usulan/?status=draft")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Lanjutkan menulis").click()


def step(title: str) -> Walk:
    """One screen of writing, by its name in the list of screens."""

    def walk(page: Page) -> None:
        draft(page)
        page.locator(".steps a").filter(has_text=title).first.click()

    return walk


def at(path: str) -> Walk:
    """A page by its address."""
    return lambda page: page.goto(path)


def part(path: str, place: str) -> Walk:
    """A page with the part of this id at its top."""

    def walk(page: Page) -> None:
        page.goto(path)
        page.locator(place).evaluate("part => part.scrollIntoView()")

    return walk


def first_row(path: str) -> Walk:
    """The page behind the first link of a list."""

    def walk(page: Page) -> None:
        page.goto(path)
        page.locator("tbody a").first.click()

    return walk


def claims(*more: str) -> Walk:
    """The claims of the first innovation of the year that has any, or a page below them, such as one indicator."""

    def walk(page: Page) -> None:
        page.goto(IGA)
        page.locator("main a[href*='/klaim/']").filter(has_text="diklaim dari").first.click()
        if more:
            page.wait_for_load_state()
            page.goto(f"{page.url}{''.join(more)}")

    return walk


def shelf(page: Page) -> None:
    """The evidence shelf of the same innovation."""
    claims()(page)
    page.get_by_role("link", name="Rak bukti").first.click()


def desk(page: Page) -> None:
    """The claim that has waited longest, on the verification desk."""
    page.goto(f"{IGA}pemeriksaan/")
    page.get_by_role("link", name="Mulai dari yang terlama").click()


def entry(link: str, *, first: bool = False) -> Walk:
    """A page of the agency's entry for KIPP by the words that lead to it; `first`: the first link of its list."""

    def walk(page: Page) -> None:
        page.goto(KIPP)
        page.locator(".nomination__moves a").filter(has_text=link).first.click()
        if first:
            page.locator("main .facts-list a").first.click()

    return walk


VISITOR = ""
KIPP = f"/kompetisi/kipp/{datetime.date.today().year}/"
IGA = f"/kompetisi/iga/{datetime.date.today().year}/"
# account (none for a visitor) → (name of the picture, the way to its screen)
SHOTS: dict[str, tuple[tuple[str, Walk], ...]] = {
    VISITOR: (("umum-katalog", at("/katalog/")),),
    "op-dlh": (
        ("operator-mulai", at("/usulan/baru/")),
        ("operator-rancang-bangun", step("Rancang bangun")),
        ("operator-periksa", step("Periksa dan ajukan")),
        ("operator-usulan", first_row("/usulan/?hitungan=diajukan")),
        ("operator-instansi", at("/dasbor/instansi/dlh/")),
        ("operator-klaim", claims("2/")),
        ("operator-rak-bukti", shelf),
    ),
    "op-dpmptsp": (
        ("operator-kipp-pemeriksaan", entry("Pemeriksaan")),
        ("operator-kipp-naskah", entry("Tulis naskah", first=True)),
    ),
    "bapperida": (
        ("koordinator-periode", at("/periode/")),
        ("koordinator-daftar", at("/usulan/?saring=1")),
        ("koordinator-verifikasi", first_row("/usulan/?status=submitted")),
        ("koordinator-pengingat", at("/dasbor/pengingat/")),
        ("koordinator-peringkat", at("/penilaian/peringkat/")),
        ("koordinator-klaim", desk),
        ("koordinator-kipp", at(KIPP)),
        ("koordinator-jatah", at(f"{KIPP}jatah/")),
        ("koordinator-kipp-ketentuan", at(f"{KIPP}ketentuan/")),
    ),
    "penilai1": (("penilai-antrean", at("/penilaian/")),),
    "sekda": (
        ("pimpinan-dasbor", at("/dasbor/")),
        ("pimpinan-indeks", part("/dasbor/", "#indeks-iga")),
        ("pimpinan-kesiapan", part("/dasbor/kesiapan-iga/", "#instansi")),
        ("pimpinan-laporan", at("/laporan/")),
    ),
}


def small(shot: bytes) -> bytes:
    """The picture as WebP under the limit, in the best quality that fits."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for quality in (80, 65, 50, 35):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise SystemExit("A picture stays above 60 kB; choose a calmer screen.")


def sign_in(page: Page, account: str) -> None:
    page.goto("/masuk/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    program = next(path for name in PROGRAMS if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for account, shots in SHOTS.items():
            page = browser.new_context(base_url=address, viewport=SIZE, locale="id-ID").new_page()  # type: ignore[arg-type]  # a size in pixels
            if account != VISITOR:
                sign_in(page, account)
            for name, walk in shots:
                walk(page)
                page.wait_for_load_state()
                content = small(page.screenshot())
                (FOLDER / f"{name}.webp").write_bytes(content)
                sys.stdout.write(f"{name}.webp {len(content)} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
