"""People and agencies are found and stand in order however their names are written."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.core.models import Agency, User
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
WAYS = ("Kafe\u0301  Baca", "Kafé\u00a0Baca", "KAFE BACA", "kafÉ baca", "Ka\u00adfé\u200b Baca")


@pytest.mark.parametrize("words", ["kafé baca", "kafe  baca", "KAFE\u0301\u00a0BACA", "afe b"])
def test_five_ways_to_write_a_name_are_all_found(client: Client, cast: Cast, words: str) -> None:
    named = {factories.agency(10 + number, name=f"Dinas {way}") for number, way in enumerate(WAYS)}
    called = {factories.user(f"orang-{number}", full_name=f"Tuan {way}") for number, way in enumerate(WAYS)}
    client.force_login(cast.coordinator)
    agencies = client.get(reverse("agencies:list"), {"q": words}).content.decode()
    assert {each for each in named if reverse("agencies:detail", args=[each.code]) in agencies} == named
    people = client.get(reverse("agencies:people"), {"q": words}).content.decode()
    assert {each for each in called if each.username in people} == called


def test_numbers_letter_case_and_accents_do_not_upset_the_order() -> None:
    names = ["Álam", "ambar", "SD Negeri 2", "SD Negeri 03", "sd negeri 10", "SD Negeri 100", "Zamrud"]
    for place, name in enumerate(reversed(names)):
        factories.agency(10 + place, name=name)
        factories.user(f"orang-{place}", full_name=name)
    assert [each.name for each in Agency.objects.filter(name__in=names)] == names
    assert [each.full_name for each in User.objects.filter(full_name__in=names)] == names
