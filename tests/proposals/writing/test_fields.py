"""Amounts and coordinates as people write them, and distances from the city's centre."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django import forms
from django.http import QueryDict

from proposals.writing.fields import PointField, RupiahField, both_halves, distance_km, from_centre_km, is_far
from proposals.writing.places import BARE_LINK, SHORT_LINK


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("25000000", 25_000_000),
        ("25.000.000", 25_000_000),
        ("Rp 25.000.000", 25_000_000),
        ("Rp25.000.000,00", 25_000_000),
        ("rp. 1 500", 1_500),
        ("0", 0),
        ("", None),
        ("1.500.000,-", 1_500_000),
    ],
)
def test_amounts_are_read_as_people_write_them(written: str, amount: int | None) -> None:
    assert RupiahField(required=False).clean(written) == amount


@pytest.mark.parametrize("written", ["banyak", "-5", "1,5", "1.50", "25.00.000", "1e9", "9" * 20, "٣٤٥x"])
def test_what_is_no_amount_is_refused_in_words(written: str) -> None:
    with pytest.raises(forms.ValidationError):
        RupiahField(required=False).clean(written)


def test_a_stored_amount_is_shown_grouped() -> None:
    assert RupiahField().prepare_value(25_000_000) == "25.000.000"
    assert RupiahField().prepare_value("banyak") == "banyak"


LATITUDE = PointField(("LS", "S"), ("LU", "U", "N"), bound=90, max_digits=8)
LONGITUDE = PointField(("BB", "B", "W"), ("BT", "T", "E"), bound=180, max_digits=9)


@pytest.mark.parametrize(
    ("written", "degrees"),
    [
        ("-2.129", "-2.129000"),
        ("-2,129", "-2.129000"),
        ("\N{MINUS SIGN}2.129", "-2.129000"),
        ("2.129 LS", "-2.129000"),
        ("2,129° ls", "-2.129000"),
        ("0.5 LU", "0.500000"),
        (" -2.12345678 ", "-2.123457"),
        ("90", "90.000000"),
    ],
)
def test_coordinates_are_read_as_people_write_them(written: str, degrees: str) -> None:
    assert LATITUDE.clean(written) == Decimal(degrees)
    assert LATITUDE.clean("") is None


@pytest.mark.parametrize("written", ["di kantor", "91", "-90.1", "2.1 BT", "1e1", "2°7'44\" BT", "NaN", "--2", "٢.١x"])
def test_what_is_no_coordinate_is_refused_in_words(written: str) -> None:
    with pytest.raises(forms.ValidationError):
        LATITUDE.clean(written)


@pytest.mark.parametrize("pasted", ["-2.13333, 106.13333", "-2,13333 106,13333", "\N{MINUS SIGN}2.13333;106.13333"])
def test_a_pasted_pair_is_divided(pasted: str) -> None:
    halves = both_halves(QueryDict(urlencode({"latitude": pasted, "title": "A"})))

    assert (halves["latitude"].replace(",", "."), halves["longitude"].replace(",", ".")) == ("-2.13333", "106.13333")
    assert halves["title"] == "A"


# What people paste, and the point in it; the page's script reads the same (test_profile_browser).
PASTED = [
    ("https://www.google.com/maps/@-2.13,106.11,17z", ("-2.13", "106.11")),
    ("https://www.google.com/maps/place/Alun/@-2.99,106.99,17z/data=!3m1!8m2!3d-2.13!4d106.11", ("-2.13", "106.11")),
    ("https://maps.google.com/?q=-2.13,106.11&z=15", ("-2.13", "106.11")),
    ("https://www.google.com/maps/search/?api=1&query=-2.13%2C106.11", ("-2.13", "106.11")),
    ("https://www.google.com/maps/search/-2.13,+106.11?entry=tts", ("-2.13", "106.11")),
    ("2°07'48.0\"S 106°06'36.0\"E", ("-2.130000", "106.110000")),
    ("2° 7′ 48″ LS, 106° 6′ 36″ BT", ("-2.130000", "106.110000")),
    ("2°7.8'S 106°6.6'E", ("-2.130000", "106.110000")),
    ("-2.13, 106.11", ("-2.13", "106.11")),
]


@pytest.mark.parametrize(("pasted", "point"), PASTED)
def test_a_point_is_read_out_of_links_and_of_degrees_with_minutes(pasted: str, point: tuple[str, str]) -> None:
    halves = both_halves({"latitude": pasted, "longitude": ""})
    found = (LATITUDE.clean(halves["latitude"]), LONGITUDE.clean(halves["longitude"]))
    assert found == (Decimal(point[0]), Decimal(point[1]))


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("https://maps.app.goo.gl/AbCd123", SHORT_LINK),
        ("goo.gl/maps/AbCd123", SHORT_LINK),
        ("https://www.google.com/maps/place/Alun-Alun", BARE_LINK),
    ],
)
def test_a_link_without_a_point_is_refused_with_what_to_do(link: str, reason: str) -> None:
    with pytest.raises(forms.ValidationError, match=re.escape(reason)):
        LATITUDE.clean(both_halves({"latitude": link})["latitude"])


def test_one_half_is_read_with_minutes_and_seconds() -> None:
    assert LATITUDE.clean("2°7'48\" LS") == Decimal("-2.130000")
    assert LONGITUDE.clean("106°6'36\" BT") == Decimal("106.110000")


def test_one_coordinate_leaves_the_other_half_alone() -> None:
    data = {"latitude": "-2,13333", "longitude": "106,1"}

    assert both_halves(data) == data


def test_distance_of_one_degree_along_the_equator() -> None:
    assert distance_km(0, 0, 0, 1) == pytest.approx(111.195, abs=0.01)


def test_a_point_in_the_city_is_near_and_another_island_is_far() -> None:
    assert from_centre_km(-2.13333, 106.13333) == 0
    assert not is_far(-2.1, 106.1)
    assert is_far(-6.2, 106.8)
