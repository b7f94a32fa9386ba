"""How django-allauth behaves here: accounts are made by the coordinator, and mail goes through the queue."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from agencies.core.accounts import whose
from agencies.core.models import User
from agencies.people import devices, limits
from agencies.people.validators import PrivilegedLength
from foundation.outbox.models import MailKind
from foundation.outbox.queueing import Mail, send_later
from foundation.security.events import note, typed
from foundation.security.kinds import Kind, Outcome
from foundation.site import absolute

# Mails that answer whoever asked for a new password: to a person of the portal, and to an unknown address.
RESET_MAILS = ("account/email/password_reset_key", "account/email/unknown_account")
# In a session that begins: the password just typed is too short for the role.
SHORT_PASSWORD = "short_password"  # noqa: S105 - a name, no secret


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth comes without types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders the mail now and leaves its delivery, with retries, to the outbox, which forgets its words then."""
        person = context.get("user")
        if template_prefix in RESET_MAILS:
            account = "" if person else typed(email)
            note(Kind.RESET_ASKED, Outcome.DONE if person else Outcome.REFUSED, person=person, account=account)
        message = self.render_mail(template_prefix, email, context | {"current_site": None})
        send_later(
            Mail(message.subject, message.body, to, person.pk if person else None, kind=MailKind.ACCOUNT, secret=True)
            for to in message.to
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link for a new password; what Host a request named does not count."""
        return _of_the_site(super().get_reset_password_from_key_url(key))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt as `agencies.people.limits` says; django-allauth gives it back for a right password."""
        login = _login(credentials)
        self._login_failed_rl_usage = limits.take(request, login)
        if self._login_failed_rl_usage is None:
            note(Kind.LIMIT, Outcome.REFUSED, **whose(login))
            raise ValidationError(
                f"Terlalu banyak percobaan dengan kata sandi yang keliru. Coba lagi dalam "
                f"{limits.in_words(limits.pause(request, login))}, atau buat kata sandi baru lewat “Lupa kata sandi?”.",
                code="too_many_login_attempts",
            )

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        limits.clear(request, _login(credentials))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Remembers until the person is in whether the password is too short for the role."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and _is_short(credentials.get("password", ""), user):
            request.session[SHORT_PASSWORD] = True
        return user

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        if request.session.pop(SHORT_PASSWORD, False):
            messages.warning(request, "Peran Anda memerlukan kata sandi yang lebih panjang. Gantilah di menu Akun.")
        devices.remember(request, response, user)
        return response


def _is_short(password: str, user: User) -> bool:
    """Whether a rule about the length of passwords, by role, is broken."""
    rules = password_validation.get_default_password_validators()
    return any(isinstance(rule, PrivilegedLength) and rule.is_short(password, user) for rule in rules)


def _of_the_site(url: str) -> str:
    """The same page under the address of the site."""
    return absolute(urlsplit(url).path)


def _login(credentials: dict[str, Any]) -> str:
    """What was typed as user name or address."""
    return credentials.get("username") or credentials.get("email") or ""
