"""Handing out a paper: one that is kept, a short one at once, a long one through the queue, one for each person."""

import re
from collections.abc import Iterable
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any, Final, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from foundation.figures import Figure
from foundation.papers.rendering import pdf_response, printed, source_of
from foundation.printing.models import PrintOrder
from foundation.printing.tasks import ordered
from foundation.queue.jobs import JobState

AT_ONCE: Final = 1.5
"""Seconds of computing that a reader waits for; a usual proposal takes less than one."""
# What layout and drawing take, measured on proposals of sentences, of single letters on lines, and of endless words.
_A_CHARACTER, _A_TAG, _A_LETTER_OF_PICTURE = 1.5e-5, 4.5e-4, 2e-7
_PICTURE: Final = re.compile(r'"data:image/jpeg;base64,[^"]*')
_PRINTING: Final = BoundedSemaphore(2)
"""So many papers are printed by the web threads of one process at the same moment; further ones go to the queue."""


class Paper(NamedTuple):
    """What is to be printed: template and context as `render_pdf` takes them, the names of the file and of its page."""

    template: str
    context: dict[str, Any]
    filename: str
    title: str
    figures: Iterable[Figure] = ()


def handed_out(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The paper as PDF, or the way to the page that shows how far it is.

    The caller has judged that this person may read it, and does so again when it is ready, because it is handed out at
    the address of this request alone. Equal pages are printed once for everybody; whoever has a paper under way is led
    to that instead of beginning another.
    """
    source = source_of(paper.template, paper.context, paper.figures)
    fingerprint = sha256(source.encode()).hexdigest()
    kept = _kept(fingerprint)
    if kept is not None:
        return pdf_response(kept, paper.filename)
    if seconds_for(source) <= AT_ONCE and _PRINTING.acquire(blocking=False):
        try:
            return pdf_response(printed(source), paper.filename)
        finally:
            _PRINTING.release()
    address = request.get_full_path()
    order = ordered(request.user.pk or 0, address=address, title=paper.title, source=source, fingerprint=fingerprint)
    return redirect(order)


def seconds_for(source: str) -> float:
    """About how long these pages take to print, in seconds; never far below."""
    pictures = sum(len(found) for found in _PICTURE.findall(source))
    return (len(source) - pictures) * _A_CHARACTER + pictures * _A_LETTER_OF_PICTURE + source.count("<") * _A_TAG


def _kept(fingerprint: str) -> bytes | None:
    for order in PrintOrder.objects.filter(fingerprint=fingerprint, state=JobState.DONE):
        try:
            with order.file.storage.open(str(order.file.name)) as file:
                return bytes(file.read())
        except FileNotFoundError:
            # The rows were restored without the files; it is printed anew.
            order.delete()
    return None
