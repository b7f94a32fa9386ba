"""Signing with certificates in PKCS#12 files that the city keeps, as PAdES, by pyHanko.

The settings name a folder; in it lies one file for every account that signs, `<account>.p12`. The passphrase opens the
file for the one act. With a timestamp service the signature is PAdES B-T, without one B-B (ETSI EN 319 142-1).
"""

import datetime
import logging
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.stamp import StaticStampStyle

from foundation.signing.appearance import block_pdf
from foundation.signing.signer import Act, Outcome, Refused, SignaturePlace, signed
from foundation.signing.validation import NotReadable, Roots, signatures_in

_LOGGER: Final = logging.getLogger(__name__)
_TIMESTAMP_SECONDS: Final = 20
# The block is made for its box, so that nothing stays free around it.
_WHOLE: Final = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins())


class Pkcs12Signer:
    """Signs with the file of the person's account; `timestamp_url` may be empty."""

    word = "pkcs12"
    asks = "Frasa sandi sertifikat"

    def __init__(self, folder: Path, timestamp_url: str = "", roots: Roots = ()) -> None:
        self.folder, self.timestamp_url, self.roots = folder, timestamp_url, roots

    def prepare(self, pdf: bytes, places: Sequence[SignaturePlace]) -> bytes:
        """The file with one empty, named field for each place, each with its label for screen readers."""
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        for place in places:
            append_signature_field(writer, _field(place))
        prepared = BytesIO()
        writer.write(prepared)
        return prepared.getvalue()

    @sensitive_variables()
    def sign(self, pdf: bytes, act: Act, secret: str) -> Outcome:
        """Signs the prepared field of this place. Nothing leaves the portal but, for a timestamp, a hash.

        So whatever goes wrong, the paper is not signed: the outcome is never unknown.
        """
        try:
            return self._tried(pdf, act, secret)
        except Exception as problem:
            # Only the type: what the libraries say of a file that is not as it should be may quote it.
            _LOGGER.error("Signing with a certificate of the city broke off: %s", type(problem).__name__)
            return Refused(
                "Tanda tangan tidak dapat dibuat dengan berkas sertifikat Anda, jadi naskah belum ditandatangani. "
                "Mintalah petugas teknis memeriksa berkas sertifikat itu."
            )

    @sensitive_variables()
    def _tried(self, pdf: bytes, act: Act, secret: str) -> Outcome:
        try:
            kept = (self.folder / f"{act.person.account}.p12").read_bytes()
        except OSError:
            return Refused(
                "Sertifikat Anda belum ada di portal. Mintalah petugas teknis menaruhnya, lalu ulangi tindakan ini."
            )
        try:
            key = SimpleSigner.load_pkcs12_data(kept, other_certs=(), passphrase=secret.encode())
        except ValueError:
            return Refused("Frasa sandi sertifikat tidak cocok. Ketik ulang; naskah belum ditandatangani.")
        return _expired(key) or self._signed(pdf, act, key)

    def _signed(self, pdf: bytes, act: Act, key: SimpleSigner) -> Outcome:
        try:
            after = _with_signature(pdf, act, key, self._timestamper())
            read = signatures_in(after, self.roots)
        except TimestampRequestError as problem:
            _LOGGER.warning("The timestamp service did not answer: %s", type(problem.__cause__ or problem).__name__)
            return Refused(
                "Layanan penanda waktu tidak menjawab, jadi naskah belum ditandatangani. Coba lagi beberapa menit lagi."
            )
        except (SigningError, PdfError, NotReadable) as problem:
            _LOGGER.warning("A paper could not be signed: %s", problem)
            return Refused(
                "Naskah ini tidak dapat ditandatangani karena berkasnya tidak sesuai. Hubungi petugas teknis."
            )
        if not (read and all(signature.holds for signature in read)):
            return Refused("Tanda tangan tidak lolos pemeriksaan, jadi naskah tidak diganti. Hubungi petugas teknis.")
        return signed(pdf, after)

    def _timestamper(self) -> RequestsHTTPTimeStamper | None:
        return RequestsHTTPTimeStamper(self.timestamp_url, timeout=_TIMESTAMP_SECONDS) if self.timestamp_url else None


def _field(place: SignaturePlace) -> SigFieldSpec:
    left, bottom = round(place.left), round(place.bottom)
    return SigFieldSpec(
        place.name,
        on_page=place.page - 1,
        box=(left, bottom, left + round(place.width), bottom + round(place.height)),
        readable_field_name=place.label,
    )


def _expired(key: SimpleSigner) -> Refused | None:
    """The refusal for a certificate that does not hold today, or None."""
    certificate = key.signing_cert
    now: datetime.datetime = timezone.now()
    if certificate.not_valid_before <= now <= certificate.not_valid_after:
        return None
    until = timezone.localdate(certificate.not_valid_after)
    return Refused(
        f"Sertifikat Anda tidak berlaku hari ini (masa berlakunya sampai {until:%d-%m-%Y}). "
        "Mintalah sertifikat baru, lalu ulangi tindakan ini."
    )


def _with_signature(pdf: bytes, act: Act, key: SimpleSigner, timestamper: RequestsHTTPTimeStamper | None) -> bytes:
    """The file with one more signature, written behind what was there, by a writer that serves only this once."""
    metadata = PdfSignatureMetadata(
        field_name=act.place.name,
        reason=act.reason,
        location=act.location,
        name=act.block.name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
    )
    with NamedTemporaryFile(suffix=".pdf") as look:
        look.write(block_pdf(act.block, act.place.width, act.place.height))
        look.flush()
        style = StaticStampStyle.from_pdf_file(look.name, border_width=0, background_layout=_WHOLE)
        signing = PdfSigner(metadata, key, timestamper=timestamper, stamp_style=style)
        after = BytesIO()
        signing.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True, output=after)
    return after.getvalue()
