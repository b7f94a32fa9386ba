"""Reviewers who have not finished what is due soon or overdue."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from reviews.assigning.late import late_people, late_tasks
from reviews.core.pages import PEOPLE_PER_PAGE, unseen


@coordinators_only
def late(request: SignedInRequest) -> HttpResponse:
    """Who is late with how much, the most urgent first."""
    people = late_people(late_tasks(hidden=unseen(request.user)))
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/assigning/late.html", {"page_obj": page, "now": timezone.now()})
