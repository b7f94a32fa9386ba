"""Settings of watching over the portal: when a part is out of bounds, and who is told so."""

import ipaddress

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
HOUR = 60 * 60

# Within what everything is well, in seconds unless said otherwise. 0: that part is not watched.
USUAL_LIMITS = {
    "answer": 3,  # how long the database, the storage and the scanner may be silent
    "worker": 60,  # since a lane of the queue was last heard of
    "queue_surat": HOUR // 4,  # how long the oldest waiting job of a lane waits
    "queue_cetak": HOUR // 2,
    "queue_berkas": HOUR // 2,
    "queue_rawat": HOUR // 6,
    "mail": HOUR,  # how long a mail is unsent while no other gets through
    "backup": 36 * HOUR,  # since the last backup
    "disk": 1024,  # megabytes that are free at least
}


def limits(*, demo: bool) -> dict[str, int]:
    """The limits, changed by HEALTH_LIMITS (`mail=7200,backup=0`). A demo is not backed up.

    Raises ImproperlyConfigured for what cannot be understood.
    """
    found = USUAL_LIMITS | ({"backup": 0} if demo else {})
    for entry in env.list("HEALTH_LIMITS", default=[]):
        name, _, value = (word.strip() for word in entry.partition("="))
        if name not in USUAL_LIMITS or not value.isdecimal():
            known = ", ".join(USUAL_LIMITS)
            raise ImproperlyConfigured(f"HEALTH_LIMITS: {entry!r} tidak dipahami. Tulis nama=angka; nama: {known}.")
        found[name] = int(value)
    return found | {"answer": max(found["answer"], 1)}


def monitoring_nets() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks, besides this machine, that /sehat/ tells every detail; raises ImproperlyConfigured."""
    try:
        return [ipaddress.ip_network(net.strip()) for net in env.list("MONITORING_NETS", default=[])]
    except ValueError as problem:
        raise ImproperlyConfigured(f"MONITORING_NETS: {problem}. Tulis misalnya 10.20.0.0/24.") from problem
