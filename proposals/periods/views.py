"""The coordinator's pages for periods and extensions."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from proposals.core.period.models import Period, PeriodExtension
from proposals.core.period.state import period_state, running_extensions
from proposals.periods.forms import ExtensionEndForm, ExtensionForm, PeriodForm, PeriodNewForm
from proposals.periods.services import extend


@coordinators_only
def period_list(request: SignedInRequest) -> HttpResponse:
    """Every period with where it stands now, and who may still submit in a closed one."""
    now = timezone.now()
    periods = [
        (period, period_state(period, now), running_extensions(period, now))
        for period in Period.objects.select_related("guide")
    ]
    return render(request, "proposals/periods/periods.html", {"periods": periods})


@coordinators_only
@sent_once()
def period_new(request: SignedInRequest) -> HttpResponse:
    form = PeriodNewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        period = form.save()
        messages.success(request, f"{period} dibuat.")
        return redirect("proposals:period_edit", period.year)
    return render(request, "proposals/periods/period_form.html", {"form": form})


@coordinators_only
def period_edit(request: SignedInRequest, year: int) -> HttpResponse:
    period = get_object_or_404(Period, year=year)
    form = PeriodForm(request.POST or None, instance=period)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Periode tersimpan.")
        return redirect("proposals:period_edit", year)
    extensions = period.extensions.select_related("agency")
    return render(
        request, "proposals/periods/period_form.html", {"form": form, "period": period, "extensions": extensions}
    )


def _period_to_change(year: int) -> Period:
    """The period, held until the answer is sent, so that a double click finds what the first one stored."""
    return get_object_or_404(Period.objects.select_for_update(), year=year)


def _edit_extension(request: SignedInRequest, extension: PeriodExtension) -> HttpResponse:
    form = ExtensionForm(request.POST or None, instance=extension)
    if request.method == "POST" and form.is_valid():
        extend(form.save(commit=False))
        messages.success(request, "Perpanjangan tersimpan.")
        return redirect("proposals:period_edit", extension.period.year)
    context = {"form": form, "period": extension.period, "extension": extension}
    return render(request, "proposals/periods/extension_form.html", context)


@coordinators_only
@transaction.atomic
def extension_new(request: SignedInRequest, year: int) -> HttpResponse:
    return _edit_extension(request, PeriodExtension(period=_period_to_change(year)))


@coordinators_only
@transaction.atomic
def extension_edit(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    return _edit_extension(request, get_object_or_404(PeriodExtension, pk=pk, period=_period_to_change(year)))


@coordinators_only
@require_POST
def extension_delete(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Takes the time back; a page asks first where something can no longer be submitted then."""
    given = PeriodExtension.objects.select_related("period", "agency")
    extension = get_object_or_404(given, pk=pk, period__year=year)
    form = ExtensionEndForm(request.POST, extension)
    if not form.is_valid():
        context = {"form": form, "period": extension.period, "extension": extension}
        return render(request, "proposals/periods/extension_end.html", context)
    extension.delete()
    messages.success(request, "Perpanjangan dihapus.")
    return redirect("proposals:period_edit", year)
