"""The forms of security keys: django-allauth's, which tell the security log of a key that was not accepted."""

from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError
from django.forms import Form

from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome

if TYPE_CHECKING:
    from agencies.core.models import User


class Telling(Form):
    """Notes a refused key, of the person who is known so far."""

    user: "User | None"

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form it is mixed into
        except ValidationError:
            note(Kind.FACTOR_USED, Outcome.REFUSED, person=self.user, detail="kunci keamanan")
            raise


class AuthenticateForm(Telling, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth comes without types
    """As a second step."""


class LoginForm(Telling, forms.LoginWebAuthnForm):  # type: ignore[misc]  # allauth comes without types
    """In place of name and password."""


class ReauthenticateForm(Telling, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth comes without types
    """Asked again before a weighty deed."""
