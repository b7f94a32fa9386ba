"""The coordinator's pages for reminding: who is silent or late, what is due today, the work list, the ladder."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from dashboard.figures import links
from dashboard.figures.periods import chosen_period, year_tabs
from dashboard.nudges import recipients, services
from dashboard.nudges.forms import ManyNudgesForm, NudgePlanForm, ladder_form
from dashboard.nudges.models import Addressee, Channel, Nudge, NudgePlan, Reason
from dashboard.nudges.national import OF_AN_EDITION, WITH_KNOWN_CLOSING, edition_name, edition_of, programme_of
from dashboard.nudges.recipients import ToRemind
from foundation.once import sent_once
from foundation.whatsapp import phone_digits, whatsapp_url
from proposals.core.period.models import Period

WORK_AT_ONCE = 15
ROWS_PER_PAGE = 50
# The figure that a list of perangkat daerah counts, by its reason.
COUNTED = {Reason.SILENT: "period.agencies_without", Reason.KIPP: "kipp.without"}


def chosen_reason(request: SignedInRequest) -> Reason:
    """The reason of `?alasan=`, else that agencies are silent."""
    asked = request.GET.get("alasan", "")
    return Reason(asked) if asked in Reason.values else Reason.SILENT


@coordinators_only
def nudges(request: SignedInRequest) -> HttpResponse:
    """Whom a reason applies to, what of it is due today, and reminding all of them."""
    period, reason, schools = chosen_period(request), chosen_reason(request), request.GET.get("kelompok") == "sekolah"
    plan, group = services.plan_for(period), "sekolah" if schools else ""
    found = recipients.lists(period, plan, schools=schools, reader=request.user)
    until = recipients.deadlines(period, reason)
    is_over = timezone.now() > until.last
    step = None if schools or is_over else services.current_step(plan, timezone.localdate(), reason)
    context = {
        "period": period,
        "plan": plan,
        "reason": reason,
        "rung": services.rung(step, found[reason]) if step else None,
        "steps": plan.steps.all(),
        "today": timezone.localdate(),
        "is_over": is_over,
        "over": programme_of(period, reason),
        "unknown": unknown_closing(period, reason, until),
        "candidates": found[reason],
        # To whom some proposals must stay unknown, the list counts more than the other pages may.
        "counted": COUNTED.get(reason) if not schools and not request.user.conflicts.standing().exists() else None,
        "page_obj": Paginator(found[reason], ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "form": ManyNudgesForm(),
        "group": group,
        "groups": _group_tabs(period, reason, schools=schools),
        "reasons": _reason_tabs(period, found, reason, group),
        "years": year_tabs(period, request),
    }
    return render(request, "dashboard/nudges/nudges.html", context)


def unknown_closing(period: Period, reason: Reason, until: recipients.Deadlines) -> dict[str, str] | None:
    """What must be known before anybody is reminded, and where that is written; None while nothing is."""
    if until.known or reason not in WITH_KNOWN_CLOSING:
        return None
    programme = OF_AN_EDITION[reason].value
    address = reverse("competitions:dates", args=[programme, period.year])
    has = edition_of(period, reason) is not None
    return {"name": edition_name(period, reason), "url": address if has else ""}


def _group_tabs(period: Period, reason: Reason, *, schools: bool) -> list[dict[str, object]]:
    return [
        {"label": "Perangkat daerah", "url": links.nudging("nudges", period, alasan=reason), "active": not schools},
        {"label": "Sekolah", "url": links.nudging("nudges", period, kelompok="sekolah"), "active": schools},
    ]


def _reason_tabs(
    period: Period, found: dict[Reason, list[ToRemind]], reason: Reason, group: str
) -> list[dict[str, object]]:
    """The reasons with how many agencies each applies to; nominating is no rule for schools."""
    return [
        {
            "label": one.label,
            "url": links.nudging("nudges", period, alasan=one, kelompok=group),
            "active": one is reason,
            "count": len(rows),
        }
        for one, rows in found.items()
        if not (group and one is Reason.KIPP)
    ]


@coordinators_only
@require_POST
@sent_once()
def nudge_all(request: SignedInRequest) -> HttpResponse:
    """Mail or letters to everybody on the list who does not rest; WhatsApp becomes a list to work through."""
    period, reason, group = chosen_period(request), chosen_reason(request), request.GET.get("kelompok", "")
    form, plan = ManyNudgesForm(request.POST), services.plan_for(period)
    if not form.is_valid():
        messages.error(request, "Pilih WhatsApp, surel, atau surat resmi untuk mengingatkan semua sekaligus.")
        return redirect(links.nudging("nudges", period, alasan=reason, kelompok=group))
    channel, addressee = form.cleaned_data["channel"], form.cleaned_data["addressee"]
    if channel == Channel.WHATSAPP:
        return redirect(links.nudging("nudge_work", period, alasan=reason, kelompok=group, kepada=addressee))
    found = recipients.lists(period, plan, schools=group == "sekolah", reader=request.user)[reason]
    outcome = services.remind_all(found, plan, channel=channel, addressee=addressee, by=request.user)
    messages.success(request, f"{len(outcome.sent)} pengingat dicatat, {len(outcome.left_out)} instansi dilewati.")
    for refusal in outcome.left_out[:5]:
        messages.info(request, refusal)
    if channel == Channel.LETTER and outcome.sent:
        return redirect(links.letters(period, [one.pk for one in outcome.sent]))
    return redirect(links.nudging("nudges", period, alasan=reason, kelompok=group))


@coordinators_only
def nudge_work(request: SignedInRequest) -> HttpResponse:
    """WhatsApp for everybody on the list: one ready link each, recorded only when it is marked as sent."""
    period, reason, group = chosen_period(request), chosen_reason(request), request.GET.get("kelompok", "")
    plan, addressee = services.plan_for(period), chosen_addressee(request)
    found = recipients.lists(period, plan, schools=group == "sekolah", reader=request.user)[reason]
    page = Paginator([one for one in found if not one.rests_until], WORK_AT_ONCE).get_page(request.GET.get("page"))
    done = Nudge.objects.filter(
        period=period, reason=reason, channel=Channel.WHATSAPP, sent_at__date=timezone.localdate()
    ).select_related("agency", "sent_by")
    context = {
        "period": period,
        "reason": reason,
        "group": group,
        "addressee": addressee,
        "rows": [_work_row(one, plan, addressee) for one in page],
        "page_obj": page,
        "done": [one for one in done if one.agency.is_school == (group == "sekolah")],
        "resting": sum(bool(one.rests_until) for one in found),
    }
    return render(request, "dashboard/nudges/nudge_work.html", context)


def _work_row(candidate: ToRemind, plan: NudgePlan, addressee: Addressee) -> dict[str, object]:
    """One line of the work list: the words, the figure they say, the link with them, and whether a number is known."""
    text, phone = recipients.text_for(candidate, plan.period, addressee), candidate.row.agency.contact_phone
    return {
        "candidate": candidate,
        "text": text,
        "figure": next(iter(recipients.figures_for(candidate, plan)), None),
        "url": whatsapp_url(phone, text),
        "has_number": phone_digits(phone),
    }


def chosen_addressee(request: SignedInRequest) -> Addressee:
    """Whom the words greet: the one of `?kepada=`, else the operator."""
    asked = request.GET.get("kepada", "")
    return Addressee(asked) if asked in Addressee.values else Addressee.OPERATOR


@coordinators_only
def plan(request: SignedInRequest) -> HttpResponse:
    """The rest and the rungs of the ladder with their days."""
    period = chosen_period(request)
    current = services.plan_for(period)
    form = NudgePlanForm(request.POST or None, instance=current)
    steps = ladder_form(current, request.POST or None)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        with transaction.atomic():
            form.save()
            steps.save()
        messages.success(request, "Rencana pengingat tersimpan.")
        return redirect(links.nudging("nudge_plan" if "tambah" in request.POST else "nudges", period))
    return render(request, "dashboard/nudges/nudge_plan.html", {"form": form, "steps": steps, "period": period})
