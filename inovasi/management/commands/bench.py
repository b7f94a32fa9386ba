"""`manage.py bench`: builds the year, starts the server, measures, prints the table and stops what it started."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from inovasi import staticfiles
from inovasi.bench import assigning, database, measure, pages
from proposals.core.models import Proposal

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
        database.only_here()
        if not options["keep"]:
            self.stdout.write(f"Built in {database.build(options['proposals'], options['seed']):.0f} s.")
        database.care_for()
        staticfiles.collect()
        chosen = pages.pages()
        self.stdout.write(pages.size())
        together = [page for page in chosen if not page.alone]
        groups = [together, *([page] for page in chosen if page.alone)]
        with measure.server() as port:
            rows = [row for group in groups for row in self._measured(group, port, options["requests"])]
            self.stdout.write(measure.table(rows, Proposal.objects.count()))
            database.care_for()
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
