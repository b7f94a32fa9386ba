"""Pages of inviting: the agency's own, and the one that an invitation opens."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agencies.core.models import Agency
from agencies.core.permissions import may_invite_to, may_see_invitations
from agencies.core.requests import SignedInRequest
from agencies.inviting import services
from agencies.inviting.forms import AcceptanceForm, InvitationForm
from agencies.inviting.models import Invitation
from agencies.inviting.services import AddressTaken, InvitationRefused, LinkUsedUp
from foundation.once import sent_once
from foundation.security import links
from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome
from foundation.whatsapp import whatsapp_url

SHOWN = 20
FRESH = "undangan-baru"


@sent_once()
def invitations(request: SignedInRequest, code: str) -> HttpResponse:
    """The invitations of an agency for its operators, who invite here, and for coordinators; a new link stands once."""
    agency = _agency(request, code)
    may_invite = may_invite_to(request.user, agency)
    if request.method == "POST" and not may_invite:
        raise Http404
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.invite(agency, **form.cleaned_data, by=request.user)
        except AddressTaken as refusal:
            form.add_error("email", str(refusal))
        except InvitationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[FRESH] = made.pk
            messages.success(request, f"Undangan untuk {made.name} dikirim ke {made.email}.")
            return redirect("agencies:invitations", code)
    rows = Invitation.objects.filter(agency=agency).select_related("invited_by")
    fresh = rows.waiting().filter(pk=request.session.pop(FRESH, None), invited_by=request.user).first()
    link = services.link_of(fresh) if fresh else ""
    words = f"Anda diundang menulis usulan inovasi {agency.short_name}. Buka tautan ini, lalu buat kata sandi: {link}"
    context = {
        "agency": agency,
        "form": form,
        "may_invite": may_invite,
        "fresh": fresh,
        "link": link,
        "whatsapp": whatsapp_url("", words) if link else "",
        "rows": rows[:SHOWN],
    }
    response = render(request, "agencies/inviting/invitations.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def withdraw(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Makes a link void."""
    invitation = get_object_or_404(Invitation.objects.select_related("agency"), pk=pk, agency=_agency(request, code))
    if services.withdraw(invitation, by=request.user):
        messages.success(request, f"Undangan untuk {invitation.name} dicabut. Tautannya tidak berlaku lagi.")
    else:
        messages.info(request, "Undangan itu sudah tidak berlaku sebelumnya.")
    return redirect("agencies:invitations", code)


def _agency(request: SignedInRequest, code: str) -> Agency:
    agency = get_object_or_404(Agency, code=code)
    if not may_see_invitations(request.user, agency):
        raise Http404
    return agency


def closed(request: HttpRequest) -> HttpResponse:
    """One page for every link that makes no account: used, withdrawn, past its time, or never made."""
    note(Kind.BEARER, Outcome.REFUSED, detail="undangan rekan")
    return render(request, "agencies/inviting/closed.html", status=404)


@sensitive_post_parameters("password", "again")
@links.by_link(services.found_by, closed)
@sent_once()
def invitation(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Name and password of who was invited."""
    if not services.makes_account(found):
        return closed(request)
    form = AcceptanceForm(request.POST or None, initial={"name": found.name}, invitation=found)
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        try:
            person = services.accept(found.pk, name=name, password=password)
        except LinkUsedUp:
            return closed(request)
        except AddressTaken as refusal:
            form.add_error(None, str(refusal))
        else:
            ready = f"Akun Anda siap. Masuk dengan {person.email} atau {person.username} dan kata sandi tadi."
            messages.success(request, ready)
            return redirect("account_login")
    context = {"invitation": found, "form": form}
    return render(request, "agencies/inviting/accept.html", context, status=400 if form.errors else 200)
