"""`manage.py lane NAME`: one worker of the queue; waits for the database, takes up what its predecessor left, works."""

import os
import time
from typing import Any

import psycopg
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from foundation.losses import take_up_of
from inovasi.lanes import LANES, signature

# Jobs of a lane at the same time.
CONCURRENCY = 2
# Seconds from one look for the database to the next.
PAUSE = 2
# How many connections of this lane there are besides those of this process, which has none yet.
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"


class Command(BaseCommand):
    help = "Menjalankan satu pekerja antrean; `serve` menjalankan semuanya."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lane", choices=LANES)

    def handle(self, *args: Any, lane: str, **options: Any) -> None:
        alone = not self._others(lane)
        # By this name everybody sees in the database that the lane lives.
        os.environ["PGAPPNAME"] = signature(lane)
        queues = LANES[lane]
        if alone:
            # Whatever is under way in these queues was left by a worker that died.
            async_to_sync(take_up_of)(queues)
        options = {"name": lane, "queues": ",".join(queues), "concurrency": CONCURRENCY}
        call_command("procrastinate", "worker", *(f"--{name}={value}" for name, value in options.items()))

    def _others(self, lane: str) -> int:
        """Waits for the database, and tells how many connections other workers of this lane have."""
        told = False
        known = connection.get_connection_params() | {"connect_timeout": PAUSE}
        while True:
            try:
                with psycopg.connect(**known) as server:
                    (others,) = server.execute(OTHERS, [signature(lane)]).fetchone() or (0,)
                    return int(others)
            except psycopg.OperationalError:
                if not told:
                    self.stderr.write(f"Pekerja {lane} menunggu basis data.")
                    told = True
                time.sleep(PAUSE)
