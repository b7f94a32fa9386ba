"""The page on which the technician reads the security log."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from agencies.core.permissions import technicians_only
from agencies.core.requests import SignedInRequest
from agencies.security.filters import SecurityFilter
from foundation.security.models import SecurityEvent

PER_PAGE = 50


@technicians_only
def security_log(request: SignedInRequest) -> HttpResponse:
    chosen = SecurityFilter(request.GET, SecurityEvent.objects.select_related("person"))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": chosen, "page_obj": page, "days": settings.SECURITY_LOG_DAYS}
    return render(request, "agencies/security/log.html", context)
