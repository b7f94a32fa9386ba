"""A small mail server on loopback that takes, refuses or keeps silent as a test asks, and can be stopped."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from pytest_django import Settings

# What the server answers instead of taking a mail: hangs up without a word, or says nothing at all.
HANG_UP, SILENCE = "hang up", "silence"


@dataclass
class Letter:
    """One mail that arrived: the sender and reader of the envelope, and the message."""

    sender: str
    reader: str
    message: EmailMessage


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    post: "PostOffice"


class _Session(socketserver.StreamRequestHandler):
    server: _Listener

    def handle(self) -> None:
        post = self.server.post
        post.connections += 1
        if post.greeting == SILENCE:
            post.stopped.wait(30)
            return
        self.say(post.greeting)
        sender = reader = ""
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(":")
            match verb.split()[0].upper():
                case "EHLO" | "HELO" | "RSET" | "NOOP":
                    answer = "250 ok"
                case "MAIL":
                    sender, answer = rest.partition(">")[0].strip("< "), post.mail_from
                case "RCPT":
                    reader = rest.partition(">")[0].strip("< ")
                    answer = post.answers.get(reader, "250 ok")
                case "DATA":
                    self.say("354 go on")
                    post.take(sender, reader, self.data())
                    answer = post.after_data.get(reader, "250 ok")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    answer = "502 unknown"
            if answer == HANG_UP:
                return
            if answer == SILENCE:
                post.stopped.wait(30)
                return
            self.say(answer)

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())

    def data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


@dataclass
class PostOffice:
    """The server: `answers` and `after_data` by the reader's address, the rest to everybody."""

    greeting: str = "220 contoh.test"
    mail_from: str = "250 ok"
    answers: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)
    taken: list[Letter] = field(default_factory=list)
    connections: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def __post_init__(self) -> None:
        self.listener: Any = None

    def start(self) -> None:
        """Listens, on the same port as before."""
        self.stopped.clear()
        self.listener = _Listener(("127.0.0.1", self.port), _Session)
        self.listener.post, self.port = self, self.listener.server_address[1]
        threading.Thread(target=self.listener.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Listens no more; connections are refused."""
        self.stopped.set()
        if self.listener is not None:
            self.listener.shutdown()
            self.listener.server_close()
            self.listener = None

    def take(self, sender: str, reader: str, data: bytes) -> None:
        message: Any = email.message_from_bytes(data, policy=email.policy.default)
        if self.after_data.get(reader, "250").startswith("250"):
            self.taken.append(Letter(sender, reader, message))

    @property
    def readers(self) -> list[str]:
        return sorted(letter.reader for letter in self.taken)

    def __enter__(self) -> "PostOffice":
        self.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()


@contextmanager
def post_office(settings: Settings) -> Iterator[PostOffice]:
    """A running server to which the portal sends its mail; a time-out is short."""
    with PostOffice() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 0.5
        yield office
