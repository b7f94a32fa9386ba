"""A crowd in one process: everybody keeps a connection, saves every ten seconds and opens a page every minute."""

import asyncio
import gzip
import json
import random
import re
import resource
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
SAVE_EVERY, PAGE_EVERY = 10.0, 60.0
# Seconds that do not count: everybody comes, and what every process keeps is made.
WARM_UP = 15.0
# Whoever has to wait longer (seconds) has met an error.
PATIENCE = 30.0
ZIPPED = b"\x1f\x8b"
TOKEN = "a" * 32
FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Figures:
    """The times of one kind of request in milliseconds, and what went wrong."""

    name: str
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def row(self) -> str:
        times = sorted(self.times) or [0.0]
        middle, slow = times[len(times) // 2], times[min(int(len(times) * 0.95), len(times) - 1)]
        return f"| {self.name} | {len(self.times)} | {len(self.errors)} | {middle:.0f} | {slow:.0f} | {times[-1]:.0f} |"


@dataclass(slots=True)
class Writer:
    """One person at work: a session, the address and the field of the section that is written, and pages to open."""

    cookie: str
    save: str
    field: str
    pages: Sequence[str]
    version: str = "0"


class Line:
    """One kept connection to the portal."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, cookie: str, form: dict[str, str] | None = None) -> tuple[int, bytes, bytes]:
        """Status, head and body of one answer. Raises OSError, EOFError or TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            if self.streams is None:
                self.streams = await asyncio.open_connection(HOST, self.port)
            reader, writer = self.streams
            writer.write(_request(f"{HOST}:{self.port}", path, cookie, form))
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            body = await (reader.readexactly(int(length[1])) if length else reader.read())
        if b"connection: close" in head.lower():
            self.hang_up()
        if body.startswith(ZIPPED):
            body = gzip.decompress(body)
        return int(head.split(b" ", 2)[1]), head, body

    def hang_up(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None

    async def timed(self, figures: Figures, path: str, cookie: str, form: dict[str, str] | None = None) -> bytes:
        """The body of an answer that must be 200 or a redirect; empty when it was an error."""
        began = time.perf_counter()
        try:
            status, _, body = await self.ask(path, cookie, form)
        except (OSError, EOFError, TimeoutError) as problem:
            self.hang_up()
            figures.errors.append(f"{path}: {type(problem).__name__}")
            return b""
        figures.times.append((time.perf_counter() - began) * 1000)
        if status not in (200, 302):
            figures.errors.append(f"{path}: {status}")
            return b""
        return body


def _request(host: str, path: str, cookie: str, form: dict[str, str] | None) -> bytes:
    body = urlencode(form).encode() if form is not None else b""
    lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"Host: {host}", "Accept: text/html"]
    lines += ["Accept-Encoding: gzip", f"Cookie: csrftoken={TOKEN}; {cookie}"]
    if form is not None:
        lines += [f"X-CSRFToken: {TOKEN}", f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def work(port: int, writers: Sequence[Writer], seconds: float) -> list[Figures]:
    """Everybody works for so long after warming up; the figures of saving and of pages."""
    _room_for(len(writers))
    return asyncio.run(_work(port, writers, seconds))


async def _work(port: int, writers: Sequence[Writer], seconds: float) -> list[Figures]:
    saves, pages = Figures("autosave"), Figures("page")
    begins = time.monotonic() + WARM_UP
    await asyncio.gather(*(_day(port, one, begins, seconds, saves, pages) for one in writers))
    return [saves, pages]


async def _day(port: int, writer: Writer, begins: float, seconds: float, saves: Figures, pages: Figures) -> None:
    """What one person does; each begins at a moment of their own."""
    chance = random.Random(writer.cookie)  # noqa: S311 - chance that repeats itself, no secrets
    line, aside = Line(port), Figures("warming up")
    next_save = time.monotonic() + chance.uniform(0, SAVE_EVERY)
    next_page = time.monotonic() + chance.uniform(0, PAGE_EVERY)
    number = 0
    while (now := time.monotonic()) < begins + seconds:
        await asyncio.sleep(max(min(next_save, next_page) - now, 0))
        counts = time.monotonic() >= begins
        if next_page <= next_save:
            await line.timed(pages if counts else aside, chance.choice(writer.pages), writer.cookie)
            next_page += PAGE_EVERY
            continue
        number += 1
        text = f"Simpanan {number}. " + "Warga menunggu lebih singkat sejak layanan ini berjalan. " * 40
        form = {writer.field: text, f"{writer.field}-versi": writer.version}
        if answer := await line.timed(saves if counts else aside, writer.save, writer.cookie, form):
            writer.version = json.loads(answer)["saved"].get(writer.field, writer.version)
        next_save += SAVE_EVERY
    line.hang_up()


def sign_in(port: int, path: str, people: Sequence[str], password: str, seconds: float) -> Figures:
    """Everybody signs in once, evenly over so many seconds."""
    return asyncio.run(_sign_in(port, path, people, password, seconds))


async def _sign_in(port: int, path: str, people: Sequence[str], password: str, seconds: float) -> Figures:
    figures = Figures("signing in")

    async def come(number: int, login: str) -> None:
        await asyncio.sleep(number * seconds / len(people))
        line, before = Line(port), len(figures.errors)
        form = {"login": login, "password": password}
        if await line.timed(figures, path, "", form) and len(figures.errors) == before:
            # A redirect has no body: a page with one shows the form again.
            figures.errors.append(f"{login}: not signed in")
        line.hang_up()

    await asyncio.gather(*(come(number, login) for number, login in enumerate(people)))
    return figures


def table(title: str, figures: Iterable[Figures]) -> str:
    """The figures as Markdown, with the first few errors."""
    head = [f"{title}\n", "| | requests | errors | median ms | p95 ms | longest ms |", "|---|---:|---:|---:|---:|---:|"]
    figures = list(figures)
    wrong = [error for one in figures for error in one.errors][:5]
    return "\n".join([*head, *(one.row() for one in figures), *wrong, ""])


def _room_for(connections: int) -> None:
    """Asks for as many open files as the connections need."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(connections + 200, most)), most))
