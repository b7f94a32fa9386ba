"""The inbox: its page, opening one line, and marking all as read."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from agencies.core.models import Notification
from agencies.core.requests import SignedInRequest
from agencies.inbox.services import read, read_all

PER_PAGE = 25


def inbox(request: SignedInRequest) -> HttpResponse:
    page = Paginator(Notification.objects.filter(user=request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/inbox/inbox.html", {"page_obj": page})


@require_POST
def open_notification(request: SignedInRequest, pk: int) -> HttpResponse:
    notification = get_object_or_404(Notification, pk=pk, user=request.user)
    read(notification)
    safe = url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None)
    return redirect(notification.url if safe and notification.url else "agencies:inbox")


@require_POST
def mark_read(request: SignedInRequest) -> HttpResponse:
    read_all(request.user)
    return redirect("agencies:inbox")
