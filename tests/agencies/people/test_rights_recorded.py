"""Changes of rights are on the record: by the form of a person and by the technician's pages."""

import pytest

from agencies.core.models import User
from foundation.audit.models import LedgerEntry

pytestmark = pytest.mark.django_db


def form_of(person: User, **changes: object) -> dict[str, object]:
    """What the form of a person posts; an unticked box is not sent."""
    values = {
        "username": person.username, "full_name": person.full_name, "email": person.email or "uji@contoh.invalid",
        "phone": "", "position": "", "agency": person.agency_id or "", "is_reviewer": person.is_reviewer,
        "is_active": True,
    } | changes  # fmt: skip
    return {name: value for name, value in values.items() if value is not False}


def test_change_of_role_makes_one_entry(cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    browser.post(f"/pengguna/{cast.reviewer.pk}/", form_of(cast.reviewer, is_leader=True, is_reviewer=False))
    cast.reviewer.refresh_from_db()
    assert (cast.reviewer.is_leader, cast.reviewer.is_reviewer) == (True, False)
    (row,) = LedgerEntry.objects.all()
    assert (row.kind, row.subject_type, row.subject_id) == ("role", "agencies.user", cast.reviewer.pk)
    assert row.actor == cast.coordinator
    assert '"is_leader":false' in row.before and '"is_leader":true' in row.after


def test_change_of_name_alone_makes_no_entry(cast, signed_in) -> None:
    signed_in(cast.coordinator).post(f"/pengguna/{cast.reviewer.pk}/", form_of(cast.reviewer, full_name="Nama Baru"))
    cast.reviewer.refresh_from_db()
    assert cast.reviewer.full_name == "Nama Baru"
    assert not LedgerEntry.objects.exists()


def test_new_person_is_recorded_with_nothing_before(cast, signed_in) -> None:
    person = User(username="penilai-baru", full_name="Penilai Baru", email="baru@contoh.invalid", is_reviewer=True)
    signed_in(cast.coordinator).post("/pengguna/baru/", form_of(person))
    made = User.objects.get(username="penilai-baru")
    (row,) = LedgerEntry.objects.all()
    assert (row.subject_id, row.before) == (made.pk, "{}")
    assert '"is_reviewer":true' in row.after


def test_technicians_change_of_rights_is_recorded(cast, admin_client) -> None:
    page = f"/admin/agencies/user/{cast.reviewer.pk}/change/"
    form = admin_client.get(page).context["adminform"].form
    posted = {name: value for name, value in form.initial.items() if value not in (None, False) and name in form.fields}
    for name in ("date_joined", "last_login"):
        posted.pop(name, None)
    posted |= {
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
        "is_superuser": "on",
        "groups": [],
        "user_permissions": [],
    }
    answer = admin_client.post(page, posted)
    assert answer.status_code == 302
    (row,) = LedgerEntry.objects.all()
    assert '"is_superuser":true' in row.after
