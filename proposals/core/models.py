"""The proposal itself: its profile, its numbers and the texts of its sections."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField, TypedField
from foundation.text.keys import Fold, Natural
from proposals.core import workflow
from proposals.core.affairs.models import Affair
from proposals.core.counts.tallies import tally_triggers
from proposals.core.guide import profile
from proposals.core.guide.indicators import SHAPE
from proposals.core.guide.models import Section
from proposals.core.head import ProposalHead
from proposals.core.history.guards import undone_where_refused
from proposals.core.querysets import ProposalQuerySet
from proposals.core.search import searching
from proposals.core.search.documents import proposal_triggers, text_triggers
from proposals.core.sentcopy import COPIED, SentCopy, copy_triggers
from proposals.core.workflow import Status

# Columns that the database keeps itself; and those that saving a text changes, where it stands by whom and when.
DERIVED = ["search", *(f"sent_{name}" for name in COPIED)]
OF_TEXTS = ["version", "updated_at"]


class TextManager(models.Manager["SectionText"]):
    """Loads no words for the search, which only the database reads and which outweigh the text."""

    def get_queryset(self) -> models.QuerySet["SectionText"]:
        return super().get_queryset().defer("search")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=[*DERIVED, *OF_TEXTS])),
    pghistory.DeleteEvent(),
    exclude=DERIVED,
    obj_field=pghistory.ObjForeignKey(related_name="history"),
)
class Proposal(ProposalHead, SentCopy):
    """One innovation proposed by one agency in one period, with the ministry's profile fields (domain.md 2.2)."""

    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="copies", verbose_name="lanjutan dari"
    )
    title = LineField("nama inovasi", max_length=200)
    version = models.PositiveIntegerField("versi isian", default=1, editable=False)

    summary = NoteField("ringkasan untuk publik", max_length=500, blank=True)
    stage = models.CharField("tahapan inovasi", max_length=20, blank=True)
    initiator = models.CharField("inisiator inovasi", max_length=20, blank=True)
    initiator_name = LineField("nama inisiator", max_length=150, blank=True)
    classification = models.CharField("klasifikasi", max_length=20, blank=True)
    innovation_type = models.CharField("jenis inovasi", max_length=20, blank=True)
    form = models.CharField("bentuk inovasi", max_length=30, blank=True)
    asta_cita = models.CharField("Asta Cita", max_length=10, blank=True)
    pkpn_cluster = models.CharField("klaster PKPN", max_length=60, blank=True)
    pkpn_program = models.CharField("program PKPN", max_length=200, blank=True)
    affair = models.ForeignKey(
        Affair,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="urusan utama",
    )
    crossing_affairs = models.ManyToManyField(
        Affair, blank=True, related_name="+", verbose_name="urusan lain yang beririsan"
    )
    latitude = models.DecimalField("lintang", max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("bujur", max_digits=9, decimal_places=6, null=True, blank=True)
    trial_date = models.DateField("waktu uji coba", null=True, blank=True)
    applied_date = models.DateField("waktu penerapan", null=True, blank=True)
    has_development = models.BooleanField("ada pengembangan setelah diterapkan", null=True, blank=True)
    development_date = models.DateField("waktu pengembangan terbaru", null=True, blank=True)
    budget = models.BigIntegerField("anggaran (rupiah)", null=True, blank=True)
    budget_source = LineField("sumber anggaran", max_length=120, blank=True)
    video_url = models.CharField(
        "tautan video", max_length=300, blank=True, validators=[URLValidator(["https", "http"])]
    )
    indicators = TypedField("indikator sebelum dan sesudah", blank=True)

    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("diubah", default=timezone.now, editable=False)
    search = models.GeneratedField(
        expression=SearchVector(Fold("sent_title"), "number", config="indonesian")
        + SearchVector(Fold("sent_title"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = "usulan"
        verbose_name_plural = "usulan"
        indexes = [
            GinIndex(fields=["search"], name="proposal_search"),
            # Where proposals wait, and since when, is counted without opening the rows.
            models.Index(
                fields=["period", "status", "status_since"],
                include=["id"],
                name="proposal_waiting",
            ),
            models.Index(fields=["period", "submitted_at"], name="proposal_period_submitted"),
            models.Index(fields=["agency", "period"], name="proposal_agency_period"),
            # A page deep in a long list goes through these two alone.
            models.Index(fields=["-submitted_at", "-id"], include=["status", "agency"], name="proposal_newest_first"),
            # The catalogue reads its pages and counts its filters from this one.
            models.Index(
                fields=["status", "-status_since", "-id"],
                include=["period", "sent_affair", "sent_stage", "agency"],
                name="proposal_by_status",
            ),
            # A list in the order of the titles.
            models.Index(Natural("sent_title"), name="proposal_by_title"),
            # The counts of the list's filters are read from this index alone.
            models.Index(
                fields=["period", "status", "agency", "sent_affair"],
                include=["id", "submitted_at"],
                name="proposal_counting",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="proposal_known_status"),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(number__isnull=False, submitted_at__isnull=False),
                name="proposal_sent_has_number",
                violation_error_message="Usulan yang sudah diajukan harus bernomor.",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ESTABLISHED) | ~Q(decree_number=""),
                name="proposal_established_has_decree",
                violation_error_message="Penetapan memerlukan nomor SK.",
            ),
            models.CheckConstraint(
                condition=Q(trial_date=None) | Q(applied_date=None) | Q(trial_date__lte=F("applied_date")),
                name="proposal_trial_before_application",
                violation_error_message="Waktu uji coba tidak boleh sesudah waktu penerapan.",
            ),
            models.CheckConstraint(
                condition=Q(applied_date=None) | Q(development_date=None) | Q(applied_date__lte=F("development_date")),
                name="proposal_application_before_development",
                violation_error_message="Waktu pengembangan tidak boleh sebelum waktu penerapan.",
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0),
                name="proposal_budget_not_negative",
                violation_error_message="Anggaran tidak boleh kurang dari nol.",
            ),
            models.CheckConstraint(
                condition=Q(indicators__regex=SHAPE),
                name="proposal_indicators_in_rows",
                violation_error_message="Tabel indikator tidak terbaca. Tulis satu indikator per baris.",
            ),
            models.CheckConstraint(
                # Spelled out, because a CHECK that compares with NULL is not false and would let half a point pass.
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="proposal_point_complete",
                violation_error_message="Isi lintang dan bujur keduanya, atau kosongkan keduanya.",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="status_follows_workflow", field="status", transitions=workflow.transitions()),
            pgtrigger.Trigger(
                name="starts_as_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status=Status.DRAFT),
                func="RAISE EXCEPTION 'A proposal starts as a draft';",
            ),
            pgtrigger.Protect(
                name="only_drafts_are_deleted",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__status=Status.DRAFT),
            ),
            pgtrigger.Protect(
                name="number_is_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__number__isnull=False)
                & pgtrigger.Q(old__number__df=pgtrigger.F("new__number")),
            ),
            undone_where_refused(),
            *copy_triggers(),
            *proposal_triggers(),
            noted(),
            *tally_triggers(),
        ]

    def __str__(self) -> str:
        return self.sent_title

    def profile_rows(self) -> list[profile.ProfileAnswer]:
        """The answered questions of the profile, worded by the guide, in its order."""
        return profile.answers(self, self.period.guide)


class SectionText(models.Model):
    """What was written into one section; `version` tells whether somebody else saved in between."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="texts")
    section = models.ForeignKey(Section, models.PROTECT, related_name="texts")
    text = TypedField("isi", blank=True)
    words = models.PositiveIntegerField("jumlah kata", default=0)
    version = models.PositiveIntegerField("versi", default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField("diubah", default=timezone.now)
    search = models.GeneratedField(
        expression=searching.vector("text"), output_field=SearchVectorField(), db_persist=True
    )

    objects = TextManager()

    class Meta:
        verbose_name = "isi bagian"
        verbose_name_plural = "isi bagian"
        constraints = [models.UniqueConstraint(fields=["proposal", "section"], name="section_text_once")]
        indexes = [GinIndex(fields=["search"], name="section_text_search")]
        triggers = text_triggers()

    def __str__(self) -> str:
        return f"{self.section} ({self.words} kata)"
