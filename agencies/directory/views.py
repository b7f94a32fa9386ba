"""Pages of agencies and schools: the list, one card, and whom to call there."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.models import Agency
from agencies.core.permissions import (
    coordinators_only,
    leaders_and_coordinators,
    may_edit_contact,
    may_read_agency,
    may_see_invitations,
)
from agencies.core.requests import SignedInRequest
from agencies.directory.filters import AgencyFilter
from agencies.directory.forms import AgencyForm, ContactForm

PER_PAGE = 25


@leaders_and_coordinators
def agency_list(request: SignedInRequest) -> HttpResponse:
    chosen = AgencyFilter(request.GET, Agency.objects.select_related("district", "parent"))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/directory/list.html", {"filter": chosen, "page_obj": page})


def agency_detail(request: SignedInRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency.objects.select_related("district", "village", "parent"), code=code)
    if not may_read_agency(request.user, agency):
        raise Http404
    context = {
        "agency": agency,
        "people": agency.people.filter(is_active=True),
        "sees_invitations": may_see_invitations(request.user, agency),
    }
    return render(request, "agencies/directory/detail.html", context)


@coordinators_only
def agency_edit(request: SignedInRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency, code=code)
    form = AgencyForm(request.POST or None, instance=agency)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Data instansi tersimpan.")
        return redirect(agency)
    return render(request, "agencies/directory/form.html", {"form": form, "agency": agency})


def agency_contact(request: SignedInRequest, code: str) -> HttpResponse:
    """Whom to call; the agency's own people fill it in themselves."""
    agency = get_object_or_404(Agency, code=code)
    if not may_edit_contact(request.user, agency):
        raise Http404
    form = ContactForm(request.POST or None, instance=agency)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Narahubung tersimpan.")
        return redirect("dashboard:agency", agency.code)
    return render(request, "agencies/directory/form.html", {"form": form, "agency": agency, "title": "Narahubung"})
