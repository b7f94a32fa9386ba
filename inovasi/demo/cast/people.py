"""The demo's people, named by their role: coordinators, leader, reviewers, one operator per agency and per school."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pgtrigger
from django.contrib.auth.hashers import make_password

from agencies.core.models import Agency, User
from agencies.people.services import write_people
from foundation.city import city

PASSWORD: Final = "inovasi-demo"  # noqa: S105 - the published password of the demo accounts
REVIEWERS: Final = 6
PROPOSALS_PER_REVIEWER: Final = 25
# Where the reviewers come from, in turn: the office itself, agencies of some affairs, and people of no agency at all.
OUTSIDE: Final = ("akademisi", "praktisi", "komunitas")


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demo; `operators` by primary key of their agency, `second` for what takes four eyes."""

    coordinator: User
    second: User
    leader: User
    reviewers: list[User]
    operators: dict[int, User]


def make_people(proposals: int, since: datetime.datetime, reviewers_from: Sequence[str]) -> Cast:
    """Makes or refreshes the demo accounts, all with the same password and from the same day on.

    25 proposals ask for one reviewer; `reviewers_from` are the keys of the affairs whose agencies lend one each.

    Reviewers beyond the number needed are removed, so that the same call always leaves the same people.
    """
    agencies = {agency.code: agency for agency in Agency.objects.order_by("code")}
    owners = [agency for agency in agencies.values() if agency.in_target or agency.in_school_target]
    reviewers = max(REVIEWERS, math.ceil(proposals / PROPOSALS_PER_REVIEWER))
    office = agencies[city().office.agency_code]
    origins = _origins(office, reviewers_from)
    wanted = [_person("bapperida", f"Koordinator {office.short_name}", agency=office, is_coordinator=True)]
    wanted.append(_person("bapperida2", f"Koordinator Kedua {office.short_name}", agency=office, is_coordinator=True))
    wanted.append(_person("sekda", "Sekretaris Daerah", is_leader=True))
    wanted += [_reviewer(number, origins) for number in range(1, reviewers + 1)]
    wanted += [_operator(agency) for agency in owners]
    User.objects.filter(is_demo=True).exclude(username__in=[person["username"] for person in wanted]).delete()
    people = _store(wanted, since)
    return Cast(
        coordinator=people["bapperida"],
        second=people["bapperida2"],
        leader=people["sekda"],
        reviewers=[people[f"penilai{number}"] for number in range(1, reviewers + 1)],
        operators={agency.pk: people[f"op-{agency.code}"] for agency in owners},
    )


def _reviewer(number: int, origins: list[Agency | str]) -> dict[str, Any]:
    origin = origins[(number - 1) % len(origins)]
    agency = origin if isinstance(origin, Agency) else None
    name = f"Penilai {number} ({agency.short_name if agency else origin})"
    return _person(f"penilai{number}", name, position="Anggota tim penilai", agency=agency, is_reviewer=True)


def _origins(office: Agency, affairs: Sequence[str]) -> list[Agency | str]:
    inside = [Agency.objects.in_target().filter(affairs__key=key).order_by("code").first() for key in affairs]
    return [office, *(agency for agency in inside if agency), *OUTSIDE]


def _operator(agency: Agency) -> dict[str, Any]:
    return _person(f"op-{agency.code}", f"Operator {agency.short_name}", position="Operator inovasi", agency=agency)


def _person(username: str, full_name: str, **more: Any) -> dict[str, Any]:
    roles = {"is_coordinator": False, "is_leader": False, "is_reviewer": False, "agency": None, "position": ""}
    fixed = {"email": f"{username}@contoh.invalid", "is_active": True, "is_demo": True}
    return {"username": username, "full_name": full_name} | roles | fixed | more


def _store(wanted: list[dict[str, Any]], since: datetime.datetime) -> dict[str, User]:
    """Stores the people, who keep their keys; one hash serves all, because hashing is slow on purpose."""
    encoded = make_password(PASSWORD)
    known = User.objects.in_bulk([values["username"] for values in wanted], field_name="username")
    people = [known.get(values["username"], User()) for values in wanted]
    for person, values in zip(people, wanted, strict=True):
        for name, value in (values | {"password": encoded, "date_joined": since}).items():
            setattr(person, name, value)
    # The demo begins anew and so does its record, which holds nothing of what was tried before.
    with pgtrigger.ignore("agencies.User:account_recorded"):
        write_people(people)
    return {person.username: person for person in User.objects.select_related("agency")}
