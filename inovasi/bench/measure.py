"""The measuring itself: a server as production starts it, the median of many requests, and the table."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

from inovasi.bench.pages import Page

AIM, LARGE, LARGE_AIM = 8.0, 100_000, 16.0
WARM_UP = 10
TOKEN = "a" * 32


@contextmanager
def server(application: str = "inovasi.wsgi.application") -> Iterator[int]:
    """The web server as production starts it, with one process so that requests do not share cores with each other.

    Or the same server with another WSGI application, if one is named. Who asks while it starts is answered afterwards.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        descriptor = listener.fileno()
        command = [sys.executable, "manage.py", "web", "--descriptor", str(descriptor), "--application", application]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ.copy(), pass_fds=[descriptor])  # noqa: S603 - a fixed command
        try:
            yield listener.getsockname()[1]
        finally:
            process.terminate()
            process.wait(20)


def measure(
    pages: Sequence[Page], port: int, requests: int, before: Callable[[], None] | None = None
) -> list[tuple[float, int]]:
    """For each page the median of `requests` requests in milliseconds, and the answer's size in bytes.

    As many requests, at most ten, warm up before. The pages are asked for in turn, over one kept connection, so that a
    noisy moment of the machine strikes all alike. `before` runs, without being measured, ahead of every request.
    """
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times: list[list[float]] = [[] for _ in pages]
    sizes = [0] * len(pages)
    warm_up = min(WARM_UP, requests)
    for number in range(requests + warm_up):
        for place, page in enumerate(pages):
            if before is not None:
                before()
            took, sizes[place] = _ask(link, page, number)
            if number >= warm_up:
                times[place].append(took)
    link.close()
    return [(statistics.median(each), size) for each, size in zip(times, sizes, strict=True)]


def _ask(link: http.client.HTTPConnection, page: Page, number: int) -> tuple[float, int]:
    """How long one request took, in milliseconds, and how many bytes came back."""
    headers = {"Cookie": page.cookie, "Accept": "text/html", "Accept-Encoding": "gzip"}
    if page.body:
        headers |= {"Cookie": f"{page.cookie}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.perf_counter()
    if page.body:
        link.request("POST", page.path, page.body(number), headers)
    else:
        link.request("GET", page.path, headers=headers)
    answer = link.getresponse()
    size = len(answer.read(1) if page.begins else answer.read())
    took = (time.perf_counter() - began) * 1000
    # The rest of a file that flows is waited for without being measured: the server would write it to its end anyway.
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{page.path} answered {answer.status}.")
    return took, size


def table(rows: list[tuple[str, tuple[float, int]]], proposals: int) -> str:
    """The result as Markdown; the first row is the bare page. With 100,000 proposals a page may take twice as long."""
    bare, aim = rows[0][1][0], LARGE_AIM if proposals >= LARGE else AIM
    lines = ["| page | median ms | × bare page | kB sent |", "|---|---:|---:|---:|"]
    for name, (median, size) in rows:
        mark = "" if median / bare <= aim else " (above the aim)"
        sent = f"{size / 1000:.1f}" if size > 1 else "–"
        lines.append(f"| {name} | {median:.1f} | {median / bare:.1f}{mark} | {sent} |")
    return "\n".join(lines)
