"""How often a password may be wrong: counted so that guessing is slow and no stranger locks anybody out.

A wrong password counts for the account together with the address it came from, so an office behind one address goes
on; and for the account over all addresses, so that many addresses guess no faster. A device that has signed in to the
account before has a count of its own in place of all these. The rates stand in `inovasi/options/signin.py`.
"""

import time
from math import ceil

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from agencies.core.accounts import answering_to
from agencies.people import devices

APP = "allauth.account"
BY_ADDRESS, BY_ACCOUNT, BY_DEVICE = "login_failed", "login_failed_account", "login_failed_device"


def take(request: HttpRequest, login: str) -> ratelimit.RateLimitUsage | None:
    """Counts one attempt for what was typed as name or address; None: too many. A right password gives it back."""
    used = ratelimit.RateLimitUsage(usage=[])
    for action, key in _counts(request, login):
        part = ratelimit.consume(request, app=APP, action=action, key=key)
        if part is None:
            used.rollback()
            return None
        used.usage += part.usage
    return used


def clear(request: HttpRequest, login: str) -> None:
    """Forgets the wrong passwords: whoever made a new one by mail owns the account."""
    for action, key in _counts(request, login):
        ratelimit.clear(request, app=APP, action=action, key=key)


def pause(request: HttpRequest, login: str) -> int:
    """Seconds until this account may be tried again from here; 0 when it may now."""
    return max(_pause(request, action, key) for action, key in _counts(request, login))


def pause_of_address(request: HttpRequest) -> int:
    """Seconds until this address, or this person, may go on with whatever was asked too often; 0: not known."""
    return max(_pause(request, action) for action in app_settings.RATE_LIMITS)


def in_words(seconds: int) -> str:
    """A pause as people say it, rounded up."""
    for size, unit in ((60 * 60, "jam"), (60, "menit")):
        if seconds > size:
            return f"{ceil(seconds / size)} {unit}"
    return f"{max(seconds, 1)} detik"


def _counts(request: HttpRequest, login: str) -> list[tuple[str, str]]:
    """The counts that an attempt falls under: action and key."""
    login = login.strip().casefold()
    person = answering_to(login)
    device = devices.known(request, person) if person else None
    account = f"person:{person.pk}" if person else f"name:{login}"
    if device:
        return [(BY_DEVICE, f"{account}@{device}")]
    return [(BY_ADDRESS, f"{account}@{ratelimit.get_ip(request)}"), (BY_ACCOUNT, account)]


def _pause(request: HttpRequest, action: str, key: str | None = None) -> int:
    """Seconds until every rate of an action allows one more. Rates by what is not known here are left out."""
    longest = 0.0
    for rate in ratelimit.get_rates(app=APP, action=action):
        if (rate.per == "key" and key is None) or (rate.per == "user" and not request.user.is_authenticated):
            continue
        moments = cache.get(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key), [])
        if len(moments) >= rate.amount:
            longest = max(longest, moments[rate.amount - 1] + rate.duration - time.time())
    return ceil(longest)
