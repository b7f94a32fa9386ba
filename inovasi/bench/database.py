"""The database that is measured: built anew, beside the portal's own."""

import time

import psycopg
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.changes import reading
from inovasi.bench import growth
from inovasi.bench.claiming import claim_everywhere
from inovasi.demo.years import build as build_years
from proposals.core.counts import tallies

NAME = "inovasi_bench"


def only_here() -> None:
    """Raises CommandError when another database would be touched."""
    if connection.settings_dict["NAME"] != NAME:
        raise CommandError("Jalankan dengan `make bench` atau `make load`, supaya basis data lain tidak tersentuh.")


def build(proposals: int, seed: int) -> float:
    """A fresh database of this size: a demo year, from 2,000 proposals on ten demo years and copies of them.

    Returns how many seconds it took.
    """
    _recreate()
    began = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_reference", verbosity=0)
    if proposals < growth.LEAST:
        build_years(proposals=proposals, seed=seed)
    else:
        build_years(proposals=growth.RUNNING, seed=seed, earlier=growth.EARLIER)
        growth.grow(proposals // growth.BASE - 1)
    claim_everywhere()
    return time.perf_counter() - began


def care_for() -> None:
    """What the queue, which need not run here, and PostgreSQL itself do within a minute of many writes."""
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
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
