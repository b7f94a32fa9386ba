"""Reading a backup: opened, unpacked and compared with its own list before anybody relies on it."""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from inovasi.backups import sealing
from inovasi.backups.taking import FILES, FORMAT, MANIFEST, TABLES, BackupError, Manifest

BROKEN = "{source} terpotong atau rusak: {why}. Pakai cadangan yang lain."
FOREIGN = "{source} bukan cadangan portal ini, atau dibuat oleh versi yang lain sama sekali."


@dataclass(frozen=True, slots=True)
class Archive:
    """A whole backup: its list, and where each of its parts lies now."""

    manifest: Manifest
    parts: dict[str, Path]

    def files(self) -> Iterator[tuple[str, Path]]:
        """The stored files by the names that rows know them by."""
        return ((name.removeprefix(FILES), path) for name, path in self.parts.items() if name.startswith(FILES))


@contextmanager
def opened(source: Path, identity: Path | None = None) -> Iterator[Archive]:
    """Unpacks a backup into a folder that is gone afterwards, and checks all of it.

    A sealed one needs the file with the age identity. Raises BackupError for whatever is not a whole backup.
    """
    try:
        with TemporaryDirectory(prefix="portal-") as name:
            folder, plain = Path(name), source
            if sealing.is_sealed(source):
                plain = folder / "unsealed"
                sealing.unseal(source, plain, identity)
            parts = _unpacked(plain, folder, source)
            yield Archive(_checked(parts, source), parts)
    except sealing.SealError as problem:
        raise BackupError(str(problem)) from problem
    except OSError as problem:
        raise BackupError(
            f"{problem.filename or source} tidak dapat dibaca: {problem.strerror or problem}."
        ) from problem


def _unpacked(plain: Path, folder: Path, source: Path) -> dict[str, Path]:
    """Every part as a file under a number, so that no name in the archive decides where anything is written."""
    parts: dict[str, Path] = {}
    try:
        with tarfile.open(plain, "r|") as archive:
            for member in archive:
                if not member.isreg() or not _is_ours(member.name) or member.name in parts:
                    raise BackupError(FOREIGN.format(source=source))
                parts[member.name] = folder / str(len(parts))
                content = archive.extractfile(member)
                with parts[member.name].open("wb") as out:
                    shutil.copyfileobj(content, out)  # type: ignore[arg-type]  # a regular member has content
    except tarfile.TarError as problem:
        if not parts:
            raise BackupError(FOREIGN.format(source=source)) from problem
        raise BackupError(BROKEN.format(source=source, why="isinya berhenti di tengah")) from problem
    return parts


def _is_ours(name: str) -> bool:
    """Whether this program gives a part such a name."""
    places = name.split("/")
    return name == MANIFEST or (name.startswith((TABLES, FILES)) and not {"", ".", ".."} & set(places))


def _checked(parts: dict[str, Path], source: Path) -> Manifest:
    listed = parts.pop(MANIFEST, None)
    if listed is None:
        if any(name.startswith(TABLES) for name in parts):
            raise BackupError(BROKEN.format(source=source, why="daftar isinya tidak ada"))
        raise BackupError(FOREIGN.format(source=source))
    try:
        known: dict[str, Any] = json.loads(listed.read_bytes())
        manifest = Manifest(**known)
    except (ValueError, TypeError) as problem:
        raise BackupError(FOREIGN.format(source=source)) from problem
    if manifest.format != FORMAT:
        raise BackupError(FOREIGN.format(source=source))
    if manifest.sums.keys() != parts.keys():
        raise BackupError(BROKEN.format(source=source, why="ada bagian yang hilang"))
    for name, path in parts.items():
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != manifest.sums[name]:
                raise BackupError(BROKEN.format(source=source, why=f"{name} telah berubah"))
    return manifest
