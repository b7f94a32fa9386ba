"""The page of one candidate of an IGA edition, with every rule in words."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.permissions import participants_only
from competitions.iga.candidates.cockpit import rows_of, with_words
from competitions.iga.candidates.readiness import blocks_in, readiness_of_one
from competitions.iga.core.models import Candidacy
from competitions.iga.core.states import moves_of
from proposals.core.sent import SentProposal

IGA = Edition.Programme.IGA


@participants_only
def candidate(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """One candidate: its state, every rule with its sentence, and for the coordinator the moves."""
    edition = edition_of(IGA, year)
    row: Any = get_object_or_404(rows_of(edition, request.user), pk=pk)
    with_words([row])
    findings = readiness_of_one(edition, row)
    candidacy = Candidacy.objects.filter(edition=edition, proposal=row.pk).first()
    context = {
        "edition": edition,
        "row": row,
        "candidacy": candidacy or Candidacy(edition=edition, proposal=row),
        "findings": findings,
        "blocks": blocks_in(findings),
        "moves": moves_of(row.candidacy_state, SentProposal.objects.roles_of(request.user, row)),
        "highest": edition.iga.scoring and edition.iga.scoring.maturity_maximum,
    }
    return render(request, "competitions/iga/candidate.html", context)
