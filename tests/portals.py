"""A portal with real processes, as `manage.py serve` runs it, and waiting for it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import psutil
from django.conf import settings
from django.db import connection

# On a machine that does nothing else everything is back within half a minute; a busy one may take longer.
PATIENCE = 90


class Portal:
    """A portal on a free port of this machine, with these variables in its environment; None takes one away."""

    def __init__(self, variables: Mapping[str, str | None], *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        # The tests' own settings let a crash lose what was just committed.
        variables = {"DJANGO_SETTINGS_MODULE": "inovasi.settings"} | dict(variables)
        command = [*(sys.executable, "manage.py", "serve", "--address", f"127.0.0.1:{self.port}"), *options]
        self.process = psutil.Popen(
            command,
            cwd=settings.BASE_DIR,
            env={name: value for name, value in (os.environ | variables).items() if value is not None},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def parts(self, word: str) -> list[psutil.Process]:
        """The portal's children whose command has these words; not those that are still becoming it."""
        found = []
        for child in self.process.children():
            with suppress(psutil.NoSuchProcess):
                line = " ".join(child.cmdline())
                found += [child] if word in line and "inovasi.running.leash" not in line else []
        return found

    def answers(self) -> bool:
        return self.status("/panduan/") == 200

    def status(self, path: str) -> int | None:
        """The status of the answer, None when there is none."""
        try:
            with urlopen(f"{self.address}{path}", timeout=PATIENCE) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return refusal.code
        except (URLError, OSError):
            return None


class Person:
    """Somebody who is signed in to a portal from outside, as a browser is."""

    def __init__(self, portal: Portal, login: str, password: str) -> None:
        self.portal, self.cookies = portal, CookieJar()
        self.browser = build_opener(HTTPCookieProcessor(self.cookies))
        self.browser.open(f"{portal.address}/masuk/", timeout=PATIENCE).close()
        assert self.sends("/masuk/", login=login, password=password) == 200
        assert "sessionid" in {cookie.name for cookie in self.cookies}

    def sends(self, path: str, **values: str) -> int | None:
        """Posts a form; the status of the answer, None when there is none."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        headers = {"X-CSRFToken": str(token), "Origin": self.portal.address}
        form = Request(f"{self.portal.address}{path}", urlencode(values).encode(), headers)
        try:
            with self.browser.open(form, timeout=PATIENCE) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return refusal.code
        except (HTTPException, OSError):
            return None


def within_patience(holds: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def own_database() -> str:
    """The URL of the tests' own database."""
    return re.sub(r"/[^/?]+(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"], count=1)
