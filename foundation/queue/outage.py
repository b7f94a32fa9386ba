"""What counts as an outage of the database, what work does after one, and how calmly the log speaks of it."""

import logging
import time
from collections.abc import Iterator

import psycopg
from django.db import InterfaceError, OperationalError
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

SENTENCE = "Basis data tidak terjangkau; portal mencobanya lagi."
# Seconds from one sentence of a process to its next.
PAUSE = 60.0
# Work that an outage broke off is tried again after so many seconds, and so often.
REST, TRIES = 5, 60
# What the pool of connections says of each of its attempts.
ATTEMPTS = ("error connecting", "reconnection attempt", "discarding")


def database_is_away(problem: BaseException | None) -> bool:
    """Whether there is no connection or it was lost (SQLSTATE classes 08, 53 and 57P); no matter of one query."""
    return any(_is_away(one) for one in _causes(problem))


def _is_away(problem: BaseException) -> bool:
    if isinstance(problem, psycopg.OperationalError | psycopg.InterfaceError):
        code = problem.sqlstate
    elif isinstance(problem, OperationalError | InterfaceError):
        code = getattr(problem.__cause__, "sqlstate", None)
    else:
        return False
    return code is None or code.startswith(("08", "53", "57P"))


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__ or problem.__context__


class OutageRetries(BaseRetryStrategy):
    """Tries work again that an outage broke off; what fails for another reason is not tried again."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When the job is tried next; None for no more."""
        again = database_is_away(exception) and job.attempts < TRIES
        return RetryDecision(retry_in={"seconds": REST}) if again else None


class Calm(logging.Filter):
    """Lets the log tell of an outage once a minute in one sentence, whoever met it and however often."""

    def __init__(self) -> None:
        super().__init__()
        self.due = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Shortens what is about an outage, and holds back what was just said."""
        met = record.exc_info[1] if record.exc_info else None
        attempt = record.name == "psycopg.pool" and record.getMessage().startswith(ATTEMPTS)
        if not attempt and not database_is_away(met):
            return True
        if time.monotonic() < self.due:
            return False
        self.due = time.monotonic() + PAUSE
        record.msg, record.args, record.exc_info, record.exc_text = SENTENCE, (), None, None
        return True
