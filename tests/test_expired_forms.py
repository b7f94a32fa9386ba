"""A form that comes too late: the session ended or the form's token is foreign; nothing is stored, nothing is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals.core.models import Proposal, SectionText
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
TYPED = "Warga menunggu lama,\nlalu pulang tanpa surat."


@pytest.fixture
def desk(cast: Cast) -> str:
    return reverse("proposals:edit", args=[factories.draft(of=cast.home).pk, "rancang-bangun"])


def late(browser: Client, desk: str) -> str:
    """The answer to a save that comes too late, as text."""
    typed = {"permasalahan": TYPED, "permasalahan-versi": "0", "csrfmiddlewaretoken": "x" * 64, "lanjut": "1"}
    response = browser.post(desk, typed)
    assert response.status_code == 403
    assert not SectionText.objects.exists()
    return response.content.decode()


def test_after_the_session_ended_the_text_comes_back_with_the_way_to_sign_in(desk):
    page = late(Client(), desk)
    assert "Sesi Anda telah berakhir" in page
    assert TYPED in page
    assert f'href="/masuk/?next={desk.replace("/", "%2F")}"' in page


def test_a_foreign_form_token_gives_the_text_back(cast, desk):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner)
    page = late(browser, desk)
    assert "Formulir ini sudah kedaluwarsa" in page
    assert TYPED in page
    assert f'href="{desk}"' in page


def test_only_what_a_person_typed_comes_back(desk):
    page = late(Client(), desk)
    assert {
        name for name in ("permasalahan-versi", "csrfmiddlewaretoken", "lanjut") if f">{name}</label>" in page
    } == set()


def test_a_password_is_never_shown_again():
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(reverse("account_login"), {"login": "op-dinas-1", "password": factories.PASSWORD})
    assert response.status_code == 403
    assert factories.PASSWORD not in response.content.decode()


def test_without_anything_typed_a_visitor_is_sent_to_sign_in(desk):
    assert Client().post(desk, {}).headers["Location"] == f"{reverse('account_login')}?next={desk}"
    assert Client().get(desk).headers["Location"] == f"{reverse('account_login')}?next={desk}"


def test_a_visitor_changes_nothing_by_sending_forms(cast, desk):
    proposal = Proposal.objects.get()
    for name in ("submit", "withdraw"):
        assert Client().post(reverse("proposals:act", args=[proposal.pk, name]), {"note": "Catatan"}).status_code == 403
    assert not proposal.events.exists()
