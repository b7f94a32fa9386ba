"""/sehat/ names every part that is out of bounds, to this machine and the monitoring nets only, whatever is broken."""

import ipaddress
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from dashboard.reports.tasks import build_report
from foundation.outbox.models import MailState, OutgoingMail
from foundation.outbox.tasks import send_mails
from foundation.queue import moments
from foundation.queue.moments import Moment
from foundation.queue.tasks import take_up_lost_jobs
from inovasi.health import answering, vitals
from inovasi.options import watching
from inovasi.running.lanes import LANES, signature
from proposals.importing.tasks import check_import

WATCHED = {*answering.OF_THE_DATABASE, "storage", "disk"}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _measured_anew(settings: Any) -> Iterator[None]:
    settings.PROCRASTINATE_READONLY_MODELS = False
    settings.HEALTH_LIMITS = watching.USUAL_LIMITS
    for probe in answering.PROBES:
        probe.forget()
    yield
    for probe in answering.PROBES:
        probe.forget()


@pytest.fixture
def well(transactional_db: None) -> Iterator[None]:
    """A portal whose lanes all live and that was backed up."""
    moments.note(vitals.taking.MOMENT)
    with ExitStack() as lanes:
        for lane in LANES:
            known = connection.get_connection_params() | {"application_name": signature(lane)}
            lanes.enter_context(psycopg.connect(**known, autocommit=True)).execute("SELECT 1")
        yield


def asked(**meta: str) -> tuple[int, dict[str, Any]]:
    answer = Client().get("/sehat/", **meta)
    return answer.status_code, answer.json()


def bad() -> set[str]:
    """The parts that are out of bounds; the answer says so by its status as well."""
    status, told = asked()
    found = {name for name, part in told["parts"].items() if part["state"] != "ok"}
    assert (status, told["state"]) == ((503, "bad") if found else (200, "ok"))
    assert all(bool(part["reason"]) == (part["state"] != "ok") for part in told["parts"].values())
    return found


def deferred(task: Any, ago: timedelta, **arguments: Any) -> int:
    job: int = task.defer(**arguments)
    ProcrastinateEvent.objects.filter(job_id=job).update(at=timezone.now() - ago)
    return job


def mailed(ago: timedelta) -> OutgoingMail:
    moment = timezone.now() - ago
    return OutgoingMail.objects.create(
        address="a@contoh.go.id", subject="s", body="b", waiting_since=moment, next_try_at=moment
    )


def tried_in_vain(ago: timedelta) -> None:
    """A mail of some time ago that is tried again in an hour."""
    tried = {"attempts": 3, "server_fault": True, "next_try_at": timezone.now() + HOUR}
    OutgoingMail.objects.filter(pk=mailed(ago).pk).update(**tried)


def went_out(ago: timedelta) -> None:
    mail = mailed(ago + HOUR)
    mail.end(MailState.SENT, timezone.now() - ago)
    mail.save()


@pytest.mark.usefixtures("well")
def test_all_is_well_with_age_and_limit_of_every_part() -> None:
    deferred(send_mails, timedelta(minutes=10), timestamp=1)
    mailed(timedelta(minutes=10))
    status, told = asked()
    assert (status, told["state"]) == (200, "ok")
    assert set(told["parts"]) == WATCHED
    assert told["parts"]["queue_surat"] | {"age_seconds": 0} == {
        "state": "ok", "age_seconds": 0, "limit_seconds": 900, "reason": "",
    }  # fmt: skip
    ages = {name: part["age_seconds"] for name, part in told["parts"].items()}
    assert all(600 <= ages[name] < 660 for name in ("queue_surat", "mail"))
    assert ages["storage"] == ages["database"] == ages["queue_rawat"] == 0
    assert all(ages[name] < 60 for name in ages if name not in ("queue_surat", "mail"))


@pytest.mark.django_db(transaction=True)
def test_a_lane_without_a_living_worker_and_a_missing_backup_are_named() -> None:
    assert bad() == {*(f"worker_{lane}" for lane in LANES), "backup"}


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize(
    ("lane", "task", "minutes", "arguments"),
    [
        ("surat", send_mails, 16, {"timestamp": 1}),
        ("cetak", build_report, 31, {"job_id": 1}),
        ("berkas", check_import, 31, {"batch": 1}),
        ("rawat", take_up_lost_jobs, 11, {"timestamp": 1}),
    ],
)
def test_the_oldest_waiting_job_of_each_lane(lane: str, task: Any, minutes: int, arguments: dict[str, Any]) -> None:
    job = deferred(task, timedelta(minutes=minutes), **arguments)
    assert bad() == {f"queue_{lane}"}
    ProcrastinateJob.objects.filter(pk=job).update(scheduled_at=timezone.now() + HOUR)
    for probe in answering.PROBES:
        probe.forget()
    assert bad() == set()


@pytest.mark.usefixtures("well")
def test_a_mail_that_waits_while_no_other_gets_through() -> None:
    tried_in_vain(2 * HOUR)
    went_out(3 * HOUR)
    assert bad() == {"mail"}


@pytest.mark.usefixtures("well")
def test_one_wrong_address_is_no_matter_of_the_mail_server() -> None:
    tried_in_vain(2 * HOUR)
    went_out(timedelta(minutes=5))
    assert bad() == set()


@pytest.mark.usefixtures("well")
def test_an_old_backup_unless_backups_are_not_watched(settings: Any) -> None:
    Moment.objects.update(at=timezone.now() - timedelta(hours=37))
    assert bad() == {"backup"}
    settings.HEALTH_LIMITS = watching.USUAL_LIMITS | {"backup": 0}
    status, told = asked()
    assert (status, set(told["parts"])) == (200, WATCHED - {"backup"})


@pytest.mark.usefixtures("well")
def test_storage_scanner_and_disk(settings: Any, tmp_path: Path) -> None:
    settings.SCANNER_URL = f"unix://{tmp_path}/tidak-ada"
    settings.HEALTH_LIMITS = watching.USUAL_LIMITS | {"disk": 10**9}
    (tmp_path / "berkas").write_text("bukan folder")
    settings.MEDIA_ROOT = tmp_path / "berkas"
    assert bad() == {"storage", "scanner", "disk"}


@pytest.mark.usefixtures("well")
def test_measuring_leaves_no_file_behind(settings: Any) -> None:
    assert bad() == set()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def nowhere(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """The database is looked for on this port of this machine."""
    for name, value in {"HOST": "127.0.0.1", "PORT": port}.items():
        monkeypatch.setitem(connections.settings["default"], name, value)
    monkeypatch.delitem(connections.settings["default"]["OPTIONS"], "host", raising=False)


@pytest.mark.parametrize("listening", [False, True])
def test_a_missing_or_silent_database(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any, listening: bool
) -> None:
    # Nobody listens: refused at once, however busy the machine is.
    settings.HEALTH_LIMITS = watching.USUAL_LIMITS | {"answer": 1 if listening else 30}
    with socket.socket() as server, caplog.at_level(logging.INFO):
        server.bind(("127.0.0.1", 0))
        if listening:
            server.listen()
        nowhere(monkeypatch, server.getsockname()[1])
        assert bad() == set(answering.OF_THE_DATABASE)
        reason = asked()[1]["parts"]["database"]["reason"]
    assert reason == (answering.SILENT if listening else "Basis data tidak menjawab (OperationalError).")
    # A process says once which work comes round by itself, whichever test is its first.
    assert [record for record in caplog.records if record.name != "procrastinate.periodic"] == []


@pytest.mark.usefixtures("well")
def test_it_is_answered_under_any_name_and_without_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert asked(HTTP_HOST="nama-lain.contoh")[0] == 200


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize(
    ("proxies", "meta", "details"),
    [
        (0, {"REMOTE_ADDR": "127.0.0.1"}, True),
        (0, {"REMOTE_ADDR": "::1"}, True),
        (0, {"REMOTE_ADDR": "::ffff:127.0.0.1"}, True),
        (0, {"REMOTE_ADDR": "10.20.0.9"}, True),
        (0, {"REMOTE_ADDR": "10.21.0.9"}, False),
        (0, {"REMOTE_ADDR": ""}, False),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        (0, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}, False),
        (1, {"REMOTE_ADDR": "127.0.0.1"}, True),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.5"}, False),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.5, 10.20.0.9"}, True),
        (2, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.20.0.9"}, False),
    ],
)
def test_only_this_machine_and_the_monitoring_nets_read_details(
    settings: Any, proxies: int, meta: dict[str, str], details: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.MONITORING_NETS = [ipaddress.ip_network("10.20.0.0/24")]
    status, told = asked(**meta)
    assert (status, set(told)) == (200, {"state", "at", "parts"} if details else {"state"})


def test_settings_that_make_no_sense_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTH_LIMITS", "mail=7200, backup=0")
    assert watching.limits(demo=False) == watching.USUAL_LIMITS | {"mail": 7200, "backup": 0}
    for wrong in ("surel=1", "mail", "mail=-1", "mail=satu"):
        monkeypatch.setenv("HEALTH_LIMITS", wrong)
        with pytest.raises(ImproperlyConfigured, match="HEALTH_LIMITS"):
            watching.limits(demo=False)
    monkeypatch.setenv("MONITORING_NETS", "10.20.0.0/24,fd00::/8")
    assert [str(net) for net in watching.monitoring_nets()] == ["10.20.0.0/24", "fd00::/8"]
    monkeypatch.setenv("MONITORING_NETS", "10.20.0.9/24")
    with pytest.raises(ImproperlyConfigured, match="MONITORING_NETS"):
        watching.monitoring_nets()
