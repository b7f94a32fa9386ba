"""Office files: taken where allowed, refused when they are bombs, broken, locked or carry macros."""

import struct
import zipfile

import pytest

from proposals.filechecks import office as officecheck
from proposals.filechecks import rules as filerules
from tests.proposals.filesamples import OFFICE, a_docx, a_zip, judge, refusal

DAMAGED_DOCX = a_zip({"[Content_Types].xml": b"", "word/document.xml": b"<asli/>"}, zipfile.ZIP_STORED).replace(
    b"<asli/>", b"<lain/>"
)


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
