"""The demo's people, named by their role: coordinator, leader, reviewers, one operator per agency and per school."""

import math
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.hashers import make_password

from agencies.city import city
from agencies.models import Agency, User

PASSWORD: Final = "inovasi-demo"  # noqa: S105 - the published password of the demo accounts
REVIEWERS: Final = 6
PROPOSALS_PER_REVIEWER: Final = 25
BACKGROUNDS: Final = ("Bapperida", "Dinas Kesehatan", "Diskominfo", "akademisi", "praktisi", "komunitas")
REVIEWING_AGENCIES: Final = ("", "dinkes", "diskominfo", None, None, None)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demo; `operators` by primary key of their agency."""

    coordinator: User
    leader: User
    reviewers: list[User]
    operators: dict[int, User]


def make_people(proposals: int) -> Cast:
    """Makes or refreshes the demo accounts, all with the same password; 25 proposals ask for one reviewer.

    Reviewers beyond the number needed are removed, so that the same call always leaves the same people.
    """
    agencies = {agency.code: agency for agency in Agency.objects.order_by("code")}
    owners = [agency for agency in agencies.values() if agency.in_target or agency.in_school_target]
    reviewers = max(REVIEWERS, math.ceil(proposals / PROPOSALS_PER_REVIEWER))
    wanted = [_coordinator(agencies), _leader()]
    wanted += [_reviewer(number, agencies) for number in range(1, reviewers + 1)]
    wanted += [_operator(agency) for agency in owners]
    User.objects.filter(is_demo=True).exclude(username__in=[person["username"] for person in wanted]).delete()
    people = _store(wanted)
    return Cast(
        coordinator=people["bapperida"],
        leader=people["sekda"],
        reviewers=[people[f"penilai{number}"] for number in range(1, reviewers + 1)],
        operators={agency.pk: people[f"op-{agency.code}"] for agency in owners},
    )


def _coordinator(agencies: dict[str, Agency]) -> dict[str, Any]:
    office = city()["office"]
    return _person(
        "bapperida",
        f"Koordinator {office['short_name']}",
        agency=agencies[office["agency_code"]],
        is_coordinator=True,
    )


def _leader() -> dict[str, Any]:
    return _person("sekda", "Sekretaris Daerah", is_leader=True)


def _reviewer(number: int, agencies: dict[str, Agency]) -> dict[str, Any]:
    place = (number - 1) % len(BACKGROUNDS)
    code = REVIEWING_AGENCIES[place]
    agency = None if code is None else agencies.get(code or city()["office"]["agency_code"])
    name = f"Penilai {number} ({BACKGROUNDS[place]})"
    return _person(f"penilai{number}", name, position="Anggota tim penilai", agency=agency, is_reviewer=True)


def _operator(agency: Agency) -> dict[str, Any]:
    return _person(f"op-{agency.code}", f"Operator {agency.short_name}", position="Operator inovasi", agency=agency)


def _person(username: str, full_name: str, **more: Any) -> dict[str, Any]:
    roles = {"is_coordinator": False, "is_leader": False, "is_reviewer": False, "agency": None, "position": ""}
    fixed = {"email": f"{username}@contoh.invalid", "is_active": True, "is_demo": True}
    return {"username": username, "full_name": full_name} | roles | fixed | more


def _store(wanted: list[dict[str, Any]]) -> dict[str, User]:
    """Stores the people in two queries; one hash serves all, because hashing is slow on purpose."""
    encoded = make_password(PASSWORD)
    known = {person.username: person for person in User.objects.all()}
    for values in wanted:
        person = known.setdefault(values["username"], User())
        for name, value in (values | {"password": encoded}).items():
            setattr(person, name, value)
    User.objects.bulk_create(person for person in known.values() if person.pk is None)
    fields = [name for name in wanted[0] if name != "username"]
    User.objects.bulk_update(known.values(), [*fields, "password"], batch_size=200)
    return known
