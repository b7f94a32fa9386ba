"""The public face: what visitors find, the picture a coordinator releases, share card and open data."""

import csv
import datetime
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from proposals.catalogue.models import PublicPicture
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories

pytestmark = pytest.mark.django_db
CATALOGUE = reverse("proposals:catalogue")


def photo_with_place() -> bytes:
    """A large JPEG that says where it was taken."""
    image, out = Image.new("RGB", (2400, 1200), (90, 120, 150)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Rumah saya"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def release(proposal: Proposal, person, **values):
    client = Client()
    client.force_login(person)
    fields = {
        "description": "Warga di loket.",
        "released": "on",
        "upload": factories.upload("a.jpg", photo_with_place()),
    }
    return client.post(reverse("proposals:picture", args=[proposal.pk]), fields | values)


def test_visitors_find_the_established_and_nothing_else(client):
    shown = factories.proposal(Status.ESTABLISHED, 1, title="Antrean daring")
    hidden = [
        factories.proposal(status, number, title=f"Rahasia {number}")
        for number, status in enumerate(set(Status) - {Status.ESTABLISHED}, 2)
    ]
    for query in ({}, {"q": factories.RARE_WORD}, {"jenis": "dinas"}, {"tahun": "2026"}, {"urusan": "urusan-1"}):
        page = client.get(CATALOGUE, query)
        assert [one.pk for one, _ in page.context["cards"]] == [shown.pk]
        assert page.context["page_obj"].paginator.count == 1
        assert "Rahasia" not in page.content.decode()
    for name in ("innovation", "innovation_picture", "innovation_picture_small", "share_card"):
        for one in hidden:
            args = [one.pk] if name == "innovation" else [one.pk, "abc"]
            assert client.get(reverse(f"proposals:{name}", args=args)).status_code == 404


def test_empty_states_say_what_to_do(client):
    assert "Belum ada inovasi yang ditetapkan" in client.get(CATALOGUE).content.decode()
    assert "Coba kata lain" in client.get(CATALOGUE, {"q": "zzz"}).content.decode()


def test_nothing_personal_leaves_the_house(client):
    proposal = factories.proposal(Status.ESTABLISHED, 1, initiator_name="Nama Orang Inisiator")
    page = reverse("proposals:innovation", args=[proposal.pk])
    agency = proposal.agency
    personal = (
        "Nama Orang Inisiator",
        agency.contact_name,
        agency.contact_phone,
        agency.contact_email,
        "surat_pengantar",
    )
    for url in (CATALOGUE, page, reverse("proposals:catalogue_json"), reverse("proposals:catalogue_csv")):
        answer = client.get(url)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert proposal.title in text
        assert [word for word in personal if word in text] == []


def test_a_released_picture_is_a_small_copy_without_metadata(client):
    proposal = factories.proposal(Status.ESTABLISHED, 1)
    assert release(proposal, factories.coordinator()).status_code == 302
    picture = PublicPicture.objects.get(proposal_id=proposal.pk)
    answer = client.get(picture.get_absolute_url())
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1200, 600), {})
    assert (
        picture.get_absolute_url() in client.get(reverse("proposals:innovation", args=[proposal.pk])).content.decode()
    )


@pytest.mark.parametrize("page", [CATALOGUE, "/"])
def test_lists_show_the_small_copy_and_load_it_late(client, page):
    proposal = factories.proposal(Status.ESTABLISHED, 1)
    release(proposal, factories.coordinator())
    picture = PublicPicture.objects.get()
    shown = client.get(page).content.decode()
    assert f'src="{picture.small_url}" width="640" height="360" alt="Warga di loket." loading="lazy"' in shown
    answer = client.get(picture.small_url)
    content = b"".join(answer.streaming_content)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 360))
    assert len(content) < 60_000


@pytest.mark.parametrize("page", [CATALOGUE, "/"])
def test_without_a_picture_a_tile_with_the_sign_of_the_affair_stands_there(client, page):
    health = factories.affair(1, key="kesehatan", sign="palang")
    factories.proposal(Status.ESTABLISHED, 1, affair=health)
    shown = client.get(page).content.decode()
    assert "tile--coral" in shown and "img/affairs.svg#palang" in shown


def test_two_innovations_of_one_affair_look_different(client):
    health = factories.affair(1, key="kesehatan", sign="palang")
    for number in (1, 2):
        factories.proposal(Status.ESTABLISHED, number, affair=health)
    scenes = re.findall(r'<path class="affair-tile__hill" d="([^"]+)"', client.get(CATALOGUE).content.decode())
    assert len(scenes) == len(set(scenes)) == 4


def test_every_choice_says_what_it_leaves_and_nothing_of_what_is_hidden(client):
    factories.proposal(Status.ESTABLISHED, 1, stage="penerapan")
    factories.proposal(Status.ESTABLISHED, 2, stage="penerapan")
    factories.proposal(Status.ESTABLISHED, 3, stage="uji_coba")
    factories.proposal(Status.SUBMITTED, 4, stage="inisiatif")
    form = client.get(CATALOGUE, {"tahapan": "uji_coba"}).context["filter"].form
    assert form["tahapan"].field.widget.choices == [
        ("", "Semua tahapan"),
        ("uji_coba", "Uji coba (1)"),
        ("penerapan", "Penerapan (2)"),
    ]
    assert form["tahun"].field.widget.choices == [("", "Semua tahun"), ("2026", "2026 (1)")]


def test_filters_at_work_stand_above_and_can_be_dropped(client):
    factories.proposal(Status.ESTABLISHED, 1, stage="penerapan")
    page = client.get(CATALOGUE, {"q": "inovasi", "tahapan": "penerapan", "page": "1"})
    assert [(chip.label, chip.text, chip.rest) for chip in page.context["chips"]] == [
        ("Kata", "inovasi", "tahapan=penerapan"),
        ("Tahapan", "Penerapan", "q=inovasi"),
    ]


@pytest.mark.parametrize(
    ("order", "titles"), [("", ["B", "C", "A"]), ("nama", ["A", "B", "C"]), ("lama", ["A", "C", "B"])]
)
def test_visitors_choose_the_order(client, order, titles):
    for number, title in enumerate("ACB", 1):
        proposal = factories.proposal(Status.ESTABLISHED, number, title=title)
        Proposal.objects.filter(pk=proposal.pk).update(status_since=timezone.now() + datetime.timedelta(hours=number))
    assert [one.title for one, _ in client.get(CATALOGUE, {"urut": order}).context["cards"]] == titles


def test_the_year_of_the_decree_is_told_and_not_that_of_the_period(client):
    """A period of one year may end with a decree in the next."""
    proposal = factories.proposal(Status.ESTABLISHED, 1)
    Proposal.objects.filter(pk=proposal.pk).update(status_since=datetime.datetime(2027, 1, 29, tzinfo=datetime.UTC))
    for url in (CATALOGUE, reverse("proposals:innovation", args=[proposal.pk])):
        assert re.findall(r"[Dd]itetapkan (20\d\d)", client.get(url).content.decode()) == ["2027"]
    assert proposal.period.year == 2026


def test_an_innovation_leads_to_those_near_it_and_to_nothing_hidden(client):
    health, school = factories.affair(1, key="kesehatan", sign="palang"), factories.affair(2, key="pendidikan")
    here = factories.proposal(Status.ESTABLISHED, 1, affair=health)
    same_agency = factories.proposal(Status.ESTABLISHED, 2, affair=school, of=here.agency)
    same_affair = factories.proposal(Status.ESTABLISHED, 3, affair=health, of=factories.agency(3))
    factories.proposal(Status.ESTABLISHED, 4, affair=school, of=factories.agency(4))
    factories.proposal(Status.SHORTLISTED, 5, affair=health)
    page = client.get(reverse("proposals:innovation", args=[here.pk]))
    assert [one.pk for one, _ in page.context["related"]] == [same_affair.pk, same_agency.pk]


def test_an_evidence_photo_may_be_the_source(client):
    proposal = factories.proposal(Status.ESTABLISHED, 1)
    evidence = factories.attachment(proposal, "foto", data=factories.picture())
    assert release(proposal, factories.coordinator(), attachment=evidence.pk, upload="").status_code == 302
    picture = PublicPicture.objects.get(proposal_id=proposal.pk)
    assert picture.sha256 != evidence.sha256
    assert client.get(evidence.get_absolute_url()).status_code == 302


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"released": ""}, "Nyatakan dahulu"),
        ({"description": ""}, "Tulis keterangan gambar."),
        ({"upload": ""}, "Pilih satu foto"),
        ({"upload": factories.upload("a.jpg", factories.pdf())}, "PDF"),
    ],
)
def test_a_release_is_refused_with_a_sentence(values, sentence):
    proposal = factories.proposal(Status.ESTABLISHED, 1)
    answer = release(proposal, factories.coordinator(), **values)
    assert answer.status_code == 400 and sentence in answer.content.decode()
    assert not PublicPicture.objects.exists()


def test_only_coordinators_release_and_only_after_the_choice():
    proposal = factories.proposal(Status.ESTABLISHED, 1)
    for person in (proposal.created_by, factories.leader(), factories.reviewer()):
        assert release(proposal, person).status_code == 404
    assert release(factories.proposal(Status.IN_REVIEW, 2), factories.coordinator()).status_code == 404
    assert not PublicPicture.objects.exists()


def test_a_picture_of_a_shortlisted_proposal_stays_closed(client):
    proposal = factories.proposal(Status.SHORTLISTED, 1)
    release(proposal, factories.coordinator())
    assert client.get(PublicPicture.objects.get().get_absolute_url()).status_code == 404


def test_a_withdrawn_picture_is_gone(client, django_capture_on_commit_callbacks):
    proposal = factories.proposal(Status.ESTABLISHED, 1)
    release(proposal, factories.coordinator())
    picture = PublicPicture.objects.get()
    client.force_login(factories.coordinator())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("proposals:picture_withdraw", args=[proposal.pk]))
    assert [file.name for file in (picture.file, picture.small) if file.storage.exists(file.name)] == []
    assert {client.get(url).status_code for url in (picture.get_absolute_url(), picture.small_url)} == {404}


def test_open_data_is_the_same_in_both_forms_with_its_licence(client):
    factories.proposal(Status.ESTABLISHED, 1, title="=HYPERLINK(1)")
    factories.proposal(Status.SUBMITTED, 2)
    text, document = client.get(reverse("proposals:catalogue_csv")), client.get(reverse("proposals:catalogue_json"))
    rows = list(csv.DictReader(io.StringIO(b"".join(text.streaming_content).decode())))
    content = json.loads(document.content)
    assert [row["nama"] for row in rows] == ["'=HYPERLINK(1)"]
    assert [one["nama"] for one in content["data"]] == ["=HYPERLINK(1)"]
    assert content["alamat_lisensi"].startswith("https://creativecommons.org/")
    assert {answer["Cache-Control"] for answer in (text, document)} == {"public, max-age=3600"}


def test_open_data_are_sent_again_only_when_they_changed(client):
    factories.proposal(Status.ESTABLISHED, 1)
    for name in ("catalogue_csv", "catalogue_sheet", "catalogue_json"):
        url = reverse(f"proposals:{name}")
        first = client.get(url, headers={"Origin": "https://contoh.invalid"})
        assert first["Access-Control-Allow-Origin"] == "*"
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
        Proposal.objects.update(title=f"Nama baru {name}")
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_sheet_opens_right_in_the_programs_of_the_offices(client):
    factories.proposal(Status.ESTABLISHED, 1, title="Antrean daring")
    content = b"".join(client.get(reverse("proposals:catalogue_sheet")).streaming_content)
    assert content.startswith(b"\xef\xbb\xbfnomor;nama;")
    plain = b"".join(client.get(reverse("proposals:catalogue_csv")).streaming_content)
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert list(rows) == list(csv.reader(io.StringIO(plain.decode())))


def test_every_column_is_explained_with_a_true_example(client):
    factories.proposal(Status.ESTABLISHED, 1, title="Antrean daring")
    page = client.get(reverse("proposals:open_data"))
    record = client.get(reverse("proposals:catalogue_json")).json()["data"][0]
    assert {name: example for name, _, example in page.context["columns"]} == record
    # As the files write it: a year without the point between thousands.
    assert f'class="open-data__example">{record["tahun"]}</td>' in page.content.decode()
    assert all(meaning for _, meaning, _ in page.context["columns"])
    Proposal.objects.all().update(title="Lain")
    assert "Lain" in client.get(reverse("proposals:open_data")).content.decode()


def test_search_engines_find_the_established_and_nothing_else(client):
    shown = factories.proposal(Status.ESTABLISHED, 1)
    hidden = factories.proposal(Status.SHORTLISTED, 2)
    listed = client.get("/sitemap.xml").content.decode()
    assert f"/katalog/{shown.pk}/</loc>" in listed and f"/katalog/{hidden.pk}/" not in listed
    robots = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /masuk/" in robots and robots[-1].endswith("/sitemap.xml")


def test_a_visitors_page_may_be_kept_and_a_signed_in_persons_not(client):
    assert client.get(CATALOGUE)["Cache-Control"] == "public, max-age=300"
    client.force_login(factories.leader())
    assert client.get(CATALOGUE)["Cache-Control"] == "private, no-store"


def test_queries_are_the_same_at_any_size(client):
    def load() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(CATALOGUE, {"q": "inovasi"}).context["cards"]
        return len(queries)

    release(factories.proposal(Status.ESTABLISHED, 1), factories.coordinator())
    few = load()
    for number in range(2, 9):
        shown = factories.proposal(Status.ESTABLISHED, number, of=factories.agency(number))
        release(shown, factories.coordinator(), upload=factories.upload("a.jpg", photo_with_place()))
    assert load() == few
