"""Writes of the ground floor that touch more than one thing."""

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
    person.save()
    note = role_note(stored, person)
    if note.before != note.after:
        ledger.append_all([note], actor=by)


def role_note(before: User | None, person: User) -> ledger.LedgerNote:
    """What the record keeps of an account's rights; `before` is the account as it was, None for a new one."""
    return ledger.LedgerNote(EntryKind.ROLE, person, _rights(before) if before else {}, _rights(person))


def _rights(person: User) -> dict[str, int | bool | None]:
    return {name: getattr(person, name) for name in RIGHTS}


def invite(person: User, *, form_request: HttpRequest) -> None:
    """Queues the mail with the link by which a new person sets the own password."""
    form = ResetPasswordForm({"email": person.email})
    if form.is_valid():
        form.save(form_request)
