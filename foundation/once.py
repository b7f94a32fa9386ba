"""A form that arrives more than once, by a double click or a second try on a bad line, is carried out once."""

import datetime
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]
KEPT: Final = datetime.timedelta(hours=1)
"""How long the same form from the same page counts as sent again; nobody tries again longer than that."""


class SentForm(models.Model):
    """A form that was carried out: its fingerprint, and the address its sender was sent on to."""

    key = models.CharField("sidik", max_length=64, primary_key=True)
    target = models.TextField("alamat tujuan", default="")
    at = models.DateTimeField("diterima", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "formulir terkirim"
        verbose_name_plural = "formulir terkirim"

    def __str__(self) -> str:
        return self.target


def sent_once(makes: type[models.Model] | None = None) -> Callable[[View[P]], View[P]]:
    """For a view whose form makes something new and sends on by a redirect.

    Of the same form, sent several times by the same person from the same page, also at the same moment, the first is
    carried out; the others wait for it and are sent on to where it led. A form that was refused counts as not sent.
    With `makes`, the address it leads to has the key of such a row as `pk`: when that row is gone, a new one is made.
    """

    def decorated(view: View[P]) -> View[P]:
        @wraps(view)
        def answer(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with transaction.atomic():
                sent = _taken(_fingerprint(request))
                if sent.target and _stands(sent.target, makes):
                    return redirect(sent.target)
                response = view(request, *args, **kwargs)
                if 300 <= response.status_code < 400:
                    SentForm.objects.filter(pk=sent.pk).update(target=response.headers["Location"])
                else:
                    sent.delete()
                return response

        return answer

    return decorated


def _taken(key: str) -> SentForm:
    """The row of this fingerprint, locked; whoever comes at the same moment waits until the first is through."""
    SentForm.objects.filter(pk=key, at__lt=timezone.now() - KEPT).delete()
    SentForm.objects.bulk_create([SentForm(key=key)], ignore_conflicts=True)
    return SentForm.objects.select_for_update().get(pk=key)


def _fingerprint(request: HttpRequest) -> str:
    """Of who sends what to where. Every page that is shown has a `csrfmiddlewaretoken` of its own, which is in it."""
    digest = hashlib.sha256(repr((request.user.pk, request.get_full_path(), sorted(request.POST.lists()))).encode())
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            digest.update(repr((name, upload.name)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def _stands(target: str, makes: type[models.Model] | None) -> bool:
    """Whether what was made is still there; an address without a key led to nothing that was made."""
    return makes is None or makes._default_manager.filter(pk=resolve(target).kwargs.get("pk")).exists()


def forget_old() -> None:
    """Forgets the forms that nobody sends again."""
    SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
