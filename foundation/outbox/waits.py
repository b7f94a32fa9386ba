"""How long a mail waits from each failed try to the next, and when it is given up."""

import datetime

# Minutes from each failed try to the next: soon at first, then every hour for two days.
WAITS = (1, 5, 15, 30, 60) + 48 * (60,)
# No mail is given up before so long, however often a server that comes and goes has been tried.
WHOLE = datetime.timedelta(minutes=sum(WAITS))


def next_try(attempts: int, since: datetime.datetime, now: datetime.datetime) -> datetime.datetime | None:
    """When a mail that has failed so many times, and waits since then, is tried again; None: it is given up."""
    if attempts > len(WAITS) and now - since >= WHOLE:
        return None
    return now + datetime.timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1])
