"""Several people at the same moment: each in a thread with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from proposals.core.workflow import WorkflowError


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Runs the jobs in threads that start together; gives back results, or the refusal where there was one."""
    answers: list[Any] = [None] * len(jobs)
    together = threading.Barrier(len(jobs))

    def run(index: int) -> None:
        together.wait()
        try:
            answers[index] = jobs[index]()
        except WorkflowError as refusal:
            answers[index] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[index]) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
