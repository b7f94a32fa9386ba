"""The ranking of a period as frozen for a decision meeting: places and figures that no later review moves.

`reviews/meeting/core/freezing.py` writes it. Once somebody has signed the meeting, the database keeps it as it is.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from foundation.city import city
from foundation.papers.official.words import written_date
from foundation.text.rounding import in_figures
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from reviews.core.signed import kept_once_signed
from reviews.core.standings import ProposalStanding

LATER: Final = "Bernilai sesudah peringkat dibekukan"
"""Why a proposal stands behind all those whose places are frozen."""
_FIXED: Final = "The ranking of a meeting is fixed once it is signed"


class FrozenRanking(models.Model):
    """When the ranking was frozen for a meeting, and by whom."""

    meeting = models.OneToOneField("reviews.Meeting", models.CASCADE, primary_key=True, related_name="frozen")
    period = models.ForeignKey(Period, models.CASCADE, related_name="+")
    at = models.DateTimeField("dibekukan", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "peringkat yang dibekukan"
        verbose_name_plural = "peringkat yang dibekukan"
        indexes = [models.Index(fields=["period", "-at", "-meeting"], name="frozen_ranking_latest")]
        triggers = [kept_once_signed("frozen_ranking_kept", _FIXED)]

    def __str__(self) -> str:
        return f"{self.meeting_id}, {self.at:%d/%m/%Y %H.%M}"

    def changed(self, hidden: Iterable[int]) -> int:
        """How many of the frozen scores are no longer what the reviews come to; those of `hidden` keys do not count."""
        ranks, standings = FrozenPlace._meta.db_table, ProposalStanding._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {ranks} r JOIN {standings} s USING (proposal_id) "  # noqa: S608 - our own names
                "WHERE r.frozen_id = %s AND r.score IS DISTINCT FROM s.official AND r.proposal_id <> ALL(%s::bigint[])",
                [self.pk, list(hidden)],
            )
            return int(cursor.fetchone()[0])

    def words(self, hidden: Iterable[int]) -> str:
        """Of when the ranking is, and how many scores have changed since, but for those of `hidden` keys; one query.

        Pages, sheets and papers say it with the same words.
        """
        at, changed = timezone.localtime(self.at), self.changed(hidden)
        since = f"{in_figures(changed, 0)} nilai berubah" if changed else "tidak ada nilai yang berubah"
        moment = f"{written_date(at.date())} pukul {at:%H.%M} {city().city.timezone_label}"
        return f"Peringkat yang dipakai dibekukan pada {moment}; {since} sesudahnya."


class FrozenPlace(models.Model):
    """One proposal in a frozen ranking: its place and scores, and in `figures` those of its stages by their order."""

    frozen = models.ForeignKey(FrozenRanking, models.CASCADE, related_name="places")
    proposal = models.ForeignKey(SentProposal, models.CASCADE, related_name="+", db_constraint=False)
    place = models.PositiveIntegerField("peringkat", null=True)
    score = models.DecimalField("nilai resmi", max_digits=5, decimal_places=2, null=True)
    raw = models.DecimalField("nilai asli", max_digits=5, decimal_places=2, null=True)
    adjusted = models.DecimalField("nilai tersesuaikan", max_digits=5, decimal_places=2, null=True)
    provisional = models.BooleanField("sementara")
    gone_through = models.CharField("tahap yang dinilai", max_length=60, blank=True)
    decided_by = models.CharField("penentu urutan", max_length=120, blank=True)
    figures = models.JSONField("angka tiap tahap", default=dict, help_text="{order: {n, mean, median, …}}")

    class Meta:
        verbose_name = "peringkat usulan yang dibekukan"
        verbose_name_plural = "peringkat usulan yang dibekukan"
        constraints = [
            models.UniqueConstraint(fields=["frozen", "proposal"], name="frozen_place_once"),
            models.UniqueConstraint(fields=["frozen", "place"], name="frozen_place_of_one", condition=~Q(place=None)),
        ]
        triggers = [kept_once_signed("frozen_place_kept", _FIXED, "{row}.frozen_id")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.place}"


def latest(period: Period | None, meeting: int | None = None) -> FrozenRanking | None:
    """The ranking frozen for this meeting, else the one frozen last in the period; None while there is none."""
    chosen = FrozenRanking.objects.filter(period=period)
    own: Any = chosen.filter(meeting=meeting).first() if meeting else None
    return own or chosen.order_by("-at", "-meeting").first()
