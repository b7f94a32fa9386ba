"""The coordinator's pages of presentations: the sessions of a stage, one session, the arrangement, one slot."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only, for_roles
from agencies.core.requests import SignedInRequest
from foundation.numbers import number_in
from foundation.once import sent_once
from reviews.core.models import ReviewStage
from reviews.core.pages import chosen_period, chosen_stage
from reviews.core.refusals import ReviewRefused
from reviews.presenting import absent, jury, services
from reviews.presenting.arranging import ArrangingFailed
from reviews.presenting.forms import AbsenceForm, JurorForm, SessionForm
from reviews.presenting.models import Absence, AgencyAbsence, Session, Slot
from reviews.presenting.planning import first_to_schedule, place_key, places_for, propose, waiting


def _address(name: str, stage: ReviewStage) -> str:
    return f"{reverse(name)}?tahun={stage.period.year}&tahap={stage.order}"


def _chosen(request: SignedInRequest) -> tuple[ReviewStage, list[ReviewStage]]:
    """The stage named in the address, else the first in which there is something to schedule."""
    period = chosen_period(request)
    stage, stages = chosen_stage(request, period)
    return (stage if "tahap" in request.GET else first_to_schedule(stages)), stages


@coordinators_only
def schedule(request: SignedInRequest) -> HttpResponse:
    """The sessions of a stage and what still waits for a time; every figure of what this person coordinates."""
    stage, stages = _chosen(request)
    own = Slot.objects.coordinated_by(request.user).filter(stage=stage)
    counts = dict(own.order_by().values_list("session").annotate(amount=Count("pk")))
    context = {
        "stage": stage,
        "stages": [
            {"label": each.name, "url": _address("reviews:schedule", each), "active": each == stage} for each in stages
        ],
        "sessions": [(row, counts.get(row.pk, 0)) for row in Session.objects.filter(stage=stage)],
        "waiting": waiting(stage, request.user),
        "lacking": jury.lacking(Slot.objects.coordinated_by(request.user)).select_related("proposal__agency"),
        "missed": own.exclude(pk__in=own.left_behind().values("pk"))
        .filter(state=Slot.State.MISSED)
        .select_related("proposal__agency"),
        "add_url": _address("reviews:session_add", stage),
        "arrange_url": _address("reviews:arrange", stage),
    }
    return render(request, "reviews/presenting/schedule.html", context)


@coordinators_only
@sent_once(makes=Session)
def session_add(request: SignedInRequest) -> HttpResponse:
    stage, _ = _chosen(request)
    form = SessionForm(request.POST or None, instance=Session(stage=stage, kind=stage.meets or Session.Kind.TALK))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.open_session(form.made(), by=request.user))
        except ReviewRefused as refusal:
            form.add_error("last", str(refusal))
    context = {"form": form, "stage": stage, "back": _address("reviews:schedule", stage)}
    return render(request, "reviews/presenting/session_add.html", context)


@coordinators_only
@sent_once()
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    """A session with its slots; POST takes an empty one out."""
    shown = get_object_or_404(Session.objects.select_related("stage__period"), pk=pk)
    back = _address("reviews:schedule", shown.stage)
    if request.method == "POST":
        try:
            services.close_session(shown, by=request.user)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(shown)
        messages.success(request, "Sesi dihapus.")
        return redirect(back)
    context = {"session": shown, "slots": _slots(request, shown), "back": back}
    return render(request, "reviews/presenting/session.html", context)


def _slots(request: SignedInRequest, shown: Session) -> list[Slot]:
    own = Slot.objects.coordinated_by(request.user).filter(session=shown)
    return list(own.select_related("proposal__agency", "proposal__period").prefetch_related("jury__reviewer"))


@coordinators_only
@sent_once()
def arrange(request: SignedInRequest) -> HttpResponse:
    """A proposal of arrangement, worked out anew each time it is looked at; POST applies the lines that were kept."""
    stage, _ = _chosen(request)
    back = _address("reviews:schedule", stage)
    if request.method == "POST":
        try:
            made = services.apply(stage, services.read(request.POST.getlist("baris")), by=request.user)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(_address("reviews:arrange", stage))
        messages.success(request, f"{len(made)} usulan mendapat jadwal.")
        return redirect(back)
    context: dict[str, Any] = {"stage": stage, "back": back, "add_url": _address("reviews:session_add", stage)}
    try:
        context["proposed"] = propose(stage, request.user)
    except ArrangingFailed as failure:
        context["failure"] = str(failure)
    return render(request, "reviews/presenting/arrange.html", context)


Act = Callable[[SignedInRequest, Slot], str]


def _seen(request: SignedInRequest) -> int | None:
    """Which change of the slot the sender had before them; None where the page did not say."""
    return number_in(request.POST.get("dilihat", ""))


def _move(request: SignedInRequest, slot: Slot) -> str:
    services.move(slot, request.POST.get("ke", ""), by=request.user, seen=_seen(request))
    return "Jadwal dipindahkan."


def _held(request: SignedInRequest, slot: Slot) -> str:
    services.mark_held(slot, by=request.user)
    return "Dicatat: sudah berlangsung."


def _missed(request: SignedInRequest, slot: Slot) -> str:
    services.mark_missed(slot, by=request.user)
    return "Dicatat: tidak hadir. Pilih waktu pengganti, atau biarkan bila tidak dijadwalkan lagi."


def _drop(request: SignedInRequest, slot: Slot) -> str:
    person = next(
        (each.reviewer for each in slot.jury.all() if str(each.reviewer_id) == request.POST.get("juri")), None
    )
    if person is not None:
        jury.drop_juror(slot, person, by=request.user)
    return "Juri dilepas dari jadwal ini."


def _join(request: SignedInRequest, slot: Slot) -> str:
    form = JurorForm(request.POST, slot=slot)
    if not form.is_valid():
        raise ReviewRefused("Pilih penilai yang ikut menjadi juri.")
    jury.add_juror(slot, form.cleaned_data["reviewer"], by=request.user)
    return f"{form.cleaned_data['reviewer']} menjadi juri."


def _enough(request: SignedInRequest, slot: Slot) -> str:
    jury.enough(slot, by=request.user)
    return "Dicatat: jurinya cukup."


ACTS: dict[str, Act] = {
    "pindah": _move, "hadir": _held, "absen": _missed, "tambah-juri": _join, "lepas-juri": _drop, "cukup": _enough,
}  # fmt: skip


@coordinators_only
@sent_once()
def slot(request: SignedInRequest, pk: int) -> HttpResponse:
    """One slot: when, where, before whom, and everything that can be changed by hand."""
    rows = Slot.objects.coordinated_by(request.user).select_related("session", "stage__period", "proposal__agency")
    shown = get_object_or_404(rows.prefetch_related("jury__reviewer"), pk=pk)
    if request.method == "POST":
        return _acted(request, shown)
    offered = [] if shown.state == Slot.State.HELD else places_for(shown)
    context = {
        "slot": shown,
        "places": [(place_key(each), each) for each in offered],
        "juror_form": JurorForm(slot=shown),
        "leavers": jury.open_leaves().filter(slot=shown).select_related("reviewer") if shown.is_ahead else [],
    }
    return render(request, "reviews/presenting/slot.html", context)


def _acted(request: SignedInRequest, shown: Slot) -> HttpResponse:
    act = request.POST.get("tindakan", "")
    try:
        if act == "lepas":
            services.take_out(shown, by=request.user, seen=_seen(request))
            messages.success(request, f"{shown.proposal.reference} dilepas dari jadwal dan menunggu waktu baru.")
            return redirect(shown.session)
        if act not in ACTS:
            raise Http404
        messages.success(request, ACTS[act](request, shown))
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:slot", shown.pk)


@for_roles("is_reviewer", "is_coordinator")
@sent_once()
def absences(request: SignedInRequest) -> HttpResponse:
    """When who cannot come: reviewers see and note their own, coordinators everybody's and those of agencies."""
    form = AbsenceForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            _note_absence(request, form.cleaned_data)
        except ReviewRefused as refusal:
            form.add_error("starts", str(refusal))
        else:
            return redirect("reviews:absences")
    context: dict[str, Any] = {"form": form}
    rows = Absence.objects.select_related("person")
    if request.user.is_coordinator:
        context |= {"absences": rows, "agencies": AgencyAbsence.objects.select_related("agency")}
    else:
        context["absences"] = rows.filter(person=request.user)
    return render(request, "reviews/presenting/absences.html", context)


def _note_absence(request: SignedInRequest, data: dict[str, Any]) -> None:
    """Raises ReviewRefused where that time is taken."""
    by, starts, ends = request.user, data["starts"], data["ends"]
    if data.get("agency"):
        absent.note_agency_absence(data["agency"], starts, ends, by=by)
        hit = 0
    else:
        hit = absent.note_absence(data.get("person") or by, starts, ends, by=by)
    messages.success(request, "Waktu berhalangan tercatat.")
    if hit:
        messages.warning(
            request,
            f"{hit} jadwal jatuh pada waktu itu dan kini kekurangan juri. Koordinator mencarikan juri atau waktu lain.",
        )


@for_roles("is_reviewer", "is_coordinator")
@require_POST
@sent_once()
def absence_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Absence.objects.all() if request.user.is_coordinator else Absence.objects.filter(person=request.user)
    absent.forget_absence(get_object_or_404(rows, pk=pk), by=request.user)
    messages.success(request, "Waktu berhalangan dihapus.")
    return redirect("reviews:absences")


@coordinators_only
@require_POST
@sent_once()
def agency_absence_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    absent.forget_agency_absence(get_object_or_404(AgencyAbsence, pk=pk), by=request.user)
    messages.success(request, "Waktu berhalangan dihapus.")
    return redirect("reviews:absences")
