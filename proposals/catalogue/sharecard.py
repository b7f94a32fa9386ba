"""The picture by which a link is shown where it is shared: the innovation's name, agency and city, as a PNG."""

import hashlib
import io
from typing import Final

from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont, ImageOps

from foundation.cache import kept
from foundation.city import city
from foundation.look.palette import Rgb, colour, rgb
from foundation.look.typefaces import PORTAL as TYPEFACE
from foundation.papers import faces
from foundation.papers.emoji import without_emoji
from foundation.papers.faces import BOLD, REGULAR
from proposals.catalogue.artwork import landscape
from proposals.catalogue.models import PublicPicture
from proposals.core.affairs.signs import sign_of
from proposals.core.sent import SentProposal

SIZE: Final = (1200, 630)
LOOK: Final = "3"  # raised when cards are drawn differently, so that shared links show the new ones
EDGE, DIVIDE = 64, 740  # the words stand between these, the picture to the right of the second
COLOURS: Final = ("accent-deep", "on-dark", "on-dark-soft", "sun", "accent")
GROUND, WHITE, PALE, YELLOW, BAR = (rgb(name) for name in COLOURS)
SIDE: Final = (SIZE[0] - DIVIDE, SIZE[1])
TITLE_SIZES: Final = (66, 58, 50, 44, 38)
TITLE_TOP, TITLE_HEIGHT, OWNER_TOP, OWNER_LINES = 116, 300, 440, 2
PORTAL: Final = "Portal Inovasi Daerah"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def card_code(proposal: SentProposal, picture: PublicPicture | None) -> str:
    """What the card's address ends in: it changes with everything the card shows."""
    return _code(_affair(proposal), proposal.title, proposal.agency.name, picture.sha256 if picture else "")


def card(proposal: SentProposal, picture: PublicPicture | None) -> bytes:
    """The card as PNG, 1200 × 630 pixels; drawn once and kept until what it shows changes."""

    def draw() -> bytes:
        return _drawn(_affair(proposal), proposal.title, proposal.agency.name, _side(proposal, picture))

    return kept("share-card", card_code(proposal, picture), draw)


def portal_card_code() -> str:
    """What the address of the portal's own card ends in."""
    return _code(*_of_portal())


def portal_card_url() -> str:
    """The address of the portal's own card as it is today."""
    return reverse("proposals:portal_card", args=[portal_card_code()])


def portal_card() -> bytes:
    """The card of the portal's own public pages: the city, its office and a landscape by the sea."""
    return kept("share-card", portal_card_code(), lambda: _drawn(*_of_portal(), landscape(_place(), "sea", *SIDE)))


def _of_portal() -> tuple[str, str, str]:
    return "Katalog inovasi", f"Inovasi daerah {_place()}", city().office.name


def _code(*words: str) -> str:
    return hashlib.sha256("\n".join((LOOK, *map(colour, COLOURS), _place(), *words)).encode()).hexdigest()[:16]


def _affair(proposal: SentProposal) -> str:
    return proposal.affair.name if proposal.affair else "Inovasi daerah"


def _place() -> str:
    return city().city.official_name


def _drawn(caption: str, title: str, owner: str, side: Image.Image) -> bytes:
    image = Image.new("RGB", SIZE, GROUND)
    image.paste(side, (DIVIDE, 0))
    draw = ImageDraw.Draw(image)
    draw.rectangle((DIVIDE - 8, 0, DIVIDE, SIZE[1]), fill=YELLOW)
    _write(draw, _lines(caption, 26, 1), 26, 72, YELLOW)
    size, lines = _fitted(without_emoji(title))
    _write(draw, lines, size, TITLE_TOP, WHITE, weight=BOLD)
    _write(draw, _lines(owner, 30, OWNER_LINES), 30, OWNER_TOP, PALE)
    _mark(draw, 548)
    _write(draw, [PORTAL], 25, 546, WHITE, left=EDGE + 62)
    _write(draw, [_place()], 21, 576, PALE, left=EDGE + 62)
    out = io.BytesIO()
    image.quantize(256).save(out, "PNG", optimize=True)
    return out.getvalue()


def _side(proposal: SentProposal, picture: PublicPicture | None) -> Image.Image:
    """The right part: the middle of the released picture, else a landscape in the colours of the affair."""
    if picture is None:
        sign = sign_of(proposal.affair.sign if proposal.affair else "")
        return landscape(f"{proposal.pk}", sign.palette, *SIDE)
    with picture.file.open("rb") as file, Image.open(file) as image:
        return ImageOps.fit(image.convert("RGB"), SIDE)


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest size at which the whole title has room, and its lines; at the smallest it may be cut."""
    for size in TITLE_SIZES:
        most = int(TITLE_HEIGHT // (size * 1.2))
        lines = _lines(title, size, most, weight=BOLD)
        if not lines[-1].endswith("…"):
            break
    return size, lines


def _lines(words: str, size: int, most: int, *, weight: int = REGULAR) -> list[str]:
    """The words in at most so many lines; what has no room ends in an ellipsis."""
    font, room, lines = _font(size, weight), DIVIDE - 2 * EDGE, [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    fits = len(lines) <= most and all(font.getlength(line) <= room for line in lines)
    return (
        lines if fits else [_cut(line, font, room, last=place == most - 1) for place, line in enumerate(lines[:most])]
    )


def _cut(line: str, font: Font, room: float, *, last: bool) -> str:
    """The line shortened until it and its ellipsis have room; the last line ends in an ellipsis in any case."""
    end = "…" if last or font.getlength(line) > room else ""
    while line and font.getlength(line + end) > room:
        line = line[:-1].rstrip()
    return line + end


def _font(size: int, weight: int) -> Font:
    """The portal's typeface, or the one that comes with Pillow, so that cards look alike on every machine."""
    file = faces.cut(TYPEFACE, weight)
    return ImageFont.truetype(file, size) if file else ImageFont.load_default(size)


def _write(
    draw: ImageDraw.ImageDraw,
    lines: list[str],
    size: int,
    top: int,
    paint: Rgb,
    *,
    left: int = EDGE,
    weight: int = REGULAR,
) -> None:
    for place, line in enumerate(lines):
        draw.text((left, top + place * size * 1.2), line, fill=paint, font=_font(size, weight))


def _mark(draw: ImageDraw.ImageDraw, top: int) -> None:
    """The sign of the portal, as in the header of its pages."""
    draw.rounded_rectangle((EDGE, top, EDGE + 48, top + 48), 9, fill=WHITE)
    draw.rounded_rectangle((EDGE + 8, top + 35, EDGE + 40, top + 39), 2, fill=GROUND)
    for left, upper in ((11, 18), (21, 11), (31, 21)):
        draw.rounded_rectangle((EDGE + left, top + upper, EDGE + left + 5, top + 32), 2, fill=BAR)
    draw.circle((EDGE + 34, top + 13), 4.5, fill=YELLOW)
