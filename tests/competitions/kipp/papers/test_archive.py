"""Archives of entries and the letter that goes with them: what is inside, under which names, what is said, for whom."""

import io
import zipfile

import pytest
from django.urls import reverse

from competitions.core.models import Nomination
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.papers import producing, services
from competitions.kipp.papers.cover import cover_letter
from competitions.kipp.papers.models import EntryArchive
from foundation.papers.official.letter import letter_pdf
from foundation.papers.official.letterdocx import letter_docx
from foundation.queue.jobs import JobState
from tests import factories
from tests.competitions.kipp.papers.test_entry_letters import DAY
from tests.factories.letters import stored_letter
from tests.pdfs import text_of
from tests.proposals.papers.test_letters import docx_text

pytestmark = pytest.mark.django_db
FOLDER = "KIPP-2026/01_ambulans-laut"


@pytest.fixture
def chosen(nomination, write):
    """The entry chosen by the city, its text within the limits."""
    write()
    Nomination.objects.filter(pk=nomination.pk).update(group="umum")
    return factories.nomination(
        nomination.edition,
        factories.proposal("in_review", 7, of=nomination.agency, title="Bank Sampah"),
        "entered",
        group="replikasi",
        registration_number="SIN-7",
    )


def produced(edition, by, nomination=None) -> tuple[EntryArchive, zipfile.ZipFile]:
    asked = services.order_entry_archive(edition, nomination, by=by)
    producing.produce(asked)
    asked.refresh_from_db()
    with asked.file.open("rb") as file:
        return asked, zipfile.ZipFile(io.BytesIO(file.read()))


def told(file, folder=FOLDER):
    return file.read(f"{folder}/_yang-kurang.txt").decode()


@pytest.fixture
def sent(nomination, chosen, monkeypatch):
    """Both entries on the city's list."""
    monkeypatch.setattr("competitions.kipp.papers.entries.CHOSEN", ("nominated", "entered"))


def test_all_that_is_sent_stands_under_names_that_say_what_it_is(edition, nomination, sent, cast):
    stored_letter(nomination, cast.owner)
    asked, file = produced(edition, cast.coordinator)
    assert asked.state == JobState.DONE
    assert sorted(file.namelist()) == [
        "KIPP-2026/00_surat-pengantar-KONSEP.pdf",
        f"{FOLDER}/01_proposal.pdf",
        f"{FOLDER}/03_identitas.pdf",
        f"{FOLDER}/_yang-kurang.txt",
        "KIPP-2026/02_bank-sampah/01_proposal-KONSEP.pdf",
        "KIPP-2026/02_bank-sampah/_yang-kurang.txt",
    ]
    assert text_of(file.read(f"{FOLDER}/01_proposal.pdf")).startswith("KIPP 2026")
    assert set(asked.inside) == set(Nomination.objects.values_list("proposal", flat=True))


def test_it_says_what_is_missing(edition, nomination, sent, cast):
    stored_letter(nomination, cast.owner)
    _, file = produced(edition, cast.coordinator)
    assert "Surat pernyataan implementasi: belum diunggah." in told(file)
    assert "identitas" not in told(file)
    assert "pakta" not in told(file).casefold()
    assert "“Latar Belakang” belum ditulis." in told(file, "KIPP-2026/02_bank-sampah")


def test_one_entry_alone_is_what_its_agency_takes_along_before_it_is_chosen(edition, nomination, write, cast):
    write()
    _, file = produced(edition, cast.owner, nomination)
    assert sorted(file.namelist()) == [
        "KIPP-2026/00_ambulans-laut/01_proposal.pdf",
        "KIPP-2026/00_ambulans-laut/_yang-kurang.txt",
    ]


def test_equal_content_gives_equal_bytes(edition, nomination, write, cast):
    write()
    first, second = (produced(edition, cast.owner, nomination)[0] for _ in range(2))
    assert first.pk != second.pk
    contents = []
    for asked in (first, second):
        with asked.file.open("rb") as file:
            contents.append(file.read())
    assert contents[0] == contents[1]


@pytest.mark.parametrize("scan", ["infected", "pending"])
def test_what_is_infected_or_not_scanned_yet_is_not_inside_and_is_named(edition, nomination, write, cast, scan):
    write()
    stored_letter(nomination, cast.owner)
    EntryLetter.objects.update(scan=scan)
    _, file = produced(edition, cast.owner, nomination)
    assert not [name for name in file.namelist() if "identitas" in name]
    assert "identitas" in told(file, "KIPP-2026/00_ambulans-laut")


def test_what_its_owner_may_not_know_is_neither_inside_nor_opens_later(client, edition, proposal, sent, cast):
    asked, _ = produced(edition, cast.coordinator)
    client.force_login(cast.coordinator)
    url = reverse("competitions:kipp_archive_file", args=[2026, asked.pk])
    assert client.get(url).status_code == 200
    factories.conflict(cast.coordinator, proposal)
    assert client.get(url).status_code == 404
    _, file = produced(edition, cast.coordinator)
    assert not any("ambulans-laut" in name for name in file.namelist())
    client.force_login(cast.leader)
    assert client.get(url).status_code == 404


def test_agencies_ask_for_their_entry_and_staff_for_all(client, edition, nomination, cast):
    url = reverse("competitions:kipp_archive_order", args=[2026])
    one = {"nominasi": nomination.pk}
    for person, of_one, of_all in ((cast.owner, 302, 404), (cast.stranger, 404, 404), (cast.leader, 302, 302)):
        client.force_login(person)
        assert client.post(url, one).status_code == of_one
        assert client.post(url).status_code == of_all
    assert client.post(url, {"nominasi": "x"}).status_code == 404


def test_a_second_press_asks_for_the_same_and_one_can_be_called_off(client, edition, nomination, cast):
    first = services.order_entry_archive(edition, nomination, by=cast.owner)
    assert services.order_entry_archive(edition, nomination, by=cast.owner) == first
    client.force_login(cast.owner)
    assert "Menunggu" in client.get(first.get_absolute_url()).content.decode()
    client.post(reverse("competitions:kipp_archive_stop", args=[2026, first.pk]))
    first.refresh_from_db()
    assert first.state == JobState.STOPPED


@pytest.mark.parametrize(("write_out", "read"), [(letter_pdf, text_of), (letter_docx, docx_text)])
def test_the_letter_of_the_city_is_a_draft_with_the_list(edition, proposal, sent, cast, write_out, read):
    text = read(write_out(cover_letter(edition, cast.coordinator, DAY)))
    assert "2 proposal" in text
    assert "SIN-7" in text
    assert text.index("Ambulans Laut") < text.index("Bank Sampah")
    factories.conflict(cast.coordinator, proposal)
    text = read(write_out(cover_letter(edition, cast.coordinator, DAY)))
    assert "1 proposal" in text
    assert "Ambulans" not in text


def test_the_letter_bears_konsep_on_every_page_and_invents_no_number(client, edition, sent, cast):
    client.force_login(cast.coordinator)
    content = client.get(reverse("competitions:kipp_cover", args=[2026])).content
    assert "KONSEP" in text_of(content)
    assert "…/…" in text_of(content).replace(" ", "")
    client.force_login(cast.owner)
    assert client.get(reverse("competitions:kipp_cover", args=[2026])).status_code == 404
