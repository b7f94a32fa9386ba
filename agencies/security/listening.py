"""What signing in tells the security log: the signals by which Django and django-allauth say what happened.

They are the one place that every door passes, the technician's pages included.
"""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from agencies.core.accounts import whose
from agencies.core.models import User
from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome

FACTORS = {
    Authenticator.Type.TOTP: "aplikasi kode",
    Authenticator.Type.WEBAUTHN: "kunci keamanan",
    Authenticator.Type.RECOVERY_CODES: "kode pemulihan",
}

WAYS = {"password": "kata sandi", "mfa": "langkah kedua", "socialaccount": "penyedia identitas"}


def connect() -> None:
    """Begins to listen; called once, when the app is ready."""
    for signal, receiver in (
        (auth.user_logged_in, signed_in),
        (auth.user_login_failed, sign_in_failed),
        (auth.user_logged_out, signed_out),
        (account.password_set, password_made),
        (account.password_changed, password_made),
        (account.password_reset, password_reset),
        (mfa.authenticator_added, factor_added),
        (mfa.authenticator_removed, factor_removed),
        (mfa.authenticator_reset, factor_reset),
        (mfa.authenticator_used, factor_used),
        (mfa.authentication_failed, factor_refused),
        (social.social_account_added, linked),
        (social.social_account_removed, unlinked),
    ):
        signal.connect(receiver, dispatch_uid=f"security {receiver.__name__}")


def signed_in(user: User, request: HttpRequest | None = None, **more: Any) -> None:
    """Who is in now, and by what."""
    records = get_authentication_records(request, user) if request else []
    ways = dict.fromkeys(WAYS.get(record["method"], record["method"]) for record in records)
    note(Kind.SIGN_IN, person=user, detail=", ".join(ways))


def sign_in_failed(credentials: dict[str, Any], **more: Any) -> None:
    """A wrong password: as whom it was tried, when such an account exists."""
    name = str(credentials.get("username") or credentials.get("email") or "")
    note(Kind.SIGN_IN, Outcome.REFUSED, **whose(name))


def signed_out(user: User | None, **more: Any) -> None:
    if user is not None:
        note(Kind.SIGN_OUT, person=user)


def password_made(user: User, **more: Any) -> None:
    note(Kind.PASSWORD, person=user, detail="oleh pemiliknya")


def password_reset(user: User, **more: Any) -> None:
    note(Kind.PASSWORD, person=user, detail="lewat tautan surel")


def factor_added(user: User, authenticator: Authenticator, **more: Any) -> None:
    _factor(user, authenticator, "ditambahkan")


def factor_removed(user: User, authenticator: Authenticator, **more: Any) -> None:
    _factor(user, authenticator, "dihapus")


def factor_reset(user: User, authenticator: Authenticator, **more: Any) -> None:
    _factor(user, authenticator, "dibuat ulang")


def factor_used(user: User, authenticator: Authenticator, **more: Any) -> None:
    note(Kind.FACTOR_USED, person=user, detail=_named(authenticator))


def factor_refused(user: User, authenticator: Authenticator, **more: Any) -> None:
    note(Kind.FACTOR_USED, Outcome.REFUSED, person=user, detail=_named(authenticator))


def linked(sociallogin: Any, **more: Any) -> None:
    note(Kind.LINK, person=sociallogin.user, detail=f"ditautkan: {sociallogin.account.provider}")


def unlinked(socialaccount: Any, **more: Any) -> None:
    note(Kind.LINK, person=socialaccount.user, detail=f"dilepas: {socialaccount.provider}")


def _factor(user: User, authenticator: Authenticator, done: str) -> None:
    codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    note(Kind.RECOVERY_CODES if codes else Kind.FACTOR, person=user, detail=f"{_named(authenticator)} {done}")


def _named(authenticator: Authenticator) -> str:
    return FACTORS.get(authenticator.type, str(authenticator.type))
