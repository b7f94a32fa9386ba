"""Files on this machine's own disk: each is stored whole or not at all, also when the disk is full."""

import errno
import logging
import os
import secrets
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.core.files.storage import FileSystemStorage, Storage
from django.db import DatabaseError, connection, transaction
from django.db.models.fields.files import FieldFile

logger = logging.getLogger(__name__)

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


def gone_on_rollback(file: FieldFile) -> None:
    """Deletes what was just stored in this field as soon as the transaction, or its part with the row, is rolled back.

    For bytes that are stored before the row that names them is committed.
    """
    transaction.on_commit(_Unless(file))


class _Unless:
    """Called when a transaction is through; let go of uncalled, it deletes the file unless a stored row names it.

    Django lets go of it on a rollback, but also when another call after the commit fails, or when the answer to the
    commit was lost; so the database is asked. A process that ends meanwhile leaves the file.
    """

    def __init__(self, file: FieldFile) -> None:
        table, column = file.instance._meta.db_table, str(file.field.column)
        self._end = weakref.finalize(self, _delete_unnamed, file.storage, str(file.name), table, column)
        self._end.atexit = False

    def __call__(self) -> None:
        self._end.detach()


def _delete_unnamed(storage: Storage, name: str, table: str, column: str) -> None:
    # A connection of its own: that of the transaction may be broken, and would see what was never committed.
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            here, named = map(aside.ops.quote_name, (table, column))
            cursor.execute(f"SELECT 1 FROM {here} WHERE {named} = %s", [name])  # noqa: S608 - names of a model
            is_named = cursor.fetchone() is not None
    except DatabaseError:
        logger.exception("Whether a row names the stored file %s could not be asked, so it stays", name)
        return
    finally:
        aside.close()
    if not is_named:
        storage.delete(name)


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
