"""Pages for agencies, people, the inbox and the own profile."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from agencies import services
from agencies.filters import AgencyFilter, PeopleFilter
from agencies.forms import AgencyForm, ContactForm, PersonForm, ProfileForm
from agencies.models import Agency, Notification, User
from agencies.permissions import (
    coordinators_only,
    leaders_and_coordinators,
    may_edit_contact,
    may_read_agency,
)
from agencies.requests import SignedInRequest

PER_PAGE = 50


@leaders_and_coordinators
def agency_list(request: SignedInRequest) -> HttpResponse:
    chosen = AgencyFilter(request.GET, Agency.objects.select_related("district", "parent"))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/list.html", {"filter": chosen, "page_obj": page})


def agency_detail(request: SignedInRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency.objects.select_related("district", "village", "parent"), code=code)
    if not may_read_agency(request.user, agency):
        raise Http404
    people = agency.people.filter(is_active=True)
    return render(request, "agencies/detail.html", {"agency": agency, "people": people})


@coordinators_only
def agency_edit(request: SignedInRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency, code=code)
    form = AgencyForm(request.POST or None, instance=agency)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Data instansi tersimpan.")
        return redirect(agency)
    return render(request, "agencies/form.html", {"form": form, "agency": agency})


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
    return render(request, "agencies/form.html", {"form": form, "agency": agency, "title": "Narahubung"})


@coordinators_only
def people(request: SignedInRequest) -> HttpResponse:
    chosen = PeopleFilter(request.GET, User.objects.select_related("agency"))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/people.html", {"filter": chosen, "page_obj": page})


@coordinators_only
def person_new(request: SignedInRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        person.set_unusable_password()
        services.save_person(person, by=request.user)
        services.invite(person, form_request=request)
        messages.success(request, f"{person} ditambahkan. Tautan untuk membuat kata sandi dikirim ke {person.email}.")
        return redirect("agencies:people")
    return render(request, "agencies/person_form.html", {"form": form})


@coordinators_only
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        services.save_person(form.save(commit=False), by=request.user)
        messages.success(request, f"Data {person} tersimpan.")
        return redirect("agencies:people")
    return render(request, "agencies/person_form.html", {"form": form, "person": person})


def inbox(request: SignedInRequest) -> HttpResponse:
    page = Paginator(Notification.objects.filter(user=request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/inbox.html", {"page_obj": page})


@require_POST
def open_notification(request: SignedInRequest, pk: int) -> HttpResponse:
    notification = get_object_or_404(Notification, pk=pk, user=request.user)
    services.read(notification)
    safe = url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None)
    return redirect(notification.url if safe and notification.url else "agencies:inbox")


@require_POST
def mark_read(request: SignedInRequest) -> HttpResponse:
    services.read_all(request.user)
    return redirect("agencies:inbox")


def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Profil Anda tersimpan.")
        return redirect("agencies:profile")
    return render(request, "agencies/profile.html", {"form": form})
