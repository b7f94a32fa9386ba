"""Asking for signatures, and the usual way: printed, signed in ink, one scan kept with its hash."""

import hashlib
import json
from dataclasses import replace
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf.generic import TextStringObject
from pytest_django import Settings

from agencies.core.models import Notification, User
from agencies.signing import sealing, services, views
from agencies.signing.asking import SigningRefused, Undersigned, ask
from agencies.signing.models import WantedSignature
from dashboard.reports import issuing
from dashboard.reports.tables import Scope
from foundation.audit import ledger
from foundation.audit.models import LedgerEntry
from foundation.files.sizes import LARGEST_SCAN
from foundation.issued.models import IssuedPaper
from foundation.issued.services import issue, renew
from foundation.papers.rendering import printed
from proposals.filechecks.pdf import SCRIPTED
from tests import factories
from tests.agencies.signing.conftest import client_of
from tests.factories import Cast
from tests.foundation.issued.papers import head
from tests.proposals.filesamples import an_action, with_root
from tests.test_query_counts import cost

pytestmark = pytest.mark.django_db


def scan_of(pages: int) -> bytes:
    body = '<p style="break-after: page">Pindaian</p>' * (pages - 1) + "<p>Pindaian</p>"
    return printed(f'<html lang="id"><head><title>Pindaian</title></head><body>{body}</body></html>')


def upload(person: User, paper: IssuedPaper, content: bytes) -> str:
    file = SimpleUploadedFile("pindaian.pdf", content, "application/pdf")
    address = reverse("agencies:signature_scan", args=[paper.pk])
    return client_of(person).post(address, {"scan": file}, follow=True).content.decode()


def test_the_scan_is_kept_with_its_hash_and_the_check_shows_who_signed(asked: IssuedPaper, issuer: User):
    scan = scan_of(2)
    assert "dinyatakan sudah ditandatangani" in upload(issuer, asked, scan)
    kept = services.newest_of(asked)
    told = {(one.way, one.by, one.before, one.after, one.result) for one in WantedSignature.objects.of(asked.pk)}
    assert told == {("wet", issuer, asked.sha256, hashlib.sha256(scan).hexdigest(), kept)}
    assert kept.read() == scan and kept.version == 2
    check = Client().post(asked.verify_url, {"file": SimpleUploadedFile("a.pdf", scan)}).content.decode()
    for words in (
        "Berkas sama persis",
        "Siti Aminah, S.E., Ketua Tim (tanda tangan basah, pindaian disimpan",
        "Yan Contoh",
    ):
        assert words in check


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"bukan pdf", "yang diterima di sini hanya PDF"),
        (with_root(OpenAction=an_action("JavaScript", JS=TextStringObject("app.alert(1)"))), SCRIPTED),
        (scan_of(2) + bytes(LARGEST_SCAN), "lebih besar dari 15 MB"),
        (scan_of(1), "1 halaman, padahal naskahnya 2 halaman"),
        (None, "Ini naskah yang belum ditandatangani"),
    ],
)
def test_what_is_no_scan_of_it_is_refused(asked: IssuedPaper, issuer: User, content: bytes | None, says: str):
    assert says in upload(issuer, asked, asked.read() if content is None else content)
    assert services.newest_of(asked) == asked


def test_a_scan_comes_once_and_not_over_an_electronic_signature(asked: IssuedPaper, issuer: User):
    upload(issuer, asked, scan_of(2))
    assert "Pindaian hanya dapat disimpan selama semua tanda tangan masih ditunggu" in upload(issuer, asked, scan_of(3))
    assert services.newest_of(asked).version == 2


@pytest.mark.usefixtures("by_certificate")
def test_ink_and_electronic_signatures_are_not_mixed(asked: IssuedPaper, ketua: User, issuer: User):
    address = reverse("agencies:signature_sign", args=[asked.pk])
    client_of(ketua).post(address, {"passphrase": "benar"})
    assert "tidak dicampur" in upload(issuer, asked, scan_of(2))


def test_without_a_signer_in_the_settings_nobody_signs_electronically(asked: IssuedPaper, ketua: User):
    client = client_of(ketua)
    assert client.get(reverse("agencies:signature_sign", args=[asked.pk])).status_code == 404
    page = client.get(reverse("agencies:signature", args=[asked.pk])).content.decode()
    assert "Tandatangani cetakan naskah ini;" in page


def test_the_issuer_chooses_officials_in_order(paper: IssuedPaper, issuer: User, ketua: User):
    first = factories.official(1, account=ketua)
    second = factories.official(2, office="sekretaris_daerah")
    factories.official(3, office="wakil_kepala_daerah", until=first.since)
    client, address = client_of(issuer), reverse("agencies:signature_ask", args=[paper.pk])
    offered = client.get(address).content.decode()
    assert "Pejabat 1" in offered and "Pejabat 3" not in offered and "(tanpa akun: hanya basah)" in offered
    client.post(address, {"signer_1": second.pk, "signer_2": first.pk})
    rows = [(one.order, one.name, one.account) for one in WantedSignature.objects.of(paper.pk)]
    assert rows == [(1, "Dr. Pejabat 2, S.T., M.Si.", None), (2, "Dr. Pejabat 1, S.T., M.Si.", ketua)]
    client.post(address, {"signer_1": first.pk})
    assert [one.name for one in WantedSignature.objects.of(paper.pk)] == ["Dr. Pejabat 1, S.T., M.Si."]
    assert "Setiap orang hanya" in client.post(address, {"signer_1": first.pk, "signer_2": first.pk}).content.decode()
    assert "Pilih paling sedikit satu" in client.post(address, {"signer_2": first.pk}).content.decode()


def test_who_signs_is_not_changed_after_the_first_signature(asked: IssuedPaper, issuer: User):
    upload(issuer, asked, scan_of(2))
    with pytest.raises(SigningRefused, match="sudah mulai ditandatangani"):
        ask(asked, [Undersigned("Wali Kota", "Lain")], by=issuer)


def test_whom_the_paper_names_nobody_replaces(paper: IssuedPaper, issuer: User, ketua: User):
    """As the minutes of a meeting do: who was there signs them."""
    ask(paper, [Undersigned("Ketua Rapat", "Siti Aminah", ketua)], by=issuer, printed=True)
    other, client = factories.official(2, office="sekretaris_daerah"), client_of(issuer)
    page = client.get(reverse("agencies:signature", args=[paper.pk])).content.decode()
    assert "Ganti penanda tangan" not in page and "Unggah pindaian" in page
    address = reverse("agencies:signature_ask", args=[paper.pk])
    assert "penanda tangannya tidak dapat diganti" in client.post(address, {"signer_1": other.pk}).content.decode()
    rows = WantedSignature.objects.filter(paper=paper)
    for change in (rows.delete, partial(rows.update, name="Lain"), partial(rows.update, account=issuer)):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()
    assert [(one.name, one.account) for one in rows] == [("Siti Aminah", ketua)]


@pytest.mark.usefixtures("by_certificate")
def test_nobody_asks_anew_by_the_version_that_a_signature_made(asked: IssuedPaper, ketua: User):
    """Whoever signed has issued that version, and would add people whom nobody may put in the place of another."""
    address = reverse("agencies:signature_sign", args=[asked.pk])
    User.objects.filter(pk=ketua.pk).update(is_leader=True)
    client = client_of(User.objects.get(pk=ketua.pk))
    client.post(address, {"passphrase": "benar"})
    signed, other = services.newest_of(asked), factories.official(2, office="sekretaris_daerah")
    assert (signed.version, signed.issued_by) == (2, ketua)
    page = client.get(reverse("agencies:signature", args=[signed.pk])).content.decode()
    assert "Minta tanda tangan" not in page
    refused = client.post(reverse("agencies:signature_ask", args=[signed.pk]), {"signer_1": other.pk})
    assert "sudah memuat tanda tangan" in refused.content.decode()
    assert not WantedSignature.objects.of(signed.pk).exists()


def test_who_is_asked_instead_of_whom_is_on_the_record(asked: IssuedPaper, issuer: User, ketua: User, kepala: User):
    entries = LedgerEntry.objects.filter(subject_type="foundation.issuedpaper", subject_id=asked.pk)
    known, other = list(entries.values_list("pk", flat=True)), factories.official(1)
    client_of(issuer).post(reverse("agencies:signature_ask", args=[asked.pk]), {"signer_1": other.pk})
    swapped = entries.exclude(pk__in=known)
    assert {one.actor for one in swapped} == {issuer} and {one.kind for one in swapped} == {"signature"}
    told = {(json.loads(one.before).get("name"), json.loads(one.after).get("name")) for one in swapped}
    assert told == {("Siti Aminah, S.E.", None), ("Yan Contoh", None), (None, other.full_name)}
    assert not list(ledger.verify())
    gone = Notification.objects.filter(text=f"Tanda tangan Anda tidak diminta lagi: {asked.title}.")
    assert {one.user for one in gone} == {ketua, kepala}


def test_only_a_pdf_is_signed(issuer: User):
    sheet = issue(head("2"), b"kolom;isi", by=issuer)
    sheet.filename = "lampiran.csv"
    with pytest.raises(SigningRefused, match="Hanya naskah PDF"):
        ask(sheet, [Undersigned("Wali Kota", "Lain")], by=issuer)


def test_an_official_signs_as_their_record_says(ketua: User):
    held = factories.official(2, office="lain", title="Asisten", account=ketua, standing="plt")
    assert Undersigned.by_record(held) == Undersigned("Plt. Asisten", held.full_name, ketua)


def test_others_find_no_such_page(asked: IssuedPaper, ketua: User, cast: Cast):
    pages = ["signature", "signature_file", "signature_ask", "signature_scan", "signature_reopen"]

    def answers(person: User) -> list[int]:
        client = client_of(person)
        return [client.get(reverse(f"agencies:{page}", args=[asked.pk])).status_code for page in pages]

    assert answers(cast.leader) == [404] * 5 and answers(cast.owner) == [404] * 5
    assert answers(ketua) == [200, 200, 404, 404, 404]


def test_who_issued_it_and_was_transferred_to_an_agency_finds_no_such_page(
    asked: IssuedPaper, issuer: User, ketua: User, cast: Cast
):
    """But for the paper that waits for a signature of their own."""
    pages = ["signature", "signature_file", "signature_ask", "signature_scan", "signature_reopen"]

    def answers(paper: IssuedPaper) -> list[int]:
        client = client_of(User.objects.get(pk=issuer.pk))
        return [client.get(reverse(f"agencies:{page}", args=[paper.pk])).status_code for page in pages]

    own = issue(head("2"), asked.read(), by=issuer)
    ask(own, [Undersigned("Ketua Tim", "Ani", issuer)], by=issuer)
    assert answers(asked) == [200] * 5
    User.objects.filter(pk=issuer.pk).update(is_coordinator=False, agency=cast.home)
    assert (answers(asked), answers(own)) == ([404] * 5, [200, 200, 404, 404, 404])


def test_a_coordinator_who_may_know_the_paper_goes_on_where_another_left_it(cast: Cast, issuer: User, ketua: User):
    """A report of a coordinator who then leaves; one with a conflict of interest may not know what it counts."""
    order = issuing.Order(["cakupan"], Scope(issuer, factories.period(), timezone.now()))
    paper = issuing.issue(order).paper
    ask(paper, [Undersigned("Ketua Tim", "Siti Aminah", ketua)], by=issuer)
    User.objects.filter(pk=issuer.pk).update(is_active=False)
    colleague = factories.coordinator(2)
    other = client_of(colleague)
    pages = [reverse(f"agencies:{page}", args=[paper.pk]) for page in ("signature_ask", "signature_scan")]
    assert [other.get(page).status_code for page in pages] == [200, 200]
    factories.conflict(colleague, factories.proposal("submitted", of=cast.home))
    assert [other.get(page).status_code for page in pages] == [404, 404]


def test_what_waits_for_me_stands_on_top_however_old_it_is(
    asked: IssuedPaper, issuer: User, ketua: User, kepala: User, two_pages: bytes, monkeypatch: pytest.MonkeyPatch
):
    """Also behind more papers than the page lists, of which the newest are asked of somebody else first."""
    monkeypatch.setattr(views, "SHOWN", 2)
    for number in range(2, 6):
        more = issue(head(str(number)), two_pages, by=issuer)
        ask(more, [Undersigned("Kepala", "Yan", kepala), Undersigned("Ketua Tim", "Siti Aminah", ketua)], by=issuer)
    page = client_of(ketua).get(reverse("agencies:signatures")).context
    assert (list(page["mine"]), len(page["others"])) == ([asked], 2)


def test_the_list_of_niks_costs_the_same_for_any_number(issuer: User, settings: Settings):
    settings.SIGNING = replace(settings.SIGNING, way="bsre", bsre_url="https://esign.contoh.test")
    client, address = client_of(issuer), reverse("agencies:signatures")
    costs = []
    for number in range(1, 5):
        account = factories.user(f"pejabat-{number}")
        factories.official(number, office="lain", title=f"Asisten {number}", account=account)
        sealing.seal(account, f"000000000000000{number}")
        costs.append(cost(client, address))
    assert len(set(costs)) == 1
    assert client.get(address).content.decode().count("•" * 13) == 4


def test_the_list_tells_whose_turn_it_is_with_constant_queries(
    asked: IssuedPaper, issuer: User, ketua: User, kepala: User, two_pages: bytes
):
    client = client_of(kepala)
    address = reverse("agencies:signatures")
    assert "Giliran Anda" not in client.get(address).content.decode()
    assert "Giliran Anda" in client_of(ketua).get(address).content.decode()
    few = cost(client, address)
    for number in range(2, 6):
        more = issue(head(str(number)), two_pages, by=issuer)
        ask(more, [Undersigned("Ketua Tim", "Siti Aminah", ketua), Undersigned("Kepala", "Yan", kepala)], by=issuer)
    assert cost(client, address) == few
    page = client.get(address).content.decode()
    assert page.count("Undangan rapat") == 5


def test_a_scan_of_a_paper_that_was_replaced_is_refused(asked: IssuedPaper, issuer: User, two_pages: bytes):
    newer = services.renew(services.head_of(asked), two_pages + b"\n", by=issuer, reason="Isinya berubah")
    assert "sudah digantikan versi yang lebih baru" in upload(issuer, asked, scan_of(2))
    assert services.newest_of(asked) == asked and asked.versions.first() == newer


@pytest.mark.usefixtures("by_certificate")
def test_the_page_of_a_paper_that_was_replaced_says_so_and_asks_for_nothing(
    asked: IssuedPaper, issuer: User, ketua: User
):
    renew(services.head_of(asked), scan_of(3), by=issuer, reason="Isinya berubah")
    for person in (issuer, ketua):
        page = client_of(person).get(reverse("agencies:signature", args=[asked.pk])).content.decode()
        assert "sudah digantikan versi yang lebih baru" in page
        offered = [
            name for name in ("ask", "scan", "sign") if reverse(f"agencies:signature_{name}", args=[asked.pk]) in page
        ]
        assert offered == []
    with pytest.raises(SigningRefused, match="sudah digantikan"):
        ask(asked, [Undersigned("Wali Kota", "Lain")], by=issuer)
