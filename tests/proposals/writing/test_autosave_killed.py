"""The web server is killed at random moments while several people write: nothing that was answered as saved is lost."""

import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.models import Proposal, SectionText
from proposals.text.words import count_words
from tests.examples import is_deep
from tests.proposals.conftest import make_user

pytestmark = pytest.mark.django_db(transaction=True)
SAVES, KILLS = (500, 6) if is_deep() else (150, 2)
TOKEN = "a" * 32


class Server:
    """The web server as production runs it, on the database of this test, killed and started again at will."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.port = listener.getsockname()[1]
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        descriptor = self.listener.fileno()
        command = [sys.executable, "manage.py", "web", "--descriptor", str(descriptor)]
        environment = os.environ | {"DATABASE_URL": database_url()}
        self.processes = [
            subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, pass_fds=[descriptor]) for _ in range(2)
        ]

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


def database_url() -> str:
    """The database of this test as a URL, whichever server it lives on."""
    return re.sub(r"/[^/?]+(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"], count=1)


@pytest.fixture
def server() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = Server(listener)
        running.start()
        yield running
        running.kill()


@dataclass
class Writer:
    """One person who saves one section again and again, and repeats a save that got no answer word for word."""

    section: Section
    address: str
    cookie: str
    version: str = "0"
    sent: list[str] = field(default_factory=list)
    answered: int = 0
    troubles: list[str] = field(default_factory=list)

    def write(self, counter: "Counter") -> None:
        while number := counter.next():
            self.sent.append(f"Simpanan {number} untuk {self.section.key}. " + "Kalimat yang cukup panjang. " * 40)
            while not counter.over and not self.save(self.sent[-1].strip()):
                time.sleep(0.05)

    def save(self, text: str) -> bool:
        body = urlencode({self.section.key: text, f"{self.section.key}-versi": self.version}).encode()
        headers = {"Cookie": f"csrftoken={TOKEN}; {self.cookie}", "X-CSRFToken": TOKEN}
        try:
            with urlopen(Request(self.address, body, headers), timeout=20) as answer:
                self.version = json.load(answer)["saved"][self.section.key]
        except HTTPError as refusal:
            self.troubles.append(f"{refusal.code}: {refusal.read()[:200]!r}")
            raise
        except (OSError, HTTPException):
            return False
        self.answered = len(self.sent)
        return True


class Counter:
    """Hands out the saves to the writers."""

    def __init__(self, total: int) -> None:
        self.left, self.over, self._lock = total, False, threading.Lock()

    def next(self) -> int:
        with self._lock:
            self.left -= 1
            return max(self.left + 1, 0)


@pytest.fixture
def writers(proposal: Proposal, owner: User, server: Server) -> list[Writer]:
    """Two people on one proposal, and two more with one of their own."""
    desks = []
    for number, key in enumerate(("permasalahan", "metode", "permasalahan", "metode")):
        person = make_user(f"penulis-{number}", owner.agency)
        desk = (
            proposal
            if number < 2
            else Proposal.objects.create(
                period=proposal.period, agency=proposal.agency, created_by=person, title=f"Usulan {number}"
            )
        )
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        address = f"http://127.0.0.1:{server.port}/usulan/{desk.pk}/ubah/rancang-bangun/simpan/"
        desks.append(Writer(Section.objects.get(key=key), address, f"{session.key}={session.value}"))
    return desks


def check(writers: list[Writer], acknowledged: list[int]) -> None:
    """Each section holds what was answered as saved, or something sent later - whole."""
    for writer, answered in zip(writers, acknowledged, strict=True):
        proposal = int(writer.address.split("/")[4])
        stored = SectionText.objects.filter(section=writer.section, proposal=proposal).first()
        texts = [text.strip() for text in writer.sent]
        if stored is None:
            assert answered == 0
            continue
        assert stored.text in texts, "a save is only half there"
        assert texts.index(stored.text) + 1 >= answered, "a save that was answered is gone"
        assert stored.words == count_words(stored.text)


def test_killing_the_server_loses_no_answered_save(server: Server, writers: list[Writer]) -> None:
    chance = random.Random(2026)
    counter = Counter(SAVES)
    threads = [threading.Thread(target=writer.write, args=[counter]) for writer in writers]
    for thread in threads:
        thread.start()
    for kill in range(1, KILLS + 1):
        reached = SAVES - SAVES * kill // (KILLS + 1)
        while counter.left > reached and any(thread.is_alive() for thread in threads):
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))
        server.kill()
        check(writers, [writer.answered for writer in writers])
        server.start()
    for thread in threads:
        thread.join(timeout=120)
    counter.over = True

    assert [trouble for writer in writers for trouble in writer.troubles] == []
    assert sum(writer.answered for writer in writers) == SAVES
    check(writers, [writer.answered for writer in writers])
