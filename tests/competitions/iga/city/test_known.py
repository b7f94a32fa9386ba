"""What the portal has on record for a row of the city: said with its list, taken over only by whoever saves it."""

import pytest
from django.urls import reverse

from competitions.core.models import Edition
from competitions.iga.city.known import portal_count
from competitions.iga.city.models import CityFigure
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
HONOURED = "12"


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def url() -> str:
    return reverse("competitions:iga_own_row", args=[2026, HONOURED])


def rule(edition: Edition, number: str = HONOURED):
    return next(row for row in edition.iga.spd if row.number == number)


def test_it_counts_what_its_lists_show_and_knows_nothing_of_other_rows(client, edition, cast: Cast):
    for number, status in enumerate(("established", "established", "in_review"), 1):
        factories.proposal(status, number, of=cast.home)
    known = portal_count(edition, rule(edition), cast.coordinator)
    assert known is not None
    assert (known.amount, [(one.year, one.amount) for one in known.years]) == (2, [(2026, 2), (2025, 0)])
    client.force_login(cast.coordinator)
    assert client.get(known.years[0].url).context["page_obj"].paginator.count == known.years[0].amount
    others = [row for row in edition.iga.spd if row.number != HONOURED]
    assert all(portal_count(edition, row, cast.coordinator) is None for row in others)


def test_what_a_reader_may_not_know_is_not_counted(edition, cast: Cast):
    cast.involve(factories.proposal("established", 1, of=cast.home))
    mine, theirs = (portal_count(edition, rule(edition), one) for one in (cast.coordinator, cast.conflicted))
    assert mine and theirs
    assert (mine.amount, theirs.amount) == (1, 0)


def test_taking_it_over_types_it_and_saving_keeps_it_with_its_source(client, edition, url, cast: Cast):
    factories.proposal("established", 1, of=cast.home)
    client.force_login(cast.coordinator)
    assert "Di portal tercatat 1" in client.get(url).content.decode()
    page = client.get(f"{url}?ambil=1")
    assert not CityFigure.objects.exists()
    form = page.context["form"]
    typed = {name: form[name].value() for name in ("figure", "note", "seen")}
    assert typed["figure"] == "1"
    assert "inovasi yang ditetapkan dengan SK, 1 pada 2026" in typed["note"]
    answer = client.post(f"{url}?ambil=1", typed | {"level": "2", "document_title": "SK Wali Kota"})
    assert answer.status_code == 302
    stored = CityFigure.objects.get()
    assert (stored.level, stored.figure, "Menurut portal per" in stored.note) == (2, 1, True)
    client.force_login(cast.leader)
    shown = client.get(url).content.decode()
    assert "Di portal tercatat 1" in shown
    assert "Pakai angka ini" not in shown
