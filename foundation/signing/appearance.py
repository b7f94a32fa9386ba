"""The visual block of a signature: in a frame the QR code, and beside it the action, the office and the name."""

from django.template.loader import render_to_string

from foundation.papers.rendering import drawn_block, qr_svg
from foundation.signing.pages import picture_of
from foundation.signing.signer import ACTION, VisualBlock


def block_pdf(block: VisualBlock, width: float, height: float) -> bytes:
    """The block as a PDF page of this size in points; long offices are set smaller until they fit."""
    source = render_to_string(
        "papers/signing/block.html",
        {"block": block, "action": ACTION, "qr": qr_svg(block.address, "Kode QR menuju halaman verifikasi")},
    )
    return drawn_block(source, width, height)


def block_png(block: VisualBlock, width: float, height: float) -> bytes:
    """The block as a picture of this size in points, which the picture itself tells (pHYs)."""
    return picture_of(block_pdf(block, width, height))
