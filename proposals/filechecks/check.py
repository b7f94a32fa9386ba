"""Judges an uploaded file by what it holds, not by what it is called, and returns the bytes that may be stored."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import IO, Final, NamedTuple

import filetype

from foundation.files.sizes import in_words
from proposals.filechecks.images import clean_image, picture_key
from proposals.filechecks.names import safe_name, split_name
from proposals.filechecks.office import check_office, office_kind
from proposals.filechecks.pdf import MIXED, check_pdf, count_pages
from proposals.filechecks.photos import as_pdf
from proposals.filechecks.rules import KINDS, FileKind, FileRefused

MOST_PHOTO_BYTES: Final = 30 * 1024 * 1024
"""A photo as a phone makes it, in bytes; it is stored as small as the limit of its place asks."""
_CHUNK: Final = 64 * 1024
_HEAD: Final = 1024
EMPTY: Final = "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi."
# Some programs put it in front of any file they pass on; a PDF begins behind it.
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_PICTURES: Final = {"jpg", "png"}
_PHOTO_NAMES: Final = {"", "pdf", "jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif"}
_SAVE_AS: Final = "Simpan sebagai jenis itu, lalu unggah lagi."
_WAYS: Final = {
    "pdf": "Simpan atau bagikan sebagai PDF dari aplikasinya, atau unggah foto halamannya.",
    "jpg": "Simpan sebagai jenis itu, atau ambil tangkapan layarnya, lalu unggah hasilnya.",
}


class Verdict(NamedTuple):
    """A file that may be stored: `data` are the clean bytes, `sha256` (hex) is theirs, `safe_name` has `extension`.

    `pages` is how many a PDF has.
    """

    content_type: str
    extension: str
    safe_name: str
    sha256: str
    data: bytes
    pages: int | None = None


def inspect(file: IO[bytes], name: str, *, allowed: Collection[str], max_bytes: int) -> Verdict:
    """Read `file` from its beginning, judge it, and return what may be stored.

    `name` is the name given by the sender. `allowed` holds keys of `rules.KINDS`, such as {"pdf", "jpg", "png"}.
    `max_bytes` limits what is stored; a photo may be sent larger, up to MOST_PHOTO_BYTES, and is made smaller. Photos
    of other kinds (WEBP, HEIC) and by the name of another are stored as an allowed kind of picture, and as a page of a
    PDF where only that is allowed. A PDF loses a byte order mark in front.
    Raises FileRefused, whose text the user may read, and ValueError if `allowed` names an unknown kind.
    """
    kinds = [KINDS[key] for key in KINDS if key in allowed]
    if len(kinds) != len(set(allowed)) or not kinds:
        raise ValueError(f"Unknown kinds of file in {sorted(allowed)}.")
    if photo := photo_key(file):
        if _PICTURES & set(allowed):
            return _picture(file, name, photo, kinds, max_bytes)
        if "pdf" in allowed:
            return inspect_photos([file], name, max_bytes=max_bytes)
    content = _read(file, max_bytes)
    if content.startswith(_BYTE_ORDER_MARK + b"%PDF-"):
        content = content.removeprefix(_BYTE_ORDER_MARK)
    kind = _judge_kind(content, kinds)
    _check_extension(split_name(name)[1], kind)
    if kind.key == "pdf":
        check_pdf(content)
    else:
        check_office(content)
    return _verdict(content, kind, name)


def photo_key(file: IO[bytes]) -> str:
    """Which of `images.FORMATS` the file holds, "" if no picture; it stands at its beginning afterwards."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return picture_key(head)


def inspect_photos(files: Sequence[IO[bytes]], name: str, *, max_bytes: int) -> Verdict:
    """Judge photos of pages and return them as one PDF by the name `name`, of at most `max_bytes`.

    Raises FileRefused if one of them is no photo or cannot be read, or if they do not fit.
    """
    _check_photo_name(name)
    photos = [(_read(file, MOST_PHOTO_BYTES), photo_key(file)) for file in files]
    if not all(key for _, key in photos):
        raise FileRefused("Di antara foto ini ada berkas yang bukan foto. Unggah berkas itu tersendiri.")
    return _verdict(as_pdf(photos, max_bytes), KINDS["pdf"], name)


def _picture(file: IO[bytes], name: str, photo: str, kinds: list[FileKind], max_bytes: int) -> Verdict:
    """A photo as one of the allowed kinds of picture; as a JPG rather than too large."""
    keys = [kind.key for kind in kinds if kind.key in _PICTURES]
    target = photo if photo in keys else keys[0]
    extension = split_name(name)[1]
    if extension not in _PHOTO_NAMES - {"pdf"}:
        raise FileRefused(_misnamed(extension, photo.upper(), target))
    content = _read(file, MOST_PHOTO_BYTES)
    if target == "png" and "jpg" in keys and len(content) > max_bytes:
        target = "jpg"
    data = clean_image(content, photo, target, max_bytes)
    if len(data) > max_bytes:
        raise FileRefused(f"Gambar ini tidak muat dalam {in_words(max_bytes)}. Ambil tangkapan layarnya, lalu unggah.")
    return _verdict(data, KINDS[target], name)


def _verdict(data: bytes, kind: FileKind, name: str) -> Verdict:
    pages = count_pages(data) if kind.key == "pdf" else None
    return Verdict(kind.content_type, kind.key, safe_name(name, kind.key), hash_chunks([data]), data, pages)


def hash_chunks(chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 in hex of the bytes in `chunks` taken together; fits Django's `File.chunks()`."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _read(file: IO[bytes], max_bytes: int) -> bytes:
    content = bytearray()
    for chunk in _chunks(file):
        content += chunk
        if len(content) > max_bytes:
            raise FileRefused(
                f"Berkas ini lebih besar dari {in_words(max_bytes)}. Perkecil berkasnya, atau unggah foto halamannya "
                "dari ponsel: portal menyusun dan mengecilkannya sendiri."
            )
    if not content:
        raise FileRefused(EMPTY)
    return bytes(content)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _judge_kind(content: bytes, kinds: list[FileKind]) -> FileKind:
    found = filetype.guess(content[:8192])
    key = "pdf" if found and found.mime == "application/pdf" else picture_key(content[:_HEAD])
    if content.startswith(b"PK\x03\x04"):
        key = office_kind(content)
    if key in {kind.key for kind in kinds}:
        return KINDS[key]
    if not key and b"%PDF-" in content[:_HEAD]:
        raise FileRefused(MIXED)
    seen = key.upper() if key else found.extension.upper() if found else ""
    told = f"Isi berkas ini {seen}" if seen else "Jenis isi berkas ini tidak dikenal"
    way = next((_WAYS[kind.key] for kind in kinds if kind.key in _WAYS), _SAVE_AS)
    raise FileRefused(f"{told}; yang diterima di sini hanya {_listed(kinds)}. {way}")


def _check_extension(extension: str, kind: FileKind) -> None:
    if extension and extension != kind.key and extension not in kind.aliases:
        raise FileRefused(_misnamed(extension, kind.label, kind.key))


def _check_photo_name(name: str) -> None:
    extension = split_name(name)[1]
    if extension not in _PHOTO_NAMES:
        raise FileRefused(_misnamed(extension, "foto", "jpg"))


def _misnamed(extension: str, content: str, key: str) -> str:
    return (
        f"Nama berkas ini berakhiran .{extension}, tetapi isinya {content}. Ganti akhirannya menjadi .{key} bila "
        "isinya memang benar, lalu unggah lagi."
    )


def _listed(kinds: list[FileKind]) -> str:
    labels = [kind.label for kind in kinds]
    if len(labels) < 3:
        return " atau ".join(labels)
    return f"{', '.join(labels[:-1])}, atau {labels[-1]}"
