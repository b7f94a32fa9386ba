"""The letters that remind: giving them the office's number, and printing them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from dashboard.figures import links
from dashboard.figures.periods import chosen_period
from dashboard.nudges import papers, services
from dashboard.nudges.forms import NumbersForm
from dashboard.nudges.models import Channel, Nudge
from foundation.numbers import number_in
from foundation.printing.services import handed_out
from proposals.core.period.models import Period

LETTERS_AT_ONCE = 200


def _letters(request: SignedInRequest, period: Period) -> list[Nudge]:
    """The recorded letters `?surat=1,2,3` of the period, all of them when none is named, by agency."""
    asked = request.GET.get("surat", "")
    keys = [key for word in asked.split(",") if (key := number_in(word)) is not None]
    found = Nudge.objects.filter(period=period, channel=Channel.LETTER, **({"pk__in": keys} if asked else {}))
    related = found.select_related("agency", "period", "letter_number", "sent_by")
    return list(related.order_by("agency__sort_key", "pk")[:LETTERS_AT_ONCE])


@coordinators_only
def letters(request: SignedInRequest) -> HttpResponse:
    """The letters with their numbers; POST keeps the numbers typed."""
    period = chosen_period(request)
    found = _letters(request, period)
    form = NumbersForm(request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        changed = services.number_letters(form.numbers, by=request.user)
        messages.success(request, f"{changed} nomor surat tersimpan dan tercetak pada suratnya.")
        return redirect(links.letters(period, [one.pk for one in found]))
    context = {
        "period": period,
        "letters": [(one, form[f"nomor-{one.pk}"]) for one in found],
        "form": form,
        "pdf_url": links.letters_pdf(period, [one.pk for one in found]),
    }
    return render(request, "dashboard/nudges/letters.html", context)


@coordinators_only
def letters_pdf(request: SignedInRequest) -> HttpResponse:
    """The letters as one PDF, one to a page."""
    found = _letters(request, chosen_period(request)) if "surat" in request.GET else []
    if not found:
        raise Http404
    return handed_out(request, papers.letters_paper(found))
