"""Settings of signing in: who stands between a person and the portal, how often a password may be wrong, what it needs.

`settings` gives them all to inovasi/settings.py, under the names that Django and django-allauth know.
"""

from typing import Any

import environ

env = environ.Env()

# How many proxies of the city's own stand in front: the address of a person is the so-maniest from the right in
# X-Forwarded-For. 0: the header is not believed.
TRUSTED_PROXIES = env.int("ALLAUTH_TRUSTED_PROXY_COUNT", default=0)

# Actions of django-allauth, and those of our own (agencies/people/limits.py). A whole office stands behind one address,
# so right sign-ins are hardly counted; wrong passwords are, with a pause that grows from a minute to a day.
RATE_LIMITS = {
    "login": "600/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    # Guessing many names from one address; `key` is one account from one address.
    "login_failed": "120/m/ip,5/m/key,15/h/key,40/d/key",
    # One account from all addresses that never signed in to it.
    "login_failed_account": "100/h/key",
    # One account on a device that has signed in to it before: nobody else's wrong passwords count here.
    "login_failed_device": "5/m/key,15/h/key,40/d/key",
    # Links that let in whoever has them: guessing one that opens nothing, from one address.
    "personal_link": "60/m/ip",
}

# The first one hashes; passwords of the others are hashed anew when their owner signs in.
PASSWORD_HASHERS = [
    "agencies.people.hashers.BoundedArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_VALIDATORS = [
    {"NAME": "agencies.people.validators.UnlikeThePerson"},
    {"NAME": "agencies.people.validators.Length", "OPTIONS": {"min_length": 10}},
    {"NAME": "agencies.people.validators.PrivilegedLength", "OPTIONS": {"least": 12}},
    {"NAME": "agencies.people.validators.Uncommon"},
]
# Days for which a link to a head or to an invited colleague is open.
PERSONAL_LINK_DAYS: int = env.int("PERSONAL_LINK_DAYS", default=7)
# Days that coordinators, leaders and technicians have to set up a second factor.
SECOND_FACTOR_GRACE_DAYS: int = env.int("SECOND_FACTOR_GRACE_DAYS", default=14)


def second_factor_required(*, demo: bool) -> bool:
    """Whether they need one at all; a demo asks for none unless it is told to."""
    return bool(env.bool("SECOND_FACTOR_REQUIRED", default=not demo))


def settings(*, demo: bool, testing: bool) -> dict[str, Any]:
    """Every setting of signing in, by its name."""
    return {
        "AUTHENTICATION_BACKENDS": ["agencies.people.backends.PersonBackend"],
        "PASSWORD_HASHERS": PASSWORD_HASHERS,
        "AUTH_PASSWORD_VALIDATORS": PASSWORD_VALIDATORS,
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "home",
        "ACCOUNT_ADAPTER": "agencies.people.adapters.ClosedAccountAdapter",
        "SOCIALACCOUNT_ADAPTER": "agencies.people.identity.ClosedSocialAccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username", "email"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "email*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "home",
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_PREVENT_ENUMERATION": True,
        # Seconds for which signing in is fresh enough for roles, minutes and decrees (agencies/people/freshness.py).
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 15 * 60,
        "ACCOUNT_RATE_LIMITS": {} if testing else RATE_LIMITS,
        "ALLAUTH_TRUSTED_PROXY_COUNT": TRUSTED_PROXIES,
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        # Accounts and their addresses are entered by the coordinator, so an address needs no confirmation of its own.
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": demo,
        "MFA_TOTP_ISSUER": "Portal Inovasi Daerah",
        "MFA_FORMS": {
            "authenticate_webauthn": "agencies.security.key_forms.AuthenticateForm",
            "login_webauthn": "agencies.security.key_forms.LoginForm",
            "reauthenticate_webauthn": "agencies.security.key_forms.ReauthenticateForm",
        },
    }
