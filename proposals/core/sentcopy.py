"""What lists, counts and reports of others say of a proposal: a copy of its columns as they were last sent.

A database trigger keeps the copy equal to what is written, whoever writes, and holds it back while the proposal is
repaired. A page that others than its agency read takes the copy (`sent_title`), never the column itself.
"""

from typing import Final

import pgtrigger
from django.db import models

from foundation.text.fields import LineField, NoteField, TypedField
from proposals.core.affairs.models import Affair
from proposals.core.guide.profile import PROFILE
from proposals.core.workflow import HELD_BACK, as_sql

COPIED: Final = tuple(field.column for field in PROFILE if field.sent_copy)
_ATTRIBUTES: Final = tuple(field.attribute for field in PROFILE if field.sent_copy)
HELD: Final = as_sql(HELD_BACK)


class SentCopy(models.Model):
    """The columns of COPIED, each with `sent_` before its name; only the trigger writes them."""

    sent_title = LineField("nama inovasi terkirim", max_length=200, blank=True, editable=False)
    sent_summary = NoteField("ringkasan untuk publik terkirim", max_length=500, blank=True, editable=False)
    sent_stage = models.CharField("tahapan inovasi terkirim", max_length=20, blank=True, editable=False)
    sent_form = models.CharField("bentuk inovasi terkirim", max_length=30, blank=True, editable=False)
    sent_innovation_type = models.CharField("jenis inovasi terkirim", max_length=20, blank=True, editable=False)
    sent_affair = models.ForeignKey(
        Affair,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="urusan utama terkirim",
        editable=False,
    )
    sent_applied_date = models.DateField("waktu penerapan terkirim", null=True, editable=False)
    sent_budget = models.BigIntegerField("anggaran terkirim (rupiah)", null=True, editable=False)

    sent_indicators = TypedField("indikator sebelum dan sesudah terkirim", blank=True, editable=False)

    class Meta:
        abstract = True


def _taken(row: str, prefix: str) -> str:
    return " ".join(f"NEW.sent_{name} := {row}.{prefix}{name};" for name in _ATTRIBUTES)


def copy_triggers() -> list[pgtrigger.Trigger]:
    """The copy follows what is written, and stays as it is while the status holds changes back."""
    return [
        pgtrigger.Trigger(
            name="sent_copy_begun",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"{_taken('NEW', '')} RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="sent_copy_kept",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=(
                f"IF NEW.status IN ({HELD}) THEN {_taken('OLD', 'sent_')} ELSE {_taken('NEW', '')} END IF; RETURN NEW;"
            ),
        ),
    ]
