"""Signing in at the city's identity provider, against a real one on loopback: only people of the portal come in."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache, caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from foundation.security.models import SecurityEvent
from inovasi.options import identity
from tests import factories
from tests.agencies.people.provider import Provider

pytestmark = pytest.mark.django_db
GO = "/akun/oidc/sso-kota/login/"
EMAIL = "dinkes@contoh.invalid"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    caches["floods"].clear()
    running = Provider(claims={"email": EMAIL, "email_verified": True, "name": "Operator Dinkes"})
    use(settings, running.app())
    yield running
    running.close()


@pytest.fixture
def person() -> User:
    return factories.user("op-dinkes", email=EMAIL, password=factories.PASSWORD)


def use(settings: Any, app: dict[str, Any]) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": identity.checked([app]), "OAUTH_PKCE_ENABLED": True}}


def at_the_provider(client: Client, go: str = GO) -> str:
    """Goes to the provider, agrees there and gives back the address to which the browser is sent."""
    there = client.post(go)
    assert there.status_code == 302, there.text
    back = requests.get(there["Location"], allow_redirects=False, timeout=10)
    assert back.status_code == 302
    return back.headers["Location"]


def sign_in(client: Client) -> Any:
    return client.get(at_the_provider(client))


def is_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def refusals() -> list[tuple[str, str]]:
    rows = SecurityEvent.objects.filter(kind="link", outcome="refused").order_by("pk")
    return list(rows.values_list("account", "detail"))


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper()])
def test_a_person_with_the_same_verified_address_comes_in_and_is_linked(provider, person, email) -> None:
    provider.claims["email"] = email
    client = Client()
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/", str(person.pk))
    assert list(SocialAccount.objects.values_list("provider", "uid", "user")) == [("sso-kota", "orang-1", person.pk)]
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", "outcome", "account"))
    assert kinds == [("link", "done", "op-dinkes"), ("sign_in", "done", "op-dinkes")]
    assert provider.asked[-2:] == ["/token", "/userinfo"]
    assert SecurityEvent.objects.get(kind="sign_in").detail == "penyedia identitas"


def test_later_the_number_counts_and_not_the_address(provider, person) -> None:
    sign_in(Client())
    other = factories.user("op-lain", email="lain@contoh.invalid")
    provider.claims = {"email": other.email, "email_verified": False}
    client = Client()
    sign_in(client)
    assert is_in(client) == str(person.pk)
    assert SocialAccount.objects.count() == 1


def test_nobody_is_made_and_the_page_says_what_to_do(provider) -> None:
    client = Client()
    people = User.objects.count()
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "Minta koordinator inovasi mendaftarkan Anda" in answer.text
    assert (is_in(client), User.objects.count(), SocialAccount.objects.count()) == (None, people, 0)
    assert [account for account, _ in refusals()] == [EMAIL]


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_lets_nobody_in(provider, person, verified) -> None:
    provider.claims["email_verified"] = verified
    client = Client()
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "belum memastikan alamat surel Anda" in answer.text
    assert is_in(client) is None


@pytest.mark.parametrize("email", ["", "   ", None, ["dinkes@contoh.invalid"], "%"])
def test_an_address_that_is_none_lets_nobody_in(provider, person, email) -> None:
    factories.user("tanpa-surel", email="")
    provider.claims["email"] = email
    client = Client()
    assert sign_in(client).status_code == 403
    assert is_in(client) is None


def test_an_address_of_two_accounts_lets_nobody_in(provider, person) -> None:
    User.objects.filter(pk=factories.user("kembar").pk).update(email=EMAIL.title())
    client = Client()
    assert sign_in(client).status_code == 403
    assert is_in(client) is None


@pytest.mark.parametrize("linked", [False, True])
def test_an_account_that_is_not_active_stays_out(provider, person, linked) -> None:
    if linked:
        sign_in(Client())
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    assert sign_in(client).status_code == 403
    assert is_in(client) is None


def test_a_provider_that_is_not_trusted_lets_in_by_link_only(provider, person, settings) -> None:
    use(settings, provider.app(trust_email=False))
    assert sign_in(Client()).status_code == 403
    SocialAccount.objects.create(provider="sso-kota", uid="orang-1", user=person)
    client = Client()
    sign_in(client)
    assert is_in(client) == str(person.pk)


def test_an_account_that_is_linked_is_not_given_to_the_next_owner_of_its_address(provider, person) -> None:
    sign_in(Client())
    provider.sub = "orang-2"
    client = Client()
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "sudah terhubung dengan orang lain" in answer.text
    assert is_in(client) is None
    assert refusals()[0][0] == EMAIL


def test_a_number_that_is_linked_is_not_linked_to_a_second_account(provider, person) -> None:
    sign_in(Client())
    second = factories.user("op-kedua", email="kedua@contoh.invalid")
    client = Client()
    client.force_login(second)
    client.get(at_the_provider(client, f"{GO}?process=connect"))
    assert list(SocialAccount.objects.values_list("user", flat=True)) == [person.pk]


def test_connecting_takes_the_own_address_only(provider, person) -> None:
    second = factories.user("op-kedua", email="kedua@contoh.invalid")
    client = Client()
    client.force_login(second)
    assert client.get(at_the_provider(client, f"{GO}?process=connect")).status_code == 403
    client.force_login(person)
    client.get(at_the_provider(client, f"{GO}?process=connect"))
    assert list(SocialAccount.objects.values_list("user", flat=True)) == [person.pk]


def test_the_second_factor_is_asked_for(provider, person) -> None:
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_authenticate"))
    assert is_in(client) is None
    assert Authenticator.objects.filter(user=person).exists()


@pytest.mark.parametrize(
    "lie",
    [{"aud": "portal-lain"}, {"iss": "https://lain.invalid"}, {"exp": 1_000_000_000}, {"sub": "orang-9"}],
    ids=str,
)
def test_a_token_for_another_audience_issuer_time_or_person_is_refused(provider, person, lie) -> None:
    provider.in_id_token = lie
    client = Client()
    assert sign_in(client).status_code in (401, 403)
    assert is_in(client) is None
    assert len(refusals()) == 1


def test_a_provider_that_describes_itself_as_another_is_refused(provider, person, settings) -> None:
    provider.described_as = "https://sso.lain.invalid"
    provider.in_id_token = {"iss": provider.described_as}
    client = Client()
    assert sign_in(client).status_code == 403
    assert is_in(client) is None
    use(settings, provider.app(issuer=provider.described_as))
    sign_in(client)
    assert is_in(client) == str(person.pk)


def test_a_state_that_is_not_of_this_browser_is_refused(provider, person) -> None:
    back, client = at_the_provider(Client()), Client()
    answer = client.get(back)
    assert answer.status_code == 401
    assert is_in(client) is None
    started = Client()
    assert started.get(at_the_provider(started).replace("state=", "state=x")).status_code == 401
    assert is_in(started) is None


def test_a_code_is_good_for_the_browser_that_began_only(provider, person) -> None:
    """PKCE: a stolen code with the thief's own state is of no use."""
    stolen, thief = at_the_provider(Client()), Client()
    code = stolen.partition("code=")[2].partition("&")[0]
    own = at_the_provider(thief)
    mixed = own.replace(own.partition("code=")[2].partition("&")[0], code)
    assert thief.get(mixed).status_code == 401
    assert is_in(thief) is None


@pytest.mark.parametrize("part", ["/.well-known/openid-configuration", "/token", "/userinfo"])
def test_a_provider_that_answers_nonsense_is_a_sentence(provider, person, part) -> None:
    client = Client()
    if part == "/.well-known/openid-configuration":
        provider.broken = {part}
        answer = client.post(GO)
    else:
        back = at_the_provider(client)
        provider.broken = {part}
        answer = client.get(back)
    assert answer.status_code in (401, 503)
    assert "tidak memberi jawaban yang dapat kami terima" in answer.text
    assert is_in(client) is None


def test_a_provider_that_is_away_is_a_sentence(provider, person) -> None:
    client = Client()
    back = at_the_provider(client)
    provider.close()
    for answer in (client.get(back), client.post(GO)):
        assert answer.status_code in (401, 503)
        assert "tidak memberi jawaban yang dapat kami terima" in answer.text
    assert client.get("/akun/oidc/tidak-ada/login/").status_code == 404


def test_saying_no_at_the_provider_leads_back_calmly(provider) -> None:
    client = Client()
    state = at_the_provider(client).partition("state=")[2]
    answer = client.get(f"{GO}callback/?error=access_denied&state={state}", follow=True)
    assert "Masuk dibatalkan" in answer.text


def test_the_callback_address_is_the_one_that_readme_names(provider) -> None:
    assert reverse("openid_connect_callback", args=["sso-kota"]) == "/akun/oidc/sso-kota/login/callback/"
    there = Client().post(GO)["Location"]
    assert "redirect_uri=http%3A%2F%2Ftestserver%2Fakun%2Foidc%2Fsso-kota%2Flogin%2Fcallback%2F" in there
    assert "code_challenge_method=S256" in there


def test_settings_name_every_place_that_signing_in_leads_to() -> None:
    app = {
        "provider_id": "sso-kota",
        "name": "SSO Kota",
        "client_id": "portal",
        "secret": "x",
        "settings": {
            "server_url": "https://sso.contoh.go.id/realms/kota",
            "other_origins": ["https://id.contoh.go.id"],
        },
    }
    assert identity.origins(identity.checked([app])) == ["https://sso.contoh.go.id", "https://id.contoh.go.id"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": ""},
        {"provider_id": "SSO Kota"},
        {"settings": {}},
        {"settings": {"server_url": "http://sso.contoh.go.id"}},
        {"settings": {"server_url": "https://sso.contoh.go.id", "other_origins": ["http://id.contoh.go.id"]}},
    ],
    ids=str,
)
def test_settings_that_are_not_safe_stop_the_start(wrong) -> None:
    app = {
        "provider_id": "sso-kota",
        "name": "SSO Kota",
        "client_id": "portal",
        "secret": "x",
        "settings": {"server_url": "https://sso.contoh.go.id"},
    }
    identity.checked([app])
    for apps in ([app | wrong], [app, app], app, ["sso-kota"]):
        with pytest.raises(ImproperlyConfigured, match="OIDC_APPS"):
            identity.checked(apps)
