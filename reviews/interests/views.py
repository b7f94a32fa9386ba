"""The coordinator's pages for conflicts of interest."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.core.permissions import coordinators_only, leaders_and_coordinators
from agencies.core.requests import SignedInRequest
from foundation.chips import query_without_page
from reviews.core.models import Interest
from reviews.core.pages import PER_PAGE, chosen_period
from reviews.core.refusals import ReviewRefused
from reviews.interests import services
from reviews.interests.forms import ConflictForm, LiftForm
from reviews.procedure.rules import may_except


@coordinators_only
def conflict_list(request: SignedInRequest) -> HttpResponse:
    """All conflicts of the period, standing and lifted, and the form that records one."""
    period = chosen_period(request)
    if period is None:
        raise Http404
    form = ConflictForm(request.POST or None, initial={"number": request.GET.get("usulan", "")}, by=request.user)
    if request.method == "POST" and form.is_valid() and _recorded(request, form):
        return redirect("reviews:conflicts")
    known = Interest.objects.coordinated_by(request.user).filter(proposal__period=period)
    listed = known.select_related("user", "proposal__agency", "declared_by", "lifted_by")
    page = Paginator(listed.order_by("-declared_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "form": form,
        "page_obj": page,
        "tally": services.tally(period, request.user),
        "query": query_without_page(request),
    }
    return render(request, "reviews/interests/conflicts.html", context, status=400 if request.method == "POST" else 200)


def _recorded(request: SignedInRequest, form: ConflictForm) -> bool:
    data = form.cleaned_data
    try:
        services.record(data["person"], data["number"], kind=data["kind"], reason=data["reason"], by=request.user)
    except ReviewRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request, f"Benturan kepentingan tercatat. {data['number'].reference} tidak lagi tampak bagi {data['person']}."
    )
    return True


@leaders_and_coordinators
def conflict_lift(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lifts one conflict with a reason; one that is lifted already, hidden or the own does not exist.

    A leader comes here only as the chair of a meeting, where the procedure names the chair.
    """
    found = Interest.objects.known_to(request.user).standing().select_related("user", "proposal__agency")
    conflict = get_object_or_404(found, pk=pk)
    if not (request.user.is_coordinator or may_except(conflict.proposal.period_id, request.user)):
        raise Http404
    back = reverse("reviews:conflicts" if request.user.is_coordinator else "reviews:meetings")
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.lift(conflict, by=request.user, reason=form.cleaned_data["reason"])
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Benturan kepentingan {conflict.user} dicabut; pengecualian ini tercatat.")
            return redirect(back)
    context = {"conflict": conflict, "form": form, "back": back}
    return render(
        request, "reviews/interests/conflict_lift.html", context, status=400 if request.method == "POST" else 200
    )
