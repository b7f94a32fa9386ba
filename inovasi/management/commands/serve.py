"""`manage.py serve`: the web server and the queue's workers, kept running together and stopped together."""

import errno
import os
import signal
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from inovasi.options.siteaddress import served_at
from inovasi.running import embedded
from inovasi.running.lanes import LANES
from inovasi.running.supervising import Supervised, Watched, supervise

# How many connections may wait to be taken.
BACKLOG = 1024
ACCOUNTS = (
    "bapperida · bapperida2 · sekda · penilai1 … penilai6 · op-disdukcapil (dan op-<kode instansi> lain) · "
    "op-<NPSN sekolah>"
)


class Command(BaseCommand):
    help = "Menjalankan portal beserta pekerja antreannya sampai dihentikan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1:8000", help="host:port")
        parser.add_argument("--workers", type=int, default=2, help="banyaknya proses web")
        parser.add_argument("--no-worker", action="store_true", help="tanpa pekerja antrean")

    def handle(self, *args: Any, **options: Any) -> None:
        host, _, port = options["address"].rpartition(":")
        # Held here for as long as the portal runs: who comes while a web process is started again waits in its queue.
        listener = _listener(host, port)
        parts: list[Watched] = [*embedded.kept_servers()]
        parts += [_web(number + 1, listener) for number in range(options["workers"])]
        if not options["no_worker"]:
            parts += [_lane(name) for name in LANES]
        self._announce(options["address"])
        # Links in mails and papers name the address that is served, unless SITE_URL names another.
        os.environ["SITE_URL"] = os.environ.get("SITE_URL") or served_at(options["address"])
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            # The children learn the running database and the mode from the environment that settings has filled.
            supervise(parts, self._tell)
        except KeyboardInterrupt:
            self.stdout.write("Portal dihentikan.")

    def _tell(self, sentence: str) -> None:
        self.stderr.write(sentence)
        self.stderr.flush()

    def _announce(self, address: str) -> None:
        self.stdout.write(f"Portal Inovasi Daerah: http://{address}/   (hentikan dengan Ctrl+C)")
        if settings.DEMO:
            self.stdout.write(f"Akun contoh: {ACCOUNTS}\nKata sandi semuanya: inovasi-demo")
        self.stdout.flush()


def _web(number: int, listener: socket.socket) -> Supervised:
    descriptor = listener.fileno()
    command = [sys.executable, "manage.py", "web", "--descriptor", str(descriptor)]
    return Supervised(f"web {number}", command, files=[descriptor])


def _lane(name: str) -> Supervised:
    return Supervised(f"pekerja {name}", [sys.executable, "manage.py", "lane", name])


def _listener(host: str, port: str) -> socket.socket:
    """Listens there; stops with a sentence when it cannot, as another program, perhaps this portal, has the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=BACKLOG)
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise CommandError(f"Alamat {host}:{port} tidak dapat dipakai: {problem.strerror}.") from problem
        raise CommandError(
            f"Alamat {host}:{port} sudah dipakai program lain. Hentikan dahulu program itu, "
            "atau pakai alamat lain: make run ADDRESS=127.0.0.1:8001"
        ) from problem
    except (ValueError, OverflowError) as problem:
        raise CommandError(f"Alamat {host}:{port} bukan host:port, misalnya 127.0.0.1:8000.") from problem
