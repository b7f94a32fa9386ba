"""Pages for agencies, people, the inbox and the own profile."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.models import User
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from agencies.people import services
from agencies.people.filters import PeopleFilter
from agencies.people.forms import OwnProfileForm, PersonForm

PER_PAGE = 50


@coordinators_only
def people(request: SignedInRequest) -> HttpResponse:
    chosen = PeopleFilter(request.GET, User.objects.select_related("agency"))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/people/people.html", {"filter": chosen, "page_obj": page})


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
    return render(request, "agencies/people/person_form.html", {"form": form})


@coordinators_only
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        services.save_person(form.save(commit=False), by=request.user)
        messages.success(request, f"Data {person} tersimpan.")
        return redirect("agencies:people")
    return render(request, "agencies/people/person_form.html", {"form": form, "person": person})


def profile(request: SignedInRequest) -> HttpResponse:
    form = OwnProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Profil Anda tersimpan.")
        return redirect("agencies:profile")
    return render(request, "agencies/people/profile.html", {"form": form})
