"""What the pages of letters are sent, and how a paper of an entry stands, for the tests of both."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from competitions.core.models import Nomination
from competitions.kipp.letters.listing import PaperOfEntry, letters_of
from competitions.rules.kipprules import KippPaper
from tests import factories

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def page(nomination: Nomination, name: str = "letters", *more: int) -> str:
    return reverse(f"competitions:{name}", args=[2026, nomination.pk, *more])


def typed(
    paper: str = "identitas",
    *,
    pages: int = 1,
    name: str = "surat.pdf",
    data: bytes | None = None,
    seen: str = "0",
    **said: Any,
) -> dict[str, Any]:
    """What the form of one paper sends."""
    content = factories.pdf(pages) if data is None else data
    values = {"file": factories.upload(name, content), "signed_on": str(YESTERDAY), "seen": seen, **said}
    return {"surat": paper} | {f"{paper}-{key}": value for key, value in values.items() if value is not None}


def paper_of(nomination: Nomination, key: str = "identitas") -> PaperOfEntry:
    nomination.refresh_from_db()
    return next(one for one in letters_of(nomination.edition, [nomination])[nomination.pk] if one.paper.key == key)


def paper_in(nomination: Nomination, key: str = "identitas") -> KippPaper:
    return paper_of(nomination, key).paper
