"""Databases of the tests: migrated once into a template, which every test process clones in a moment.

The template carries a hash of all migrations in its name, so that it is never out of date; a changed migration makes a
new one and drops the old. The clones are thrown away, whatever happened to them.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from inspect import getsourcefile
from pathlib import Path
from typing import LiteralString

import django
import pgtrigger
import psutil
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.test import TransactionTestCase
from psycopg import sql

BUILDERS_LOCK = 4_119_711
# Filled by Django itself after the migrations and the same for every test.
KEPT_TABLES = {"django_content_type", "auth_permission", "django_migrations"}


def clone() -> str:
    """Makes a database of this process's own from the template, lets Django speak to it and gives back its name."""
    known = connection.settings_dict["NAME"]
    own = f"test_{known}_{os.getpid()}"
    with _server() as server:
        template = _template(server, known)
        _forget_the_dead(server, known)
        server.execute(_on("CREATE DATABASE {} TEMPLATE {}", own, template))
    _speak_to(own)
    return own


def drop(own: str, back_to: str) -> None:
    """Throws the clone away and lets Django speak to the database it knew before."""
    _speak_to(back_to)
    with _server() as server:
        server.execute(_on("DROP DATABASE IF EXISTS {} WITH (FORCE)", own))


def empty(_case: TransactionTestCase | None = None) -> None:
    """Empties every table that holds rows, also append-only ones and those that Django does not manage.

    Django's own way empties all tables and fills its own again, which costs a second after every such test.
    """
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted({name for (name,) in cursor.fetchall()} - KEPT_TABLES)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))
        filled = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
        if filled:
            cursor.execute(f"TRUNCATE {filled} CASCADE")


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """A connection outside any database of the tests; one builder at a time."""
    settings = connection.get_connection_params() | {"dbname": "postgres"}
    for ours in ("pool", "cursor_factory", "context"):
        settings.pop(ours, None)
    with psycopg.connect(**settings, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [BUILDERS_LOCK])
        yield server


def _template(server: psycopg.Connection, known: str) -> str:
    """The name of the migrated database; builds it if it is not there, and drops what an older state left."""
    prefix = f"template_{known}_"
    name = prefix + _state_of_migrations()
    present = _present(server, prefix)
    if name not in present:
        for old in present:
            server.execute(_on("DROP DATABASE {} WITH (FORCE)", old))
        _build(prefix + "unfinished", back_to=known)
        server.execute(_on("ALTER DATABASE {} RENAME TO {}", prefix + "unfinished", name))
    return name


def _build(name: str, back_to: str) -> None:
    connection.settings_dict["TEST"]["NAME"] = name
    # Thousands of model classes come and go; looking for rubbish among them costs a third of the time.
    gc.disable()
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        gc.enable()
        connection.settings_dict["TEST"]["NAME"] = None
        _speak_to(back_to)


def _forget_the_dead(server: psycopg.Connection, known: str) -> None:
    """Drops the clones of processes that were killed before they could do it."""
    for name in _present(server, f"test_{known}_"):
        owner = name.rpartition("_")[2]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            with suppress(psycopg.errors.ObjectInUse):
                server.execute(_on("DROP DATABASE {}", name))


def _present(server: psycopg.Connection, prefix: str) -> list[str]:
    rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return sorted(name for (name,) in rows.fetchall())


def _on(command: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(command).format(*map(sql.Identifier, names))


def _speak_to(name: str) -> None:
    """Django's next query goes to this database; nothing stays open to the one before."""
    database = connections[DEFAULT_DB_ALIAS]
    # Only that of PostgreSQL has a pool.
    assert isinstance(database, DatabaseWrapper)
    database.close()
    database.close_pool()
    database.settings_dict["NAME"] = name


def _state_of_migrations() -> str:
    """A short hash over every migration of every app and the framework that runs them."""
    migrations = MigrationLoader(None).disk_migrations.values()
    files = sorted({getsourcefile(type(migration)) or "" for migration in migrations})
    return sha256(b"".join([django.__version__.encode(), *(Path(file).read_bytes() for file in files)])).hexdigest()[
        :12
    ]
