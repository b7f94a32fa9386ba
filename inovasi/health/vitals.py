"""What /sehat/ measures: the database with its queue, mails and backups, the storage, the scanner and the disk.

Every measurement gives `Vital`s and may take as long as it likes; `answering` bounds the time. The database is asked
over a connection of its own, so that neither a full nor a broken pool hides how it is.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from foundation.outbox.models import MailState
from inovasi.backups import taking
from inovasi.running.lanes import LANE_OF, LANES, signature
from proposals.filechecks.scanner import ScanState, scan

MEGABYTE = 1024 * 1024
# Seconds since each lane was last heard of: a living worker asks for work and beats its heart every few seconds.
HEARD = """
    SELECT application_name, extract(epoch FROM now() - max(state_change))::float8 FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = ANY(%s) GROUP BY application_name
"""
# Seconds that the oldest job of each queue waits for its turn.
WAITING = """
    SELECT queue_name, extract(epoch FROM now() - min(since))::float8 FROM (
        SELECT queue_name, coalesce(scheduled_at, (
            SELECT max(at) FROM procrastinate_events
            WHERE job_id = job.id AND type IN ('deferred', 'deferred_for_retry')
        )) AS since
        FROM procrastinate_jobs job WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
    ) waiting GROUP BY queue_name
"""
# Seconds that the oldest mail waits, for its first try or because the server takes none.
UNSENT = """
    SELECT extract(epoch FROM now() - min(waiting_since))::float8 FROM foundation_outgoingmail
    WHERE state = %s AND (attempts = 0 OR server_fault)
"""
# Seconds since a mail got through, looked for no further back than the limit.
SENT = """
    SELECT extract(epoch FROM now() - max(ended_at))::float8 FROM foundation_outgoingmail
    WHERE state = %s AND ended_at > now() - make_interval(secs => %s)
"""
LAST = "SELECT extract(epoch FROM now() - at)::float8 FROM foundation_moment WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Vital:
    """One part as it was found: well when there is no reason (Indonesian) to say otherwise.

    `age` in seconds is how old what counts here is, against `limit`; None where only an answer counts, or for never.
    """

    name: str
    reason: str = ""
    age: float | None = None
    limit: float | None = None


def database() -> list[Vital]:
    """Whether the database answers, and what stands in it of the lanes, their queues, the mails and the backups."""
    limits = settings.HEALTH_LIMITS
    patience = f"{limits['answer']}s"
    try:
        with psycopg.connect(**connection.get_connection_params(), autocommit=True, connect_timeout=2) as server:
            server.execute("SELECT set_config('statement_timeout', %s, false)", [patience])
            return [Vital("database"), *_lanes(server, limits), *_mail(server, limits), *_backup(server, limits)]
    except psycopg.Error as problem:
        return [Vital("database", f"Basis data tidak menjawab ({type(problem).__name__}).")]


def storage() -> list[Vital]:
    """Whether a small file can be written to the place of the evidence, read back and removed."""
    words = uuid4().hex.encode()
    try:
        name = default_storage.save(f"sehat/{uuid4().hex}", ContentFile(words))
        try:
            with default_storage.open(name) as file:
                found = file.read()
        finally:
            default_storage.delete(name)
    except Exception as problem:  # each kind of storage has its own
        return [Vital("storage", f"Berkas tidak dapat ditulis atau dibaca ({type(problem).__name__}).")]
    return [Vital("storage", "" if found == words else "Berkas yang dibaca kembali tidak sama.")]


def scanner() -> list[Vital]:
    """Whether the malware scanner judges a harmless file."""
    verdict = scan(b"sehat", settings.SCANNER_URL, timeout=settings.HEALTH_LIMITS["answer"])
    return [Vital("scanner", "" if verdict.state is ScanState.CLEAN else f"Pemindai tidak siap: {verdict.detail}.")]


def disk() -> list[Vital]:
    """Whether every disk that the portal writes to has room."""
    folders = {settings.VAR_DIR, Path(settings.MEDIA_ROOT), Path(tempfile.gettempdir())}
    free = min(shutil.disk_usage(folder).free for folder in folders if folder.exists()) // MEGABYTE
    least = settings.HEALTH_LIMITS["disk"]
    return [Vital("disk", f"Tinggal {free} MB; paling sedikit {least} MB." if free < least else "")]


def _lanes(server: psycopg.Connection[Any], limits: Mapping[str, float]) -> Iterator[Vital]:
    heard = dict(server.execute(HEARD, [[signature(lane) for lane in LANES]]).fetchall())
    waiting: dict[str, float] = {}
    for queue, age in server.execute(WAITING).fetchall():
        lane = LANE_OF.get(queue, "")
        waiting[lane] = max(age, waiting.get(lane, 0))
    for lane in LANES:
        yield _within(
            f"worker_{lane}", heard.get(signature(lane)), limits["worker"], "Pekerja antrean tidak terdengar."
        )
        name = f"queue_{lane}"
        yield _within(name, waiting.get(lane, 0.0), limits[name], "Pekerjaan tertua menunggu terlalu lama.")


def _mail(server: psycopg.Connection[Any], limits: Mapping[str, float]) -> Iterator[Vital]:
    """A mail that waits for long is the server's matter only when no other got through meanwhile."""
    (age,) = server.execute(UNSENT, [MailState.WAITING]).fetchone() or (None,)
    if age and age > limits["mail"]:
        (sent,) = server.execute(SENT, [MailState.SENT, limits["mail"]]).fetchone() or (None,)
        age = age if sent is None else sent
    yield _within("mail", age or 0.0, limits["mail"], "Surel tertua belum terkirim, dan tidak ada yang terkirim.")


def _backup(server: psycopg.Connection[Any], limits: Mapping[str, float]) -> Iterator[Vital]:
    (age,) = server.execute(LAST, [taking.MOMENT]).fetchone() or (None,)
    yield _within("backup", age, limits["backup"], "Belum ada cadangan, atau yang terakhir terlalu lama.")


def _within(name: str, age: float | None, limit: float, reason: str) -> Vital:
    return Vital(name, reason if age is None or age > limit else "", age, limit)
