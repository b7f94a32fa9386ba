"""The one sentence that says what an innovation is for."""

import pytest

from proposals.catalogue.purpose import LONGEST, PART, first_sentence, purposes
from proposals.core.guide.models import Section
from proposals.core.workflow import Status
from tests import factories


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Memudahkan warga. Kedua, menata data.", "Memudahkan warga."),
        ("Memudahkan\n  warga", "Memudahkan warga"),
        ("Terbit dalam 2.5 jam? Ya.", "Terbit dalam 2.5 jam?"),
        ("", ""),
    ],
)
def test_the_first_sentence_stands_on_one_line(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_a_long_sentence_ends_after_a_word() -> None:
    said = first_sentence("mudah, " * 60)
    assert said.endswith("mudah…") and LONGEST - 10 < len(said) <= LONGEST + 1


@pytest.mark.django_db
def test_only_the_established_say_it() -> None:
    shown, hidden = factories.proposal(Status.ESTABLISHED, 1), factories.proposal(Status.SHORTLISTED, 2)
    assert purposes([shown.pk, hidden.pk]) == {}
    Section.objects.filter(key="manfaat").update(key=PART)
    assert purposes([shown.pk, hidden.pk]) == {shown.pk: factories.COMPLETE_TEXTS["manfaat"]}
