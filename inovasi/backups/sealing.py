"""Sealing a backup with age, for whoever holds the identity alone, and opening it again."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import environ
import pyrage

# The public key (`age1…`) that backups are sealed for; empty: they are not sealed.
RECIPIENT = environ.Env().str("BACKUP_RECIPIENT", default="")
MARK = b"age-encryption.org/v1"


class SealError(Exception):
    """What cannot be sealed or opened; the text is for the technician, in Indonesian."""


def recipient(text: str) -> pyrage.x25519.Recipient:
    """The public key that a text names. Raises SealError."""
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as problem:
        raise SealError(
            "Kunci BACKUP_RECIPIENT bukan kunci umum age (age1…). Buat pasangan kunci dengan age-keygen."
        ) from problem


@contextmanager
def sealed(out: IO[bytes], key: pyrage.x25519.Recipient) -> Iterator[IO[bytes]]:
    """What is written here arrives sealed in `out`, without ever lying open on the disk."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as thread, os.fdopen(reading, "rb") as source:
        sealing = thread.submit(pyrage.encrypt_io, source, out, [key])
        # When sealing fails nobody reads any more, and whoever writes is to notice.
        sealing.add_done_callback(lambda _: source.close())
        try:
            with os.fdopen(writing, "wb") as sink:
                yield sink
        except BrokenPipeError:
            _finish(sealing)
            raise
        _finish(sealing)


def _finish(sealing: "Future[None]") -> None:
    """Waits for the sealing. Raises OSError when it could not write."""
    try:
        sealing.result()
    except pyrage.EncryptError as problem:
        raise OSError(str(problem)) from problem


def is_sealed(source: Path) -> bool:
    """Whether the file begins as age begins its files. Raises OSError."""
    with source.open("rb") as file:
        return file.read(len(MARK)) == MARK


def unseal(source: Path, target: Path, identity: Path | None) -> None:
    """Writes what is in a sealed file to `target`. Raises SealError, OSError when a file cannot be read."""
    if identity is None:
        raise SealError(f"{source} tersegel. Sebutkan berkas kuncinya: --identity BERKAS")
    lines = [line.strip() for line in identity.read_text(errors="replace").splitlines()]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as problem:
        raise SealError(f"{identity} bukan berkas kunci age (AGE-SECRET-KEY-1…).") from problem
    with source.open("rb") as sealed_file, target.open("wb") as out:
        try:
            pyrage.decrypt_io(sealed_file, out, keys)
        except pyrage.DecryptError as problem:
            raise SealError(f"{source} tidak dapat dibuka dengan kunci di {identity}, atau rusak.") from problem
        except OSError as problem:
            # Without a number it is age that found the file cut off or altered.
            if problem.errno:
                raise
            raise SealError(f"{source} terpotong atau rusak.") from problem
