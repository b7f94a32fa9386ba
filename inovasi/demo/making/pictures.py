"""The demo's catalogue pictures: drawn landscapes that say they are examples, for most of the newest innovations."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from PIL import ImageDraw, ImageFont

from foundation.look.palette import rgb
from inovasi.demo.making.drafts import DemoEntry, DemoKit
from inovasi.demo.making.files import lay
from proposals.catalogue import services as catalogue
from proposals.catalogue.artwork import landscape
from proposals.catalogue.models import PublicPicture, picture_path, small_path
from proposals.catalogue.services import NewPicture, card_copy
from proposals.core.affairs.signs import sign_of
from proposals.core.workflow import Status
from proposals.filechecks.check import hash_chunks

SIZE: Final = (960, 540)
NEWEST: Final = 12  # of a year's established innovations so many may have a picture,
WITHOUT: Final = 3  # and each third of them has none, as in life
LABEL: Final = "GAMBAR CONTOH"
DESCRIPTION: Final = "Gambar contoh: lukisan pemandangan, bukan foto inovasi ini."


def store_pictures(desk: DemoKit, entries: Iterable[DemoEntry]) -> None:
    """Gives pictures to most of the innovations established last, released on the day they were established."""
    established = [entry for entry in entries if entry.proposal.status == Status.ESTABLISHED]
    newest = sorted(established, key=lambda entry: entry.moves[-1].at, reverse=True)[:NEWEST]
    chosen = [entry for place, entry in enumerate(newest, start=1) if place % WITHOUT]
    catalogue.store_pictures([_picture(desk, entry) for entry in chosen])


def _picture(desk: DemoKit, entry: DemoEntry) -> NewPicture:
    """One picture; its bytes lie in the storage already, so that the same year again does not write them twice."""
    data = drawn(entry.idea.title, entry.idea.affair.sign)
    places = PublicPicture(sha256=hash_chunks([data]))
    return NewPicture(
        entry.proposal.pk,
        data,
        SIZE,
        DESCRIPTION,
        desk.cast.coordinator,
        lies_at=(lay(picture_path(places, ""), data), lay(small_path(places, ""), card_copy(data))),
        at=entry.moves[-1].at,
    )


def drawn(title: str, sign: str) -> bytes:
    """A landscape in the colours of the affair with the word that it is an example, as JPEG; equal for equal titles."""
    image = landscape(title, sign_of(sign).palette, *SIZE)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(22)
    wide, low = draw.textlength(LABEL, font), SIZE[1] - 28
    draw.rounded_rectangle((24, low - 36, 56 + wide, low), 18, fill=rgb("surface"))
    draw.text((40, low - 18), LABEL, fill=rgb("accent-deep"), font=font, anchor="lm")
    out = BytesIO()
    image.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return out.getvalue()
