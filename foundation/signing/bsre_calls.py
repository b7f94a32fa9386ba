"""The calls to BSrE's signing service: one request each, with its time-out, never repeated, the NIK masked in the log.

Unproven, as `bsre.py` says.
"""

import ipaddress
import logging
import ssl
import time
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.views.decorators.debug import sensitive_variables
from urllib3.exceptions import NewConnectionError, SSLError

from foundation.signing.bsre_answers import ServiceAnswer, masked, read_answer

CONNECT_SECONDS: Final = 10
_LOGGER: Final = logging.getLogger(__name__)


class NotSent(Exception):
    """The service could not be reached: nothing was asked of it."""


class Silence(Exception):
    """It was sent, or may have been, and no answer came."""


def address_problem(url: str, *, plain_http: bool) -> str:
    """Why no passphrase may be sent to this address, in Indonesian; empty where it may.

    It is https, or plain HTTP to a private address written in numbers, and then only where the city chose it itself.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as problem:
        return f"alamatnya tidak dapat dibaca: {problem}."
    if parts.username or parts.query or parts.fragment or not host or parts.scheme not in {"http", "https"}:
        return "tulis sebagai https://nama-server, tanpa nama pengguna dan tanpa tanda tanya."
    if parts.scheme == "https":
        return ""
    if not plain_http:
        return "alamatnya harus dimulai dengan https://."
    try:
        private = ipaddress.ip_address(host).is_private
    except ValueError:
        private = False
    return "" if private else "tanpa https hanya boleh ke alamat IP pribadi, misalnya http://10.20.0.5."


class Calls:
    """One service: its address, its Basic user and password, and the file of its own certificate authority, if any."""

    def __init__(self, url: str, user: str, password: str, authority: str = "") -> None:
        self.url, self._auth, self._authority = url.rstrip("/"), (user, password), authority

    def get(self, path: str, *, nik: str, seconds: float) -> ServiceAnswer:
        """What the service answers to a question. Raises NotSent or Silence."""
        return self._called("GET", path, nik=nik, seconds=seconds)

    def post(self, path: str, *, nik: str, seconds: float, **content: Any) -> ServiceAnswer:
        """What the service answers to `json`, or to `data` and `files`. Raises NotSent or Silence."""
        return self._called("POST", path, nik=nik, seconds=seconds, **content)

    @sensitive_variables()
    def _called(self, method: str, path: str, *, nik: str, seconds: float, **content: Any) -> ServiceAnswer:
        begun = time.monotonic()
        shown = path.replace(nik, masked(nik))
        try:
            with requests.Session() as session:
                # No proxy, no credentials and no authorities but those of the settings.
                session.trust_env = False
                response = session.request(
                    method,
                    f"{self.url}{path}",
                    auth=self._auth,
                    timeout=(CONNECT_SECONDS, seconds),
                    allow_redirects=False,
                    verify=self._authority or True,
                    **content,
                )
        except requests.RequestException as problem:
            _LOGGER.warning("%s %s for %s: %s", method, shown, masked(nik), type(problem).__name__)
            # What it says holds the address with the NIK, so that it is not passed on.
            raise (NotSent if _before_sending(problem) else Silence) from None
        answer = read_answer(response.status_code, response.content)
        spent = time.monotonic() - begun
        _LOGGER.info(
            "%s %s for %s: HTTP %d, code %s, %.1f s",
            method,
            shown,
            masked(nik),
            answer.http,
            answer.code or "none",
            spent,
        )
        return answer


def _before_sending(problem: requests.RequestException) -> bool:
    """Whether the connection was never made, so that nothing can have arrived.

    requests calls every trouble of TLS by one name, also while the answer is read; only a certificate that is not
    accepted ends the connection before anything is sent over it.
    """
    if isinstance(problem, requests.ConnectTimeout):
        return True
    cause = problem.args[0] if problem.args else None
    cause = getattr(cause, "reason", cause)
    if isinstance(cause, SSLError):
        return bool(cause.args) and isinstance(cause.args[0], ssl.SSLCertVerificationError)
    return isinstance(cause, NewConnectionError)
