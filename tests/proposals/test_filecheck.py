"""Uploaded files, honest and hostile: each bad one is refused with its reason or made safe."""

import hashlib
import io
import struct
import unicodedata
import zipfile
import zlib

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, Fit, NameObject, NumberObject, TextStringObject

from proposals import filerules, imagecheck, officecheck, pdfcheck
from proposals.filecheck import EMPTY, Verdict, hash_chunks, inspect
from proposals.filenames import LONGEST, safe_name, split_name
from proposals.filerules import FileRefused

USUAL = frozenset({"pdf", "jpg", "png"})
OFFICE = frozenset({"docx", "xlsx", "pptx"})


def judge(data: bytes, name: str, allowed: frozenset[str] = USUAL, max_bytes: int = 2_000_000) -> Verdict:
    return inspect(io.BytesIO(data), name, allowed=allowed, max_bytes=max_bytes)


def refusal(data: bytes, name: str, allowed: frozenset[str] = USUAL, max_bytes: int = 2_000_000) -> str:
    with pytest.raises(FileRefused) as caught:
        judge(data, name, allowed, max_bytes)
    return str(caught.value)


def a_writer() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_dictionary(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def an_action(kind: str, **entries: object) -> DictionaryObject:
    return a_dictionary(S=NameObject(f"/{kind}"), **entries)


def with_root(**entries: object) -> bytes:
    writer = a_writer()
    for key, value in entries.items():
        writer.root_object[NameObject(f"/{key}")] = value
    return written(writer)


def with_annotation(annotation: DictionaryObject) -> bytes:
    writer = a_writer()
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])
    return written(writer)


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    image = Image.new("RGB", size, "navy")
    image.paste("gold", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def a_zip(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def a_docx(**more: bytes) -> bytes:
    return a_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", **more})


def a_huge_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    header = struct.pack("!LLBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


PDF = written(a_writer())
JPG = a_picture("JPEG")
PNG = a_picture("PNG")
DAMAGED_DOCX = a_zip({"[Content_Types].xml": b"", "word/document.xml": b"<asli/>"}, zipfile.ZIP_STORED).replace(
    b"<asli/>", b"<lain/>"
)
BOMB = a_zip({"nol.bin": b"\0" * 5_000_000})


# Honest files


@pytest.mark.parametrize(
    ("data", "name", "content_type", "stored"),
    [
        (PDF, "Surat Pengantar.pdf", "application/pdf", "Surat Pengantar.pdf"),
        (PDF, "SURAT.PDF", "application/pdf", "SURAT.pdf"),
        (PDF, "tanpa akhiran", "application/pdf", "tanpa akhiran.pdf"),
        (JPG, "foto.jpeg", "image/jpeg", "foto.jpg"),
        (PNG, "layar.png", "image/png", "layar.png"),
    ],
)
def test_honest_file_is_taken(data: bytes, name: str, content_type: str, stored: str) -> None:
    verdict = judge(data, name)
    assert (verdict.content_type, verdict.safe_name) == (content_type, stored)
    assert verdict.safe_name.endswith(f".{verdict.extension}")
    assert verdict.sha256 == hashlib.sha256(verdict.data).hexdigest()


def test_pdf_is_kept_byte_for_byte() -> None:
    assert judge(PDF, "a.pdf").data == PDF


def test_file_is_read_from_its_beginning() -> None:
    file = io.BytesIO(PDF)
    file.seek(0, io.SEEK_END)
    assert inspect(file, "a.pdf", allowed={"pdf"}, max_bytes=len(PDF)).data == PDF


def test_hash_does_not_depend_on_the_chunks() -> None:
    assert hash_chunks([b"ab", b"", b"c"]) == hash_chunks([b"abc"]) == hashlib.sha256(b"abc").hexdigest()


def test_unknown_kind_in_allowed_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="exe"):
        judge(PDF, "a.pdf", frozenset({"pdf", "exe"}))
    with pytest.raises(ValueError, match="Unknown"):
        judge(PDF, "a.pdf", frozenset())


# Size and kind


def test_empty_file_is_refused() -> None:
    assert refusal(b"", "kosong.pdf") == EMPTY


def test_limit_counts_the_last_byte() -> None:
    assert judge(PDF, "a.pdf", max_bytes=len(PDF)).extension == "pdf"
    assert "lebih besar dari" in refusal(PDF, "a.pdf", max_bytes=len(PDF) - 1)


@pytest.mark.parametrize(("limit", "said"), [(2_000_000, "2 MB"), (1_500_000, "1,5 MB"), (500_000, "500 KB")])
def test_too_large_names_the_limit(limit: int, said: str) -> None:
    assert f"lebih besar dari {said}." in refusal(PDF + b"\0" * limit, "a.pdf", max_bytes=limit)


def test_large_file_is_not_read_to_its_end() -> None:
    file = io.BytesIO(b"\0" * 5_000_000)
    with pytest.raises(FileRefused):
        inspect(file, "a.pdf", allowed=USUAL, max_bytes=100_000)
    assert file.tell() < 300_000


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (PNG, "foto.jpg", "berakhiran .jpg, tetapi isinya PNG"),
        (JPG, "surat.pdf", "berakhiran .pdf, tetapi isinya JPG"),
        (PDF, "foto.png", "berakhiran .png, tetapi isinya PDF"),
        (PDF, "surat.exe", "berakhiran .exe, tetapi isinya PDF"),
        (BOMB, "surat.pdf", "Isi berkas ini ZIP"),
        (BOMB, "foto.png", "Isi berkas ini ZIP"),
        (a_docx(), "surat.pdf", "Isi berkas ini DOCX"),
        (b"MZ" + b"\0" * 200, "surat.pdf", "Isi berkas ini EXE"),
        (a_picture("GIF"), "foto.png", "Isi berkas ini GIF"),
        (b"<!doctype html><script>alert(1)</script>", "surat.pdf", "tidak dikenal"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "foto.png", "tidak dikenal"),
        (b"\0", "foto.png", "tidak dikenal"),
    ],
)
def test_content_decides_the_kind(data: bytes, name: str, said: str) -> None:
    assert said in refusal(data, name)


def test_refusal_lists_what_is_accepted() -> None:
    assert "hanya PDF, JPG, atau PNG." in refusal(b"teks", "a.txt")
    assert "hanya JPG atau PNG." in refusal(PDF, "a.pdf", frozenset({"jpg", "png"}))
    assert "hanya PDF." in refusal(JPG, "a.jpg", frozenset({"pdf"}))


# PDF


@pytest.mark.parametrize("password", ["rahasia", ""])
def test_encrypted_pdf_is_refused(password: str) -> None:
    writer = a_writer()
    writer.encrypt(password, owner_password="pemilik", algorithm="RC4-128")
    assert refusal(written(writer), "a.pdf") == pdfcheck.LOCKED


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


# Pictures


def test_exif_with_place_is_removed() -> None:
    exif = Image.Exif()
    exif[0x010F] = "KAMERA-RAHASIA"
    exif.get_ifd(0x8825).update({1: "S", 2: (2.0, 7.0, 30.0), 3: "E", 4: (106.0, 6.0, 50.0)})
    photo = a_picture("JPEG", exif=exif, comment=b"KOMENTAR-RAHASIA", icc_profile=b"PROFIL-RAHASIA")
    with Image.open(io.BytesIO(photo)) as sent:
        assert sent.getexif().get_ifd(0x8825)
    clean = judge(photo, "foto.jpg").data
    assert b"RAHASIA" not in clean
    assert b"Exif" not in clean
    with Image.open(io.BytesIO(clean)) as stored:
        assert dict(stored.getexif()) == {}
        assert stored.size == (40, 20)


def test_orientation_is_applied_before_it_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = judge(a_picture("JPEG", exif=exif, quality=95), "foto.jpg").data
    with Image.open(io.BytesIO(clean)) as stored:
        assert stored.size == (20, 40)
        red, green, blue = stored.convert("RGB").getpixel((17, 3))
        assert red > 200 and green > 150 and blue < 80


def test_png_text_and_trailing_bytes_are_removed_and_transparency_kept() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "RAHASIA")
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=notes, transparency=1, dpi=(300, 300))
    clean = judge(out.getvalue() + a_zip({"RAHASIA.class": b"x"}) + b"<script>", "layar.png").data
    assert not [word for word in (b"RAHASIA", b"PK\x03\x04", b"<script>", b"pHYs", b"tEXt") if word in clean]
    with Image.open(io.BytesIO(clean)) as stored:
        assert stored.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_png_mode_survives(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (3, 2)).save(out, "PNG")
    with Image.open(io.BytesIO(judge(out.getvalue(), "a.png").data)) as stored:
        assert (stored.mode, stored.size) == (mode, (3, 2))


def test_cmyk_photo_becomes_rgb() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    with Image.open(io.BytesIO(judge(out.getvalue(), "a.jpg").data)) as stored:
        assert stored.mode == "RGB"


def test_encoding_is_the_same_every_time() -> None:
    assert judge(JPG, "a.jpg").sha256 == judge(JPG, "b.jpg").sha256


@pytest.mark.parametrize("size", [(10_000, 5_001), (60_000, 60_000)])
def test_decompression_bomb_is_refused(size: tuple[int, int]) -> None:
    assert refusal(a_huge_png(*size), "a.png") == imagecheck.TOO_LARGE


@pytest.mark.parametrize(("data", "name"), [(JPG[:200], "a.jpg"), (PNG[:60], "a.png"), (JPG[:4] + b"x" * 99, "a.jpg")])
def test_broken_picture_is_refused(data: bytes, name: str) -> None:
    assert refusal(data, name) == imagecheck.BROKEN


# Office files


@pytest.mark.parametrize(
    ("part", "key"), [("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx")]
)
def test_office_file_is_taken_where_allowed(part: str, key: str) -> None:
    data = a_zip({"[Content_Types].xml": b"<Types/>", part: b"<x/>"})
    verdict = judge(data, f"lampiran.{key}", OFFICE)
    assert (verdict.extension, verdict.content_type) == (key, filerules.KINDS[key].content_type)
    assert verdict.data == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (a_docx(**{"word/media/a.bmp": b"\0" * 5_000_000}), officecheck.BOMB),
        (a_docx(**{f"word/{number}.xml": b"" for number in range(6_000)}), officecheck.BOMB),
        (a_docx(**{"word/vbaProject.bin": b"x"}), officecheck.MACRO),
        (a_docx(**{"../../etc/passwd": b"x"}), officecheck.BROKEN),
        (a_docx(**{"/etc/passwd": b"x"}), officecheck.BROKEN),
        (DAMAGED_DOCX, officecheck.BROKEN),
    ],
)
def test_bad_office_file_is_refused(data: bytes, reason: str) -> None:
    assert refusal(data, "a.docx", OFFICE) == reason


def test_office_file_that_understates_its_size_is_refused() -> None:
    data = a_docx(**{"word/media/a.bmp": bytes(range(256)) * 8_000})
    understated = data.replace(struct.pack("<L", 2_048_000), struct.pack("<L", 10))
    assert refusal(understated, "a.docx", OFFICE) == officecheck.BROKEN


def test_encrypted_office_entry_is_refused() -> None:
    data = bytearray(a_docx())
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refusal(bytes(data), "a.docx", OFFICE) == officecheck.LOCKED


# Names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\op\\Surat Pengantar.pdf", "Surat Pengantar.pdf"),
        ("\uff0e\uff0e\uff0fetc\uff0fpasswd.pdf", "passwd.pdf"),
        ("surat\0.pdf", "surat.pdf"),
        ("surat\r\nSet-Cookie: a=1.pdf", "surat Set-Cookie- a=1.pdf"),
        ("surat\u202efdp.exe", "suratfdp.pdf"),
        ("sur\u200bat.pdf", "surat.pdf"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("laporan v1.2 (akhir).pdf", "laporan v1.2 (akhir).pdf"),
        ('a<b>"c"|d?*.pdf', "a-b-c-d.pdf"),
        ("  .htaccess", "berkas.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul.txt.pdf", "_nul.txt.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("....pdf", "berkas.pdf"),
        (".pdf", "berkas.pdf"),
        ("", "berkas.pdf"),
        ("/", "berkas.pdf"),
        ("\ud800.pdf", "berkas.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe
    assert safe_name(safe, "pdf") == safe


@pytest.mark.parametrize("stem", ["a" * 500, "\u90a6" * 500, "\U0001f44d" * 500, "a " * 300])
def test_long_names_are_shortened_and_keep_their_extension(stem: str) -> None:
    name = safe_name(f"{stem}.pdf", "pdf")
    assert name.endswith(".pdf")
    assert len(name) <= LONGEST
    assert len(name.encode()) <= 255
    assert unicodedata.is_normalized("NFC", name)


def test_judged_name_is_the_safe_one() -> None:
    assert judge(PDF, "..\\..\\su\u202erat\x07.pdf").safe_name == "surat.pdf"


def test_extension_is_read_behind_hidden_characters() -> None:
    assert split_name("foto.pn\u200bg") == ("foto", "png")
    assert split_name("arsip.tar.GZ") == ("arsip.tar", "gz")
    assert split_name("No. 12 tahun 2026") == ("No. 12 tahun 2026", "")
