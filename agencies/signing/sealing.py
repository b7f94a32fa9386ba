"""A NIK at rest: sealed with a key drawn from SECRET_KEY, so that a copy of the database alone tells none."""

import base64
from collections.abc import Iterable
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from agencies.core.models import User
from agencies.signing.models import SignerIdentity


def seal(account: User, nik: str) -> None:
    """Keeps the NIK of this account, in the place of one that is kept already."""
    sealed = _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(nik.encode()).decode()
    SignerIdentity.objects.update_or_create(account=account, defaults={"sealed_nik": sealed})


def nik_of(account: User) -> str:
    """The NIK of this account; empty where none is kept, or the key it was sealed with is gone."""
    return niks_of([account]).get(account.pk, "")


def niks_of(accounts: Iterable[User]) -> dict[int, str]:
    """The NIK of each of these accounts by its key, as `nik_of` says; who has none is left out. One query."""
    kept = SignerIdentity.objects.filter(account__in=accounts).values_list("account_id", "sealed_nik")
    return {account: _opened(sealed) for account, sealed in kept}


def _opened(sealed: str) -> str:
    try:
        return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


@cache
def _box(*secrets: str) -> MultiFernet:
    """Seals with the first of the keys and opens with each of them (RFC 5869)."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_drawn(secret))) for secret in secrets])


def _drawn(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"NIK of signers").derive(secret.encode())
