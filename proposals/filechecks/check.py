"""Judges an uploaded file by what it holds, not by what it is called, and returns the bytes that may be stored."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import IO, Final, NamedTuple

import filetype

from proposals.filechecks.images import clean_image
from proposals.filechecks.names import safe_name, split_name
from proposals.filechecks.office import check_office, office_kind
from proposals.filechecks.pdf import MIXED, check_pdf
from proposals.filechecks.rules import KINDS, FileKind, FileRefused

_CHUNK: Final = 64 * 1024
_HEAD: Final = 1024
EMPTY: Final = "Berkas ini kosong (0 byte). Periksa berkasnya, lalu unggah lagi."
# Some programs put it in front of any file they pass on; a PDF begins behind it.
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_PICTURES: Final = {"jpg", "png"}
_KEYS_OF_LIBRARY: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Verdict(NamedTuple):
    """A file that may be stored: `data` are the clean bytes, `sha256` (hex) is theirs, `safe_name` has `extension`."""

    content_type: str
    extension: str
    safe_name: str
    sha256: str
    data: bytes


def inspect(file: IO[bytes], name: str, *, allowed: Collection[str], max_bytes: int) -> Verdict:
    """Read `file` from its beginning, judge it, and return what may be stored.

    `name` is the name given by the sender. `allowed` holds keys of `filerules.KINDS`, such as {"pdf", "jpg", "png"}.
    `max_bytes` limits the file as sent; a picture that is encoded anew may come out a little larger. A picture that
    goes by the name of another allowed kind of picture is stored as what it is; a PDF loses a byte order mark.
    Raises FileRefused, whose text the user may read, and ValueError if `allowed` names an unknown kind.
    """
    kinds = [KINDS[key] for key in KINDS if key in allowed]
    if len(kinds) != len(set(allowed)) or not kinds:
        raise ValueError(f"Unknown kinds of file in {sorted(allowed)}.")
    content = _read(file, max_bytes)
    if content.startswith(_BYTE_ORDER_MARK + b"%PDF-"):
        content = content.removeprefix(_BYTE_ORDER_MARK)
    kind = _judge_kind(content, kinds)
    _check_extension(split_name(name)[1], kind, kinds)
    data = _make_clean(content, kind)
    return Verdict(kind.content_type, kind.key, safe_name(name, kind.key), hash_chunks([data]), data)


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
                f"Berkas ini lebih besar dari {_megabytes(max_bytes)}. Perkecil berkasnya, misalnya dengan menurunkan "
                "mutu pindaian, lalu unggah lagi."
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
    key = _KEYS_OF_LIBRARY.get(found.mime if found else "", "")
    if content.startswith(b"PK\x03\x04"):
        key = office_kind(content)
    if key in {kind.key for kind in kinds}:
        return KINDS[key]
    if not key and b"%PDF-" in content[:_HEAD]:
        raise FileRefused(MIXED)
    seen = KINDS[key].label if key else found.extension.upper() if found else ""
    told = f"Isi berkas ini {seen}" if seen else "Jenis isi berkas ini tidak dikenal"
    accepted = f"yang diterima di sini hanya {_listed(kinds)}"
    raise FileRefused(f"{told}; {accepted}. Simpan sebagai jenis itu, lalu unggah lagi.")


def _check_extension(extension: str, kind: FileKind, kinds: list[FileKind]) -> None:
    """Phones and messengers rename pictures; between allowed kinds of picture the name does not count."""
    fitting = [each for each in kinds if each.key in _PICTURES] if kind.key in _PICTURES else [kind]
    if extension and not any(extension == each.key or extension in each.aliases for each in fitting):
        raise FileRefused(
            f"Nama berkas ini berakhiran .{extension}, tetapi isinya {kind.label}. Ganti akhirannya menjadi "
            f".{kind.key} bila isinya memang benar, lalu unggah lagi."
        )


def _make_clean(content: bytes, kind: FileKind) -> bytes:
    if kind.key in _PICTURES:
        return clean_image(content, kind.key)
    if kind.key == "pdf":
        check_pdf(content)
    else:
        check_office(content)
    return content


def _listed(kinds: list[FileKind]) -> str:
    labels = [kind.label for kind in kinds]
    if len(labels) < 3:
        return " atau ".join(labels)
    return f"{', '.join(labels[:-1])}, atau {labels[-1]}"


def _megabytes(size: int) -> str:
    if size < 1_000_000:
        return f"{size // 1000} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".0 MB", " MB").replace(".", ",")
