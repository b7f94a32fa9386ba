"""Reminding one agency: to whom, through what, with which words; and what it was reminded of before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.core.models import Agency
from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from dashboard.figures import links
from dashboard.figures.periods import chosen_period
from dashboard.nudges import recipients, services
from dashboard.nudges.forms import NudgeForm, RecipientForm
from dashboard.nudges.models import Addressee, Channel, Nudge, NudgePlan, Reason
from dashboard.nudges.recipients import ToRemind
from dashboard.nudges.services import NudgeRefused
from dashboard.nudges.views import chosen_reason
from foundation.once import sent_once
from foundation.whatsapp import phone_digits, whatsapp_url

Found = dict[Reason, ToRemind]


@coordinators_only
@sent_once()
def nudge(request: SignedInRequest, code: str) -> HttpResponse:
    """The ready words, which may be changed; POST records the reminder and sends it where the portal can."""
    agency = get_object_or_404(Agency, code=code)
    plan = services.plan_for(chosen_period(request))
    found = _reasons_of(request, plan, agency)
    form = NudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        candidate = found.get(Reason(form.cleaned_data["reason"]))
        asked = request.POST.get("langkah") == "tautan"
        if candidate is None or not (asked or form.wants_new_link):
            return _send(request, plan, candidate, agency, form)
        if not asked:
            messages.info(request, "Isinya berubah sesudah tautan dibuat. Buka WhatsApp lagi, lalu tandai terkirim.")
        form = NudgeForm(initial=form.cleaned_data | {"ready": form.cleaned_data["text"]})
    elif not form.is_bound:
        form = _ready(request, plan, found)
    return render(request, "dashboard/nudges/nudge.html", _page(plan, agency, found, form))


def _reasons_of(request: SignedInRequest, plan: NudgePlan, agency: Agency) -> Found:
    """The reasons for which this agency may be reminded."""
    lists = recipients.lists(plan.period, plan, schools=agency.is_school, reader=request.user)
    return {reason: one for reason, rows in lists.items() for one in rows if one.row.agency == agency}


def _ready(request: SignedInRequest, plan: NudgePlan, found: Found) -> NudgeForm:
    """The form with the ready words for what is asked, or for what the ladder says today."""
    candidate = found.get(chosen_reason(request)) or next(iter(found.values()), None)
    if candidate is None:
        return NudgeForm()
    asked = RecipientForm(request.GET)
    chosen = asked.cleaned_data if asked.is_valid() else _suggested(plan, candidate)
    text = recipients.text_for(candidate, plan.period, chosen["kepada"], chosen["lewat"])
    initial = {"reason": candidate.reason, "channel": chosen["lewat"], "addressee": chosen["kepada"]}
    return NudgeForm(initial=initial | {"text": text, "ready": text})


def _suggested(plan: NudgePlan, candidate: ToRemind) -> dict[str, str]:
    """What the ladder says for today, else a message to the operator."""
    step = services.current_step(plan, timezone.localdate(), candidate.reason)
    who, how = (step.addressee, step.channel) if step else (Addressee.OPERATOR, Channel.WHATSAPP)
    return {"kepada": who, "lewat": how}


def _page(plan: NudgePlan, agency: Agency, found: Found, form: NudgeForm) -> dict[str, object]:
    """What the page shows: the reasons, the recipient, the words with their link, and the record."""
    period, chosen = plan.period, {name: str(form[name].value() or "") for name in ("reason", "channel", "addressee")}
    candidate = found.get(Reason(chosen["reason"])) if chosen["reason"] in Reason.values else None
    text = str(form["text"].value() or "")
    return {
        "period": period,
        "agency": agency,
        "candidate": candidate,
        "is_over": candidate and timezone.now() > recipients.deadlines(period, candidate.reason).of(agency.pk),
        "reasons": [
            {"label": one.label, "url": links.nudge(agency, period, alasan=one), "active": one == chosen["reason"]}
            for one in found
        ],
        "form": form,
        "recipient": RecipientForm(initial={"lewat": chosen["channel"], "kepada": chosen["addressee"]}),
        "channel": chosen["channel"],
        "whatsapp": whatsapp_url(agency.contact_phone, text) if chosen["channel"] == Channel.WHATSAPP else "",
        "has_number": phone_digits(agency.contact_phone),
        "history": Nudge.objects.filter(period=period, agency=agency).select_related("sent_by", "letter_number"),
    }


def _send(
    request: SignedInRequest, plan: NudgePlan, candidate: ToRemind | None, agency: Agency, form: NudgeForm
) -> HttpResponse:
    """Records the reminder and goes on: to the letter, back to the work list, or to the agency's page."""
    chosen = form.cleaned_data
    channel, addressee, text = chosen["channel"], chosen["addressee"], chosen["text"]
    onward = redirect(_onward(request, plan, agency, chosen))
    if candidate is None:
        messages.info(request, f"{agency.short_name} tidak perlu diingatkan lagi. Tidak ada yang dicatat.")
        return onward
    try:
        sent = services.remind(candidate, plan, channel=channel, addressee=addressee, by=request.user, text=text)
    except NudgeRefused as refusal:
        messages.error(request, str(refusal))
        return onward
    messages.success(request, f"Pengingat untuk {agency.short_name} lewat {sent.get_channel_display()} dicatat.")
    return redirect(links.letters(plan.period, [sent.pk])) if channel == Channel.LETTER else onward


def _onward(request: SignedInRequest, plan: NudgePlan, agency: Agency, chosen: dict[str, str]) -> str:
    """Where to go after a message: the work list it came from, else the page of the agency."""
    if request.POST.get("kembali") != "daftar":
        return links.nudge(agency, plan.period, alasan=chosen["reason"])
    group = "sekolah" if agency.is_school else ""
    asked = {"alasan": chosen["reason"], "kepada": chosen["addressee"], "kelompok": group}
    return links.nudging("nudge_work", plan.period, **asked)
