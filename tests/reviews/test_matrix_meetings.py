"""The matrix of decision meetings, walked through the pages: state × role × action, against a table written by hand."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client

from agencies.core.models import Notification, User
from proposals.core.models import Proposal
from reviews.interests import services as declaring
from reviews.meeting.core.models import Meeting
from reviews.meeting.release import releasing, signing
from tests.asked_again import answer as answer_with_password
from tests.factories import PASSWORD
from tests.reviews.conftest import person
from tests.reviews.meetings import prepare, typed_decree

STATES = ("empty", "prepared", "half", "signed", "released")
PEOPLE = ("visitor", "owner", "stranger", "reviewer", "leader", "chair", "head", "coordinator", "aside")
STAFF = frozenset({"leader", "chair", "head", "coordinator"})
COORDINATOR = frozenset({"coordinator"})
# design.md 5: prepared by the coordinator, signed by chair and head, only then released, and never changed in between.
# "half": the chair has signed. `aside` is a coordinator with a conflict of interest on one of the proposals.
ALLOWED: dict[str, dict[frozenset[str], frozenset[str]]] = {
    "read": {STAFF: frozenset(STATES)},
    "print": {STAFF: frozenset(STATES)},
    "change the facts": {COORDINATOR: frozenset({"empty", "prepared"})},
    "invite": {COORDINATOR: frozenset({"empty", "prepared"})},
    "choose": {COORDINATOR: frozenset({"empty", "prepared"})},
    "take out": {COORDINATOR: frozenset({"prepared"})},
    "ask to sign": {COORDINATOR: frozenset({"prepared", "half"})},
    "sign": {frozenset({"chair"}): frozenset({"prepared"}), frozenset({"head"}): frozenset({"prepared", "half"})},
    "reopen": {COORDINATOR: frozenset({"half", "signed"})},
    # Numbers come from the register, often after the signatures; minutes released without one may still get it.
    "number the papers": {COORDINATOR: frozenset(STATES)},
    "release": {COORDINATOR: frozenset({"signed"})},
    "enter the decree": {COORDINATOR: frozenset({"released"})},
}
PATHS = {
    "read": "", "print": "berkas/agenda.pdf", "change the facts": "ubah/", "invite": "hadir/", "choose": "usulan/",
    "take out": "keluarkan/", "ask to sign": "minta-persetujuan/", "sign": "setujui/", "reopen": "buka-kembali/",
    "number the papers": "nomor/", "release": "rilis/", "enter the decree": "sk/",
}  # fmt: skip
READS = {"read", "print"}
ASKED = "/akun/masuk-ulang/"
PICTURE = """
    SELECT (SELECT md5(string_agg(m::text, '|' ORDER BY m.id)) FROM reviews_meeting m),
        (SELECT md5(string_agg(m::text, '|' ORDER BY m.id)) FROM reviews_meetingmember m),
        (SELECT md5(string_agg(d::text, '|' ORDER BY d.id)) FROM reviews_decision d),
        (SELECT md5(string_agg(p.status || p.decree_number, '|' ORDER BY p.id)) FROM proposals_proposal p),
        (SELECT count(*) FROM proposals_event), (SELECT count(*) FROM agencies_ledgerentry),
        (SELECT count(*) FROM agencies_notification), (SELECT count(*) FROM procrastinate_jobs)
"""


def picture() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(PICTURE)
        return tuple(cursor.fetchone())


@pytest.fixture
def people(cast: SimpleNamespace, chair: User) -> dict[str, User]:
    found = {name: getattr(cast, name) for name in ("owner", "stranger", "reviewer", "coordinator")}
    new = {"leader": person("wakil", is_leader=True), "aside": person("aside", is_coordinator=True)}
    for each in (chair, cast.leader):
        each.set_password(PASSWORD)
        each.save(update_fields=["password"])
    return found | new | {"chair": chair, "head": cast.leader}


def bring_to(state: str, meeting: Meeting, scored: list[Proposal], people: dict[str, User]) -> None:
    if state != "empty":
        prepare(meeting, scored, people["coordinator"])
    if state in ("half", "signed", "released"):
        signing.sign(meeting, by=people["chair"])
    if state in ("signed", "released"):
        signing.sign(meeting, by=people["head"])
    if state == "released":
        releasing.release(meeting, by=people["coordinator"])


def data_of(action: str, meeting: Meeting, scored: list[Proposal], people: dict[str, User]) -> dict[str, object]:
    facts = {"title": "Rapat lain", "held_at": "2026-11-21T09:00", "place": "Aula"}
    signatories = {"chair": people["chair"].pk, "head": people["head"].pk}
    return {
        "change the facts": facts | signatories,
        "invite": {f"orang-{people['reviewer'].pk}": "hadir"},
        "choose": {"pilih": [scored[1].pk], "action": "shortlist"},
        "take out": {"pilih": [scored[0].pk]},
        "reopen": {"reason": "Salah ketik."},
        "number the papers": {"number": "400.14.10/17/BAPPERIDA/2026"},
        "release": {"yakin": "ya"},
        "enter the decree": typed_decree(),
    }.get(action, {})


def test_every_action_has_an_address() -> None:
    assert set(PATHS) == set(ALLOWED)


@pytest.mark.parametrize("state", STATES)
def test_everybody_can_do_exactly_what_the_table_says(
    state: str, meeting: Meeting, scored: list[Proposal], people: dict[str, User], page: Callable[[User], Client]
) -> None:
    bring_to(state, meeting, scored, people)
    hidden = scored[0] if state != "empty" else None
    if hidden:
        declaring.record(people["aside"], hidden, kind="related", reason="Saudara.", by=people["coordinator"])
    Notification.objects.all().delete()
    before, done = picture(), set()
    for who in PEOPLE:
        browser = page(people[who]) if who in people else Client()
        for action, path in PATHS.items():
            address = f"{meeting.get_absolute_url()}{path}"
            with transaction.atomic():
                data = data_of(action, meeting, scored, people)
                answer = browser.get(address) if action in READS else browser.post(address, data)
                if answer.status_code == 302 and answer["Location"].startswith(ASKED):
                    answer_with_password(browser, answer)
                after = picture()
                transaction.set_rollback(True)
            if (answer.status_code == 200 and action in READS) or after != before:
                done.add((action, who))
    expected = {
        (action, who)
        for action, blocks in ALLOWED.items()
        for group, states in blocks.items()
        for who in group
        if state in states
    }
    if not hidden:
        # Nothing is hidden from the conflicted coordinator while the meeting decides on no proposal.
        expected |= {(action, "aside") for action, who in expected if who == "coordinator"}
    assert done == expected
