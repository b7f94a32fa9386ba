"""The two tokens of a link to a head, and the code of six digits; only hashes of them are stored.

Both tokens follow from the nonce of the request and the secret key, so the operator's page can show the link again.
"""

import secrets
from typing import Final

from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from foundation.security import links
from proposals.core.approval.models import HeadAnswer, HeadRequest

MAILED: Final = "mailed"
HANDED: Final = "handed"


def token_of(nonce: str, way: str) -> str:
    """The token of a request for one of the two ways."""
    return links.token_of("proposals.approving.link", f"{way}:{nonce}")


def handed_token(asked: HeadRequest) -> str:
    """The token an operator may hand over; empty where the secret key has changed since, so that it would not open."""
    token = token_of(asked.nonce, HANDED)
    return token if links.hashed(token) == asked.handed_hash else ""


def asked_by(token: str) -> tuple[HeadRequest, HeadAnswer.Proof] | None:
    """The request to which a token leads, and what coming by it proves: handed over, it still needs the code."""
    mark = links.hashed(token)
    rows = HeadRequest.objects.select_related("proposal__agency", "proposal__period__guide")
    found = rows.filter(Q(mailed_hash=mark) | Q(handed_hash=mark)).first()
    if found is None:
        return None
    return found, HeadAnswer.Proof.MAILED if found.mailed_hash == mark else HeadAnswer.Proof.CODE


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def code_mark(asked: HeadRequest, code: str) -> str:
    """What is stored of a code; it is worth nothing for another request."""
    return salted_hmac("proposals.approving.code", f"{asked.nonce}:{code}", algorithm="sha256").hexdigest()


def is_code(asked: HeadRequest, typed: str) -> bool:
    """Whether this was typed for the code that was mailed last; digits alone count."""
    digits = "".join(one for one in typed if one.isdecimal() and one.isascii())
    return bool(asked.code_hash) and constant_time_compare(code_mark(asked, digits), asked.code_hash)
