"""Reviewers who have not finished what is due soon or overdue, and reminding them by mail, WhatsApp or a list."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.models import User
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.sheets.xlsx import xlsx_response
from reviews.assigning.forms import ReviewerNudgeForm
from reviews.assigning.late import late_people, late_tasks
from reviews.assigning.reminders import late_reviewers, remind_many
from reviews.assigning.sheets import late_xlsx as late_xlsx_sheets
from reviews.core.pages import PEOPLE_PER_PAGE, unseen

MOST_SENTENCES = 5


@coordinators_only
def late(request: SignedInRequest) -> HttpResponse:
    """Who is late with how much, the most urgent first, and what one can do about each."""
    page = Paginator(_late(request), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/assigning/late.html", {"page_obj": page, "rows": late_reviewers(page)})


def _late(request: SignedInRequest) -> Any:
    return late_people(late_tasks(hidden=unseen(request.user)))


@coordinators_only
@require_POST
def late_remind(request: SignedInRequest) -> HttpResponse:
    """Reminds one reviewer, or by mail everybody who is late and may be reminded."""
    form = ReviewerNudgeForm(request.POST)
    # Whoever reminds from the home goes on there.
    back = "home" if request.POST.get("dari") == "beranda" else "reviews:late"
    if not form.is_valid():
        messages.error(request, "Pilih cara mengingatkan dari daftar ini, lalu coba lagi.")
        return redirect(back)
    person, channel = form.cleaned_data["reviewer"], form.cleaned_data["channel"]
    people: list[User] = [person] if person else list(_late(request))
    outcome = remind_many(people, channel=channel, by=request.user, hidden=unseen(request.user))
    if outcome.sent:
        label = outcome.sent[0].get_channel_display()
        who = str(person) if person else f"{len(outcome.sent)} penilai"
        messages.success(request, f"Pengingat untuk {who} lewat {label} dicatat.")
    for sentence in outcome.left_out[:MOST_SENTENCES]:
        messages.info(request, sentence)
    return redirect(back)


@coordinators_only
def late_xlsx(request: SignedInRequest) -> HttpResponse:
    """The same list as a spreadsheet, for whoever calls them."""
    return xlsx_response(late_xlsx_sheets(_late(request)), f"penilai-belum-selesai-{timezone.localdate():%Y%m%d}.xlsx")
