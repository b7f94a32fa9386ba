"""PDFs, honest and hostile: what is broken, locked, active or mixed is refused with its reason."""

import struct
import zlib

import pytest
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, Fit, NameObject, NumberObject, TextStringObject

from proposals.filechecks import pdf as pdfcheck
from tests.proposals.filesamples import (
    JPG,
    PDF,
    a_dictionary,
    a_writer,
    a_zip,
    an_action,
    judge,
    refusal,
    with_annotation,
    with_root,
    written,
)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_that_needs_a_password_is_refused_and_one_that_only_forbids_copying_is_not(algorithm: str) -> None:
    locked, guarded = a_writer(), a_writer()
    locked.encrypt("rahasia", owner_password="pemilik", algorithm=algorithm)
    guarded.encrypt("", owner_password="pemilik", algorithm=algorithm)
    assert refusal(written(locked), "a.pdf") == pdfcheck.LOCKED
    assert pdfcheck.count_pages(judge(written(guarded), "a.pdf").data) == 1


def test_what_a_guarded_pdf_hides_is_found() -> None:
    writer = a_writer()
    writer.root_object[NameObject("/OpenAction")] = JAVASCRIPT
    writer.encrypt("", owner_password="pemilik", algorithm="AES-256")
    assert refusal(written(writer), "a.pdf") == pdfcheck.SCRIPTED


@pytest.mark.parametrize(
    "data",
    [
        PDF[: len(PDF) // 2],
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n" + b"\0" * 500 + b"\n%%EOF",
        b"%PDF-1.4\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF",
        PDF.replace(b"/Count 1", b"/Count 0").replace(b"/Kids [", b"/Kidz ["),
    ],
)
def test_broken_pdf_is_refused(data: bytes) -> None:
    assert refusal(data, "a.pdf") == pdfcheck.BROKEN


def test_pdf_with_embedded_file_is_refused() -> None:
    writer = a_writer()
    writer.add_attachment("sisipan.exe", b"MZ")
    assert refusal(written(writer), "a.pdf") == pdfcheck.EMBEDDED


JAVASCRIPT = an_action("JavaScript", JS=TextStringObject("app.alert(1)"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (with_root(OpenAction=JAVASCRIPT), pdfcheck.SCRIPTED),
        (with_root(Names=a_dictionary(JavaScript=a_dictionary(Names=ArrayObject()))), pdfcheck.SCRIPTED),
        (with_root(OpenAction=an_action("Launch", F=TextStringObject("cmd.exe"))), pdfcheck.SCRIPTED),
        (with_root(OpenAction=an_action("URI", URI=TextStringObject("http://contoh.test"))), pdfcheck.OPENS),
        (with_root(OpenAction=an_action("GoTo", Next=an_action("URI"))), pdfcheck.OPENS),
        (with_root(AA=a_dictionary(WC=an_action("URI"))), pdfcheck.OPENS),
        (with_root(AcroForm=a_dictionary(XFA=TextStringObject("<xdp/>"))), pdfcheck.SCRIPTED),
        (with_annotation(a_dictionary(Subtype=NameObject("/Link"), A=JAVASCRIPT)), pdfcheck.SCRIPTED),
        (with_annotation(a_dictionary(Subtype=NameObject("/Link"), A=an_action("SubmitForm"))), pdfcheck.SCRIPTED),
        (with_annotation(a_dictionary(Subtype=NameObject("/RichMedia"))), pdfcheck.SCRIPTED),
        (with_annotation(a_dictionary(Subtype=NameObject("/FileAttachment"))), pdfcheck.EMBEDDED),
        (with_annotation(a_dictionary(Subtype=NameObject("/Link"), A=an_action("GoToE"))), pdfcheck.EMBEDDED),
    ],
)
def test_active_pdf_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert refusal(data, "a.pdf") == reason


def test_script_is_found_behind_an_escaped_name_and_without_a_reference() -> None:
    hidden = with_root(Nirguna=JAVASCRIPT)
    assert b"/JavaScript" in hidden
    assert refusal(hidden.replace(b"/S /JavaScript\n/JS", b"/S /J#61vaScript\n/Z"), "a.pdf") == pdfcheck.SCRIPTED
    writer = a_writer()
    writer._add_object(JAVASCRIPT)
    assert refusal(written(writer), "a.pdf") == pdfcheck.SCRIPTED


def test_script_is_found_inside_an_object_stream() -> None:
    packed = packed_pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>")
    assert b"/JavaScript" not in packed
    assert refusal(packed, "a.pdf") == pdfcheck.SCRIPTED
    assert judge(packed_pdf(b"<< /Biasa true >>"), "a.pdf").extension == "pdf"


def packed_pdf(hidden: bytes) -> bytes:
    """Return a one-page PDF 1.5 whose object 5 is `hidden`, compressed in an object stream."""
    inner = zlib.compress(b"5 0 " + hidden)
    parts = {
        1: b"<< /Type /Catalog /Pages 2 0 R /Lain 5 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(inner), inner),
    }
    body = b"%PDF-1.5\n"
    rows = [struct.pack("!BHB", 0, 0, 0)]
    for number, part in parts.items():
        rows.append(struct.pack("!BHB", 1, len(body), 0))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows += [struct.pack("!BHB", 2, 4, 0), struct.pack("!BHB", 1, len(body), 0)]
    table = zlib.compress(b"".join(rows))
    start = len(body)
    body += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\n" % len(table)
    return body + b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, start)


def test_harmless_links_and_opening_page_are_kept() -> None:
    writer = a_writer()
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://contoh.test"))
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), target_page_index=0, fit=Fit.fit()))
    writer.add_outline_item(title="Bab satu", page_number=0)
    page = writer.pages[0].indirect_reference
    writer.root_object[NameObject("/OpenAction")] = ArrayObject([page, NameObject("/XYZ"), NumberObject(0)])
    assert judge(written(writer), "a.pdf").extension == "pdf"
    writer.root_object[NameObject("/OpenAction")] = an_action("GoTo", D=ArrayObject([page, NameObject("/Fit")]))
    assert judge(written(writer), "a.pdf").extension == "pdf"


@pytest.mark.parametrize(
    "data",
    [
        b"\n" * 10 + PDF,
        b"<html><script>alert(1)</script>" + PDF,
        b"#!/bin/sh\n" + PDF,
        b"%PDF-1.4\n%<script>alert(1)</script>\n" + PDF[9:],
        PDF + a_zip({"evil.class": b"x"}),
        PDF + a_zip({"evil.class": b"x"}) + b"\n%%EOF",
        PDF + b"\n<html><script>alert(1)</script>",
        PDF + b"A" * 5_000,
    ],
)
def test_polyglot_pdf_is_refused(data: bytes) -> None:
    assert refusal(data, "a.pdf") == pdfcheck.MIXED


def test_picture_that_is_a_pdf_too_loses_the_pdf() -> None:
    clean = judge(JPG + PDF, "foto.jpg").data
    assert b"%PDF" not in clean


@pytest.mark.parametrize("tail", [b"\r\n", b"\0" * 2_000, b"   \n\n"])
def test_blank_bytes_behind_the_end_are_tolerated(tail: bytes) -> None:
    assert judge(PDF + tail, "a.pdf").extension == "pdf"


def test_pdf_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfcheck, "SECONDS", -1.0)
    assert refusal(PDF, "a.pdf") == pdfcheck.TOO_COMPLEX
