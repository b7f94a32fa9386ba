"""How tests read an answer of the portal: pages, spreadsheets and papers alike as one squeezed text."""

import io
import zipfile

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from pypdf import PdfReader

from dashboard.reports.catalogue import KINDS
from foundation.papers.rendering import render_pdf
from foundation.printing.services import Paper


def forms_of(report: str) -> tuple[str, ...]:
    """The forms in which a report is handed out at once; the long ones come from the queue."""
    kind = KINDS[report]
    return () if kind.long else ("pdf", "xlsx", "csv") if kind.is_table else ("pdf",)


def body_of(response: HttpResponseBase) -> bytes:
    """The bytes of an answer, read to its end."""
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    assert isinstance(response, HttpResponse)
    return response.content


def said(response: HttpResponseBase) -> str:
    """Everything an answer says, without spaces: its head, and its body unpacked."""
    body = body_of(response)
    return squeezed(str(response.headers)) + unpacked(body)


def unpacked(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        paper = PdfReader(io.BytesIO(body))
        return squeezed(str(paper.metadata) + "".join(page.extract_text() for page in paper.pages))
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "".join(unpacked(parts.read(name)) for name in parts.namelist())
    return squeezed(body.decode("utf-8", "replace"))


def squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def pdf_of(paper: Paper) -> bytes:
    """A paper that a page hands out, as bytes."""
    return render_pdf(paper.template, paper.context, figures=paper.figures)
