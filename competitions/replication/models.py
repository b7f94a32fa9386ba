"""The register of replications as a table; a row is never overwritten, a correction or withdrawal is one of its own."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from competitions.replication.querysets import ReplicationQuerySet
from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField
from proposals.core.sent import SentProposal


def replication_path(row: "Replication", filename: str) -> str:
    """Where the document lies in the storage; the name is its content, never what the user typed."""
    return f"replikasi/{row.sha256[:2]}/{row.sha256}"


class Replication(models.Model):
    """That somebody copied an innovation, with the document that says so (national.md 3.5).

    `who` is a region, a unit of the city or another institution, never a person; whom to ask there is the contact,
    which only those who know the innovation read. The database refuses to change or delete a row, and a second
    current one of the same `who`; a correction takes the place of the row that it `supersedes` and says its `reason`,
    as a withdrawal does.
    """

    class Who(models.TextChoices):
        REGION = "region", "Daerah lain"
        UNIT = "unit", "Unit atau instansi kota ini"
        INSTITUTION = "institution", "Lembaga lain"

    class Paper(models.TextChoices):
        AGREEMENT = "pks", "Perjanjian kerja sama (PKS)"
        MEMORANDUM = "mou", "Nota kesepahaman (MoU)"
        LETTER = "letter", "Surat"
        STATEMENT = "statement", "Surat pernyataan"

    proposal = models.ForeignKey(
        SentProposal, models.PROTECT, related_name="+", db_constraint=False, verbose_name="inovasi"
    )
    kind = models.CharField("jenis peniru", max_length=11, choices=Who)
    who = LineField("nama peniru", max_length=120)
    paper = models.CharField("jenis dokumen", max_length=9, choices=Paper)
    paper_number = LineField("nomor dokumen", max_length=80, blank=True)
    paper_date = models.DateField("tanggal dokumen")
    file = models.FileField("berkas dokumen", upload_to=replication_path, max_length=120, blank=True)
    file_name = LineField("nama berkas", max_length=150, blank=True)
    content_type = models.CharField("jenis isi", max_length=80, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    contact_name = LineField("nama narahubung", max_length=120, blank=True)
    contact_way = LineField("telepon atau surel narahubung", max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("dicatat", default=timezone.now)
    version = models.PositiveSmallIntegerField("versi", default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="superseded_by"
    )
    withdrawn = models.BooleanField("ditarik", default=False, editable=False)
    reason = NoteField("alasan perbaikan", max_length=300, blank=True)

    objects = ReplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-paper_date", "who", "pk"]
        verbose_name = "replikasi"
        verbose_name_plural = "replikasi"
        constraints = [
            models.CheckConstraint(
                condition=Q(version=1, supersedes=None, withdrawn=False)
                | Q(version__gt=1, supersedes__isnull=False) & ~Q(reason=""),
                name="replication_corrected_with_reason",
                violation_error_message="Tulis mengapa catatan ini diperbaiki atau ditarik.",
            ),
            models.CheckConstraint(condition=Q(file="") | ~Q(sha256=""), name="replication_file_has_sha256"),
        ]
        triggers = [
            *append_only("replication"),
            pgtrigger.Trigger(
                name="replication_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("former", "competitions_replication%ROWTYPE")],
                func="""
                    PERFORM 1 FROM proposals_proposal p WHERE p.id = NEW.proposal_id FOR NO KEY UPDATE;
                    IF NEW.paper_date > (NEW.at AT TIME ZONE 'Asia/Jakarta')::date THEN
                        RAISE EXCEPTION 'pgtrigger: The document is not written yet';
                    END IF;
                    IF NEW.supersedes_id IS NOT NULL THEN
                        SELECT * INTO former FROM competitions_replication r WHERE r.id = NEW.supersedes_id;
                        IF former.withdrawn OR former.proposal_id <> NEW.proposal_id
                            OR former.version + 1 <> NEW.version
                        THEN
                            RAISE EXCEPTION 'pgtrigger: This is no next version of that replication';
                        END IF;
                    END IF;
                    IF NOT NEW.withdrawn AND EXISTS (
                        SELECT 1 FROM competitions_replication r
                        WHERE r.proposal_id = NEW.proposal_id AND lower(r.who) = lower(NEW.who) AND NOT r.withdrawn
                            AND r.id IS DISTINCT FROM NEW.supersedes_id
                            AND NOT EXISTS (SELECT 1 FROM competitions_replication s WHERE s.supersedes_id = r.id)
                    ) THEN
                        RAISE EXCEPTION 'pgtrigger: This one is in the register already';
                    END IF;
                    RETURN NEW;
                """,
            ),
            noted(),
        ]

    def __str__(self) -> str:
        return self.who
