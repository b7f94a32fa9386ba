"""Signing with the "Esign Client Service" of BSrE (BSSN), versions 1 and 2, which runs on a server of the city.

Unproven: written after clients that others published, tried only against our own likeness of the service, never against
the service itself. What is not known of it is decided here and nowhere else: it makes its own signature field, at the
place it is told; a returned file need not begin with the bytes that were sent; an expired certificate is told by the
status before signing. Ask BSrE's "Petunjuk Teknis Penggunaan API Esign Client Service" before the first true paper.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.views.decorators.debug import sensitive_variables

from foundation.signing.appearance import block_png
from foundation.signing.bsre_answers import ServiceAnswer, refusal, status_refusal
from foundation.signing.bsre_calls import Calls, NotSent, Silence
from foundation.signing.pages import height_of, texts_of
from foundation.signing.signer import Act, Outcome, Refused, SignaturePlace, Unknown, signed
from foundation.signing.validation import NotReadable, Roots, SignatureRead, signatures_in

STATUS_SECONDS: Final = 30
SIGN_SECONDS: Final = 60
# A proxy between the portal and the service gave up waiting, whatever the service does.
_CUT_OFF: Final = (502, 504)
_UNREACHED: Final = (
    "Layanan tanda tangan elektronik tidak dapat dihubungi, jadi naskah belum ditandatangani. Coba lagi nanti."
)
_UNKNOWN: Final = (
    "Naskah sudah dikirim ke layanan tanda tangan, tetapi jawabannya tidak diterima dengan utuh. Belum pasti apakah "
    "naskah sudah ditandatangani. Jangan mengulang; mintalah petugas teknis memeriksanya di layanan itu dahulu."
)


@dataclass(frozen=True, slots=True)
class BsreSigner:
    """Signs for the NIK of the person; `version` is 1 or 2."""

    calls: Calls
    version: int = 2
    roots: Roots = ()
    sign_seconds: float = SIGN_SECONDS

    word = "bsre"
    asks = "Frasa sandi (passphrase) BSrE"

    def prepare(self, pdf: bytes, places: Sequence[SignaturePlace]) -> bytes:
        """The file as it is: the service makes a field of its own for each signature, and so none may be there yet."""
        return pdf

    @sensitive_variables()
    def sign(self, pdf: bytes, act: Act, secret: str) -> Outcome:
        """Asks for the signer's status, then signs once. A file that does not pass validation replaces nothing."""
        refused = self._refused(act.person.nik)
        if refused is not None:
            return refused
        path, content_of = _SIGNING[self.version]
        content = content_of(pdf, act, secret)
        try:
            answer = self.calls.post(path, nik=act.person.nik, seconds=self.sign_seconds, **content)
        except NotSent:
            return Refused(_UNREACHED)
        except Silence:
            return Unknown(_UNKNOWN)
        return self._outcome(pdf, answer, act, secret)

    def _outcome(self, pdf: bytes, answer: ServiceAnswer, act: Act, secret: str) -> Outcome:
        if answer.http in _CUT_OFF:
            return Unknown(_UNKNOWN)
        return _checked(pdf, answer, self.roots) if answer.http == 200 else refusal(answer, secret, act.person.nik)

    def _refused(self, nik: str) -> Refused | None:
        """Why this person cannot sign now, or None. Asking changes nothing, so that silence is a refusal, too."""
        if not nik:
            return Refused("NIK Anda belum tercatat di portal. Mintalah koordinator mengisinya, lalu ulangi.")
        try:
            if self.version == 1:
                answer = self.calls.get(f"/api/user/status/{nik}", nik=nik, seconds=STATUS_SECONDS)
            else:
                answer = self.calls.post(
                    "/api/v2/user/check/status", nik=nik, seconds=STATUS_SECONDS, json={"nik": nik}
                )
        except (NotSent, Silence):
            return Refused(_UNREACHED)
        return status_refusal(answer, nik)


def _content_v1(pdf: bytes, act: Act, secret: str) -> dict[str, Any]:
    """Version 1 takes a form with two files, and counts from the lower edge of the page."""
    place = act.place
    look = block_png(act.block, place.width, place.height)
    box = {"xAxis": place.left, "yAxis": place.bottom, "width": place.width, "height": place.height}
    form = {
        "nik": act.person.nik,
        "passphrase": secret,
        "tampilan": "visible",
        "image": "true",
        "page": str(place.page),
        "reason": act.reason,
        "location": act.location,
        "text": act.block.office,
    }
    return {
        "data": form | {name: str(round(points)) for name, points in box.items()},
        "files": {
            "file": ("naskah.pdf", pdf, "application/pdf"),
            "imageTTD": ("tandatangan.png", look, "image/png"),
        },
    }


def _content_v2(pdf: bytes, act: Act, secret: str) -> dict[str, Any]:
    """Version 2 takes JSON with files in base64, and counts from the upper edge of the page."""
    place = act.place
    box = {
        "originX": place.left,
        "originY": height_of(pdf, place.page) - place.bottom - place.height,
        "width": place.width,
        "height": place.height,
    }
    shown = {
        "imageBase64": base64.b64encode(block_png(act.block, place.width, place.height)).decode(),
        "tampilan": "VISIBLE",
        "page": place.page,
        "location": act.location,
        "reason": act.reason,
        "contactInfo": act.block.office,
    }
    return {
        "json": {
            "nik": act.person.nik,
            "passphrase": secret,
            "signatureProperties": [shown | {name: round(points, 2) for name, points in box.items()}],
            "file": [base64.b64encode(pdf).decode()],
        }
    }


def _checked(before: bytes, answer: ServiceAnswer, roots: Roots) -> Outcome:
    """The file in an answer of success, if it is the same paper with one more signature; else nothing is certain."""
    after = _file_in(answer)
    if after is None:
        return Unknown(_UNKNOWN)
    try:
        grown = _one_more(signatures_in(before, roots), signatures_in(after, roots))
        same = texts_of(before) == texts_of(after)
    except (NotReadable, ValueError):
        return Unknown(_UNKNOWN)
    return signed(before, after) if grown and same else Unknown(_UNKNOWN)


def _file_in(answer: ServiceAnswer) -> bytes | None:
    """The signed file, whichever way it came: as it is, or in base64 as text or as a list of one."""
    if answer.body.startswith(b"%PDF-"):
        return answer.body
    told: Any = answer.json.get("file") or answer.json.get("base64_signed_file")
    if isinstance(told, list):
        told = told[0] if len(told) == 1 else None
    try:
        return base64.b64decode(told, validate=True) if isinstance(told, str) else None
    except binascii.Error:
        return None


def _one_more(earlier: Sequence[SignatureRead], now: Sequence[SignatureRead]) -> bool:
    """Whether those that were there are there still, another one came, and all of them hold."""
    kept = {signature.field for signature in earlier} < {signature.field for signature in now}
    return kept and len(now) == len(earlier) + 1 and all(signature.holds for signature in now)


_SIGNING: Final = {1: ("/api/sign/pdf", _content_v1), 2: ("/api/v2/sign/pdf", _content_v2)}
