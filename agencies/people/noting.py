"""What the security log is told of a change that one person makes to an account."""

from functools import partial

from django.db import transaction

from agencies.core import ranks
from agencies.core.models import User
from foundation.security.events import note
from foundation.security.kinds import Kind, Outcome

NAMING = ("username", "full_name", "email")


def account_changed(before: User | None, person: User, *, by: User) -> None:
    """Notes which columns are others now, not their values, once the transaction holds; None before a new account."""
    columns = [name for name in (*NAMING, *ranks.RIGHTS) if getattr(before, name, None) != getattr(person, name)]
    if before is None or columns:
        what = ", ".join(_word(name) for name in columns) if before else "akun baru"
        _later(Kind.ACCOUNT, person, f"{person.username}: {what}", by)


def account_refused(person: User, *, by: User) -> None:
    """Notes that this person may not make that change."""
    note(Kind.ACCOUNT, Outcome.REFUSED, person=by, subject=_subject(person), detail=person.username)


def factors_taken(person: User, *, by: User) -> None:
    """Notes that the second factor of another person was reset, once the transaction holds."""
    _later(Kind.FACTOR, person, f"{person.username}: diatur ulang", by)


def _later(kind: Kind, person: User, detail: str, by: User) -> None:
    transaction.on_commit(partial(note, kind, person=by, subject=_subject(person), detail=detail))


def _subject(person: User) -> str:
    return f"{person._meta.label_lower} {person.pk}"


def _word(column: str) -> str:
    field = User._meta.get_field(column.removesuffix("_id"))
    return str(getattr(field, "verbose_name", column))
