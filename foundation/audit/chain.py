"""The rule of the tamper-evident record: how an entry is written as text, and how its hash follows from the one before.

Anybody can recompute it with SHA-256 alone. The database trigger in triggers.py computes the same from the same parts.
"""

import datetime
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """One text for one content: JSON with sorted keys, without spaces or line breaks; letters stay as they are.

    Dates, times and decimals become strings. Raises TypeError for what JSON does not know.
    """
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment_text(at: datetime.datetime) -> str:
    """An aware moment in UTC with microseconds, such as 2026-11-23T03:04:05.000006Z."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(parts: Sequence[object]) -> str:
    """SHA-256, in lower-case hex, of the parts written one per line; None is an empty line.

    No part may hold a line break, otherwise two contents could share one text: raises ValueError then.
    """
    lines = ["" if part is None else str(part) for part in parts]
    if any("\n" in line for line in lines):
        raise ValueError("A part of a ledger entry must not hold a line break.")
    return sha256("\n".join(lines).encode()).hexdigest()
