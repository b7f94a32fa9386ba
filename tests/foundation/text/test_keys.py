"""The forms in which texts are compared and ordered: the same in Python and in the database, and as people expect."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from foundation.text.keys import fold, natural
from tests.examples import examples


def asked(function: str, texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(word) FROM unnest(%s::text[]) WITH ORDINALITY AS t(word, place) ORDER BY place", [texts]
        )
        return [word for (word,) in cursor.fetchall()]


KEPT = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\x00"), max_size=40)
NAMES = st.text(alphabet="SDNegri 0123456789.-“”éÉe\u0301øŁ²/&", max_size=30)


@pytest.mark.django_db
@given(st.lists(st.one_of(KEPT, NAMES), min_size=1, max_size=30))
@examples(usual=100, deep=3000)
def test_python_and_the_database_agree(texts: list[str]) -> None:
    assert asked("text_fold", texts) == [fold(text) for text in texts]
    assert asked("text_natural", texts) == [natural(text) for text in texts]


def test_ways_to_write_one_name_are_one_name() -> None:
    assert {fold(name) for name in ("Kafé Baca", "Kafe\u0301 baca", "KAFE BACA", "kafÉ baca")} == {"kafe baca"}


def test_names_stand_as_people_look_for_them() -> None:
    names = [
        "10 Nopember", "Álvaro", "alya", "Ateng", "Dinas “Apung”", "dinas Bahari", "Dinas Catatan-Sipil",
        "Dinas Catatan Sipil 2", "SD Negeri 2", "SD Negeri 03", "SD Negeri 10", "SD Negeri 10 A", "SD Negeri 100",
        "SMP Negeri 1", "Zaki",
    ]  # fmt: skip
    assert sorted(set(names), key=natural) == names
