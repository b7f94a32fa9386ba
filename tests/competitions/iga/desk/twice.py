"""What tests of second looks share: the share that is drawn, what is said, and claims looked at twice."""

import pytest
from django.db import ProgrammingError, transaction

from agencies.core.models import User
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk.services import Spoken, judge, look_again
from proposals.core.workflow import Status
from tests import factories
from tests.competitions.iga.desk.conftest import Claiming
from tests.factories import YEAR, Cast

Judgement = Claim.Judgement
WHY = "Halaman tidak memuat nama inovasi."
PAGE = f"/kompetisi/iga/{YEAR}/pemeriksaan/kedua/"


def said(claim: Claim, level: int | None = 2) -> Spoken:
    """Of a claim of 2 or more its level, a lower one, none, or that more is asked."""
    found = {None: Judgement.MORE, 0: Judgement.REJECTED, claim.value: Judgement.ACCEPTED}
    outcome = found.get(level, Judgement.LOWERED)
    newest = claim.verdicts.filter(version=claim.version).order_by("-pk").first()
    return Spoken(claim.version, newest.pk if newest else 0, outcome, level, "" if level == claim.value else WHY)


def looked_twice(claim: Claim, first: int, again: int | None, *, by: tuple[User, User]) -> ClaimVerdict:
    judge(claim, said(claim, first), by=by[0])
    return look_again(claim, said(claim, again), by=by[1])


def many(claiming: Claiming, cast: Cast, amount: int) -> list[Claim]:
    """Claims of as many innovations."""
    made = (factories.proposal(Status.IN_REVIEW, 100 + number, of=cast.home) for number in range(amount))
    return [claiming(each) for each in made]


def refused_by_database(
    words: str, claim: Claim, by: User, level: int = 2, version: int | None = None, **said: object
) -> None:
    claim.refresh_from_db()
    outcome = "accepted" if level == claim.value else "lowered" if level else "rejected"
    with pytest.raises(ProgrammingError, match=words), transaction.atomic():
        ClaimVerdict.objects.create(
            claim=claim, version=version or claim.version, claimed=claim.value, outcome=outcome, level=level,
            reason=WHY, by=by, **{"second": True} | said,
        )  # fmt: skip
