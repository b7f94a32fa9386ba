"""Pages of the house itself: help and the answer to an expired form."""

import sys
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import server_error as usual_server_error

from agencies.core.models import User
from agencies.people import limits
from foundation.files.storage import NOT_STORED, is_full
from foundation.queue.outage import database_is_away
from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome
from foundation.site import absolute
from inovasi.help import TOPICS

# Never shown again: the form's own fields and what only its owner may know.
HIDDEN = {
    "csrfmiddlewaretoken",
    "password",
    "password1",
    "password2",
    "oldpassword",
    "passphrase",
    "nik",
    "login",
    "code",
    "lanjut",
    "simpan",
}


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What a person typed into the form that was sent, without secrets and hidden companions."""
    return [
        (name, str(value))
        for name, value in request.POST.items()
        if str(value).strip() and name not in HIDDEN and not name.endswith(("-versi", "-dasar", "-ditanya"))
    ]


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """An expired or foreign form: says what to do, and gives back what was typed so that nothing is lost."""
    person = request.user if isinstance(request.user, User) else None
    note(Kind.FORM, Outcome.REFUSED, person=person, detail=reason)
    context = {
        "title": "Formulir ini sudah kedaluwarsa",
        "why": "Biasanya karena Anda masuk atau keluar di jendela lain sesudah formulir dibuka.",
        "typed": typed_in(request),
        "back": request.path,
        "label": "Buka kembali formulir",
    }
    return render(request, "csrf_failure.html", context, status=403)


def session_ended(request: HttpRequest) -> HttpResponse:
    """A form sent after the session ended: the way to sign in again, and what was typed."""
    context = {
        "title": "Sesi Anda telah berakhir",
        "why": "Untuk keamanan, Anda dikeluarkan setelah lama tidak ada kegiatan.",
        "typed": typed_in(request),
        "back": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
        "label": "Masuk lagi",
    }
    return render(request, "csrf_failure.html", context, status=403)


def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Leads to the page for second factors; a form gets back what was typed, a part of a page leads all of it there."""
    place = reverse("mfa_index")
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return redirect(place)
    context = {
        "title": "Pasang langkah kedua dahulu",
        "why": "Akun koordinator, pimpinan, dan teknisi memerlukan langkah kedua saat masuk.",
        "typed": typed_in(request),
        "back": place,
        "label": "Pasang langkah kedua",
    }
    response = render(request, "csrf_failure.html", context, status=403)
    response["HX-Redirect"] = place
    return response


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """Asked for too often: says when to try again, also to the browser where the moment is known."""
    seconds = limits.pause_of_address(request)
    context = {"wait": limits.in_words(seconds) if seconds else "beberapa menit", "back": request.path}
    response = render(request, "429.html", context, status=429)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """A page that failed: 503 and a page that tries again by itself when the database is away, 507 when a disk is
    full, else 500.
    """
    problem = sys.exception()
    if is_full(problem):
        return HttpResponse(render_to_string("507.html", {"why": NOT_STORED}), status=507)
    if not database_is_away(problem):
        return usual_server_error(request)
    again = request.method in ("GET", "HEAD")
    answer = HttpResponse(render_to_string("503.html", {"again": again}), status=503)
    answer["Retry-After"] = "10"
    return answer


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "help/index.html", {"topics": TOPICS})


@login_not_required
def help_topic(request: HttpRequest, key: str) -> HttpResponse:
    topic = next((topic for topic in TOPICS if topic.key == key), None)
    if topic is None:
        raise Http404
    return render(request, "help/topic.html", {"topic": topic})


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may visit: the public pages, not the sign-in pages and not the papers."""
    closed = (reverse("account_login"), "/akun/", "/verifikasi/", reverse("admin:index"))
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {absolute(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
