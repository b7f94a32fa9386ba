"""Runs a command while no other one holds the same lock; waits for that with a sentence. Takes: lock file, command…"""

import fcntl
import subprocess
import sys

with open(sys.argv[1], "a") as lock:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stdout.write("Pemasangan lain sedang berjalan di folder ini; menunggu sampai selesai …\n")
        sys.stdout.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
    sys.exit(subprocess.call(sys.argv[2:]))  # noqa: S603 - the command that the script itself was given
