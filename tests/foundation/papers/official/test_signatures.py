"""Signature blocks: the table of Pasal 44 of Permendagri 1/2023, cell by cell, and the forms of a.n. and Plt."""

import dataclasses
from itertools import product

import pytest

from foundation.city import city
from foundation.papers.official.signatures import (
    NAME_DOTS,
    Family,
    Signatory,
    Standing,
    grouped_nip,
    rank_in_words,
    signature_lines,
)

PERSON = Signatory(
    office="Kepala Bapperida",
    status=Standing.DEFINITIVE,
    front="Dr.",
    name="Budi Santoso",
    back="S.T., M.Si.",
    nip="197802112006041009",
    rank="Pembina Tingkat I",
    grade="IV/b",
)
DECREE, LETTER = Family
D, PLT, PLH, PJ, PJS = Standing
# Office, standing and family -> degrees, rank and NIP. What the table leaves open: a Plt. secretary is as a Plh. one.
HEADS, SECRETARY, OTHER = ("Wali Kota Contoh", "Wakil Wali Kota Contoh"), "Sekretaris Daerah Kota Contoh", "Asisten"
TABLE = {
    **dict.fromkeys(product(HEADS, Standing, Family), (False, False)),
    **{(head, D, LETTER): (True, False) for head in HEADS},
    **{(SECRETARY, status, family): (False, False) for status, family in product(Standing, Family)},
    (SECRETARY, D, LETTER): (True, False),
    **{(OTHER, status, family): (False, True) for status, family in product(Standing, Family)},
    **{(OTHER, status, LETTER): (True, True) for status in Standing},
}


@pytest.mark.parametrize(("case", "shown"), TABLE.items(), ids=lambda part: " ".join(map(str, part)))
def test_what_stands_under_a_name(case, shown):
    office, status, family = case
    block = signature_lines(dataclasses.replace(PERSON, office=office, status=status), family)
    degrees, rank_and_nip = shown
    name = "Dr. Budi Santoso, S.T., M.Si." if degrees else "Budi Santoso"
    assert block.name == (name.upper() if family is DECREE else name)
    assert block.below == (("Pembina Tingkat I (IV/b)", "NIP 19780211 200604 1 009") if rank_and_nip else ())


def test_the_secretary_has_a_nip_where_the_city_says_so_and_only_on_letters():
    settings = city().official_papers.model_copy(update={"sekda_with_nip": True})
    secretary = dataclasses.replace(PERSON, office=SECRETARY)
    assert signature_lines(secretary, LETTER, settings).below == (
        "Pembina Tingkat I (IV/b)",
        "NIP 19780211 200604 1 009",
    )
    assert signature_lines(secretary, DECREE, settings).below == ()
    assert signature_lines(dataclasses.replace(secretary, status=PLH), LETTER, settings).below == ()


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, ("KEPALA BAPPERIDA,",)),
        ({"status": PLT}, ("Plt. KEPALA BAPPERIDA,",)),
        (
            {"office": "Sekretaris Daerah", "on_behalf_of": "Wali Kota Pangkalpinang"},
            ("a.n. WALI KOTA PANGKALPINANG", "SEKRETARIS DAERAH,"),
        ),
        (
            {"on_behalf_of": "Pj. Wali Kota Pangkalpinang"},
            ("a.n. Pj. WALI KOTA PANGKALPINANG", "KEPALA BAPPERIDA,"),
        ),
    ],
)
def test_the_lines_of_the_office(changes, lines):
    assert signature_lines(dataclasses.replace(PERSON, **changes), LETTER).office == lines


def test_the_office_in_small_letters_where_the_city_says_so_but_never_on_a_decree():
    settings = city().official_papers.model_copy(update={"offices_in_capitals": False})
    assert signature_lines(PERSON, LETTER, settings).office == ("Kepala Bapperida,",)
    assert signature_lines(PERSON, DECREE, settings).office == ("KEPALA BAPPERIDA,",)


def test_who_has_no_nip_gets_no_line_for_it():
    outside = dataclasses.replace(PERSON, nip="", rank="", grade="")
    assert signature_lines(outside, LETTER).lines == ("KEPALA BAPPERIDA,", "Dr. Budi Santoso, S.T., M.Si.")


def test_a_name_nobody_entered_is_dots_and_its_nip_too():
    nobody = Signatory("Kepala Bapperida", D, "", "", "", "", "", "")
    assert signature_lines(nobody, LETTER).lines == ("KEPALA BAPPERIDA,", NAME_DOTS, f"NIP {'…' * 12}")


def test_degrees_are_never_guessed_from_the_name():
    assert dataclasses.replace(PERSON, front="", name="H. Dr. Anton", back="").full_name == "H. Dr. Anton"
    assert dataclasses.replace(PERSON, front="Prof. H.", name="Saparudin", back="Ph.D.").full_name == (
        "Prof. H. Saparudin, Ph.D."
    )


def test_a_nip_in_its_groups():
    assert grouped_nip("197802112006041009") == "19780211 200604 1 009"
    assert grouped_nip("12345") == "12345"


def test_rank_and_grade_as_far_as_they_are_known():
    assert rank_in_words("Pembina", "IV/a") == "Pembina (IV/a)"
    assert rank_in_words("Pembina", "") == "Pembina"
    assert rank_in_words("", "IX") == "Golongan IX"
    assert rank_in_words("", "") == ""
