"""What the answers of BSrE's signing service mean: their codes and words, and the sentence for the person who signs.

Unproven, as `bsre.py` says. A refusal of business may come as HTTP 200 or as 400, a code as number or as text, of its
own or at the end of the words; what is no JSON has neither.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from foundation.signing.signer import Refused

USABLE: Final = "ISSUE"
_LONGEST: Final = 200
_NOT_YET: Final = "Naskah belum ditandatangani."
_BY_CODE: Final = {
    2011: f"NIK Anda belum terdaftar di BSrE. Daftarkan dahulu lewat Diskominfo. {_NOT_YET}",
    2021: f"Anda belum mempunyai sertifikat elektronik BSrE. Ajukan lewat Diskominfo. {_NOT_YET}",
    2031: f"Frasa sandi (passphrase) salah. Ketik ulang. {_NOT_YET}",
}
_BY_WORD: Final = {
    "NOT_REGISTERED": _BY_CODE[2011],
    "NO_CERTIFICATE": _BY_CODE[2021],
    "EXPIRED": f"Sertifikat elektronik Anda sudah habis masa berlakunya. Perbarui lewat BSrE. {_NOT_YET}",
    "RENEW": f"Sertifikat elektronik Anda sedang diperbarui. Tunggu sampai selesai, lalu ulangi. {_NOT_YET}",
    "WAITING_FOR_VERIFICATION": f"Pendaftaran Anda di BSrE masih diperiksa. Tunggu sampai selesai. {_NOT_YET}",
    "NEW": f"Pendaftaran Anda di BSrE belum selesai. Selesaikan dahulu, lalu ulangi. {_NOT_YET}",
    "SUSPEND": f"Sertifikat elektronik Anda sedang ditangguhkan. Hubungi Diskominfo. {_NOT_YET}",
    "REVOKE": f"Sertifikat elektronik Anda sudah dicabut. Ajukan yang baru lewat Diskominfo. {_NOT_YET}",
}


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """One answer: its HTTP status, its bytes, and its JSON, which is empty where it is none or no object."""

    http: int
    body: bytes = field(repr=False)
    json: dict[str, Any] = field(repr=False)

    @property
    def code(self) -> int | None:
        """The four digits of the service's own code, from `status_code`, else from the end of its words."""
        told = str(self.json.get("status_code", "")).strip()
        if told.isascii() and told.isdecimal() and int(told) >= 1000:
            return int(told)
        found = re.search(r"(?<!\d)(\d{4})\D*$", self.words)
        return int(found[1]) if found else None

    @property
    def words(self) -> str:
        """What the service says in words, from `error` or `message`."""
        told = self.json.get("error") or self.json.get("message")
        return told if isinstance(told, str) else ""


def read_answer(http: int, body: bytes) -> ServiceAnswer:
    """The answer in these bytes, whatever they are."""
    try:
        told = json.loads(body) if not body.startswith(b"%PDF-") else {}
    except ValueError:
        told = {}
    return ServiceAnswer(http, body, told if isinstance(told, dict) else {})


def refusal(answer: ServiceAnswer, secret: str, nik: str) -> Refused:
    """Why the service did not sign."""
    known = _BY_CODE.get(answer.code or 0)
    if known is None and answer.http == 401:
        known = f"Portal belum diterima oleh layanan tanda tangan. Mintalah petugas teknis memeriksanya. {_NOT_YET}"
    if known is None and answer.http in (429, 503):
        known = f"Layanan tanda tangan sedang sibuk. Coba lagi beberapa menit lagi. {_NOT_YET}"
    if known is None and answer.http >= 500:
        known = f"Layanan tanda tangan tidak dapat membaca naskah ini. Hubungi petugas teknis. {_NOT_YET}"
    return Refused(known or _said(answer, secret, nik))


def status_refusal(answer: ServiceAnswer, nik: str) -> Refused | None:
    """Why the person with this status cannot sign, or None for the one status that can."""
    word = str(answer.json.get("status", "")).strip().upper()
    if answer.http != 200 or not word:
        return refusal(answer, "", nik)
    if word == USABLE:
        return None
    known = _BY_WORD.get(word) or _BY_CODE.get(answer.code or 0)
    return Refused(known or _said(answer, "", nik, word))


def masked(nik: str) -> str:
    """A NIK of which only the last three digits can be read."""
    return "•" * max(len(nik) - 3, 0) + nik[-3:]


def _said(answer: ServiceAnswer, secret: str, nik: str, word: str = "") -> str:
    """The words of the service, of which nothing secret is passed on and nothing longer than a line or two."""
    words = answer.words or word
    for hidden in filter(None, (secret, nik)):
        words = words.replace(hidden, "•••")
    words = re.sub(r"\d{8,}", "•••", " ".join(words.split()))[:_LONGEST].rstrip(".")
    if not words:
        return f"Layanan tanda tangan menolak tanpa menyebut sebabnya. Hubungi petugas teknis. {_NOT_YET}"
    return f"Layanan tanda tangan menolak: {words}. {_NOT_YET}"
