"""Documents as agencies keep them, and the desk that brings one along."""

import io
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from docx import Document
from weasyprint import HTML

from agencies.core.models import User
from proposals.core.guide.models import FormGuide, Section
from proposals.core.models import Proposal
from proposals.core.period.models import Period

PROBLEM = "Warga menunggu dua jam di loket, setiap hari kerja."
WAY = "Dahulu antre di depan loket. Kini nomor diambil dari rumah."


def word(*parts: str | Sequence[Sequence[str]]) -> bytes:
    """A DOCX: a text is a paragraph, "# " before it makes a heading, rows make a table."""
    document = Document()
    for part in parts:
        if not isinstance(part, str):
            table = document.add_table(rows=0, cols=len(part[0]))
            for row in part:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif part.startswith("# "):
            document.add_heading(part.removeprefix("# "))
        else:
            document.add_paragraph(part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(html: str) -> bytes:
    data: bytes = HTML(string=html).write_pdf()
    return data


PROPOSAL = word(
    "Proposal Inovasi Daerah",
    [["Nama Inovasi", "Loket Ramah"], ["Tahapan", "Penerapan"]],
    "Waktu uji coba 12 Maret 2024",
    "1.3. Waktu Implementasi : Senin, 6 Mei 2024",
    "Anggaran: Rp 25.000.000,- (dua puluh lima juta rupiah)",
    "BAB I LATAR BELAKAN",
    PROBLEM,
    "B. Cara-Kerja:",
    WAY,
    "# Daftar Pustaka",
    "Buku yang dibaca tim.",
)


@pytest.fixture
def desk(client: Client, owner: User, period: Period, guide: FormGuide) -> Client:
    Section.objects.filter(key="permasalahan").update(known_as=["Latar belakang"])
    Section.objects.filter(key="metode").update(known_as=["Cara kerja"])
    for field in guide.profile["fields"]:
        field["known_as"] = {"stage": ["Tahapan"], "applied_date": ["Waktu implementasi"]}.get(field["key"], [])
    guide.save()
    client.force_login(owner)
    return client


def sent(desk: Client, data: bytes, name: str = "usulan.docx", proposal: Proposal | None = None) -> HttpResponse:
    """What the upload answers: on to the offer, or the form with why not."""
    page = reverse("proposals:bring", args=[proposal.pk]) if proposal else reverse("proposals:bring_new")
    return desk.post(page, {"file": SimpleUploadedFile(name, data)})


class _Form(HTMLParser):
    """What a browser would send of the page's own form, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.inside = False
        self.box = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inside |= tag == "form" and given.get("id") == "tawaran"
        name = given.get("name", "")
        if not self.inside:
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.sent[name] = given.get("value", "on")
        elif tag == "textarea" and name:
            self.box, self.sent[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = given["value"]

    def handle_data(self, data: str) -> None:
        if self.box:
            self.sent[self.box] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "form"
        if tag == "textarea":
            # A browser drops the line break that begins the box, and counts none that ends it.
            self.sent[self.box], self.box = self.sent.get(self.box, "").removeprefix("\n"), ""


def fields_of(page: str) -> dict[str, str]:
    """The fields of the offer, by name, as they are shown."""
    form = _Form()
    form.feed(page)
    form.sent.pop("", None)
    return form.sent
