"""Open data and the public page: established innovations only, nothing that names a person."""

import csv
import io

import pytest
from django.test import Client

from tests import makers

pytestmark = pytest.mark.django_db
SECRET = "Judul rahasia"
PERSON = "Nama Orang"


def test_only_established_innovations_and_no_person(client: Client) -> None:
    agency = makers.make_agency("dinkes", contact_name=PERSON, contact_phone="08123", contact_email="a@contoh.invalid")
    shown = makers.make_proposal(agency, "established", title="=Terbit", initiator_name=PERSON, budget=7)
    for status in ("draft", "submitted", "in_review", "shortlisted", "rejected"):
        makers.make_proposal(makers.make_agency(f"dinas-{status}"), status, title=SECRET)
    answer = client.get("/katalog/data.json").json()
    assert [(record["nomor"], record["nama"]) for record in answer["data"]] == [(shown.number, "=Terbit")]
    assert answer["lisensi"] == "CC BY 4.0"
    text = client.get("/katalog/data.csv").getvalue().decode()
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["nama"] for line in lines] == ["'=Terbit"]
    page = client.get(f"/katalog/{shown.pk}/").content.decode()
    for words in (text, page, str(answer)):
        assert SECRET not in words
        assert PERSON not in words
        assert "08123" not in words
        assert "contoh.invalid" not in words


def test_the_data_follow_the_search_of_the_catalogue(client: Client) -> None:
    makers.make_proposal(makers.make_agency("dinkes"), "established", title="Posyandu keliling")
    makers.make_proposal(makers.make_agency("dishub"), "established", title="Parkir tanpa karcis")
    names = [record["nama"] for record in client.get("/katalog/data.json?q=parkir").json()["data"]]
    assert names == ["Parkir tanpa karcis"]


def test_the_same_data_give_the_same_bytes(client: Client) -> None:
    makers.make_proposal(makers.make_agency("dinkes"), "established")
    assert client.get("/katalog/data.json").content == client.get("/katalog/data.json").content


def test_the_public_page_carries_a_share_card(client: Client) -> None:
    shown = makers.make_proposal(makers.make_agency("dinkes"), "established", title="Posyandu <keliling>")
    assert (
        '<meta property="og:title" content="Posyandu &lt;keliling&gt;">'
        in client.get(f"/katalog/{shown.pk}/").content.decode()
    )
