"""`manage.py serve`: the web server and one worker, started together and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

ACCOUNTS = "bapperida · sekda · penilai1 … penilai6 · op-disdukcapil (dan op-<kode instansi> lain) · op-<NPSN sekolah>"


class Command(BaseCommand):
    help = "Menjalankan portal beserta pekerja antreannya sampai dihentikan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1:8000", help="host:port")
        parser.add_argument("--workers", type=int, default=2, help="banyaknya proses web")
        parser.add_argument("--no-worker", action="store_true", help="tanpa pekerja antrean")

    def handle(self, *args: Any, **options: Any) -> None:
        host, _, port = options["address"].rpartition(":")
        _check_free(host, port)
        commands = [
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", port),
                *("--workers", str(options["workers"]), "--blocking-threads", "4", "--backpressure", "64"),
                *("--log-level", "warning", "--respawn-failed-workers", "inovasi.wsgi:application"),
            ]
        ]
        if not options["no_worker"]:
            commands.append([sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "2"])
        # The children learn the running database and the mode from the environment that settings has filled.
        children = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ.copy()) for command in commands]  # noqa: S603 - fixed commands
        self._announce(options["address"])
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("Portal dihentikan.")
        finally:
            _stop(children)

    def _announce(self, address: str) -> None:
        self.stdout.write(f"Portal Inovasi Daerah: http://{address}/   (hentikan dengan Ctrl+C)")
        if settings.DEMO:
            self.stdout.write(f"Akun contoh: {ACCOUNTS}\nKata sandi semuanya: inovasi-demo")
        self.stdout.flush()


def _check_free(host: str, port: str) -> None:
    """Stops with a sentence when another program, perhaps this portal itself, already answers at the address."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host.replace("0.0.0.0", "127.0.0.1"), int(port))) == 0:  # noqa: S104 - compared with, not bound to
            raise CommandError(
                f"Alamat {host}:{port} sudah dipakai program lain. Hentikan dahulu program itu, "
                "atau pakai alamat lain: make run ADDRESS=127.0.0.1:8001"
            )


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
