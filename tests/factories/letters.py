"""Letters of KIPP entries, as an upload that was judged good stores them."""

import datetime
from typing import Any

from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Nomination
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.letters.storing import NewLetter, store_letters
from proposals.filechecks.check import Verdict, hash_chunks
from tests.factories.files import pdf


def letter_verdict(pages: int = 1) -> Verdict:
    """A PDF of a letter that may be stored; another number of pages makes other content."""
    data = pdf(pages)
    return Verdict("application/pdf", "pdf", f"surat-{pages}.pdf", hash_chunks([data]), data, pages)


def stored_letter(
    nomination: Nomination, by: User, paper: str = "identitas", pages: int = 1, **values: Any
) -> EntryLetter:
    """A letter of this paper, signed yesterday, whose bytes lie in the storage."""
    said = {"signed_on": timezone.localdate() - datetime.timedelta(days=1), **values}
    [made] = store_letters([NewLetter(nomination.pk, paper, letter_verdict(pages), by, **said)])
    return made
