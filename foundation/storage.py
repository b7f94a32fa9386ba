"""Files on this machine's own disk: each is stored whole or not at all, also when the disk is full."""

import errno
import os
import secrets
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NOT_STORED: Final = (
    "Ruang penyimpanan portal penuh, jadi yang baru Anda kirim tidak tersimpan. Beri tahu teknisi portal, lalu kirim "
    "lagi nanti."
)


def is_full(problem: BaseException | None) -> bool:
    """Whether something failed because there is no room left on a disk."""
    return isinstance(problem, OSError) and problem.errno in FULL


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A path to write to, in the same folder, which takes the name of `path` when all is written and is gone when not.

    For what several processes may make at once; the folder is made where it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def gone_on_rollback(storage: Storage, name: str) -> None:
    """Deletes this stored file as soon as the present transaction, or its part that stores the row, is rolled back.

    For bytes that are stored before the row that names them is committed.
    """
    transaction.on_commit(_Unless(storage, name))


class _Unless:
    """Called when a transaction is through; on a rollback Django lets go of it uncalled, and the file goes with it."""

    def __init__(self, storage: Storage, name: str) -> None:
        self._end = weakref.finalize(self, storage.delete, name)

    def __call__(self) -> None:
        self._end.detach()


class WholeFiles(FileSystemStorage):
    """Writes aside and renames, so that no reader and no restart ever finds a half file; what failed leaves nothing."""

    def _save(self, name: str, content: Any) -> str:
        aside = f"{name}.{secrets.token_hex(4)}.sebagian"
        try:
            super()._save(aside, content)  # type: ignore[misc]  # the stubs leave out what storages override
            return self._renamed(aside, name)
        except BaseException:
            self.delete(aside)
            raise

    def _renamed(self, aside: str, name: str) -> str:
        # Names are made of contents or of serials: who asks for the same one at the same moment stores the same bytes.
        while self.exists(name):
            name = self.get_available_name(name)
        os.rename(self.path(aside), self.path(name))
        return name
