"""Who may come in from the city's own identity provider: people the coordinator has entered, and nobody else.

The first time a person is known by the e-mail address that a trusted provider has verified, from then on by the
provider's lasting number of the person (`sub`), whatever becomes of the address.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import signals
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from agencies.core.models import User
from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome


class NotLetIn(Exception):
    """Somebody the provider knows and the portal does not let in; the text says what to do."""

    def __init__(self, text: str, *, person: User | None = None) -> None:
        super().__init__(text)
        self.person = person


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    """Signing in at the provider makes no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Ties the provider's person to the portal's, or answers with the page that says why not."""
        try:
            _admit(request, sociallogin)
        except NotLetIn as refusal:
            name = sociallogin.provider.name
            note(
                Kind.LINK,
                Outcome.REFUSED,
                person=refusal.person,
                account=_claims(sociallogin).get("email") or "",
                detail=f"{name}: {refusal}",
            )
            context = {"provider": name, "reason": str(refusal)}
            page = render(request, "socialaccount/not_let_in.html", context, status=403)
            raise ImmediateHttpResponse(page) from refusal

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        """Notes an answer of the provider that was not accepted."""
        note(Kind.LINK, Outcome.REFUSED, detail=f"{provider.name}: jawaban tidak diterima")


def _admit(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Raises NotLetIn, or leaves a login of a person of the portal."""
    told = sociallogin.account.extra_data
    subjects = {told.get(part, {}).get("sub") for part in ("id_token", "userinfo") if part in told}
    if "id_token" not in told or len(subjects) != 1 or not _of_that_provider(sociallogin, told["id_token"]):
        raise NotLetIn("Jawabannya tidak jelas tentang siapa Anda. Beri tahu teknisi portal ini.")
    if sociallogin.is_existing:
        if not sociallogin.user.is_active:
            raise NotLetIn(UNKNOWN, person=sociallogin.user)
        return
    person = _entered(sociallogin)
    if sociallogin.state.get("process") == AuthProcess.CONNECT:
        if person != request.user:
            raise NotLetIn("Alamat surel di sana bukan alamat surel akun Anda di portal ini.", person=person)
        return
    _link(request, sociallogin, person)


def _of_that_provider(sociallogin: SocialLogin, token: dict[str, Any]) -> bool:
    """Whether the token's issuer is the configured one, which the provider's own description may not replace."""
    settings = sociallogin.provider.app.settings
    expected: str = settings.get("issuer") or settings["server_url"].partition("/.well-known/")[0]
    return str(token.get("iss", "")).rstrip("/") == expected.rstrip("/")


UNKNOWN = (
    "Alamat surel Anda di sana belum terdaftar di portal ini, atau akunnya tidak aktif. "
    "Minta koordinator inovasi mendaftarkan Anda dengan alamat surel itu."
)


def _entered(sociallogin: SocialLogin) -> User:
    """The one active person with the verified address; raises NotLetIn."""
    claims = _claims(sociallogin)
    if sociallogin.provider.app.settings.get("trust_email") is not True:
        raise NotLetIn("Portal ini belum mengenali orang dari layanan itu. Masuklah dengan kata sandi.")
    email = claims.get("email")
    if not isinstance(email, str) or not email.strip() or claims.get("email_verified") is not True:
        raise NotLetIn("Layanan itu belum memastikan alamat surel Anda. Pastikan dahulu di sana, lalu coba lagi.")
    people = list(User.objects.filter(email__iexact=email.strip(), is_active=True)[:2])
    if len(people) != 1:
        raise NotLetIn(UNKNOWN)
    return people[0]


@transaction.atomic
def _link(request: HttpRequest, sociallogin: SocialLogin, person: User) -> None:
    """Keeps the provider's number of the person; raises NotLetIn when the account has another one already."""
    account = sociallogin.account
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if SocialAccount.objects.filter(user=person, provider=account.provider).exclude(uid=account.uid).exists():
        raise NotLetIn(
            "Akun portal dengan alamat surel Anda sudah terhubung dengan orang lain di sana. "
            "Minta koordinator inovasi memeriksanya.",
            person=person,
        )
    sociallogin.user = account.user = person
    sociallogin.account, new = SocialAccount.objects.get_or_create(
        provider=account.provider, uid=account.uid, defaults={"user": person, "extra_data": account.extra_data}
    )
    if new:
        signals.social_account_added.send(sender=SocialLogin, request=request, sociallogin=sociallogin)


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    """What the provider says of the person."""
    told = sociallogin.account.extra_data
    claims: dict[str, Any] = told.get("userinfo") or told.get("id_token") or {}
    return claims
