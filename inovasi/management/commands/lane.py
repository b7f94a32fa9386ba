"""`manage.py lane NAME`: one worker of the queue; waits for the database, takes up what its predecessor left, works."""

import os
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from foundation.queue.losses import take_up_numbers
from inovasi.running.lanes import LANES, signature
from inovasi.running.waiting import connected

# Jobs of a lane at the same time.
CONCURRENCY = 2
# What is under way in these queues while no other worker of the lane has a connection: its worker died. One statement,
# so that whoever began one of them was to be seen.
LEFT = """
    SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND queue_name = ANY(%s) AND NOT EXISTS (
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s
    )
"""


class Command(BaseCommand):
    help = "Menjalankan satu pekerja antrean; `serve` menjalankan semuanya."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lane", choices=LANES)

    def handle(self, *args: Any, lane: str, **options: Any) -> None:
        queues = LANES[lane]
        with connected(lambda sentence: self.stderr.write(f"Pekerja {lane}: {sentence}")) as server:
            left = [number for (number,) in server.execute(LEFT, [list(queues), signature(lane)]).fetchall()]
        # By this name everybody sees in the database that the lane lives.
        os.environ["PGAPPNAME"] = signature(lane)
        async_to_sync(take_up_numbers)(left)
        options = {"name": lane, "queues": ",".join(queues), "concurrency": CONCURRENCY}
        call_command("procrastinate", "worker", *(f"--{name}={value}" for name, value in options.items()))
