"""`manage.py bench`: builds the year, starts the server, measures, prints the table and stops what it started."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from foundation.changes import reading
from inovasi import staticfiles
from inovasi.bench import assigning, growth, measure, pages
from inovasi.demo.years import build
from proposals.core import tallies
from proposals.core.models import Proposal

DATABASE = "inovasi_bench"
MOST_FILES = 3


class Command(BaseCommand):
    help = "Measures the portal's pages against a bare page; run it with `make bench`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proposals", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--requests", type=int, default=60, help="measured requests per page, after ten to warm up")
        parser.add_argument("--keep", action="store_true", help="measure the database of the last run again")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.settings_dict["NAME"] != DATABASE:
            raise CommandError("Jalankan dengan `make bench`, supaya basis data lain tidak tersentuh.")
        if not options["keep"]:
            self._build(options["proposals"], options["seed"])
        _cared_for()
        staticfiles.collect()
        chosen = pages.pages()
        self.stdout.write(pages.size())
        together = [page for page in chosen if not page.alone]
        groups = [together, *([page] for page in chosen if page.alone)]
        with measure.server() as port:
            rows = [row for group in groups for row in self._measured(group, port, options["requests"])]
            self.stdout.write(measure.table(rows, Proposal.objects.count()))
            _cared_for()
            first = self._measured(together, port, options["requests"], before=pages.change())
        with measure.server("inovasi.bench.without_middleware.application") as port:
            ((_, (alone, _)),) = self._measured(chosen[:1], port, options["requests"])
        self.stdout.write(f"The bare page without any middleware: {alone:.1f} ms.")
        self.stdout.write("First look after a change:")
        self.stdout.write(measure.table(first, Proposal.objects.count()))
        # Last, because even what it takes back leaves its traces in the tables.
        self.stdout.write(assigning.automatic_assignment())

    def _measured(
        self, group: list[pages.Page], port: int, requests: int, before: Callable[[], None] | None = None
    ) -> list[tuple[str, tuple[float, int]]]:
        # A long file is read to its end after each beginning, so it is not asked for more often than this.
        times = min(requests, MOST_FILES) if group[0].begins else requests
        figures = measure.measure(group, port, times, before)
        return [(page.name, figure) for page, figure in zip(group, figures, strict=True)]

    def _build(self, proposals: int, seed: int) -> None:
        """A fresh database of this size: a demo year, from 2,000 proposals on ten demo years and copies of them."""
        _recreate()
        began = time.perf_counter()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", verbosity=0)
        if proposals < growth.LEAST:
            build(proposals=proposals, seed=seed)
        else:
            build(proposals=growth.RUNNING, seed=seed, earlier=growth.EARLIER)
            growth.grow(proposals // growth.BASE - 1)
        self.stdout.write(f"Built in {time.perf_counter() - began:.0f} s.")


def _cared_for() -> None:
    """What the queue, which does not run here, and PostgreSQL itself do within a minute of many writes."""
    reading.put_together()
    tallies.put_together()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _recreate() -> None:
    known = connection.settings_dict
    with psycopg.connect(
        dbname="postgres",
        host=known.get("OPTIONS", {}).get("host") or known["HOST"],
        port=known["PORT"] or 5432,
        user=known["USER"],
        password=known["PASSWORD"] or None,
        autocommit=True,
    ) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
