"""The page of all mails with what became of them, and the ways out for those that did not arrive."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from dashboard.delivery.filters import FAILED, DeliveryFilter
from dashboard.delivery.permissions import mails_for
from dashboard.delivery.rows import rows_of
from dashboard.delivery.services import ACTIONS, DeliveryRefused
from foundation.outbox import keeping
from foundation.outbox.models import FAILED as FAILED_STATES
from foundation.outbox.models import MailState

ROWS_PER_PAGE = 25


@coordinators_only
def delivery(request: SignedInRequest) -> HttpResponse:
    known = mails_for(request.user)
    chosen = DeliveryFilter(request.GET, known.select_related("person"))
    page = Paginator(chosen.qs, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page_obj": page,
        "rows": rows_of(page.object_list, request.user),
        "tabs": _tabs(request, known.order_by().aggregate(failed=_count(*FAILED_STATES), waiting=_count("menunggu"))),
        "failed": chosen.qs.failed().exclude(body="").order_by().count(),
    }
    return render(request, "dashboard/delivery/delivery.html", context)


def _count(*states: str) -> Count:
    return Count("pk", filter=Q(state__in=states))


def _tabs(request: SignedInRequest, counts: dict[str, int]) -> list[dict[str, object]]:
    """What needs somebody first; the counts are of everything, whatever the filter shows."""
    url, asked = reverse("dashboard:delivery"), request.GET.get("keadaan", "")
    several = (
        ("Semua", "", None),
        ("Belum sampai", FAILED, counts["failed"]),
        ("Menunggu", str(MailState.WAITING), counts["waiting"]),
    )
    return [
        {"label": label, "url": f"{url}?keadaan={key}" if key else url, "active": asked == key, "count": count}
        for label, key, count in several
    ]


@coordinators_only
@require_POST
def delivery_again(request: SignedInRequest) -> HttpResponse:
    """Sends again whatever failed of what the filter shows."""
    amount = keeping.send_again(DeliveryFilter(request.GET, mails_for(request.user)).qs.failed())
    messages.success(request, f"{amount} surel dikirim ulang.")
    return redirect(f"{reverse('dashboard:delivery')}?{request.GET.urlencode()}")


@coordinators_only
@require_POST
def delivery_act(request: SignedInRequest, pk: int, action: str) -> HttpResponse:
    """Does one thing with one mail, then leads back to where it was asked for."""
    if action not in ACTIONS:
        raise Http404
    mail = get_object_or_404(mails_for(request.user).select_related("person"), pk=pk)
    [row] = rows_of([mail], request.user)
    try:
        messages.success(request, ACTIONS[action](row, request.user, request))
    except DeliveryRefused as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("kembali", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if safe else "dashboard:delivery")
