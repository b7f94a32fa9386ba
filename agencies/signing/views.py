"""Pages of signing: what waits for a signature, one paper with its signatures, the act itself, the scan, the NIK."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from agencies.core.models import User
from agencies.core.permissions import keepers_of_accounts
from agencies.core.requests import SignedInRequest
from agencies.officials.models import Official
from agencies.people.freshness import ask_again, is_fresh
from agencies.signing import sealing, services
from agencies.signing.asking import NEWER, SigningRefused, Undersigned, ask
from agencies.signing.forms import AskForm, CheckedForm, NikForm, ScanForm, SecretForm
from agencies.signing.models import WantedSignature
from agencies.signing.querysets import papers_asked_by, papers_read_by
from foundation.issued.models import IssuedPaper
from foundation.issued.services import newer_than
from foundation.issued.views import handed_out
from foundation.signing.bsre import BsreSigner
from foundation.signing.bsre_answers import masked
from foundation.signing.choosing import chosen
from foundation.signing.signer import Refused, Signed, Signer

SHOWN = 50
FORM = "agencies/signing/form.html"


def signatures(request: SignedInRequest) -> HttpResponse:
    """Papers that this person is to sign, asked to be signed, or issued and asked to be signed; the newest first."""
    rows = Prefetch("wanted_signatures", WantedSignature.objects.order_by("order"), to_attr="wanted")
    asked = papers_read_by(request.user).filter(Exists(WantedSignature.objects.filter(paper=OuterRef("pk"))))
    turns = Exists(WantedSignature.objects.turns_of(request.user).filter(paper=OuterRef("pk")))
    context = {
        "mine": asked.filter(turns),
        "others": asked.exclude(turns).prefetch_related(rows)[:SHOWN],
        "niks": _niks(request.user),
    }
    return render(request, "agencies/signing/list.html", context)


def signature(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = _readable(request, pk)
    rows = list(WantedSignature.objects.of(pk).select_related("result"))
    newest = services.newest_of(paper)
    replaced = newer_than(newest) is not None
    keeps = papers_asked_by(request.user).filter(pk=pk).exists()
    changes = keeps and not replaced
    context = {
        "paper": paper,
        "newest": newest,
        "wanted": rows,
        "electronic": chosen() is not None,
        "is_mine": any(one.account_id == request.user.pk and not one.is_signed for one in rows),
        "replaced": NEWER if replaced else "",
        "why": services.refusal_to_sign(rows, request.user),
        "may_scan": changes and rows and all(one.is_waiting for one in rows),
        "may_ask": changes and not paper.signed_by and all(one.is_waiting and not one.is_printed for one in rows),
        "may_reopen": keeps and any(one.is_open for one in rows),
    }
    return render(request, "agencies/signing/paper.html", context)


def signature_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The paper with the signatures that it has so far."""
    return handed_out(request, services.newest_of(_readable(request, pk)))


def signature_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = _kept(request, pk)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask(paper, [Undersigned.by_record(one) for one in form.chosen], by=request.user)
        except SigningRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{len(asked)} tanda tangan diminta. Yang punya akun diberi tahu.")
            return redirect("agencies:signature", pk)
    lead = "Urutannya sama dengan urutan tempat tanda tangan pada naskah."
    context = {"form": form, "paper": paper, "title": "Minta tanda tangan", "lead": lead, "label": "Minta tanda tangan"}
    return render(request, FORM, context)


@sensitive_post_parameters("passphrase")
@sensitive_variables("form")
def signature_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """The act: the person has shown lately who they are, and types the secret of the certificate.

    A form that comes too late is not kept to be carried out after signing in, as others are: it holds the secret.
    """
    paper, signer = _readable(request, pk), chosen()
    rows = list(WantedSignature.objects.of(pk))
    if signer is None or all(one.account_id != request.user.pk for one in rows):
        raise Http404
    if not is_fresh(request):
        return ask_again(request) if request.method == "GET" else redirect(request.path)
    why = services.refusal_to_sign(rows, request.user)
    if why:
        messages.warning(request, why)
        return redirect("agencies:signature", pk)
    form = SecretForm(request.POST or None, label=signer.asks)
    if request.method == "POST" and form.is_valid() and _signed(request, paper, signer, form):
        return redirect("agencies:signature", pk)
    return render(request, "agencies/signing/sign.html", {"form": form, "paper": paper})


@sensitive_variables("form")
def _signed(request: SignedInRequest, paper: IssuedPaper, signer: Signer, form: SecretForm) -> bool:
    """Whether there is an end to tell of; what was refused is written on top of the form."""
    try:
        outcome = services.sign(paper, signer, form.cleaned_data["passphrase"], by=request.user)
    except SigningRefused as refusal:
        outcome = Refused(str(refusal))
    if isinstance(outcome, Signed):
        messages.success(request, "Naskah sudah Anda tandatangani.")
    elif isinstance(outcome, Refused):
        form.add_error(None, outcome.sentence)
        return False
    else:
        messages.error(request, outcome.sentence)
    return True


def signature_scan(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = _kept(request, pk)
    if not is_fresh(request):
        return ask_again(request) if request.method == "GET" else redirect(request.path)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.attach_scan(paper, form.cleaned_data["scan"], by=request.user)
        except SigningRefused as refusal:
            form.add_error("scan", str(refusal))
        else:
            messages.success(
                request, f"Pindaian disimpan sebagai {kept.serial}. Naskah dinyatakan sudah ditandatangani."
            )
            return redirect("agencies:signature", pk)
    lead = "Setelah semua menandatangani cetakannya, unggah pindaian seluruh halamannya."
    context = {"form": form, "paper": paper, "title": "Unggah pindaian", "lead": lead, "label": "Simpan pindaian"}
    return render(request, FORM, context | {"is_file": True})


def signature_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = _kept(request, pk)
    form = CheckedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen(paper, reason=form.cleaned_data["reason"], by=request.user)
        except SigningRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "Tanda tangan itu dapat diberikan lagi.")
        return redirect("agencies:signature", pk)
    lead = "Hanya bila sudah dipastikan di layanan tanda tangan bahwa naskah belum ditandatangani."
    context = {"form": form, "paper": paper, "title": "Buka kembali", "lead": lead, "label": "Buka kembali"}
    return render(request, FORM, context)


@keepers_of_accounts
@sensitive_post_parameters("nik")
def signer_nik(request: SignedInRequest, pk: int) -> HttpResponse:
    """The NIK of an account that signs at BSrE; where the city signs otherwise, none is asked for."""
    account = get_object_or_404(User.objects.filter(held_offices__isnull=False).distinct(), pk=pk)
    if not isinstance(chosen(), BsreSigner):
        raise Http404
    if not is_fresh(request):
        return ask_again(request) if request.method == "GET" else redirect(request.path)
    form = NikForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sealing.seal(account, form.cleaned_data["nik"])
        messages.success(request, f"NIK {account} disimpan tersegel.")
        return redirect("agencies:signatures")
    known = masked(sealing.nik_of(account))
    lead = f"Yang tersimpan: {known}." if known else "Belum ada yang tersimpan."
    return render(request, FORM, {"form": form, "title": f"NIK {account}", "lead": lead, "label": "Simpan NIK"})


def _niks(user: User) -> list[tuple[User, str]]:
    """For who keeps the accounts, where BSrE asks for it: who signs, and the end of the NIK that is kept."""
    if not (user.is_coordinator or user.is_superuser) or not isinstance(chosen(), BsreSigner):
        return []
    held = Official.objects.in_force(timezone.localdate()).filter(account__isnull=False).values("account")
    people = list(User.objects.filter(pk__in=held))
    known = sealing.niks_of(people)
    return [(one, masked(known.get(one.pk, ""))) for one in people]


def _readable(request: SignedInRequest, pk: int) -> IssuedPaper:
    return get_object_or_404(papers_read_by(request.user), pk=pk)


def _kept(request: SignedInRequest, pk: int) -> IssuedPaper:
    return get_object_or_404(papers_asked_by(request.user), pk=pk)
