"""Spreadsheets of proposals as people upload them, and the queue that works on them at once."""

import datetime
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string
from openpyxl import Workbook

from proposals.importing.models import ImportBatch
from proposals.importing.tasks import check_import, say_yes, store_import

HEADS = ["Nama inovasi", "Tahapan inovasi", "Waktu penerapan", "Anggaran", "Lintang", "Bujur", "Permasalahan"]
GOOD = ["Loket Ramah", "Penerapan", datetime.datetime(2024, 5, 6), 25000000, -2.13, 106.11, "Antrean <b>panjang</b>."]


def sheet(*rows: list[Any], heads: list[str] = HEADS) -> SimpleUploadedFile:
    """An XLSX with these rows under the heading."""
    book, target = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (heads, *rows):
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("usulan lama.xlsx", target.getvalue())


def many(amount: int) -> SimpleUploadedFile:
    """An XLSX with that many different proposals in order."""
    return sheet(*([f"Usulan {number}", *GOOD[1:]] for number in range(1, amount + 1)))


def upload(desk: Client, file: SimpleUploadedFile) -> ImportBatch:
    """Uploads a file that is taken, lets the queue check it, and gives its batch."""
    # Like every page that is shown, with a token of its own.
    page = {"csrfmiddlewaretoken": get_random_string(64)}
    answer = desk.post(reverse("proposals:import"), {"file": file, **page})
    assert answer.status_code == 302, answer.content.decode()
    batch = ImportBatch.objects.latest("pk")
    check_import(batch.pk)
    batch.refresh_from_db()
    return batch


def store(batch: ImportBatch) -> ImportBatch:
    """The yes, and the queue's work after it."""
    say_yes(batch)
    store_import(batch.pk)
    batch.refresh_from_db()
    return batch
