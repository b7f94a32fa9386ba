"""An outage is told apart from a fault, is spoken of calmly, and does not end the work that it broke off."""

import logging
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from procrastinate.jobs import Job

from foundation.queue.outage import SENTENCE, TRIES, Calm, OutageRetries, database_is_away


def seen_by_django(problem: Exception) -> Exception:
    """The problem as Django passes it on."""
    try:
        raise OperationalError(str(problem)) from problem
    except OperationalError as told:
        return told


@pytest.mark.parametrize(
    ("problem", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.TooManyConnections(), True),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.LockNotAvailable(), False),
    ],
)
def test_what_is_an_outage(problem: Exception, away: bool) -> None:
    assert database_is_away(problem) is away
    assert database_is_away(seen_by_django(problem)) is away


def test_other_faults_are_none() -> None:
    assert [database_is_away(one) for one in (None, ValueError(), psycopg.errors.UniqueViolation())] == [False] * 3


def job(attempts: int) -> Job:
    return Job(id=1, queue="reports", lock=None, queueing_lock=None, task_name="build_report", attempts=attempts)


def test_work_that_an_outage_broke_off_is_tried_again_and_a_fault_is_not() -> None:
    strategy, outage = OutageRetries(), psycopg.OperationalError("connection refused")
    decided = [
        strategy.get_retry_decision(exception=problem, job=job(attempts)) is not None
        for problem, attempts in ((outage, 0), (outage, TRIES - 1), (outage, TRIES), (ValueError(), 0))
    ]
    assert decided == [True, True, False, False]


def record(name: str, message: str, problem: BaseException | None = None) -> logging.LogRecord:
    met: Any = (type(problem), problem, None) if problem else None
    return logging.LogRecord(name, logging.ERROR, "", 1, message, (), met)


def test_the_log_speaks_of_an_outage_once_without_a_traceback_and_of_everything_else_as_before() -> None:
    calm = Calm()
    outage, fault = psycopg.OperationalError("connection refused"), ValueError("salah")
    first = record("django.request", "Internal Server Error: /", seen_by_django(outage))
    told = [
        calm.filter(first),
        calm.filter(record("psycopg.pool", "error connecting in 'pool-1': connection refused")),
        calm.filter(record("procrastinate.worker", "listener error", outage)),
        calm.filter(record("django.request", "Internal Server Error: /", fault)),
        calm.filter(record("psycopg.pool", "rolling back returned connection")),
    ]
    assert told == [True, False, False, True, True]
    assert (first.getMessage(), first.exc_info) == (SENTENCE, None)
