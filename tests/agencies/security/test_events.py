"""What signing in, refusals and downloads leave in the security log."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from foundation.outbox.models import OutgoingMail
from foundation.security.models import SecurityEvent
from inovasi.options import signin
from proposals.core.workflow import Status
from tests import factories
from tests.url_answers import COLUMNS
from tests.url_table import TABLE, address
from tests.url_world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unprinted")]
OFFICE = "198.51.100.7"


@pytest.fixture(autouse=True)
def _nothing_told_yet() -> None:
    caches["floods"].clear()


EVIDENCE = (
    "proposals:download",
    "competitions:shelf_file",
    "competitions:letter_file",
    "competitions:replication_file",
)


def noted() -> list[tuple[str, str, str]]:
    """Kind, outcome and account of each event, the oldest first."""
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", "outcome", "account"))


def sign_in(client: Client, name: str, password: str = factories.PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=OFFICE)


def test_signing_in_and_out_with_address_and_request() -> None:
    person = factories.user("op-dinkes", password=factories.PASSWORD)
    client = Client()
    first = sign_in(client, "OP-dinkes")
    client.post(reverse("account_logout"), REMOTE_ADDR=OFFICE)
    assert noted() == [("sign_in", "done", "op-dinkes"), ("sign_out", "done", "op-dinkes")]
    row = SecurityEvent.objects.earliest("pk")
    assert (row.person, row.address, row.path, row.request_id) == (person, OFFICE, "/masuk/", first["X-Request-Id"])


def test_a_wrong_password_is_noted_as_whom_it_was_tried() -> None:
    factories.user("op-dinkes", email="dinkes@contoh.invalid", password=factories.PASSWORD)
    sign_in(Client(), "op-dinkes", "salah")
    sign_in(Client(), "Dinkes@contoh.invalid", "salah")
    assert noted() == [("sign_in", "refused", "op-dinkes")] * 2


def test_a_password_typed_into_the_wrong_field_is_never_kept() -> None:
    factories.user("op-dinkes", password=factories.PASSWORD)
    for name in (factories.PASSWORD, factories.PASSWORD.upper(), "lain-lagi"):
        sign_in(Client(), name, "op-dinkes")
    accounts = [account for _, _, account in noted()]
    assert accounts[0] == accounts[1] != accounts[2]
    assert accounts[0].startswith("(tidak dikenal #")
    assert factories.PASSWORD not in str(SecurityEvent.objects.values())


def test_new_passwords_and_their_links_are_noted_without_the_link() -> None:
    person = factories.user("op-dinkes", email="dinkes@contoh.invalid", password=factories.PASSWORD)
    client = Client()
    for email in ("dinkes@contoh.invalid", "tidak-ada@contoh.invalid"):
        client.post(reverse("account_reset_password"), {"email": email})
    link = reset_link(person)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "sandi-Baru-2026", "password2": "sandi-Baru-2026"})
    kinds = [(kind, outcome) for kind, outcome, _ in noted()]
    assert kinds == [("reset_asked", "done"), ("reset_asked", "refused"), ("password", "done")]
    assert [account for _, _, account in noted()][::2] == ["op-dinkes", "op-dinkes"]
    assert set(SecurityEvent.objects.filter(kind="password").values_list("path", flat=True)) == {
        "/akun/sandi/lupa/" + person_part(link) + "-***/"
    }


def reset_link(person: User) -> str:
    """The link of the mail, as its owner gets it."""
    body = OutgoingMail.objects.earliest("id").body
    return next(word for word in body.split() if "/sandi/lupa/" in word)


def person_part(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2].partition("-")[0]


def test_second_factors_and_recovery_codes(django_capture_on_commit_callbacks) -> None:
    person = factories.user("koordinator", password=factories.PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    client = Client()
    sign_in(client, "koordinator")
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(
        reverse("mfa_authenticate"),
        {"code": Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]},
    )
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    client.get(reverse("mfa_download_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    details = list(SecurityEvent.objects.order_by("pk").values_list("kind", "outcome", "detail"))
    assert details == [
        ("factor_used", "refused", "aplikasi kode"),
        ("factor_used", "done", "kode pemulihan"),
        ("sign_in", "done", "kata sandi, langkah kedua"),
        ("recovery_codes", "done", "kode pemulihan dibuat ulang"),
        ("recovery_codes", "done", ""),
        ("factor", "done", "aplikasi kode dihapus"),
        ("recovery_codes", "done", "kode pemulihan dihapus"),
    ]


def test_a_security_key_that_is_not_known() -> None:
    key = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": "AAAA"}}
    client = Client()
    client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(key)})
    assert noted() == [("factor_used", "refused", "")]


def test_too_many_wrong_passwords(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = signin.RATE_LIMITS
    cache.clear()
    factories.user("op-dinkes", password=factories.PASSWORD)
    for _ in range(8):
        sign_in(Client(), "op-dinkes", "salah")
    assert noted() == [("sign_in", "refused", "op-dinkes")] * 5 + [("limit", "refused", "op-dinkes")]


def test_refused_pages_of_people_and_of_nobody_else(cast, signed_in, client) -> None:
    draft = factories.draft(1, of=cast.home)
    path = draft.get_absolute_url()
    visits = (
        (signed_in(cast.stranger), path),
        (client, path),
        (client, "/katalog/999/"),
        (signed_in(cast.owner), path),
    )
    before = SecurityEvent.objects.count()
    for browser, page in visits:
        browser.get(page)
    rows = SecurityEvent.objects.order_by("pk")[before:].values_list("kind", "outcome", "person", "path", "subject")
    assert list(rows) == [("access", "refused", cast.stranger.pk, path, f"proposals:detail {draft.pk}")]


def test_a_foreign_form_is_noted_once_a_minute(cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner)
    before = SecurityEvent.objects.count()
    for _ in range(3):
        browser.post(reverse("agencies:profile"), {"full_name": "x"})
    rows = SecurityEvent.objects.order_by("pk")[before:].values_list("kind", "person", "path")
    assert list(rows) == [("form", cast.owner.pk, "/akun/profil/")]


def test_every_file_that_leaves_is_noted_open_data_apart(cast) -> None:
    """Closed world: whatever hands out a file to a person of the portal stands in the log."""
    world = make_world(cast)
    left: dict[str, str] = {}
    told: dict[str, str] = {}
    for column in COLUMNS[1:]:
        browser = Client()
        browser.force_login(cast[column])
        for name in TABLE:
            before = SecurityEvent.objects.count()
            answer = browser.get(address(name, world))
            if answer.streaming:
                b"".join(answer.streaming_content)
            if "Content-Disposition" in answer and answer.status_code == 200:
                left[name] = "evidence" if name in EVIDENCE else "export"
            for row in SecurityEvent.objects.order_by("pk")[before:]:
                if row.kind in ("export", "evidence"):
                    told[row.subject.split()[0]] = row.kind
    open_data = {"proposals:catalogue_sheet", "proposals:catalogue_csv"}
    assert open_data <= set(left)
    assert {name: kind for name, kind in left.items() if name not in open_data} == told
    assert {"proposals:download", "proposals:export", "proposals:export_csv", "dashboard:report_pdf"} <= set(told)


def test_a_page_that_hands_out_nothing_is_not_noted(cast, signed_in) -> None:
    factories.proposal(Status.SUBMITTED, of=cast.home)
    before = SecurityEvent.objects.count()
    browser = signed_in(cast.owner)
    browser.get(reverse("home"))
    browser.get(reverse("proposals:list"))
    assert SecurityEvent.objects.count() == before + 1  # having signed in
