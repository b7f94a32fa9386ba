"""Settings of how official papers are signed: in ink, or electronically with certificates of the city or by BSrE.

`docs/signing.md` explains them; Django's checks (foundation/signing/choosing.py) tell of wrong combinations.
"""

from dataclasses import dataclass, field

import environ

_env = environ.Env()


@dataclass(frozen=True, slots=True)
class SigningOptions:
    """What the settings say of signing."""

    way: str = "wet"  # or pkcs12, or bsre
    trust_roots: tuple[str, ...] = ()  # files of authorities, PEM or DER
    pkcs12_dir: str = ""  # with one <account>.p12 for each account that signs
    timestamp_url: str = ""
    bsre_url: str = ""
    bsre_version: int = 2
    bsre_user: str = ""
    bsre_password: str = field(default="", repr=False)
    bsre_ca: str = ""  # file of the authority behind its https, where it is the city's own
    bsre_plain_http: bool = False  # passphrases may go there without https, but to a private address only


SIGNING = SigningOptions(
    way=_env.str("SIGNER", default="wet"),
    trust_roots=tuple(_env.list("SIGNER_TRUST_ROOTS", default=[])),
    pkcs12_dir=_env.str("SIGNER_PKCS12_DIR", default=""),
    timestamp_url=_env.str("SIGNER_TIMESTAMP_URL", default=""),
    bsre_url=_env.str("SIGNER_BSRE_URL", default=""),
    bsre_version=_env.int("SIGNER_BSRE_VERSION", default=2),
    bsre_user=_env.str("SIGNER_BSRE_USER", default=""),
    bsre_password=_env.str("SIGNER_BSRE_PASSWORD", default=""),
    bsre_ca=_env.str("SIGNER_BSRE_CA", default=""),
    bsre_plain_http=_env.bool("SIGNER_BSRE_PLAIN_HTTP", default=False),
)
