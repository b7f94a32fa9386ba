"""Pages of the house itself: health, help and the answer to an expired form."""

import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from inovasi.help import TOPICS

WORKER_PATIENCE = datetime.timedelta(minutes=2)


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """The health of web, database and queue: 200 when all is well, 503 with the part named when it is not."""
    state = {"web": "ok", "database": "ok", "queue": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        alive = ProcrastinateWorker.objects.filter(last_heartbeat__gte=timezone.now() - WORKER_PATIENCE)
        if not alive.exists():
            state["queue"] = "no worker"
    except Exception as problem:
        state["database"] = type(problem).__name__
        state["queue"] = "unknown"
    healthy = state["database"] == "ok"
    return JsonResponse(state, status=200 if healthy else 503)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An expired or foreign form: says what to do, and gives back what was typed so that nothing is lost."""
    hidden = {"csrfmiddlewaretoken", "password", "password1", "password2", "login"}
    typed = [(name, value) for name, value in request.POST.items() if name not in hidden and str(value).strip()]
    return render(request, "csrf_failure.html", {"typed": typed, "back": request.path}, status=403)


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "help/index.html", {"topics": TOPICS})


@login_not_required
def help_topic(request: HttpRequest, key: str) -> HttpResponse:
    topic = next((topic for topic in TOPICS if topic.key == key), None)
    if topic is None:
        raise Http404
    return render(request, "help/topic.html", {"topic": topic})
