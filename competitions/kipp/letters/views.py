"""The page "Surat" of a nomination and its files, which open for those who know the nomination."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST

from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition, Nomination
from competitions.core.permissions import participants_only
from competitions.kipp.letters import services
from competitions.kipp.letters.forms import LetterForm
from competitions.kipp.letters.listing import PaperOfEntry, letters_of
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.letters.opening import closed_because
from competitions.kipp.letters.permissions import may_open
from competitions.kipp.letters.refusals import LetterRefused
from competitions.reference.entryletters import entry_wordings
from foundation.files.parts import file_in_parts
from foundation.files.storage import NOT_STORED, is_full
from proposals.core.sent import SentProposal
from proposals.core.workflow import Role
from proposals.evidence import previews


@dataclass(slots=True)
class LetterRow:
    """One paper as the page shows it: with its form for those who give it, what it replaced, and a text to sign."""

    paper: PaperOfEntry
    standing: EntryLetter | None
    form: LetterForm | None
    is_prefilled: bool
    former: list[EntryLetter] = field(default_factory=list)


def opened(request: SignedInRequest, year: int, pk: int) -> tuple[Nomination, set[Role]]:
    """The nomination and this reader's roles on it; Http404 for one they do not know."""
    rows = Nomination.objects.visible_to(request.user).select_related("proposal__period", "agency", "edition")
    known = rows.filter(edition__programme=Edition.Programme.KIPP, edition__year=year)
    nomination = get_object_or_404(known, pk=pk)
    return nomination, SentProposal.objects.roles_of(request.user, nomination.proposal)


@participants_only
def letters(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """Lists the papers of an entry; POST gives the one that `surat` names."""
    nomination, roles = opened(request, year, pk)
    closed = closed_because(nomination.edition, nomination.state, roles)
    rows, others = _rows(nomination, with_forms=not closed)
    wrong = None
    if request.method == "POST":
        row = next((one for one in rows if one.paper.paper.key == request.POST.get("surat")), None)
        if row is None:
            raise Http404
        wrong = row.form = LetterForm(request.POST, request.FILES, paper=row.paper.paper, standing=row.standing)
        if wrong.is_valid() and (given := _give(request, nomination, wrong)):
            messages.success(request, f"{row.paper.paper.label} tersimpan: “{given}”.")
            return redirect(_place(year, pk, given.paper))
        _show_what_stands(nomination, rows, row)
    context = {
        "nomination": nomination,
        "edition": nomination.edition,
        "rows": rows,
        "others": others,
        "missing": sum(row.paper.is_missing for row in rows),
        "closed": closed,
        "is_reader": not roles & {Role.PROPOSER, Role.COORDINATOR},
        "wrong": wrong,
    }
    return render(request, "competitions/kipp/letters/letters.html", context, status=400 if wrong else 200)


def _rows(nomination: Nomination, *, with_forms: bool) -> tuple[list[LetterRow], list[EntryLetter]]:
    """The papers of the edition, and the letters of what it does not ask for any more."""
    papers = letters_of(nomination.edition, [nomination])[nomination.pk]
    standing: dict[str, EntryLetter] = {}
    former: dict[str, list[EntryLetter]] = {}
    for letter in EntryLetter.with_removed.filter(nomination=nomination):
        if letter.removed_at is None:
            standing[letter.paper] = letter
        else:
            former.setdefault(letter.paper, []).append(letter)
    prefilled, rows = entry_wordings(), []
    for one in papers:
        key = one.paper.key
        own = standing.pop(key, None)
        form = LetterForm(paper=one.paper, standing=own) if with_forms else None
        rows.append(LetterRow(one, own, form, key in prefilled, former.pop(key, [])))
    return rows, [*standing.values(), *(letter for those in former.values() for letter in those)]


def _give(request: SignedInRequest, nomination: Nomination, form: LetterForm) -> EntryLetter | None:
    """Stores what a valid form holds; where that is refused, the form says why and nothing is returned."""
    seen = form.cleaned_data["seen"] or services.NOTHING_SEEN
    try:
        return services.give(nomination.pk, form.paper, form.verdict, form.facts, by=request.user, seen=seen)
    except LetterRefused as refusal:
        form.add_error(None, str(refusal))
    except OSError as problem:
        if not is_full(problem):
            raise
        form.add_error(None, NOT_STORED)
    return None


def _show_what_stands(nomination: Nomination, rows: list[LetterRow], wrong: LetterRow) -> None:
    """After a refusal the row of the form shows the letter that stands now, and the form belongs to it."""
    newest = next(row for row in _rows(nomination, with_forms=False)[0] if row.paper.paper == wrong.paper.paper)
    newest.form = wrong.form
    if newest.form:
        newest.form.showing(newest.standing)
    rows[rows.index(wrong)] = newest


def _place(year: int, pk: int, paper: str) -> str:
    return f"{reverse('competitions:letters', args=[year, pk])}#surat-{paper}"


def _letter_of(nomination: Nomination, letter: int) -> EntryLetter:
    return get_object_or_404(EntryLetter.with_removed, pk=letter, nomination=nomination)


@participants_only
@require_POST
def remove(request: SignedInRequest, year: int, pk: int, letter: int) -> HttpResponse:
    nomination, _ = opened(request, year, pk)
    found = _letter_of(nomination, letter)
    try:
        services.remove(found, by=request.user)
    except LetterRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{found}” dikeluarkan. Surat itu tetap dapat dibaca di bawah surat sebelumnya.")
    return redirect(_place(year, pk, found.paper))


@participants_only
def download(request: SignedInRequest, year: int, pk: int, letter: int) -> HttpResponseBase:
    """Gives out a letter to those who know its nomination; one not judged clean to its agency alone."""
    nomination, roles = opened(request, year, pk)
    found = _letter_of(nomination, letter)
    if not may_open(found, roles):
        raise Http404
    response = file_in_parts(request, found.file, found.name, found.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@participants_only
def preview(request: SignedInRequest, year: int, pk: int, letter: int) -> HttpResponse:
    """A small picture of the first page of a letter, for those who may open it."""
    nomination, roles = opened(request, year, pk)
    found = _letter_of(nomination, letter)
    if not found.has_preview or not may_open(found, roles):
        raise Http404
    picture = previews.preview_of(found)
    if not picture:
        return redirect(static("img/tanpa-pratinjau.svg"))
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{found.sha256}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
