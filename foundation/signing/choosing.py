"""Which way of signing the city chose in its settings, and Django's check that the choice can work."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from foundation.signing.bsre import BsreSigner
from foundation.signing.bsre_calls import Calls, address_problem
from foundation.signing.pkcs12 import Pkcs12Signer
from foundation.signing.signer import Signer
from foundation.signing.validation import Roots, roots_in

WET: Final = "wet"
WORDS: Final = (WET, Pkcs12Signer.word, BsreSigner.word)


def chosen() -> Signer | None:
    """The signer of the settings; None for the wet way, where papers are printed, signed and scanned.

    Raises ImproperlyConfigured for a word that is no way of signing.
    """
    options = settings.SIGNING
    match options.way:
        case Pkcs12Signer.word:
            return Pkcs12Signer(Path(options.pkcs12_dir), options.timestamp_url, trusted_roots())
        case BsreSigner.word:
            calls = Calls(options.bsre_url, options.bsre_user, options.bsre_password, options.bsre_ca)
            return BsreSigner(calls, options.bsre_version, trusted_roots())
    if options.way == WET:
        return None
    raise ImproperlyConfigured(f"SIGNER: {_unknown()}")


def trusted_roots() -> Roots:
    """The roots that the city trusts. Raises OSError or ValueError for files that hold none."""
    return roots_in([Path(path) for path in settings.SIGNING.trust_roots])


def check(app_configs: Iterable[Any] | None, **more: Any) -> list[checks.CheckMessage]:
    """Django's check: an error for a setting with which nobody could sign, a warning for what weakens signatures."""
    way = settings.SIGNING.way
    wrong = {} if way in WORDS else {"SIGNER": _unknown()}
    if way == Pkcs12Signer.word:
        wrong |= _wrong_pkcs12()
    if way == BsreSigner.word:
        wrong |= _wrong_bsre()
    try:
        roots = trusted_roots()
    except (OSError, ValueError) as problem:
        wrong["SIGNER_TRUST_ROOTS"] = f"berkas sertifikat akar tidak dapat dibaca ({problem})."
        roots = ()
    found: list[checks.CheckMessage] = [
        checks.Error(f"{name}: {why}", hint="Lihat docs/signing.md.", id="foundation.E002")
        for name, why in wrong.items()
    ]
    if settings.SIGNING.way != WET and not roots and "SIGNER_TRUST_ROOTS" not in wrong:
        found.append(
            checks.Warning(
                "SIGNER_TRUST_ROOTS belum diisi, jadi tanda tangan elektronik tidak pernah dinyatakan tepercaya.",
                hint="Isi dengan berkas sertifikat akar penerbitnya, misalnya milik BSrE.",
                id="foundation.W003",
            )
        )
    return found


def _unknown() -> str:
    return f"{settings.SIGNING.way!r} tidak dikenal. Isi dengan {', '.join(WORDS)}."


def _wrong_pkcs12() -> dict[str, str]:
    folder = Path(settings.SIGNING.pkcs12_dir or "tidak-ada")
    if not settings.SIGNING.pkcs12_dir or not folder.is_dir():
        return {"SIGNER_PKCS12_DIR": "isi dengan folder yang berisi <akun>.p12 setiap penanda tangan."}
    if folder.stat().st_mode & 0o077:
        return {"SIGNER_PKCS12_DIR": "folder ini dapat dibuka akun lain di komputer ini. Jalankan chmod 700 padanya."}
    return {}


def _wrong_bsre() -> dict[str, str]:
    options = settings.SIGNING
    given = {"SIGNER_BSRE_USER": options.bsre_user, "SIGNER_BSRE_PASSWORD": options.bsre_password}
    wrong = {name: "belum diisi." for name, value in given.items() if not value}
    problem = address_problem(options.bsre_url, plain_http=options.bsre_plain_http)
    if problem:
        wrong["SIGNER_BSRE_URL"] = problem
    if options.bsre_version not in (1, 2):
        wrong["SIGNER_BSRE_VERSION"] = "isi dengan 1 atau 2."
    if options.bsre_ca and not Path(options.bsre_ca).is_file():
        wrong["SIGNER_BSRE_CA"] = "berkas ini tidak ada."
    return wrong
