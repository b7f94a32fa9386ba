"""The measuring itself: a server as production starts it, the median of many requests, and the table."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

AIM = 8.0


@contextmanager
def server() -> Iterator[int]:
    """The web server as production starts it, with one worker so that requests do not share cores with each other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--address", f"127.0.0.1:{port}", "--workers", "1", "--no-worker"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ.copy(), stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(150):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=2).request("GET", "/bare/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def measure(port: int, path: str, cookie: str, requests: int) -> tuple[float, int]:
    """The median of `requests` requests over one kept connection in milliseconds, and the page's size in bytes."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times, size = [], 0
    for number in range(requests + 10):
        began = time.perf_counter()
        link.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html", "Accept-Encoding": "gzip"})
        answer = link.getresponse()
        size = len(answer.read())
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}.")
        if number >= 10:
            times.append(took)
    link.close()
    return statistics.median(times), size


def table(rows: list[tuple[str, tuple[float, int]]]) -> str:
    """The result as Markdown; the first row is the bare page."""
    bare = rows[0][1][0]
    lines = ["| page | median ms | × bare page | kB sent |", "|---|---:|---:|---:|"]
    for name, (median, size) in rows:
        mark = "" if median / bare <= AIM else " (above the aim)"
        lines.append(f"| {name} | {median:.1f} | {median / bare:.1f}{mark} | {size / 1000:.1f} |")
    return "\n".join(lines)
