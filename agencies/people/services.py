"""Writes of the ground floor that touch more than one thing."""

from collections.abc import Iterable, Sequence

import pghistory
from allauth.account.forms import ResetPasswordForm
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from agencies.core import ranks
from agencies.core.models import User
from agencies.people import notices, noting
from foundation.audit import ledger
from foundation.audit.models import EntryKind


class AccountRefused(Exception):
    """A change of an account that this person may not make; the text says why."""


@transaction.atomic
def save_person(person: User, *, by: User) -> None:
    """Stores a new or changed account, whoever's. Raises AccountRefused where `ranks.refusal` says so.

    A change of rights goes on the record here, one of name or address by the database; sessions end with each of them;
    the person is told at the address of before.
    """
    stored = User.objects.select_for_update(of=("self",)).filter(pk=person.pk).first()
    refused = ranks.refusal(stored, person, by=by)
    if refused:
        noting.account_refused(stored or person, by=by)
        raise AccountRefused(refused)
    with pghistory.context(user=by.pk):
        write_people([person])
    if stored and any(getattr(stored, name) != getattr(person, name) for name in ranks.ROLES):
        end_sessions(person)
    record_rights([(stored, person)], by=by)
    person.refresh_from_db(fields=["session_round", "privileged_since"])
    noting.account_changed(stored, person, by=by)
    if stored:
        notices.tell_of_change(stored, person, by=by)


def write_people(people: Sequence[User]) -> None:
    """The one writer of accounts, new and changed ones, for a page, the demo, the tests; in two queries.

    It asks and records nothing, and belongs to the caller's transaction.
    """
    columns = [field.name for field in User._meta.concrete_fields if not (field.primary_key or field.generated)]
    User.objects.bulk_update([person for person in people if person.pk], columns)
    User.objects.bulk_create([person for person in people if not person.pk])


@transaction.atomic
def end_sessions(person: User) -> None:
    """Signs the person out everywhere, this device included, for good."""
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)


@transaction.atomic
def reset_second_factor(person: User, *, by: User) -> bool:
    """Takes every second factor from a person below `by`, on the record and told by mail; False: there was none.

    Raises AccountRefused for somebody beside or above.
    """
    stored = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not ranks.is_below(stored, by):
        noting.account_refused(stored, by=by)
        raise AccountRefused("Langkah kedua hanya diatur ulang oleh peran di atas pemilik akun.")
    factors = Authenticator.objects.filter(user_id=stored.pk)
    kinds = sorted(factors.values_list("type", flat=True))
    if not kinds:
        return False
    factors.delete()
    end_sessions(stored)
    ledger.append(EntryKind.SECOND_FACTOR, stored, actor=by, before={"types": kinds}, after={"types": []})
    notices.tell_of_reset(stored, by=by)
    noting.factors_taken(stored, by=by)
    return True


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
    return {name: getattr(person, name) for name in ranks.RIGHTS}


def invite(person: User, *, form_request: HttpRequest) -> None:
    """Queues the mail with the link by which a new person sets the own password."""
    form = ResetPasswordForm({"email": person.email})
    if form.is_valid():
        form.save(form_request)
