"""Settings of where the portal is found: its public address, which is what `serve` serves unless SITE_URL says it."""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

USUAL = "127.0.0.1:8000"
# Served on every address of the machine; a browser on the machine itself asks for this one.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]", "::": "[::1]"}  # noqa: S104 - compared, not served


def site_url(*, demo: bool) -> str:
    """The address of SITE_URL without a slash at its end.

    Raises ImproperlyConfigured when it is missing outside the demo, or no address of a site.
    """
    given = str(environ.Env().str("SITE_URL", default="")).strip().rstrip("/")
    if not given and demo:
        return served_at(USUAL)
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        what = "belum diisi" if not given else "bukan alamat situs"
        raise ImproperlyConfigured(f"SITE_URL {what}. Isi dengan alamat situs, misalnya https://inovasi.contoh.go.id.")
    return given


def served_at(address: str) -> str:
    """The address in a browser of a portal that is served at host:port."""
    host, _, port = address.rpartition(":")
    host = EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host and not host.startswith("[") else f"http://{host}:{port}"
