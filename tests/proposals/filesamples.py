"""Uploaded files to judge, honest and hostile, and the two ways of judging them."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from proposals.filechecks.check import Verdict, inspect
from proposals.filechecks.rules import FileRefused

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
BOMB = a_zip({"nol.bin": b"\0" * 5_000_000})
