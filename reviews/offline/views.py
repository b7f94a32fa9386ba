"""Taking assignments along, the shell that works without a connection, and taking in what was written there."""

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from foundation.security.events import note
from foundation.security.kinds import Kind
from reviews.core.models import Assignment
from reviews.core.querysets import AssignmentQuerySet
from reviews.offline import owners, services
from reviews.offline.packing import packet
from reviews.offline.reading import UnreadableParcel, parcel
from reviews.offline.worker import SHELL, worker_script
from reviews.scoring_desk import pledges
from reviews.scoring_desk.services import why_closed
from reviews.scoring_desk.views import own_assignment, reviewers_only

KEPT_DAYS: Final = 7
UNREADABLE: Final = "Isian ini tidak terbaca. Muat ulang halaman ini, lalu coba lagi."
OTHER_PERSON: Final = "Isian ini ditulis orang lain. Masuk sebagai penulisnya untuk mengirimnya."


def _open_tasks(request: SignedInRequest) -> AssignmentQuerySet:
    return Assignment.objects.of(request.user).to_do().open_now().in_queue_order()


def _offered() -> None:
    """Raises Http404 where the portal keeps proposals off devices; what was written on one is taken in all the same."""
    if not settings.OFFLINE_REVIEWS:
        raise Http404


@reviewers_only
def take_along(request: SignedInRequest) -> HttpResponse:
    """The open assignments to choose from; a POST by the page's script notes that these go along, or none any more."""
    _offered()
    tasks = list(_open_tasks(request).select_related("proposal__agency", "proposal__period", "stage"))
    if request.method == "POST":
        return _taken(request, tasks)
    for period in {task.proposal.period for task in tasks}:
        if not pledges.accepted(request.user, period):
            return redirect("reviews:pledge", period.year)
    context = {"tasks": tasks, "days": KEPT_DAYS, "owner": owners.owner_of(request.user)}
    return render(request, "reviews/offline/take_along.html", context)


def _taken(request: SignedInRequest, tasks: list[Assignment]) -> HttpResponse:
    chosen = {number_in(key) for key in request.POST.getlist("tugas")}
    going = [task.pk for task in tasks if task.pk in chosen]
    response = JsonResponse({"owner": owners.owner_of(request.user), "days": KEPT_DAYS, "tasks": going})
    if going:
        note(Kind.TAKEN_ALONG, person=request.user, detail=f"{len(going)} usulan")
        owners.remember(response, request.user)
    else:
        owners.forget(response)
    return response


@reviewers_only
def task_packet(request: SignedInRequest, pk: int) -> HttpResponse:
    """One assignment as a device keeps it; 409 with the sentence that says why it cannot be scored now."""
    _offered()
    assignment = own_assignment(request, pk)
    if not pledges.accepted(request.user, assignment.proposal.period):
        return redirect("reviews:pledge", assignment.proposal.period.year)
    closed = why_closed(assignment)
    if closed:
        return HttpResponse(closed, status=409, content_type="text/plain; charset=utf-8")
    return JsonResponse(packet(assignment))


@reviewers_only
@never_cache
def line_state(request: SignedInRequest) -> HttpResponse:
    """Who is signed in here, and the token for sending: a device asks before it sends."""
    return JsonResponse({"owner": owners.owner_of(request.user), "token": get_token(request)})


@reviewers_only
@require_POST
def send_answers(request: SignedInRequest) -> HttpResponse:
    """Takes in the answers of one assignment, each once, and says of each what became of it."""
    try:
        sent = parcel(request.body)
    except UnreadableParcel:
        return JsonResponse({"why": UNREADABLE}, status=400)
    if sent.owner != owners.owner_of(request.user):
        return JsonResponse({"why": OTHER_PERSON}, status=403)
    arrived = services.receive(sent.assignment, sent.answers, by=request.user)
    return JsonResponse({"answers": [_told(each) for each in arrived]})


def _told(arrival: services.Arrival) -> dict[str, Any]:
    stored = arrival.stored if arrival.how is services.How.CLASH else ""
    return {"key": str(arrival.answer.key), "how": arrival.how, "stored": stored, "why": arrival.why}


@login_not_required
def shell(request: HttpRequest) -> HttpResponse:
    """The page that a device keeps: the same for everybody, it holds nothing of anybody."""
    response = render(request, SHELL)
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, for the pages of reviewing alone, below whose address it lies."""
    response = HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
