"""Files handed out in parts: whole, from somewhere on, the end, and parts that do not exist."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from foundation.files.parts import file_in_parts
from foundation.issued.models import IssuedPaper

CONTENT = bytes(range(256)) * 1000


def stored() -> FieldFile:
    storage = InMemoryStorage()
    field = next(field for field in IssuedPaper._meta.get_fields() if field.get_internal_type() == "FileField")
    file = FieldFile(IssuedPaper(), field, storage.save("arsip.zip", ContentFile(CONTENT)))  # type: ignore[arg-type]  # a column
    file.storage = storage
    return file


def answer(**headers: str) -> HttpResponseBase:
    request: HttpRequest = RequestFactory().get("/", headers=headers)
    return file_in_parts(request, stored(), "arsip.zip", "application/zip")


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response)  # type: ignore[arg-type]  # streaming


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=1000-", 1000, 255_999),
        ("bytes=255990-999999", 255_990, 255_999),
        ("bytes=-10", 255_990, 255_999),
        ("bytes=100-70000", 100, 70_000),
    ],
)
def test_a_part_is_that_part(asked: str, first: int, last: int) -> None:
    response = answer(range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/256000"
    assert body(response) == CONTENT[first : last + 1]
    assert int(response["Content-Length"]) == last - first + 1


@pytest.mark.parametrize("asked", ["", "bytes=0-1,5-6", "Bytes 1", "bytes=x-"])
def test_whatever_is_no_single_part_is_the_whole(asked: str) -> None:
    response = answer(range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=9-3", "bytes=-0", "bytes=-"])
def test_a_part_that_does_not_exist_is_refused(asked: str) -> None:
    response = answer(range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */256000")


def test_a_part_of_another_file_is_the_whole() -> None:
    assert answer(range="bytes=5-", **{"if-range": '"lain.zip"'}).status_code == 200
    assert answer(range="bytes=5-", **{"if-range": '"arsip.zip"'}).status_code == 206
