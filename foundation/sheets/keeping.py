"""Keeping an uploaded spreadsheet until its person has said yes or fetched it back, and clearing up after two days."""

import datetime
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.utils import timezone

from foundation.sheets.models import KeptSheet
from foundation.sheets.xlsx import xlsx_response

KEPT: Final = datetime.timedelta(days=2)
LONGEST_NAME: Final = 150


@transaction.atomic
def keep_sheet(
    data: bytes, name: str, *, purpose: str, by: Any, marked: Callable[[], bytes] | None = None
) -> KeptSheet:
    """Keeps the bytes of an upload, and beside them what `marked` makes of them when something is wrong."""
    sheet = KeptSheet(purpose=purpose, by=by, name=name[-LONGEST_NAME:])
    sheet.file.save("", ContentFile(data), save=False)
    if marked and (content := marked()):
        sheet.marked.save("", ContentFile(content), save=False)
    sheet.save()
    return sheet


@transaction.atomic
def keep_mends(sheet: KeptSheet, mends: dict[str, dict[str, str]], marked: Callable[[], bytes] | None) -> None:
    """Keeps what was typed for the cells of a sheet, and marks it anew with what is wrong by now."""
    discard(sheet.marked)
    sheet.mends, sheet.marked = mends, ""
    if marked and (content := marked()):
        sheet.marked.save("", ContentFile(content), save=False)
    sheet.save()


def kept_sheet(pk: int, *, purpose: str, by: Any) -> KeptSheet:
    """The sheet that this person uploaded for this purpose. Raises Http404 for any other, also one that is gone."""
    sheet = KeptSheet.objects.filter(pk=pk, purpose=purpose, by=by).first()
    if sheet is None:
        raise Http404("Lembar ini sudah tidak disimpan. Unggah lagi berkasnya.")
    return sheet


def content_of(sheet: KeptSheet) -> bytes:
    """The bytes as they were uploaded."""
    with sheet.file.open("rb") as file:
        return bytes(file.read())


def marked_response(sheet: KeptSheet) -> HttpResponse:
    """Hands the marked workbook to the browser to save. Raises Http404 when nothing is wrong in it."""
    if not sheet.marked:
        raise Http404("Tidak ada yang perlu diperbaiki dalam lembar ini.")
    with sheet.marked.open("rb") as file:
        return xlsx_response(file.read(), returned_name(sheet.name))


def returned_name(name: str) -> str:
    """What a file is called when it comes back marked."""
    return f"{PurePath(name).stem[:100]}-perlu-diperbaiki.xlsx"


@transaction.atomic
def forget(sheet: KeptSheet) -> None:
    """Deletes a sheet with its files."""
    discard(sheet.file)
    discard(sheet.marked)
    sheet.delete()


def discard(file: FieldFile) -> None:
    """Deletes the bytes of a file when the transaction is through."""
    storage, name = file.storage, str(file.name or "")
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def clear_old() -> None:
    """Deletes what nobody came back for."""
    for sheet in KeptSheet.objects.filter(created_at__lt=timezone.now() - KEPT):
        forget(sheet)
