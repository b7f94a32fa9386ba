"""Waiting for the database, which may come up after the portal or be restarted while it runs."""

import time
from collections.abc import Callable

import psycopg
from django.core.management.base import CommandError
from django.db import connection

# Seconds from one try to the next, and for each try.
PAUSE = 2


def connected(tell: Callable[[str], object], patience: float = float("inf")) -> psycopg.Connection:
    """A connection of its own to the portal's database, as soon as there is one; says once that it waits.

    Raises CommandError when it has waited for so many seconds.
    """
    deadline, told = time.monotonic() + patience, False
    while True:
        try:
            params = connection.get_connection_params() | {"connect_timeout": PAUSE}
            return psycopg.connect(**params, autocommit=True)
        except psycopg.OperationalError as problem:
            if time.monotonic() > deadline:
                raise CommandError(f"Basis data tidak terjangkau: {str(problem).strip()}") from problem
            if not told:
                tell("Menunggu basis data …")
                told = True
            time.sleep(PAUSE)
