"""File names as people send them, made harmless on every system and still recognisable to the sender."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
"""Most characters of a safe name, extension included; its stem has at most twice as many bytes."""

_RESERVED = re.compile(r'[<>:"|?*%;$&#`\']+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_GONE: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}


def split_name(name: str) -> tuple[str, str]:
    """Return the stem and the lower-case extension ("" if none) of `name`, without folders and hidden characters.

    The name is brought to Unicode NFKC first, so that a look-alike of "/" or "." cannot slip through.
    """
    plain = unicodedata.normalize("NFKC", name)
    visible = "".join(" " if char.isspace() else char for char in plain if char.isspace() or not _is_gone(char))
    base = re.split(r"[/\\]", visible)[-1].strip()
    suffix = _SUFFIX.search(base)
    if suffix is None:
        return base, ""
    return base[: suffix.start()], suffix[1].lower()


def safe_name(name: str, extension: str) -> str:
    """Return a name for storing and downloading: the cleaned stem of `name` with `extension` (without its dot).

    Only what can harm is changed: folders, control and direction characters, signs with a meaning to a shell or to
    Windows, dots and blanks at the ends, names of devices. A name of which nothing is left becomes "berkas".
    """
    stem = _RESERVED.sub("-", split_name(name)[0])
    stem = re.sub(r"\s+", " ", re.sub(r"\.{2,}", ".", stem)).strip(" .-")
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    room = LONGEST - len(extension) - 1
    while len(stem) > room or len(stem.encode()) > 2 * LONGEST:
        stem = stem[:-1]
    return f"{stem.rstrip(' .-') or 'berkas'}.{extension}"


def _is_gone(char: str) -> bool:
    return unicodedata.category(char) in _GONE
