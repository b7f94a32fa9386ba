"""Writes on the city's own part: entering a row, and the second look at it."""

from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.core.nominating import NominationRefused
from competitions.iga.city.models import SEEN, CityFigure
from foundation.files.storage import gone_on_rollback
from proposals.filechecks.check import Verdict

COLUMNS: Final = ("level", "figure", "document_title", "document_number", "document_date", "url", "note")


class CityRefused(NominationRefused):
    """The row was not written; the text says why and what to do."""


@transaction.atomic
def enter(
    edition: Edition, row: str, values: dict[str, Any], *, by: User, seen: int, document: Verdict | None = None
) -> CityFigure:
    """Stores what was typed for a row; `seen` is the version that its page showed, 0 for one not entered yet.

    Raises CityRefused when somebody else has saved since; nothing is overwritten.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)
    current = CityFigure.objects.select_for_update().filter(edition=edition, row=row).first()
    if (current.version if current else 0) != seen:
        who = current.entered_by if current else None
        raise CityRefused(
            f"Baris ini baru saja disimpan {who or 'orang lain'}, jadi isian Anda belum tersimpan. Bandingkan dengan "
            "yang tersimpan sekarang, perbaiki bila perlu, lalu simpan lagi."
        )
    figure = current or CityFigure(edition=edition, row=row)
    before, seen_before = (tuple(getattr(figure, name) for name in names) for names in (COLUMNS, SEEN))
    for name in COLUMNS:
        if name in values:
            setattr(figure, name, values[name])
    if current and not document and before == tuple(getattr(figure, name) for name in COLUMNS):
        return current
    if document:
        _keep(figure, document)
    # A note makes nobody the one who entered the row, else the one who did could look at it themselves.
    if current is None or seen_before != tuple(getattr(figure, name) for name in SEEN):
        figure.entered_by, figure.entered_at = by, timezone.now()
    figure.save()
    figure.refresh_from_db()
    return figure


def _keep(figure: CityFigure, document: Verdict) -> None:
    if figure.sha256 == document.sha256:
        return
    figure.sha256, figure.file_name = document.sha256, document.safe_name
    figure.content_type = document.content_type
    figure.file.save(document.safe_name, ContentFile(document.data), save=False)
    gone_on_rollback(figure.file)


@transaction.atomic
def check(figure: CityFigure, *, by: User, seen: int) -> CityFigure:
    """The second look at a row, by another coordinator than the one who entered it.

    Raises CityRefused where it moved on, has no level or document, or was entered by the same person.
    """
    current = CityFigure.objects.select_for_update().get(pk=figure.pk)
    if current.version != seen:
        raise CityRefused("Baris ini berubah sejak Anda membukanya. Periksa isinya yang sekarang, lalu tandai lagi.")
    if current.level is None:
        raise CityRefused("Parameter baris ini belum diisi, jadi belum ada yang diperiksa.")
    if current.level and not current.has_document:
        raise CityRefused("Baris ini belum menyebut dokumennya. Isi dokumen atau tautannya dahulu.")
    if current.entered_by_id == by.pk:
        raise CityRefused("Anda sendiri yang mengisi baris ini. Minta koordinator lain memeriksanya.")
    current.checked_by, current.checked_at = by, timezone.now()
    current.save(update_fields=["checked_by", "checked_at"])
    return current
