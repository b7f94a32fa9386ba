"""What stands on the ground floor: districts, agencies, schools and people."""

import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from agencies.core.kinds import AgencyKind, Ownership
from agencies.core.models import Agency, District, User
from agencies.officials.models import Official
from agencies.officials.offices import Office
from agencies.people.services import write_people

PASSWORD = "kata-sandi-uji-1"


def district(number: int = 1, **values: Any) -> District:
    """A kecamatan; the same one for the same number."""
    defaults = {"name": f"Kecamatan {number}", "kind": District.Kind.KECAMATAN}
    return District.objects.get_or_create(code=f"19.71.{number:02d}", defaults=defaults | values)[0]


def agency(number: int = 1, **values: Any) -> Agency:
    """A perangkat daerah of the target; the same one for the same number."""
    defaults = {
        "name": f"Dinas {number}",
        "official_name": f"Dinas Nomor {number} Kota Pangkalpinang",
        "short_name": f"Dinas{number}",
        "kind": AgencyKind.DINAS,
        "in_target": True,
        "contact_name": f"Narahubung {number}",
        "contact_phone": f"0800-000-{number:03d}",
        "contact_email": f"dinas{number}@contoh.invalid",
    }
    return Agency.objects.get_or_create(code=f"dinas-{number}", defaults=defaults | values)[0]


def school(number: int = 1, **values: Any) -> Agency:
    """A public primary school of the target, in district 1; the same one for the same number."""
    npsn = f"999{number:05d}"
    defaults = {
        "name": f"SD Negeri {number}",
        "official_name": f"SD Negeri {number} Kota Pangkalpinang",
        "short_name": f"SDN {number}",
        "kind": AgencyKind.SD,
        "npsn": npsn,
        "ownership": Ownership.NEGERI,
        "district": district(),
        "in_school_target": True,
    }
    return Agency.objects.get_or_create(code=npsn, defaults=defaults | values)[0]


def people(**asked: dict[str, Any]) -> list[User]:
    """Several people at once, by username with what they have; two queries, in the order asked for."""
    known = User.objects.in_bulk(list(asked), field_name="username")
    made = [_person(name, **values) for name, values in asked.items() if name not in known]
    write_people(made)
    known |= {person.username: person for person in made}
    return [known[name] for name in asked]


def _person(name: str, **values: Any) -> User:
    defaults = {"full_name": name.replace("-", " ").title(), "email": f"{name}@contoh.invalid"}
    return User(username=name, password=make_password(None), **(defaults | values))


def official(number: int = 1, **values: Any) -> Official:
    """The definitive head of the city since 2024 unless the values say otherwise; always a new row."""
    defaults = {
        "office": Office.REGION_HEAD,
        "front": "Dr.",
        "name": f"Pejabat {number}",
        "back": "S.T., M.Si.",
        "since": datetime.date(2024, 1, 2),
    }
    return Official.objects.create(**(defaults | values))


def user(name: str, *, password: str = "", **values: Any) -> User:
    """A person by username; the same one for the same name. Without a password only `force_login` lets them in."""
    known = User.objects.filter(username=name).first()
    if known:
        return known
    made = _person(name, **values)
    if password:
        made.set_password(password)
    write_people([made])
    return made


def operator(of: Agency | None = None, name: str = "", **values: Any) -> User:
    """Somebody who writes for an agency (default: agency 1)."""
    home = of or agency()
    return user(name or f"op-{home.code}", agency=home, **values)


def coordinator(number: int = 1, **values: Any) -> User:
    return user(f"koordinator-{number}", is_coordinator=True, **values)


def reviewer(number: int = 1, **values: Any) -> User:
    return user(f"penilai-{number}", is_reviewer=True, **values)


def leader(number: int = 1, **values: Any) -> User:
    return user(f"pimpinan-{number}", is_leader=True, **values)
