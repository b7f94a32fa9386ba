"""Draws the first page of a PDF as a JPEG, as a program of its own: a hostile file takes down no more than that.

Usage: python pdfpicture.py SIDE SECONDS BYTES, the PDF on standard input, the picture on standard output.
"""

import resource
import sys
from typing import Final

import pypdfium2

QUALITY: Final = 80


def confine(seconds: int, memory: int) -> None:
    """No more than `seconds` of computing and `memory` bytes, no file written, no memory dumped."""
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def draw(side: int) -> None:
    """The first page, its longer side `side` pixels long."""
    page = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0]
    picture = page.render(scale=side / max(page.get_size())).to_pil()
    picture.convert("RGB").save(sys.stdout.buffer, "JPEG", quality=QUALITY)


if __name__ == "__main__":
    side, seconds, memory = map(int, sys.argv[1:])
    confine(seconds, memory)
    draw(side)
