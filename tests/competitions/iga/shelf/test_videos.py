"""Videos on the shelf: taken where an indicator takes them, by content and size, handed out in parts, and proving."""

import pytest
from django.urls import reverse

from competitions.core.models import Edition
from competitions.iga.core import sizes
from competitions.iga.core.evidence import EvidenceItem
from tests import factories
from tests.factories.claiming import claimed

pytestmark = pytest.mark.django_db
ELEMENTS = ["latar_belakang", "penjaringan_ide", "pemilihan_ide", "manfaat", "dampak"]


def page(edition, proposal, name="shelf", *more):
    return reverse(f"competitions:{name}", args=[edition.year, proposal.pk, *more])


def limited(edition: Edition, number: int, **megabytes: int) -> None:
    """The limits of one indicator as an edition's page stores them."""
    row = edition.indicators.get(number=number)
    row.rules = row.rules | {"megabytes": megabytes}
    row.save()


def sent(name: str, data: bytes, **more: str) -> dict[str, object]:
    return {"kind": "video", "title": "Judul saya", "file": factories.upload(name, data)} | more


def test_a_video_is_taken_said_and_handed_out_in_parts(browser, edition, proposal):
    url = page(edition, proposal)
    assert "MP4 paling besar 60 MB" in browser.get(url).content.decode()
    assert browser.post(url, sent("rekaman.mp4", factories.mp4())).status_code == 302
    item = EvidenceItem.objects.get()
    assert (item.type, item.content_type, item.is_video, item.has_preview) == ("mp4", "video/mp4", True, False)
    whole = browser.get(page(edition, proposal, "shelf_file", item.pk))
    assert b"".join(whole.streaming_content) == factories.mp4()
    assert whole["Content-Disposition"] == 'attachment; filename="rekaman.mp4"'
    part = browser.get(page(edition, proposal, "shelf_file", item.pk), headers={"Range": "bytes=4-7"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    assert (part["X-Content-Type-Options"], part["Content-Type"]) == ("nosniff", "video/mp4")
    assert "sandbox" in part["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("rekaman.mp4", factories.pdf(), "Isi berkas ini bukan video MP4"),
        ("rekaman.mp4", b"MZ" + bytes(600), "Isi berkas ini bukan video MP4"),
        ("rekaman.mov", factories.mp4(brand=b"qt  "), "QuickTime"),
        ("rekaman.mp4", factories.mp4(1024 * 1024), "lebih besar dari 1 MB"),
    ],
)
def test_a_video_by_name_only_or_too_large_is_refused_at_its_field(browser, edition, proposal, name, data, told):
    limited(edition, 20, mp4=1)
    answer = browser.post(page(edition, proposal), sent(name, data, document_number="7"))
    assert answer.status_code == 400
    [said] = answer.context["form"].errors["file"]
    assert told in said
    shown = answer.content.decode()
    assert 'value="Judul saya"' in shown
    assert 'value="7"' in shown
    assert not EvidenceItem.objects.exists()


def test_documents_keep_to_the_limit_of_their_own_type(browser, edition, proposal, monkeypatch):
    monkeypatch.setattr(sizes, "MEGABYTE", 300)
    limited(edition, 1, pdf=1)
    limited(edition, 2, pdf=1)
    answer = browser.post(page(edition, proposal), {"kind": "sk", "file": factories.upload("sk.pdf", factories.pdf(9))})
    assert "lebih besar dari 300 byte" in answer.context["form"].errors["file"][0]
    assert browser.post(page(edition, proposal), sent("v.mp4", factories.mp4(900))).status_code == 302


def test_an_edition_without_videos_takes_none_and_a_video_is_no_decree(browser, edition, proposal):
    answer = browser.post(page(edition, proposal), sent("v.mp4", factories.mp4(), kind="sk"))
    assert "Video MP4 disimpan sebagai: Video" in answer.context["form"].errors["kind"][0]
    edition.indicators.filter(number=20).delete()
    answer = browser.post(page(edition, proposal), sent("v.mp4", factories.mp4()))
    assert "Video tidak diterima di sini" in answer.context["form"].errors["file"][0]
    assert not EvidenceItem.objects.exists()


def test_a_script_is_told_whether_it_was_stored(browser, edition, proposal):
    asked = {"headers": {"Accept": "application/json"}}
    refused = browser.post(page(edition, proposal), sent("v.mp4", factories.pdf()), **asked)
    assert refused.status_code == 400
    assert "bukan video MP4" in refused.json()["refused"][0]
    assert browser.post(page(edition, proposal), sent("v.mp4", factories.mp4()), **asked).json() == {"saved": True}
    assert "ada di rak bukti" in browser.get(page(edition, proposal)).content.decode()


def test_a_video_with_its_cover_proves_and_is_played_on_the_desk(client, edition, proposal, cast):
    client.force_login(cast.owner)
    client.post(page(edition, proposal), sent("v.mp4", factories.mp4()))
    video = EvidenceItem.objects.get()
    indicator = edition.indicators.get(number=20)
    claim = claimed(proposal, cast.owner, indicator, video, picked=ELEMENTS)
    assert not claim.proven
    client.post(
        page(edition, proposal, "claim", 20),
        {
            "bukti-kind": "sampul_video",
            "bukti-file": factories.upload("sampul.png", factories.picture()),
            "tambah": "1",
        },
    )
    claim.refresh_from_db()
    assert (claim.proven, claim.value) == (True, 3)
    client.force_login(cast.coordinator)
    shown = client.get(reverse("competitions:desk", args=[edition.year, claim.pk])).content.decode()
    assert (
        f'<video controls preload="none" width="320" src="{page(edition, proposal, "shelf_file", video.pk)}"' in shown
    )
