"""Pages for agencies, people, the inbox and the own profile."""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.core import ranks
from agencies.core.models import User
from agencies.core.permissions import keepers_of_accounts
from agencies.core.requests import SignedInRequest
from agencies.people import services, sessions
from agencies.people.filters import PeopleFilter
from agencies.people.forms import OwnProfileForm, PersonForm
from agencies.people.freshness import ask_again, fresh_only, is_fresh
from foundation.numbers import number_in
from foundation.once import sent_once
from foundation.outbox.models import OutgoingMail
from foundation.security.events import note
from foundation.security.kinds import Kind

PER_PAGE = 25


@keepers_of_accounts
def people(request: SignedInRequest) -> HttpResponse:
    chosen = PeopleFilter(request.GET, User.objects.select_related("agency"))
    page = Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/people/people.html", {"filter": chosen, "page_obj": page})


@keepers_of_accounts
@fresh_only
@sent_once()
def person_new(request: SignedInRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        form.instance.set_unusable_password()
        if _saved(form, by=request.user):
            person = form.instance
            services.invite(person, form_request=request)
            messages.success(
                request, f"{person} ditambahkan. Tautan untuk membuat kata sandi dikirim ke {person.email}."
            )
            return redirect("agencies:people")
    return render(request, "agencies/people/person_form.html", {"form": form})


@keepers_of_accounts
@fresh_only
def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, instance=person, by=request.user)
    if request.method == "POST" and form.is_valid() and _saved(form, by=request.user):
        stay_signed_in(request, person)
        messages.success(request, f"Data {person} tersimpan.")
        return redirect("agencies:people")
    failure = OutgoingMail.objects.last_failure(person.pk, person.email)
    context = {"form": form, "person": person, "who_may": ranks.WHO_MAY, "failure": failure}
    return render(request, "agencies/people/person_form.html", context)


@keepers_of_accounts
@require_POST
@fresh_only
def second_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """For somebody whose phone is lost."""
    person = get_object_or_404(User, pk=pk)
    try:
        done = services.reset_second_factor(person, by=request.user)
    except services.AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        words = "dihapus dan orangnya diberi tahu" if done else "memang belum dipasang"
        messages.success(request, f"Langkah kedua {person} {words}.")
    return redirect("agencies:person_edit", pk)


def _saved(form: PersonForm, *, by: User) -> bool:
    """Stores what the form holds; a refusal is written on top of it."""
    try:
        services.save_person(form.instance, by=by)
    except services.AccountRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def stay_signed_in(request: SignedInRequest, person: User) -> None:
    """Keeps this browser signed in when the person changed the own account, which ends the other sessions."""
    if person.pk == request.user.pk:
        update_session_auth_hash(request, person)


def profile(request: SignedInRequest) -> HttpResponse:
    """The own data; another address, by which passwords are made anew, asks for the password."""
    form = OwnProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        if "email" in form.changed_data and not (is_fresh(request) and did_recently_reauthenticate(request)):
            return ask_again(request)
        services.save_person(form.instance, by=request.user)
        stay_signed_in(request, form.instance)
        messages.success(request, "Profil Anda tersimpan.")
        return redirect("agencies:profile")
    failure = OutgoingMail.objects.last_failure(request.user.pk, request.user.email)
    return render(request, "agencies/people/profile.html", {"form": form, "failure": failure})


def own_sessions(request: SignedInRequest) -> HttpResponse:
    """Where one is signed in."""
    shown = sessions.open_sessions(request.user, request.session.session_key)
    return render(request, "agencies/people/sessions.html", {"sessions": shown})


@require_POST
def end_session(request: SignedInRequest) -> HttpResponse:
    """Signs out in one browser, or in all of them, this one included."""
    chosen = request.POST.get("sesi", "")
    if chosen == "semua":
        person = request.user
        services.end_sessions(person)
        note(Kind.SIGN_OUT, person=person, detail="dari semua perangkat")
        logout(request)
        messages.success(request, "Anda sudah keluar dari semua perangkat. Masuk lagi di sini bila perlu.")
        return redirect("account_login")
    key = number_in(chosen)
    if key is not None and sessions.end(request.user, key):
        note(Kind.SIGN_OUT, person=request.user, detail="dari perangkat lain")
        messages.success(request, "Perangkat itu sudah dikeluarkan.")
    else:
        messages.info(request, "Perangkat itu sudah keluar sebelumnya.")
    return redirect("agencies:sessions")
