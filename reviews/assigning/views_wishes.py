"""A reviewer's own page: the affairs one knows, and what one would like to score or would rather not."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from reviews.assigning.forms import OwnAffairsForm, WishForm
from reviews.assigning.models import ReviewerCard, ReviewerWish
from reviews.assigning.wishes import set_affairs, set_wish, wishable
from reviews.core.pages import PER_PAGE
from reviews.core.refusals import ReviewRefused
from reviews.scoring_desk.views import reviewers_only


@reviewers_only
def wishes(request: SignedInRequest) -> HttpResponse:
    """The own affairs to tick, and the proposals for which one could be asked."""
    person = request.user
    card = ReviewerCard.objects.filter(user=person).first() or ReviewerCard(user=person)
    form = OwnAffairsForm(request.POST if request.method == "POST" else None, instance=card)
    if request.method == "POST" and form.is_valid():
        set_affairs(person, form.cleaned_data["affairs"])
        messages.success(request, "Keahlian Anda tersimpan. Penugasan otomatis memperhatikannya.")
        return redirect("reviews:wishes")
    rows = wishable(person).select_related("agency", "affair").order_by("number", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    said = ReviewerWish.objects.filter(reviewer=person, proposal__in=[row.pk for row in page])
    known = {one.proposal_id: one for one in said}
    context = {
        "form": form,
        "ticked": card.affairs.count() if card.pk else 0,
        "page_obj": page,
        "rows": [(row, known.get(row.pk)) for row in page],
    }
    return render(request, "reviews/assigning/wishes.html", context)


@reviewers_only
@require_POST
def wish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keeps one wish, or takes it back, and returns to its row; a refusal is the same whether or not there is one."""
    form, row = WishForm(request.POST), ""
    if form.is_valid():
        try:
            set_wish(request.user, pk, form.cleaned_data["wish"])
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
        else:
            row = f"#usulan-{pk}"
    page = number_in(request.POST.get("page", "")) or 1
    return redirect(f"{reverse('reviews:wishes')}?page={page}{row}")
