"""The tamper-evident record: one hash-chained row per score, assignment, conflict, decision and change of a role."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from foundation.audit import chain
from foundation.audit.triggers import append_only, chained, only_by_triggers


class EntryKind(models.TextChoices):
    """What an entry is about."""

    ROLE = "role", "Perubahan peran"
    ACCOUNT = "account", "Perubahan nama masuk atau surel"
    SECOND_FACTOR = "second_factor", "Langkah kedua diatur ulang"
    STAGE = "stage", "Tahap penilaian"
    ASSIGNMENT = "assignment", "Penugasan"
    CONFLICT = "conflict", "Benturan kepentingan"
    RECUSAL = "recusal", "Pengunduran diri"
    PLEDGE = "pledge", "Pakta integritas"
    OVERRIDE = "override", "Pengecualian"
    SCORE = "score", "Nilai"
    RECONCILIATION = "reconciliation", "Penyelesaian selisih nilai"
    DECISION = "decision", "Keputusan"
    CHECKLIST = "checklist", "Daftar periksa verifikasi"
    REMARK = "remark", "Keputusan atas catatan perbaikan"
    OFFICIAL = "official", "Pejabat penanda tangan"
    COACHING = "coaching", "Pembinaan"
    SCHEDULE = "schedule", "Jadwal presentasi"
    SIGNATURE = "signature", "Tanda tangan naskah"
    APPROVAL = "approval", "Jawaban kepala instansi atas usulan"
    CLAIM = "claim", "Putusan atas klaim IGA"
    CANDIDACY = "candidacy", "Daftar kirim IGA"
    EDITION = "edition", "Penerbitan edisi IGA"
    RESULT = "result", "Hasil kementerian"
    SLOTS = "slots", "Pembagian jatah KIPP"


class LedgerEntry(models.Model):
    """One fact with who wrote it, before and after. The database numbers, dates and chains it; nobody changes it.

    `sequence`, `previous_hash`, `own_hash` and `at` are set by the trigger, whatever the caller sends.
    """

    sequence = models.BigAutoField("nomor urut", primary_key=True)
    previous_hash = models.CharField("hash sebelumnya", max_length=64, editable=False)
    own_hash = models.CharField("hash", max_length=64, unique=True, editable=False)
    at = models.DateTimeField("waktu", editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Empty for the system."
    )
    acting_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("jenis", max_length=20)
    subject_type = models.CharField("jenis objek", max_length=60)
    subject_id = models.BigIntegerField("nomor objek")
    before = models.TextField("sebelum", help_text="Canonical JSON.")
    after = models.TextField("sesudah", help_text="Canonical JSON.")

    class Meta:
        # The name under which the record was begun and that auditors' notes use.
        db_table = "agencies_ledgerentry"
        ordering = ["sequence"]
        verbose_name = "catatan tepercaya"
        verbose_name_plural = "catatan tepercaya"
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="ledger_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__regex=r"^[a-z_]+$"), name="ledger_kind_form"),
            models.CheckConstraint(condition=Q(subject_type__regex=r"^[a-z_.]+$"), name="ledger_subject_form"),
            models.CheckConstraint(
                condition=~Q(before__contains="\n") & ~Q(after__contains="\n"), name="ledger_one_line"
            ),
            models.CheckConstraint(condition=Q(own_hash__regex=r"^[0-9a-f]{64}$"), name="ledger_hash_form"),
        ]
        triggers = [*append_only("ledgerentry"), chained("agencies_ledgerhead")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.subject_type} {self.subject_id}"

    def computed_hash(self) -> str:
        """The hash that the row's content demands; equal to `own_hash` unless somebody altered the row."""
        moment = chain.moment_text(self.at)
        return chain.digest(
            [
                self.sequence,
                self.previous_hash,
                moment,
                self.actor_id,
                self.acting_for_id,
                self.kind,
                self.subject_type,
                self.subject_id,
                self.before,
                self.after,
            ]
        )


class LedgerHead(models.Model):
    """Number and hash of the newest entry, kept by the trigger, so that entries cut off at the end are missed."""

    sequence = models.BigIntegerField("nomor urut")
    own_hash = models.CharField("hash", max_length=64)

    class Meta:
        db_table = "agencies_ledgerhead"
        verbose_name = "ujung catatan"
        verbose_name_plural = "ujung catatan"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="ledger_one_head")]
        triggers = only_by_triggers("ledgerhead")

    def __str__(self) -> str:
        return f"{self.sequence} {self.own_hash}"
