"""Telling agencies of verdicts: many in one message, some quiet time after the last, and a day later at most."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.inbox.notifications import OfficeLetter, tell_offices
from competitions.core.models import Edition
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk.models import ToldVerdict, VerdictDigest
from foundation.site import absolute

LONGEST_WAIT: Final = datetime.timedelta(days=1)
MOST_LINES: Final = 60
J = Claim.Judgement
_TOLD: Final = ((J.LOWERED, "diterima lebih rendah"), (J.REJECTED, "ditolak"), (J.MORE, "diminta bukti lagi"))


def untold() -> QuerySet[ClaimVerdict]:
    """Verdicts of which their agency was not told yet; neither second looks, nor what settles for the first verdict."""
    first = F("answers__answers__level")
    changed = Q(answers=None) | Q(level=None) | Q(level__lt=first) | Q(level__gt=first)
    return ClaimVerdict.objects.filter(changed, second=False, told=None)


def send_due(now: datetime.datetime | None = None) -> int:
    """Tells each agency whose verifier has paused for long enough, or that has waited a day; how many were told."""
    now = now or timezone.now()
    quiet = now - datetime.timedelta(minutes=settings.IGA_DIGEST_MINUTES)
    return _send(Q(newest__lte=quiet) | Q(oldest__lte=now - LONGEST_WAIT))


def send_now(person: User) -> int:
    """Tells the agencies on whose claims this person has spoken since they were told last; how many they are."""
    mine = untold().filter(by=person).values("claim__proposal__agency")
    return _send(Q(claim__proposal__agency__in=mine))


def told_soon(person: User) -> tuple[int, int]:
    """Of how many verdicts of this person how many agencies will be told; one query."""
    rows = untold().filter(by=person).order_by().values_list("claim__proposal__agency", flat=True)
    agencies = list(rows)
    return len(agencies), len(set(agencies))


def _send(which: Q) -> int:
    groups = untold().order_by().values_list("claim__proposal__agency", "claim__indicator__edition")
    due = groups.annotate(newest=Max("at"), oldest=Min("at")).filter(which)
    return sum(tell_agency(agency, edition) for agency, edition, _, _ in due)


@transaction.atomic
def tell_agency(agency: int, edition: int, *, at: datetime.datetime | None = None) -> bool:
    """Tells one agency of all verdicts it was not told of; False when another worker was faster.

    Of a claim that was judged several times meanwhile only the newest verdict is told. With `at` it was told back then;
    only the demo tells of the past.
    """
    office = Agency.objects.select_for_update(no_key=True).get(pk=agency)
    found = untold().filter(claim__proposal__agency=agency, claim__indicator__edition=edition)
    rows = list(found.select_related("claim__indicator", "claim__proposal").order_by("at", "pk"))
    if not rows:
        return False
    newest = list({row.claim_id: row for row in rows}.values())
    of = Edition.objects.get(pk=edition)
    text = summary(of, newest)
    more = "\n\n".join(_lines(of, newest))
    digest = VerdictDigest.objects.create(
        agency=office, edition=of, text=f"{text}\n\n{more}".strip(), sent_at=at or timezone.now()
    )
    ToldVerdict.objects.bulk_create(ToldVerdict(verdict=row, digest=digest) for row in rows)
    tell_offices([OfficeLetter(office, text, url=_page(of, newest), more=more, at=at)])
    return True


def summary(edition: Edition, verdicts: Sequence[ClaimVerdict]) -> str:
    """How many were accepted and how many not, in one sentence."""
    counted = Counter(row.outcome for row in verdicts)
    others = [f"{counted[outcome]} {words}" for outcome, words in _TOLD if counted[outcome]]
    accepted = f"{counted[J.ACCEPTED]} dari {len(verdicts)} diterima"
    return f"Pemeriksaan klaim {edition.name}: {', '.join([accepted, *others])}."


def _lines(edition: Edition, verdicts: Iterable[ClaimVerdict]) -> list[str]:
    """What was not accepted as claimed or was settled, by innovation and indicator, why, and where it is mended."""
    told = [row for row in verdicts if row.outcome != J.ACCEPTED or row.answers_id]
    told.sort(key=lambda row: (row.claim.proposal_id, row.claim.indicator.number))
    lines = [
        f"“{row.claim.proposal.title}”, {row.claim.indicator}: {_found(row)}\n"
        f"{absolute(_claim_page(edition, row.claim))}"
        for row in told[:MOST_LINES]
    ]
    rest = len(told) - len(lines)
    return [*lines, f"Dan {rest} klaim lain; semuanya tampil pada halaman klaim."] if rest else lines


def _claim_page(edition: Edition, claim: Claim) -> str:
    return reverse("competitions:claim", args=[edition.year, claim.proposal_id, claim.indicator.number])


def _found(row: ClaimVerdict) -> str:
    """What was found and why, and that it stands in the place of another verdict after a second look."""
    said = dict(_TOLD) | {
        J.LOWERED: f"diterima parameter {row.level}, bukan {row.claimed}",
        J.ACCEPTED: f"diterima parameter {row.level}",
    }
    again = " sesudah diperiksa dua orang" if row.answers_id else ""
    return f"{said[J(row.outcome)]}{again}. {row.reason}".rstrip()


def _page(edition: Edition, verdicts: Iterable[ClaimVerdict]) -> str:
    """The claims of the one innovation that it is about, or the page of the programme."""
    innovations = {row.claim.proposal_id for row in verdicts}
    if len(innovations) == 1:
        return reverse("competitions:claims", args=[edition.year, innovations.pop()])
    return reverse("competitions:iga", args=[edition.year])
