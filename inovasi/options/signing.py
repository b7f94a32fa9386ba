"""Settings of how official papers are signed: in ink, or electronically with certificates of the city or by BSrE."""

from typing import Any

import environ

_env = environ.Env()


def settings() -> dict[str, Any]:
    """What the settings say of signing, as `docs/signing.md` explains; Django's checks tell of wrong combinations."""
    return {
        # "wet" (print, sign, upload the scan), "pkcs12" or "bsre".
        "SIGNER": _env.str("SIGNER", default="wet"),
        # Files of certificate authorities (PEM or DER) that the check of a signature trusts.
        "SIGNER_TRUST_ROOTS": _env.list("SIGNER_TRUST_ROOTS", default=[]),
        # The folder with one <account>.p12 for each account that signs, and the timestamp service, if any.
        "SIGNER_PKCS12_DIR": _env.str("SIGNER_PKCS12_DIR", default=""),
        "SIGNER_TIMESTAMP_URL": _env.str("SIGNER_TIMESTAMP_URL", default=""),
        # The city's server of BSrE's service, its version (1 or 2) and the portal's own Basic credentials there.
        "SIGNER_BSRE_URL": _env.str("SIGNER_BSRE_URL", default=""),
        "SIGNER_BSRE_VERSION": _env.int("SIGNER_BSRE_VERSION", default=2),
        "SIGNER_BSRE_USER": _env.str("SIGNER_BSRE_USER", default=""),
        "SIGNER_BSRE_PASSWORD": _env.str("SIGNER_BSRE_PASSWORD", default=""),
        # The file of the authority behind its https, where that is one of the city's own.
        "SIGNER_BSRE_CA": _env.str("SIGNER_BSRE_CA", default=""),
        # Whether passphrases may go there without https, which is possible only to a private address.
        "SIGNER_BSRE_PLAIN_HTTP": _env.bool("SIGNER_BSRE_PLAIN_HTTP", default=False),
    }
