"""Files on this machine's own disk: each is stored whole or not at all, also when the disk is full."""

import errno
import os
import secrets
from typing import Any, Final

from django.core.files.storage import FileSystemStorage

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NOT_STORED: Final = (
    "Ruang penyimpanan portal penuh, jadi yang baru Anda kirim tidak tersimpan. Beri tahu teknisi portal, lalu kirim "
    "lagi nanti."
)


def is_full(problem: BaseException | None) -> bool:
    """Whether something failed because there is no room left on a disk."""
    return isinstance(problem, OSError) and problem.errno in FULL


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
