"""Every report as a thing on paper: tagged for screen readers, inside its page with long names, and repeatable."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from agencies.core.models import Agency
from dashboard.reports import issuing
from dashboard.reports.catalogue import KINDS, parts_of
from dashboard.reports.issuing import Order
from foundation.city import city
from proposals.core.models import Proposal
from tests.dashboard.papers import scope_of
from tests.dashboard.year import Year, fill, make_year

MILLIMETRE = 72 / 25.4
A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)
EDGE = 4.5 * MILLIMETRE  # what stands nearer to the edge, many printers cut off


@pytest.fixture
def year(db: None) -> Year:
    made = make_year()
    fill(made, seed=4, amount=14)
    return made


def structure(node: Any) -> Iterator[DictionaryObject]:
    """The elements of the tag tree of a PDF, each with its children."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from structure(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from structure(node["/K"])


def everything(year: Year, paper: str) -> Order:
    """The yearly book, or a meeting pack of all other reports."""
    if paper == "buku":
        return Order(["buku"], scope_of(year))
    return Order([key for key in KINDS if key != "buku"], scope_of(year), "Rapat", {"agenda": ["Acara" * 40]})


@pytest.mark.parametrize("paper", ["paket", "buku"])
def test_a_paper_is_tagged_so_that_a_screen_reader_finds_its_way(year: Year, paper: str) -> None:
    report = issuing.issue(everything(year, paper))
    pdf = PdfReader(io.BytesIO(report.paper.read()))
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "id"
    assert pdf.metadata.title == report.paper.title
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    elements = list(structure(catalogue["/StructTreeRoot"]))
    assert "/H1" in {element["/S"] for element in elements}
    for element in elements:
        if element["/S"] == "/Figure":
            assert str(element["/Alt"]).strip()
        if element["/S"] == "/Table":
            assert "/TH" in {inside["/S"] for inside in structure(element["/K"])}


@pytest.mark.parametrize("paper", ["paket", "buku"])
def test_nothing_stands_outside_the_paper_however_long_the_names(year: Year, paper: str) -> None:
    for agency in Agency.objects.all():
        long = f"{agency.name} Penyelenggaraan Pemerintahan Daerah dan Pertanggungjawaban Ketenagalistrikan"
        Agency.objects.filter(pk=agency.pk).update(
            name=long, short_name=f"D{agency.pk}{'X' * 20}", contact_name="N" * 40
        )
    Proposal.objects.update(title=f"{'Inovasi' * 5} " * 5)
    report = issuing.issue(everything(year, paper))
    for page in pypdfium2.PdfDocument(report.paper.read()):
        assert page.get_size() == pytest.approx(A4, abs=0.5)
        text = page.get_textpage()
        boxes = [text.get_charbox(place) for place in range(text.count_chars())]
        assert boxes
        assert min(left for left, _, _, _ in boxes) >= EDGE
        assert max(right for _, _, right, _ in boxes) <= A4[0] - EDGE
        assert min(bottom for _, bottom, _, _ in boxes) >= EDGE
        assert max(top for _, _, _, top in boxes) <= A4[1] - EDGE


def test_no_id_stands_twice_in_a_pack_of_everything(year: Year) -> None:
    order = everything(year, "paket")
    parts = [part for key in order.kinds for part in parts_of(KINDS[key], order.scope)]
    html = render_to_string(issuing.TEMPLATE, issuing.context_of(order, parts) | {"city": city()})
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.django_db(transaction=True)
def test_two_processes_print_every_report_with_the_same_bytes() -> None:
    fill(make_year(), seed=6, amount=14)
    moment = timezone.now().isoformat()
    printed = [print_again(seed, moment) for seed in ("1", "20")]
    assert {name.split()[0] for name in printed[0]} >= {f"{key}.pdf" for key in KINDS}
    assert printed[0] == printed[1]


def print_again(seed: str, moment: str) -> list[str]:
    """What a fresh process with this hash seed prints, as lines of name and SHA-256."""
    name = str(connection.settings_dict["NAME"])
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    words = f"import django; django.setup(); from tests.dashboard import print_again; print_again.main({moment!r})"
    done = subprocess.run(
        [sys.executable, "-c", words],
        env=os.environ | {"PYTHONHASHSEED": seed, "DATABASE_URL": address},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()
