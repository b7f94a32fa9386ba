"""Claims, the evidence each names, the verdicts on them, and how far an innovation is in an edition."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from competitions.core.models import Edition, Indicator, Level
from competitions.core.reasons import TOO_SHORT
from competitions.iga.core import guards
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.states import IN_SET, CandidacyState
from foundation.audit.triggers import append_only
from foundation.changes.triggers import noted
from foundation.text.fields import LineField, NoteField
from proposals.core.sent import SentProposal


@pghistory.track()
class Claim(models.Model):
    """The level one innovation claims on one indicator, what proves it, and the level that was verified.

    Where a fact can be counted it is typed (`fact`) or picked from a list (`picked`), and the level follows. `value`,
    `version` and all that a verdict sets are kept by the database. `proven` says that the evidence suffices
    (`claims.proving`); any change of evidence takes it back. Without a level nothing is claimed.
    """

    class Judgement(models.TextChoices):
        ACCEPTED = "accepted", "Diterima"
        LOWERED = "lowered", "Diterima lebih rendah"
        REJECTED = "rejected", "Ditolak"
        MORE = "more", "Diminta bukti lagi"

    proposal = models.ForeignKey(
        SentProposal, models.CASCADE, related_name="+", db_constraint=False, verbose_name="usulan"
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="claims", verbose_name="indikator")
    level = models.ForeignKey(
        Level, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name="parameter"
    )
    value = models.PositiveSmallIntegerField("parameter yang diklaim", default=0, editable=False)
    fact = models.DecimalField("angka", max_digits=14, decimal_places=2, null=True, blank=True)
    picked = ArrayField(models.CharField(max_length=60), verbose_name="pilihan", default=list, blank=True)
    note = NoteField("catatan untuk pemeriksa", max_length=500, blank=True)
    items: models.ManyToManyField[EvidenceItem, "ClaimEvidence"] = models.ManyToManyField(
        EvidenceItem, through="ClaimEvidence", related_name="claims", verbose_name="bukti"
    )
    proven = models.BooleanField("terbukti", default=False, editable=False)
    version = models.PositiveIntegerField("versi", default=1, editable=False)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField("waktu klaim", default=timezone.now)
    verdict = models.CharField("hasil pemeriksaan", max_length=8, choices=Judgement, blank=True, editable=False)
    reason = NoteField("alasan", max_length=500, blank=True, editable=False)
    verified = models.PositiveSmallIntegerField("parameter terverifikasi", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    verified_at = models.DateTimeField("waktu verifikasi", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["indicator__number"]
        verbose_name = "klaim indikator"
        verbose_name_plural = "klaim indikator"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "indicator"], name="claim_once"),
            models.CheckConstraint(
                condition=Q(verified=None) | Q(verified__lte=F("value")),
                name="claim_verified_at_most_claimed",
                violation_error_message="Parameter terverifikasi tidak dapat melebihi yang diklaim.",
            ),
            models.CheckConstraint(
                condition=Q(verified=None) | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="claim_verified_by_somebody",
                violation_error_message="Verifikasi memerlukan nama dan waktu.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "claimed_at"],
                condition=Q(verdict="", value__gt=0),
                name="claim_waiting",
            )
        ]
        triggers = [*guards.claim_guards(), noted()]

    def __str__(self) -> str:
        return f"{self.indicator} pada {self.proposal_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether a verifier has something to say: claimed, and not judged since it changed."""
        return self.value > 0 and not self.verdict


class ClaimEvidence(models.Model):
    """That a piece of evidence proves a claim; one may prove many, and many one."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="links")
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="links")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["claim", "item"], name="claim_evidence_once")]
        triggers = [guards.link_reopens(), pgtrigger.Protect(name="link_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.item_id} untuk {self.claim_id}"


class ClaimVerdict(models.Model):
    """What a verifier found on one version of a claim: never changed, never deleted; the newest judges the claim.

    `level` is empty where more evidence is asked for. `second` is a second look, which judges nothing; it answers the
    verdict that it looks at again, and a verdict that settles a difference answers the second look. The database sets
    `answers`. `seen` is what lay on the desk (`competitions.iga.desk.seen`); elsewhere it is empty.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="verdicts")
    version = models.PositiveIntegerField("versi klaim")
    claimed = models.PositiveSmallIntegerField("parameter yang diklaim")
    outcome = models.CharField("hasil", max_length=8, choices=Claim.Judgement)
    level = models.PositiveSmallIntegerField("parameter", null=True)
    reason = NoteField("alasan", max_length=500, blank=True)
    second = models.BooleanField("pemeriksaan kedua", default=False)
    answers = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="answer", verbose_name="menjawab"
    )
    seen = models.JSONField("yang dilihat", default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("waktu", default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "putusan klaim"
        verbose_name_plural = "putusan klaim"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="accepted", level=F("claimed"))
                | Q(outcome="lowered", level__gt=0, level__lt=F("claimed"))
                | Q(outcome="rejected", level=0)
                | Q(outcome="more", level=None),
                name="verdict_level_fits_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted") | ~Q(reason=""),
                name="verdict_with_reason",
                violation_error_message=TOO_SHORT,
            ),
        ]
        triggers = [*append_only("claimverdict"), *guards.verdict_guards()]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.claim_id}"

    @property
    def found(self) -> str:
        """What was found, in words that stand after "menemukan"."""
        if self.level is None:
            return "bukti yang belum cukup"
        return f"parameter {self.level}" if self.level else "klaim yang tidak terbukti"


class Candidacies(models.QuerySet["Candidacy"]):
    """Selections of innovations in editions."""

    def in_set(self) -> "Candidacies":
        """Those of the city's submission set, which the index counts."""
        return self.filter(state__in=IN_SET)


@pghistory.track(
    exclude=["claims", "judged", "claimed_points", "verified_points", "counted_points", "mandatory_proven"]
)
class Candidacy(models.Model):
    """How far one innovation is in one edition, with the sums of its claims, which the database keeps.

    An innovation that fits the edition and has no row yet is a candidate without claims. `claims` counts what is
    claimed, `judged` what of it bears a level, points are weight times level of what is proven; `counted_points` take
    the verified level where one was found, else the claimed one (national.md 1.9). `mandatory_proven` counts mandatory
    indicators that are claimed and proven.
    """

    State = CandidacyState

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="candidacies", verbose_name="edisi")
    proposal = models.ForeignKey(
        SentProposal, models.CASCADE, related_name="candidacies", db_constraint=False, verbose_name="inovasi"
    )
    state = models.CharField("keadaan", max_length=12, choices=CandidacyState, default=CandidacyState.CANDIDATE)
    added_by_hand = models.BooleanField("ditambahkan koordinator", default=False)
    reason = NoteField("alasan", max_length=500, blank=True)
    registration_number = LineField("nomor registrasi IGA", max_length=60, blank=True)
    registered_on = models.DateField("tanggal pendaftaran", null=True, blank=True)
    ministry_points = models.PositiveSmallIntegerField("kematangan menurut kementerian", null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField("diubah", default=timezone.now)
    claims = models.PositiveSmallIntegerField(default=0, editable=False)
    judged = models.PositiveSmallIntegerField(default=0, editable=False)
    claimed_points = models.PositiveSmallIntegerField("nilai diklaim", default=0, editable=False)
    verified_points = models.PositiveSmallIntegerField("nilai terverifikasi", default=0, editable=False)
    counted_points = models.PositiveSmallIntegerField("nilai yang dihitung", default=0, editable=False)
    mandatory_proven = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = Candidacies.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = "pencalonan IGA"
        verbose_name_plural = "pencalonan IGA"
        constraints = [
            models.UniqueConstraint(fields=["edition", "proposal"], name="candidacy_once"),
            models.UniqueConstraint(
                fields=["edition", "registration_number"],
                condition=~Q(registration_number=""),
                name="candidacy_number_once",
                violation_error_message="Nomor registrasi ini sudah dipakai inovasi lain pada edisi ini.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "resulted"]) | ~Q(registration_number=""),
                name="candidacy_sent_has_number",
                violation_error_message="Isi nomor registrasi kementerian.",
            ),
            models.CheckConstraint(
                condition=~Q(state="left_out") | ~Q(reason=""),
                name="candidacy_left_out_has_reason",
                violation_error_message="Tulis alasan inovasi ini tidak dikirim.",
            ),
        ]
        indexes = [models.Index(fields=["edition", "state"], include=["proposal"], name="candidacy_by_state")]
        triggers = [*guards.candidacy_guards(), noted()]

    def __str__(self) -> str:
        return f"{self.proposal_id} pada {self.edition}"
