"""The coordinator's pages of the checklist by which the proposals of a year are verified."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agencies.core.permissions import coordinators_only
from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from proposals.core.guide.models import FormGuide
from proposals.core.period.models import Period
from proposals.core.workflow import OutOfDate
from proposals.verifying import editing
from proposals.verifying.forms import OrderForm, WordingForm
from proposals.verifying.models import CheckItem, CheckTick
from proposals.verifying.places import kinds_of_place, words_of


def _period(year: int) -> Period:
    return get_object_or_404(Period.objects.select_related("guide"), year=year)


@coordinators_only
def checklist(request: SignedInRequest, year: int) -> HttpResponse:
    """GET lists the questions of the year's guide; POST puts them in order and switches them on or off."""
    period = _period(year)
    items = editing.questions_of(period.guide)
    form = OrderForm(request.POST or None, items=items)
    if request.method != "POST":
        return _listed(request, period, form)
    seen = request.POST.get("daftar", "")
    try:
        editing.check_seen(items, seen)
        if not form.is_valid():
            return _listed(request, period, form, status=400)
        changed = editing.arrange(period.guide, form.seats, seen, by=request.user)
    except OutOfDate as refusal:
        # The list as it stands now: numbers and ticks of an older one would take back what a colleague did.
        messages.error(request, str(refusal))
        return _listed(request, period, OrderForm(items=editing.questions_of(period.guide)), status=400)
    messages.success(request, "Daftar periksa tersimpan." if changed else "Tidak ada yang berubah.")
    return redirect("proposals:checklist", year)


def _listed(request: SignedInRequest, period: Period, form: OrderForm, status: int = 200) -> HttpResponse:
    context = {
        "period": period,
        "form": form,
        "rows": _rows(form, period.guide),
        "state": editing.state_of(form.items),
    }
    return render(request, "proposals/verifying/checklist.html", context, status=status)


def _rows(form: OrderForm, guide: FormGuide) -> list[tuple[object, ...]]:
    """Each question with the words of its place, how many versions of proposals it was answered for, and its boxes."""
    words = words_of(kinds_of_place(guide))
    ticks = CheckTick.objects.filter(item__guide=guide).order_by().values_list("item__key")
    answered = dict(ticks.annotate(amount=Count("pk")))
    return [
        (item, words.get(item.place, item.place), answered.get(item.key, 0), *boxes) for item, *boxes in form.rows()
    ]


@coordinators_only
@sent_once()
def question_new(request: SignedInRequest, year: int) -> HttpResponse:
    """A further question."""
    period = _period(year)
    form = WordingForm(request.POST or None, guide=period.guide)
    if request.method == "POST" and form.is_valid():
        editing.add_question(period.guide, form.wording, by=request.user)
        messages.success(request, "Pertanyaan ditambahkan di akhir daftar.")
        return redirect("proposals:checklist", year)
    return render(request, "proposals/verifying/question_form.html", {"period": period, "form": form})


@coordinators_only
def question_edit(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Other words for a question; one that a colleague replaced meanwhile leads to what is valid."""
    period = _period(year)
    item = get_object_or_404(CheckItem.objects.select_related("guide"), pk=pk, guide=period.guide)
    if item.replaced_at and request.method != "POST":
        valid = CheckItem.objects.filter(guide=period.guide, key=item.key).valid().get()
        return redirect("proposals:question_edit", year, valid.pk)
    initial = {"question": item.question, "source": item.source, "machine": item.machine, "place": item.place}
    form = WordingForm(request.POST or None, initial=initial, guide=period.guide, kept=item.place)
    if request.method == "POST" and form.is_valid():
        try:
            saved = editing.reword(item, form.wording, by=request.user)
        except OutOfDate as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Pertanyaan tersimpan, versi {saved.version}.")
            return redirect("proposals:checklist", year)
    answered = CheckTick.objects.filter(item__guide=period.guide, item__key=item.key).exists()
    context = {"period": period, "form": form, "item": item, "answered": answered}
    return render(request, "proposals/verifying/question_form.html", context, status=400 if form.errors else 200)
