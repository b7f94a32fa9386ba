"""Archives of evidence: what is inside, under which names, with which hashes, for whom, and when a worker dies."""

import hashlib
import io
import zipfile

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.entry import archive as archives
from competitions.iga.entry import producing, services
from competitions.iga.entry.models import EvidenceArchive, KeptProfile
from foundation.queue.jobs import JobState
from proposals.core.models import Proposal
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def innovation(edition: Edition, cast: Cast) -> Proposal:
    made = factories.proposal("in_review", 1, of=cast.home, title="Ambulans Laut")
    decree = factories.shelved_file(made, cast.owner, kind="perkada", document_number="188.45/7/2025")
    film = factories.shelved_link(made, cast.owner, "https://contoh.id/v")
    factories.claimed(edition, made, cast.owner, 1, 2, decree)
    factories.claimed(edition, made, cast.owner, 2, 1, decree)
    factories.claimed(edition, made, cast.owner, 20, 3, film)
    factories.in_iga_set(edition, made)
    return made


def produced(edition: Edition, cast: Cast, *, only: bool = False) -> tuple[EvidenceArchive, zipfile.ZipFile]:
    (row,) = factories.in_iga_set(edition, *Proposal.objects.all()) if only else (None,)
    asked = services.order_archive(edition, row, by=cast.coordinator)
    producing.produce(asked)
    asked.refresh_from_db()
    with asked.file.open("rb") as file:
        return asked, zipfile.ZipFile(io.BytesIO(file.read()))


def test_everything_stands_under_names_that_say_what_it_is(edition, innovation, cast):
    asked, file = produced(edition, cast)
    folder = "IGA-2026/01_ambulans-laut"
    assert asked.state == JobState.DONE
    assert asked.inside == [innovation.pk]
    assert sorted(file.namelist()) == sorted(
        [
            "IGA-2026/_daftar-inovasi.xlsx",
            f"{folder}/00_Profil.pdf",
            f"{folder}/16-Regulasi-Inovasi-Daerah_P2_01_188.45-7-2025.pdf",
            f"{folder}/17-Ketersediaan-dan-peran-S_P1_01_188.45-7-2025.pdf",
            f"{folder}/35-Video-inovasi-daerah_P3_01_tautan.txt",
            f"{folder}/_daftar-bukti.xlsx",
        ]
    )
    assert b"https://contoh.id/v" in file.read(f"{folder}/35-Video-inovasi-daerah_P3_01_tautan.txt")
    assert file.read(f"{folder}/00_Profil.pdf").startswith(b"%PDF")


def test_the_hashes_of_the_list_are_those_of_the_files(edition, innovation, cast):
    _, file = produced(edition, cast, only=True)
    folder = "IGA-2026/01_ambulans-laut"
    sheet = openpyxl.load_workbook(io.BytesIO(file.read(f"{folder}/_daftar-bukti.xlsx"))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    hashes = {row[3]: row[10] for row in rows if row[10]}
    assert hashes
    for name, told in hashes.items():
        assert hashlib.sha256(file.read(f"{folder}/{name}")).hexdigest() == told
    assert "IGA-2026/_daftar-inovasi.xlsx" not in file.namelist()


@pytest.mark.parametrize("change", [{"scan": "infected"}, {"scan": "pending"}, {"removed_at": timezone.now()}])
def test_what_was_removed_infected_or_not_scanned_yet_is_not_inside(edition, innovation, cast, change):
    EvidenceItem.objects.filter(kind="perkada").update(**change)
    _, file = produced(edition, cast)
    assert not [name for name in file.namelist() if "188.45" in name]


def test_a_worker_that_died_prints_no_profile_twice(edition, innovation, cast, monkeypatch):
    produced(edition, cast)
    assert KeptProfile.objects.count() == 1
    monkeypatch.setattr(archives, "printed", lambda source: pytest.fail("printed again"))
    produced(edition, cast)
    default_storage.delete(str(KeptProfile.objects.get().file.name))
    with pytest.raises(pytest.fail.Exception):
        produced(edition, cast)


def test_what_its_owner_may_not_know_is_neither_inside_nor_opens_later(client, edition, innovation, cast):
    other = factories.proposal("in_review", 2, of=cast.elsewhere, title="Rahasia")
    factories.in_iga_set(edition, other)
    asked, file = produced(edition, cast)
    assert any("rahasia" in name for name in file.namelist())
    client.force_login(cast.coordinator)
    url = f"/kompetisi/iga/2026/arsip/{asked.pk}/unduh.zip"
    assert client.get(url).status_code == 200
    factories.conflict(cast.coordinator, other)
    assert client.get(url).status_code == 404
    _, file = produced(edition, cast)
    assert not any("rahasia" in name for name in file.namelist())
    client.force_login(cast.leader)
    assert client.get(url).status_code == 404


def test_a_second_press_asks_for_the_same_archive_and_one_can_be_called_off(edition, innovation, cast):
    first = services.order_archive(edition, None, by=cast.coordinator)
    assert services.order_archive(edition, None, by=cast.coordinator) == first
    assert first.call_off()
    assert not first.call_off()
    first.refresh_from_db()
    producing.forget_old()
    assert EvidenceArchive.objects.filter(pk=first.pk).exists()


def test_old_archives_go_with_their_files(edition, innovation, cast, django_capture_on_commit_callbacks):
    asked, _ = produced(edition, cast)
    name = str(asked.file.name)
    EvidenceArchive.objects.update(requested_at="2020-01-01T00:00Z")
    KeptProfile.objects.update(at="2020-01-01T00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        producing.forget_old()
    assert not EvidenceArchive.objects.exists()
    assert not KeptProfile.objects.exists()
    assert not default_storage.exists(name)
