"""The page of one proposal's IGA claims: the agency claims, the coordinator verifies, others read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.requests import SignedInRequest
from competitions.core.editions import edition_of
from competitions.core.models import Edition
from competitions.core.nominating import NominationRefused
from competitions.core.permissions import participants_only
from competitions.core.querysets import known_to
from competitions.iga import services
from competitions.iga.claims import Sheet, sheet_of
from competitions.iga.forms import ClaimForm, VerdictForm
from competitions.iga.services import ClaimChoice, may_claim, may_verify
from proposals.core.guide.indicators import rows_of
from proposals.core.sent import SentProposal
from proposals.sent.shown import files_for

Forms = dict[int, Any]


@participants_only
def claims(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    edition = edition_of(Edition.Programme.IGA, year)
    proposal = get_object_or_404(known_to(request.user).select_related("agency", "period__guide"), pk=pk)
    roles = SentProposal.objects.roles_of(request.user, proposal)
    sheet = sheet_of(edition, proposal, files_for(proposal, roles))
    claiming, verifying = may_claim(proposal.status, roles), may_verify(roles)
    forms = _claim_forms(request, sheet) if claiming else _verdict_forms(request, sheet) if verifying else {}
    if request.method == "POST":
        if not forms:
            raise Http404
        if all(form.is_valid() for form in forms.values()):
            return _save(request, edition, proposal, forms, claiming=claiming)
    rows = [(indicator, claim, proof, forms.get(indicator.pk)) for indicator, claim, proof in sheet.rows]
    context = {"edition": edition, "proposal": proposal, "sheet": sheet, "rows": rows, "claiming": claiming}
    context["figures"] = rows_of(proposal.indicators)
    return render(request, "competitions/iga/claims.html", context | {"editing": bool(forms)})


def _claim_forms(request: SignedInRequest, sheet: Sheet) -> Forms:
    return {
        indicator.pk: ClaimForm(
            request.POST or None,
            indicator=indicator,
            files=sheet.files,
            initial={"level": claim.level_id, "evidence": proof and proof.pk} if claim else {},
        )
        for indicator, claim, proof in sheet.rows
    }


def _verdict_forms(request: SignedInRequest, sheet: Sheet) -> Forms:
    return {
        indicator.pk: VerdictForm(request.POST or None, indicator=indicator, initial={"verified": claim.verified})
        for indicator, claim, _ in sheet.rows
        if claim
    }


def _save(
    request: SignedInRequest, edition: Edition, proposal: SentProposal, forms: Forms, *, claiming: bool
) -> HttpResponse:
    typed = {pk: form.cleaned_data for pk, form in forms.items()}
    try:
        if claiming:
            chosen = {pk: ClaimChoice(data["level"], data["evidence"]) for pk, data in typed.items()}
            changed = services.save_claims(edition, proposal, chosen, by=request.user)
        else:
            verdicts = {pk: data["verified"] for pk, data in typed.items()}
            changed = services.verify_claims(edition, proposal, verdicts, by=request.user)
    except NominationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Tersimpan, {changed} indikator berubah." if changed else "Tidak ada yang berubah.")
    return redirect("competitions:claims", edition.year, proposal.pk)
