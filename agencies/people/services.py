"""Writes of the ground floor that touch more than one thing."""

from collections.abc import Iterable, Sequence

from allauth.account.forms import ResetPasswordForm
from django.db import transaction
from django.http import HttpRequest

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind

# What makes a person's rights: a change of any of these is on the record.
RIGHTS = ("agency_id", "is_coordinator", "is_reviewer", "is_leader", "is_active", "is_staff", "is_superuser")


@transaction.atomic
def save_person(person: User, *, by: User) -> None:
    """Stores a new or changed account; where it changes what the person may do, one entry goes on the record."""
    stored = User.objects.select_for_update(of=("self",)).filter(pk=person.pk).first()
    write_people([person])
    record_rights([(stored, person)], by=by)


def write_people(people: Sequence[User]) -> None:
    """The one writer of accounts, new and changed ones, for a page, the demo, the tests; in two queries.

    It asks and records nothing, and belongs to the caller's transaction.
    """
    columns = [field.name for field in User._meta.concrete_fields if not field.primary_key]
    User.objects.bulk_update([person for person in people if person.pk], columns)
    User.objects.bulk_create([person for person in people if not person.pk])


def record_rights(changes: Iterable[tuple[User | None, User]], *, by: User | None) -> None:
    """Puts on the record what people may do now and did not before; None stands before a new account."""
    notes = [_note(before, person) for before, person in changes]
    ledger.append_all([note for note in notes if note.before != note.after], actor=by)


def _note(before: User | None, person: User) -> ledger.LedgerNote:
    earlier = _rights(before) if before else {}
    return ledger.LedgerNote(
        EntryKind.ROLE, person, earlier, _rights(person), at=None if before else person.date_joined
    )


def _rights(person: User) -> dict[str, int | bool | None]:
    return {name: getattr(person, name) for name in RIGHTS}


def invite(person: User, *, form_request: HttpRequest) -> None:
    """Queues the mail with the link by which a new person sets the own password."""
    form = ResetPasswordForm({"email": person.email})
    if form.is_valid():
        form.save(form_request)
