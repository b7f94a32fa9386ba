"""Titles as spreadsheets hold them: what looks alike is one title, and a cell that is no title is told so once."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.core.models import User
from proposals.core.period.models import Period
from tests import factories
from tests.proposals.sheets import GOOD, sheet, upload

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[2] / "foundation" / "sheets" / "samples" / "09-judul-aneh-dan-kembar.xlsx"
WAYS = ("Kafe\u0301 Baca", "Kafé\u00a0Baca", "Kafé  Baca", "Ka\u00adfé\u200b Baca", "KAFE BACA")


@pytest.fixture
def desk(client: Client, owner: User, period: Period) -> Client:
    client.force_login(owner)
    return client


def test_five_ways_to_write_one_title_are_one_proposal_and_four_twins(desk: Client) -> None:
    guide = Period.objects.get().guide
    for field in guide.profile["fields"]:
        field["label"] = {"title": "Nama inovasi daerah"}.get(field["key"], field["label"])
    guide.save()
    batch = upload(desk, SimpleUploadedFile(SAMPLE.name, SAMPLE.read_bytes()))
    rows = {row.number: row for row in batch.rows.exclude(number=1)}
    titles = [rows[number].title for number in range(2, 9)]
    assert titles == [*["Contoh Kafé Baca"] * 5, "Contoh baris baru", "Contoh tasadab balik"]
    told = {number: [sentence for _, sentence in row.errors] for number, row in rows.items()}
    assert [len(told[number]) for number in range(2, 12)] == [0, 1, 1, 1, 1, 0, 0, 1, 1, 1], told
    assert {told[number][0] for number in range(3, 7)} == {"Nama inovasi ini tertulis dua kali dalam berkas."}
    assert "#N/A" in told[9][0]


@pytest.mark.parametrize("title", WAYS)
def test_a_title_that_is_there_already_is_found_however_it_is_written(desk: Client, owner: User, title: str) -> None:
    assert owner.agency
    factories.draft(1, of=owner.agency, title="Kafé Baca")
    batch = upload(desk, sheet([title, *GOOD[1:]]))
    assert [(row.there, row.errors) for row in batch.rows.all()] == [(True, [])]
