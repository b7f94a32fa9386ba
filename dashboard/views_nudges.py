"""The coordinator's pages for reminding agencies: who is silent, the words, the ladder, and the letters."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.models import Agency
from agencies.papers import pdf_response
from agencies.permissions import coordinators_only
from agencies.requests import SignedInRequest
from dashboard import nudging, papers
from dashboard.forms_nudges import ManyNudgesForm, NudgeForm, PlanForm, StepFormSet
from dashboard.models import Addressee, Channel, Nudge
from dashboard.nudgetext import whatsapp_url
from dashboard.nudging import Candidate, NudgeRefused
from dashboard.periods import chosen_period, year_tabs
from proposals.models import Period

LETTERS_AT_ONCE = 200


def _of_year(name: str, period: Period, *args: str) -> str:
    return f"{reverse(f'dashboard:{name}', args=args)}?tahun={period.year}"


@coordinators_only
def nudges(request: SignedInRequest) -> HttpResponse:
    period = chosen_period(request)
    plan, schools = nudging.plan_for(period), request.GET.get("kelompok") == "sekolah"
    here = _of_year("nudges", period)
    context = {
        "period": period,
        "plan": plan,
        "step": nudging.current_step(plan, timezone.localdate()),
        "steps": plan.steps.all(),
        "candidates": nudging.candidates(period, plan, schools=schools),
        "form": ManyNudgesForm(),
        "schools": schools,
        "groups": [
            {"label": "Perangkat daerah", "url": here, "active": not schools},
            {"label": "Sekolah", "url": f"{here}&kelompok=sekolah", "active": schools},
        ],
        "years": year_tabs(period, request),
    }
    return render(request, "dashboard/nudges.html", context)


@coordinators_only
@require_POST
def nudge_all(request: SignedInRequest) -> HttpResponse:
    """Mail or letters to everybody on the list who does not rest."""
    period, form = chosen_period(request), ManyNudgesForm(request.POST)
    plan = nudging.plan_for(period)
    if not form.is_valid():
        messages.error(request, "Pilih surel atau surat resmi untuk mengingatkan semua sekaligus.")
        return redirect(_of_year("nudges", period))
    found = nudging.candidates(period, plan, schools=request.GET.get("kelompok") == "sekolah")
    chosen = form.cleaned_data
    outcome = nudging.remind_all(found, plan, channel=chosen["channel"], addressee=chosen["addressee"], by=request.user)
    messages.success(request, f"{len(outcome.sent)} pengingat dicatat, {len(outcome.left_out)} instansi dilewati.")
    for reason in outcome.left_out[:5]:
        messages.info(request, reason)
    if chosen["channel"] == Channel.LETTER and outcome.sent:
        keys = ",".join(str(nudge.pk) for nudge in outcome.sent)
        return redirect(f"{reverse('dashboard:letters')}?surat={keys}")
    return redirect(_of_year("nudges", period))


def _candidate(period: Period, agency: Agency) -> Candidate:
    """The agency as somebody to remind. Raises Http404 when it has submitted enough."""
    found = nudging.candidates(period, nudging.plan_for(period), schools=agency.in_school_target)
    candidate = next((one for one in found if one.row.agency == agency), None)
    if candidate is None:
        raise Http404
    return candidate


@coordinators_only
def nudge(request: SignedInRequest, code: str) -> HttpResponse:
    """The ready words for one agency; POST records the reminder and sends it where the portal can."""
    period, agency = chosen_period(request), get_object_or_404(Agency, code=code)
    candidate, plan = _candidate(period, agency), nudging.plan_for(period)
    reachable = whatsapp_url(agency.contact_phone, "") is not None
    form = NudgeForm(request.POST or None, initial=_suggested(plan, reachable=reachable))
    if request.method == "POST" and form.is_valid():
        return _remind(request, candidate, form)
    history = Nudge.objects.filter(period=period, agency=agency).select_related("sent_by")
    newest = history.first()
    context = {
        "period": period,
        "candidate": candidate,
        "agency": agency,
        "form": form,
        "text": nudging.text_for(candidate, period, _addressee(form)),
        "history": history,
        "whatsapp": whatsapp_url(agency.contact_phone, newest.text)
        if newest and newest.channel == Channel.WHATSAPP
        else None,
        "reachable": reachable,
    }
    return render(request, "dashboard/nudge.html", context)


def _addressee(form: NudgeForm) -> str:
    """Whom the words shown greet: the one chosen, the operator while nothing that exists was chosen."""
    chosen = str(form["addressee"].value())
    return chosen if chosen in Addressee.values else Addressee.OPERATOR


def _suggested(plan: nudging.NudgePlan, *, reachable: bool) -> dict[str, str]:
    """What the ladder says for today; mail in the place of WhatsApp when there is no number to write to."""
    step = nudging.current_step(plan, timezone.localdate())
    if step is None:
        return {}
    channel = Channel.EMAIL if step.channel == Channel.WHATSAPP and not reachable else step.channel
    return {"channel": channel, "addressee": step.addressee}


def _remind(request: SignedInRequest, candidate: Candidate, form: NudgeForm) -> HttpResponse:
    period, agency = chosen_period(request), candidate.row.agency
    back = redirect(_of_year("nudge", period, agency.code))
    chosen = form.cleaned_data
    if chosen["channel"] == Channel.WHATSAPP and whatsapp_url(agency.contact_phone, "") is None:
        messages.error(
            request, f"Nomor WhatsApp {agency.short_name} belum ada. Lengkapi narahubungnya, lalu coba lagi."
        )
        return back
    try:
        sent = nudging.remind(
            candidate,
            nudging.plan_for(period),
            channel=chosen["channel"],
            addressee=chosen["addressee"],
            by=request.user,
        )
    except NudgeRefused as refusal:
        messages.error(request, str(refusal))
        return back
    messages.success(request, f"Pengingat untuk {agency.short_name} lewat {sent.get_channel_display()} dicatat.")
    return redirect(f"{reverse('dashboard:letters')}?surat={sent.pk}") if sent.channel == Channel.LETTER else back


@coordinators_only
def letters(request: SignedInRequest) -> HttpResponse:
    """The recorded letters `?surat=1,2,3` as one PDF, one to a page."""
    keys = [int(key) for key in request.GET.get("surat", "").split(",") if key.isascii() and key.isdecimal()]
    found = list(
        Nudge.objects.filter(pk__in=keys[:LETTERS_AT_ONCE], channel=Channel.LETTER)
        .select_related("agency", "period")
        .order_by("agency__name", "pk")
    )
    if not found:
        raise Http404
    return pdf_response(papers.letters_pdf(found), "surat-pengingat.pdf")


@coordinators_only
def plan(request: SignedInRequest) -> HttpResponse:
    """The rest period and the rungs of the ladder with their days."""
    period = chosen_period(request)
    current = nudging.plan_for(period)
    form = PlanForm(request.POST or None, instance=current)
    steps = StepFormSet(request.POST or None, instance=current)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        form.save()
        steps.save()
        messages.success(request, "Rencana pengingat tersimpan.")
        return redirect(_of_year("nudges", period))
    return render(request, "dashboard/nudge_plan.html", {"form": form, "steps": steps, "period": period})
