"""The whole way in a real browser: an operator asks, the head reads and approves on a phone, the operator sends."""

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from foundation.outbox.models import OutgoingMail
from proposals.approving import services
from proposals.approving.tokens import handed_token
from proposals.core.approval.models import HeadAnswer
from proposals.core.workflow import Status
from tests import factories
from tests.browsers import signed_in
from tests.proposals.approving.conftest import HEAD, make_unsigned
from tests.usable import PHONE, faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_asking_to_sending_on_a_phone(browser: Browser, live_server: LiveServer) -> None:
    cast = factories.cast()
    proposal = make_unsigned(cast)
    with signed_in(browser, cast.owner, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(f"/usulan/{proposal.pk}/ubah/lampiran/")
        page.get_by_role("link", name="Persetujuan kepala").click()
        page.get_by_label("Nama kepala").fill(HEAD.name)
        page.get_by_label("Surel kepala").fill(HEAD.email)
        page.get_by_label("Jabatan").fill(HEAD.position)
        page.get_by_role("button", name="Kirim tautan ke kepala").click()
        expect(page.get_by_label("Tautan untuk kepala")).to_be_visible()
        assert faults_of(page) == []
    found = re.search(r"/persetujuan/\S+/", OutgoingMail.objects.latest("pk").body)
    assert found
    with browser.new_context(base_url=live_server.url, viewport=PHONE) as phone:
        page = phone.new_page()
        page.goto(found[0])
        expect(page.get_by_text(factories.COMPLETE_TEXTS["manfaat"])).to_be_visible()
        assert faults_of(page) == []
        page.get_by_label("Nama lengkap").fill(HEAD.name)
        page.get_by_role("button", name="Setujui").click()
        expect(page.get_by_role("alert")).to_contain_text("Centang ini")
        expect(page.get_by_label("Nama lengkap")).to_have_value(HEAD.name)
        page.get_by_label(re.compile("dan sudah membaca usulan ini")).check()
        page.get_by_role("button", name="Setujui").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("persetujuan Anda tersimpan")
        assert faults_of(page) == []
    with signed_in(browser, cast.owner, live_server.url, viewport=PHONE) as window:
        page = window.new_page()
        page.goto(f"/usulan/{proposal.pk}/ubah/periksa/")
        page.get_by_role("button", name="Ajukan usulan").click()
        page.wait_for_url("**/terkirim/")
        page.goto(f"/usulan/{proposal.pk}/")
        expect(page.get_by_text("Disetujui kepala")).to_be_visible()
        assert faults_of(page) == []
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_a_handed_link_works_without_script(browser: Browser, live_server: LiveServer) -> None:
    cast = factories.cast()
    proposal = make_unsigned(cast)
    asked = services.ask(proposal, HEAD, by=cast.owner)
    with browser.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False) as phone:
        page = phone.new_page()
        page.goto(f"/persetujuan/{handed_token(asked)}/")
        page.get_by_label("Nama lengkap").fill(HEAD.name)
        page.get_by_role("button", name="Kirim kode").click()
        expect(page.get_by_label("Nama lengkap")).to_have_value(HEAD.name)
        code = re.search(r"^\d{6}$", OutgoingMail.objects.latest("pk").body, re.MULTILINE)
        assert code
        page.get_by_label("Kode dari surel").fill(code[0])
        page.get_by_text("Kembalikan dengan catatan").click()
        page.get_by_label("Yang perlu diperbaiki").fill("Tambah angka hasil.")
        page.get_by_role("button", name="Kembalikan kepada operator").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("catatan Anda tersimpan")
    assert HeadAnswer.objects.get().note == "Tambah angka hasil."
