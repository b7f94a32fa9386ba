"""Scoring away from the portal: the file and the papers to take along, the upload with its check, sending several."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from foundation.once import sent_once
from foundation.printing.services import handed_out
from foundation.sheets.keeping import content_of, forget, keep_mends, keep_sheet, kept_sheet, marked_response
from foundation.sheets.mending import Mends, faulty_rows, typed_cells, with_typed
from foundation.sheets.models import KeptSheet
from foundation.sheets.xlsx import xlsx_response
from reviews.core.models import Assignment
from reviews.core.refusals import ReviewRefused
from reviews.scoring.rules import OutsideScale
from reviews.scoring_desk.away import services
from reviews.scoring_desk.away.forms import ScoreSheetForm
from reviews.scoring_desk.away.judging import JudgedSheet, judge
from reviews.scoring_desk.away.papers import paper_set
from reviews.scoring_desk.away.reading import FiledSheet, read_sheet, take
from reviews.scoring_desk.away.sheets import score_sheet_xlsx
from reviews.scoring_desk.tasks_at_hand import TaskAtHand, complete_drafts, open_tasks, unpledged
from reviews.scoring_desk.views import reviewers_only

PURPOSE = "nilai"
ROWS_SHOWN = 30
NOTHING_OPEN = "Tidak ada usulan yang dapat Anda nilai sekarang, jadi tidak ada lembar untuk diunduh."
NOTHING_NEW = "Tidak ada yang baru dalam lembar ini: semua selnya kosong atau sudah sama dengan portal."
CHOOSE = "Pilih mana yang dipakai untuk setiap jawaban yang berbeda, lalu simpan lagi."


def _taken_along(request: SignedInRequest) -> list[TaskAtHand] | HttpResponse:
    """The tasks that can be scored now, or where the person is sent instead: to the pledge, or back to the queue."""
    tasks = open_tasks(request.user)
    if period := unpledged(request.user, tasks):
        return redirect("reviews:pledge", period.year)
    if not tasks:
        messages.warning(request, NOTHING_OPEN)
        return redirect("reviews:queue")
    return tasks


@reviewers_only
def score_sheets(request: SignedInRequest) -> HttpResponse:
    """The workbook of all open tasks."""
    tasks = _taken_along(request)
    if isinstance(tasks, HttpResponse):
        return tasks
    return xlsx_response(score_sheet_xlsx(tasks), "lembar-nilai.xlsx")


@reviewers_only
def score_papers(request: SignedInRequest) -> HttpResponse:
    """The texts and empty score sheets of all open tasks on paper."""
    tasks = _taken_along(request)
    return tasks if isinstance(tasks, HttpResponse) else handed_out(request, paper_set(request.user, tasks))


@reviewers_only
@sent_once()
def score_upload(request: SignedInRequest) -> HttpResponse:
    """Takes a filled-in workbook; what is in it is shown before anything is kept."""
    tasks = _taken_along(request)
    if isinstance(tasks, HttpResponse):
        return tasks
    form = ScoreSheetForm(request.POST, request.FILES) if request.method == "POST" else ScoreSheetForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = take(file, file.name)
            judged = judge(_read(data, file.name, request.user), by=request.user)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if judged.is_empty:
                messages.warning(request, NOTHING_NEW)
                return redirect("reviews:queue")
            marked = partial(judged.marked, data, file.name) if judged.faults or judged.passed else None
            kept = keep_sheet(data, file.name, purpose=PURPOSE, by=request.user, marked=marked)
            return redirect("reviews:score_check", kept.pk)
    context = {"form": form, "count": len(tasks)}
    return render(request, "reviews/scoring_desk/away/upload.html", context, status=400 if form.errors else 200)


def _read(data: bytes, name: str, person: User, mends: Mends | None = None) -> FiledSheet:
    """The rows of a file. Raises ReviewRefused for any other than one of this reviewer's."""
    years = {each.task.proposal.period.year for each in open_tasks(person)}
    return read_sheet(data, name, by=person, years=years, mends=mends or {})


@reviewers_only
def score_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """What an uploaded workbook brings: cells are mended, clashes decided, and the yes keeps the answers as drafts."""
    kept = kept_sheet(pk, purpose=PURPOSE, by=request.user)
    data = content_of(kept)
    try:
        sheet = _read(data, kept.name, request.user, kept.mends)
        if "perbaiki" in request.POST:
            found = judge(sheet, by=request.user)
            mends = with_typed(kept.mends, found.faults, request.POST.dict())
            found = judge(_read(data, kept.name, request.user, mends), by=request.user)
            keep_mends(kept, mends, lambda: found.marked(data, kept.name, typed_cells(mends)))
            return redirect("reviews:score_check", pk)
        if request.method == "POST":
            return _stored(request, kept, sheet)
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:score_upload")
    return _shown(request, kept, judge(sheet, by=request.user))


def _stored(request: SignedInRequest, kept: KeptSheet, sheet: FiledSheet) -> HttpResponse:
    """Keeps what is new, and goes on: to the cells that are still wrong, to sending, or to the queue."""
    chosen = request.POST.dict()
    judged, count = services.store(lambda: judge(sheet, by=request.user), chosen, by=request.user)
    if services.unchosen(judged, chosen):
        return _shown(request, kept, judged, chosen=chosen, refusal=CHOOSE)
    if count:
        messages.success(
            request, f"{count} isian dari lembar tersimpan sebagai isian sementara. Belum ada yang dikirim."
        )
    if judged.faults:
        return redirect("reviews:score_check", kept.pk)
    forget(kept)
    return redirect("reviews:send_complete" if complete_drafts(request.user) else "reviews:queue")


def _shown(
    request: SignedInRequest,
    kept: KeptSheet,
    judged: JudgedSheet,
    *,
    chosen: dict[str, str] | None = None,
    refusal: str = "",
) -> HttpResponse:
    rows = faulty_rows(judged.table, judged.faults)
    context = {
        "kept": kept,
        "judged": judged,
        "rows": rows[:ROWS_SHOWN],
        "more": max(len(rows) - ROWS_SHOWN, 0),
        "clashes": [(answer, (chosen or {}).get(answer.control, "")) for answer in judged.clashes],
        "refusal": refusal,
    }
    return render(request, "reviews/scoring_desk/away/check.html", context, status=400 if refusal else 200)


@reviewers_only
def score_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person's own workbook with the wrong cells coloured and explained."""
    return marked_response(kept_sheet(pk, purpose=PURPOSE, by=request.user))


@reviewers_only
def send_complete(request: SignedInRequest) -> HttpResponse:
    """The reviews that are answered to the end, by name; one yes sends them."""
    if request.method == "POST":
        try:
            sent = services.send_complete(request.user, request.POST.getlist("usulan"))
        except (ReviewRefused, OutsideScale) as refusal:
            messages.error(request, str(refusal))
            return redirect("reviews:send_complete")
        messages.success(request, f"{len(sent)} penilaian terkirim: {_named(sent)}.")
        return redirect("reviews:queue")
    ready = complete_drafts(request.user)
    if period := unpledged(request.user, ready):
        return redirect("reviews:pledge", period.year)
    return render(request, "reviews/scoring_desk/away/send.html", {"ready": ready})


def _named(sent: list[Assignment]) -> str:
    return ", ".join(str(task.proposal.reference) for task in sent)
