"""`manage.py load`: a portal of its own, and a crowd on the same machine that writes, browses and signs in."""

import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import reverse

from agencies.core.models import User
from inovasi import staticfiles
from inovasi.bench import crowd, database, people

# Nobody starts more than this by mistake.
MOST_PEOPLE, MOST_SECONDS, MOST_SIGN_INS = 2000, 600, 600
START_SECONDS = 120
LOG = "load.log"


class Command(BaseCommand):
    help = "Measures the portal under many people at once, on loopback only; run it with `make load`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, nargs="+", default=[500, 1000], help="crowds, one after the other")
        parser.add_argument("--seconds", type=int, default=60, help="how long each crowd is measured")
        parser.add_argument("--sign-ins", type=int, default=200, help="people who sign in within a minute")
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--proposals", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--keep", action="store_true", help="use the database of the last run again")

    def handle(self, *args: Any, **options: Any) -> None:
        crowds, seconds, sign_ins = options["people"], options["seconds"], options["sign_ins"]
        if max(crowds) > MOST_PEOPLE or seconds > MOST_SECONDS or sign_ins > MOST_SIGN_INS:
            raise CommandError(f"At most {MOST_PEOPLE} people, {MOST_SECONDS} seconds and {MOST_SIGN_INS} sign-ins.")
        database.only_here()
        if not options["keep"]:
            self.stdout.write(f"Built in {database.build(options['proposals'], options['seed']):.0f} s.")
        everybody = people.writers(max(*crowds, sign_ins))
        database.care_for()
        staticfiles.collect()
        names = list(User.objects.filter(username__startswith=people.PREFIX).order_by("pk")[:sign_ins])
        logins = [person.username for person in names]
        # The portal is to have the whole database.
        connections.close_all()
        self.stdout.write(f"What the portal says goes to {settings.VAR_DIR / LOG}.")
        with _portal(options["workers"]) as port:
            for count in crowds:
                figures = crowd.work(port, everybody[:count], seconds)
                self.stdout.write(crowd.table(f"{count} people, {seconds} s", figures))
            signed = crowd.sign_in(port, reverse("account_login"), logins, people.PASSWORD, 60)
            self.stdout.write(crowd.table(f"{sign_ins} sign-ins within a minute", [signed]))


@contextmanager
def _portal(workers: int) -> Iterator[int]:
    """The whole portal as in production, web and queue; gives its port."""
    with socket.socket() as probe:
        probe.bind((crowd.HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--address", f"{crowd.HOST}:{port}", "--workers", str(workers)]
    with (settings.VAR_DIR / LOG).open("w") as log:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ.copy(), stdout=log, stderr=log)  # noqa: S603 - a fixed command
        try:
            _wait(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://{crowd.HOST}:{port}{reverse('help')}", timeout=START_SECONDS):
                return
        except URLError:
            time.sleep(0.2)
    raise CommandError("The portal did not start.")
