"""/sehat/: whether every part of the portal is well, for whoever watches over it; never a page for people.

Answered before anything else of the portal, so that neither the name it is asked under, nor https, nor a session, nor a
missing database stands in the way. Measurements run aside and are kept for some seconds, so that asking often costs
nothing and a part that hangs holds up no answer longer than its limit.
"""

import ipaddress
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any

from allauth import app_settings as allauth_settings
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone

from inovasi.health import vitals
from inovasi.health.vitals import Vital
from inovasi.running.lanes import LANES

# What was measured is told for so many seconds, and for longer where measuring costs another machine something.
KEPT, KEPT_AFAR = 5.0, 30.0
OF_THE_DATABASE = (
    "database",
    *(f"{kind}_{lane}" for lane in LANES for kind in ("worker", "queue")),
    "mail",
    "backup",
)
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
SILENT = "Tidak menjawab dalam batas waktu."
UNKNOWN = "Tidak dapat diperiksa."


@dataclass(slots=True)
class Probe:
    """One measurement and what it found last; at most one is under way in a process, however often it is asked."""

    names: Sequence[str]
    measure: Callable[[], list[Vital]]
    kept: float = KEPT
    found: dict[str, Vital] = field(default_factory=dict)
    # Moments of the monotonic clock: when the last measurement ended and began, and when each part was last well.
    at: float = 0.0
    since: float = 0.0
    well: dict[str, float] = field(default_factory=dict)
    _thread: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    def begin(self) -> None:
        """Measures anew, aside, unless that is under way or was done a moment ago."""
        with self._lock:
            busy = self._thread is not None and self._thread.is_alive()
            if not busy and (not self.found or time.monotonic() - self.at >= self.kept):
                self.since = time.monotonic()
                self._thread = Thread(target=self._run, name=f"sehat {self.names[0]}", daemon=True)
                self._thread.start()

    def result(self) -> list[Vital]:
        """What was found, waiting for it no longer than the limit of an answer since it began."""
        thread, limit = self._thread, settings.HEALTH_LIMITS["answer"]
        if thread is not None:
            thread.join(max(self.since + limit - time.monotonic(), 0))
            if thread.is_alive():
                return [Vital(self.names[0], SILENT), *(Vital(name, UNKNOWN) for name in self.names[1:])]
        return [self.found.get(name) or Vital(name, UNKNOWN) for name in self.names]

    def forget(self) -> None:
        """Lets the next question measure anew."""
        self.found = {}

    def _run(self) -> None:
        try:
            found = self.measure()
        except Exception as problem:  # whatever happens is told in the answer, not in the log
            found = [Vital(self.names[0], f"{UNKNOWN[:-1]} ({type(problem).__name__}).")]
        self.at = time.monotonic()
        self.well |= {reading.name: self.at for reading in found if not reading.reason}
        self.found = {reading.name: reading for reading in found}


PROBES = (
    Probe(OF_THE_DATABASE, vitals.database),
    Probe(("storage",), vitals.storage, KEPT_AFAR),
    Probe(("scanner",), vitals.scanner, KEPT_AFAR),
    Probe(("disk",), vitals.disk),
)


def answered_first(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers the question for the health before any other part of the portal can refuse or redirect it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return health(request) if request.path_info == reverse("health") else get_response(request)

    return answer


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 when a part is out of bounds; this machine and the monitoring nets read which.

    Each part stands with its state, its age in seconds (null: never or unknown), its limit and the reason.
    """
    watched = [probe for probe in PROBES if any(_is_watched(name) for name in probe.names)]
    for probe in watched:
        probe.begin()
    parts = {reading.name: _told(reading, probe) for probe in watched for reading in _watched(probe.result())}
    well = all(part["state"] == "ok" for part in parts.values())
    state: dict[str, Any] = {"state": "ok" if well else "bad"}
    if _is_trusted(request):
        state |= {"at": timezone.now().isoformat(timespec="seconds"), "parts": parts}
    answer = JsonResponse(state, status=200 if well else 503, headers={"Cache-Control": "no-store"})
    # Django's own mark: a part that is out of bounds is told here and need not fill the log as well.
    vars(answer)["_has_been_logged"] = True
    return answer


def _is_watched(name: str) -> bool:
    if name == "scanner":
        return bool(settings.SCANNER_URL)
    limits = settings.HEALTH_LIMITS
    return bool(limits["worker"] if name.startswith("worker_") else limits.get(name, True))


def _watched(readings: Iterable[Vital]) -> list[Vital]:
    return [reading for reading in readings if _is_watched(reading.name)]


def _told(reading: Vital, probe: Probe) -> dict[str, Any]:
    """One part for the answer: where only an answer counts, its age is the time since the last good one."""
    age, limit = reading.age, reading.limit
    if limit is None:
        limit, well = settings.HEALTH_LIMITS["answer"], probe.well.get(reading.name)
        age = None if well is None else time.monotonic() - well if reading.reason else 0.0
    return {
        "state": "bad" if reading.reason else "ok",
        "age_seconds": None if age is None else round(age, 1),
        "limit_seconds": limit,
        "reason": reading.reason,
    }


def _is_trusted(request: HttpRequest) -> bool:
    """Whether this machine or a monitoring net asks. Who comes through a proxy that names nobody is a stranger."""
    asker = request.META.get("REMOTE_ADDR", "")
    hops, proxies = request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), allauth_settings.TRUSTED_PROXY_COUNT
    if any(header in request.META for header in FORWARDED):
        asker = hops[-proxies].strip() if 0 < proxies <= len(hops) else ""
    try:
        address = ipaddress.ip_address(asker)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or any(address in net for net in settings.MONITORING_NETS)
