"""What a signed PDF says of its signatures, after pyHanko's own validator and the roots that the city trusts."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

Roots = Sequence[x509.Certificate]
# What is read of a file that anybody may send in: all that these libraries say of bytes that are no signed PDF.
_UNREADABLE = (
    PdfError,
    SignatureValidationError,
    ValidationInfoReadingError,
    SigningError,
    UnacceptableSignerError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
)


class NotReadable(Exception):
    """The file is no PDF whose signatures can be read."""


@dataclass(frozen=True, slots=True)
class SignatureRead:
    """One signature: who, when, and whether it holds.

    `at` is the time of a timestamp that is trusted (`timestamped`), else the one that the signer's computer claims.
    `holds`, whoever vouches for the signer: the bytes it covers are those that were signed, and what came after it in
    the file, further signatures or timestamps, is allowed after a signature. `trusted`: its certificate leads to a root
    of the city.
    """

    field: str
    signer: str
    issuer: str
    at: datetime.datetime | None
    timestamped: bool
    holds: bool
    trusted: bool


def roots_in(paths: Sequence[Path]) -> Roots:
    """The certificates in these PEM or DER files; raises OSError or ValueError for a file that has none."""
    return list(load_certs_from_pemder([str(path) for path in paths])) if paths else []


def signatures_in(pdf: bytes, roots: Roots) -> tuple[SignatureRead, ...]:
    """Every signature of a person or an office in the file, the oldest first; empty for a PDF without one.

    Asks nobody on the network: revocation counts as far as the file itself tells of it. Raises NotReadable.
    """
    try:
        embedded = PdfFileReader(BytesIO(pdf), strict=False).embedded_regular_signatures
        return tuple(_read(signature, roots) for signature in embedded)
    except _UNREADABLE as problem:
        raise NotReadable(str(problem)) from problem


def _read(signature: EmbeddedPdfSignature, roots: Roots) -> SignatureRead:
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    status = validate_pdf_signature(signature, context, context)
    intact = bool(status.intact and status.valid)
    stamp = status.timestamp_validity
    stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    return SignatureRead(
        field=str(signature.field_name),
        signer=_common_name(status.signing_cert.subject),
        issuer=_common_name(status.signing_cert.issuer),
        at=stamp.timestamp if stamp and stamped else status.signer_reported_dt,
        timestamped=stamped,
        holds=intact and _unchanged(status),
        trusted=intact and bool(status.trusted),
    )


def _unchanged(status: PdfSignatureStatus) -> bool:
    """Whether the signature covers all of the file as it then was, and only what is allowed was added since."""
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return False
    level = status.modification_level
    return level is not None and level <= ModificationLevel.FORM_FILLING and status.docmdp_ok is not False


def _common_name(name: x509.Name) -> str:
    """The name of a person or an authority as people call it, from the name of a certificate."""
    found = name.native.get("common_name")
    return str(found or name.human_friendly)
