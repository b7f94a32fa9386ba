"""What tests of a reviewer's file do with it: downloading, filling in, uploading, saying yes."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl.worksheet.worksheet import Worksheet

from agencies.core.models import User
from foundation.sheets.models import KeptSheet
from reviews.core.models import Assignment

Page = Callable[[User], Client]
Change = Callable[[Worksheet], object]
LEVEL, WHY = 4, 5
REASON = "Alasan yang cukup panjang."


def download(browser: Client) -> openpyxl.Workbook:
    answer = browser.get(reverse("reviews:score_sheets"))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def upload(browser: Client, book: openpyxl.Workbook, name: str = "lembar-nilai.xlsx") -> Any:
    target = io.BytesIO()
    book.save(target)
    return send(browser, target.getvalue(), name)


def send(browser: Client, data: bytes, name: str = "lembar-nilai.xlsx") -> Any:
    return browser.post(reverse("reviews:score_upload"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def filled(browser: Client, cells: dict[str, Any]) -> Any:
    """Downloads, fills in cells such as D2, uploads; the page that follows."""
    book = download(browser)
    for place, value in cells.items():
        book["Nilai"][place] = value
    return upload(browser, book)


def agree(browser: Client, **choices: str) -> Any:
    address = reverse("reviews:score_check", args=[KeptSheet.objects.get().pk])
    return browser.post(address, {"simpan": "1"} | choices, follow=True)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def draft(task: Assignment) -> dict[str, str]:
    kept: dict[str, str] = Assignment.objects.get(pk=task.pk).draft
    return kept


def keys(task: Assignment) -> list[int]:
    return [criterion.pk for criterion in task.stage.rubric.criteria.all()]
