"""Decisions on remarks stay as they were made, stand in the next revision, and in the tamper-evident record."""

import json
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.history.contents import content_hash
from proposals.core.history.record import Event
from proposals.core.history.remarks import NewRemark, Remark, asked_again
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Move
from proposals.core.workflow import Action, Status
from proposals.repairing.services import answer, settle
from proposals.verifying.undoing import take_back
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def back(returned: Proposal, owner: User) -> Proposal:
    """Sent again with the first remark answered and the others open."""
    answer(Remark.objects.all()[0], "Sudah.", by=owner)
    factories.send_anyhow(returned, owner)
    return returned


def decisions(proposal: Proposal) -> dict[str, str]:
    return {remark.text: remark.decision for remark in Remark.objects.told().filter(proposal=proposal)}


def recorded() -> list[tuple[User | None, list[Any]]]:
    entries = LedgerEntry.objects.filter(kind=EntryKind.REMARK)
    return [(entry.actor, [said[1:] for said in json.loads(entry.after)["remarks"]]) for entry in entries]


def test_a_decision_stays(back: Proposal, owner: User, coordinator: User) -> None:
    remark = Remark.objects.all()[0]
    settle(remark, by=coordinator)

    for other in ({"settled_at": None, "settled_by": None}, {"settled_by": owner}, {"settled_at": timezone.now()}):
        with pytest.raises(ProgrammingError, match="A decision on a remark stays"), transaction.atomic():
            Remark.objects.filter(pk=remark.pk).update(**other)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=remark.pk).delete()


def test_what_was_asked_again_stays_asked_again(back: Proposal, coordinator: User) -> None:
    first, second, *_ = Remark.objects.told()
    moves.perform(Action.RETURN, back, by=coordinator, note="Lagi.", remarks=[asked_again(first, "Belum cukup.")])
    again = Remark.objects.get(again_of=first)

    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=again.pk).update(again_of=second)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=again.pk).delete()


def test_an_acceptance_decides_on_all_that_is_left_and_says_so(back: Proposal, coordinator: User) -> None:
    first = Remark.objects.all()[0]
    settle(first, by=coordinator)
    event = moves.perform(Action.ACCEPT, back, by=coordinator)

    assert set(decisions(back).values()) == {"diterima"}
    assert set(Remark.objects.exclude(pk=first.pk).values_list("settled_at", "settled_by")) == {
        (event.at, coordinator.pk)
    }
    assert recorded() == [
        (coordinator, [["Permasalahan", "Sebut angka tahun lalu.", "diterima"]]),
        (
            coordinator,
            [
                ["Nama inovasi", "Nama ini terlalu umum.", "diterima"],
                ["Surat pengantar, halaman 1", "Belum ditandatangani.", "diterima"],
                ["Seluruh usulan", "Periksa ejaannya.", "diterima"],
            ],
        ),
    ]
    assert not list(ledger.verify())


def test_decisions_on_many_proposals_cost_as_many_queries_as_on_few(
    coordinator: User, django_assert_max_num_queries
) -> None:
    made = [factories.proposal(number=number) for number in range(1, 7)]
    for one in made:
        Remark.objects.create(proposal=one, text="Dari tahun lalu.", column="title")
    costs = []
    for some in (made[:2], made[2:]):
        with django_assert_max_num_queries(100) as asked:
            moves.perform_all([Move(Action.ACCEPT, one) for one in some], by=coordinator)
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert [said for _, said in recorded()] == [[["Nama inovasi daerah", "Dari tahun lalu.", "diterima"]]] * len(made)


def test_with_its_acceptance_a_decision_goes_and_only_so(back: Proposal, coordinator: User) -> None:
    first, second, *_ = Remark.objects.all()
    settle(first, by=coordinator)
    moves.perform(Action.ACCEPT, back, by=coordinator)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=second.pk).update(settled_at=None, settled_by=None)

    take_back([back.pk], by=coordinator)

    assert list(decisions(back).values()) == ["diterima", "", "", ""]
    assert [said[-1] for said in recorded()[-1][1]] == ["dibuka lagi"] * 3
    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=first.pk).update(settled_at=None, settled_by=None)


def test_a_refusal_taken_back_opens_no_decision(back: Proposal, coordinator: User) -> None:
    first = Remark.objects.all()[0]
    moves.perform(Action.REJECT, back, by=coordinator, note="Bukan inovasi.", settled=[first.pk])
    back.refresh_from_db()
    moves.perform(Action.VERIFY_AGAIN, back, by=coordinator, note="Keliru.")

    assert list(decisions(back).values()) == ["diterima", "", "", ""]
    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=first.pk).update(settled_at=None, settled_by=None)


def test_what_was_decided_stands_in_the_next_revision(back: Proposal, owner: User, coordinator: User) -> None:
    first, second, third, fourth = Remark.objects.told()
    asked = [asked_again(second, "Tetap terlalu umum."), NewRemark("Baru.", section="metode")]
    event = moves.perform(Action.RETURN, back, by=coordinator, note="Lagi.", remarks=asked, settled=[first.pk])
    factories.send_anyhow(back, owner)

    made = back.revisions.get(number=3)
    signed = [str(coordinator), event.at.isoformat()]
    assert made.content["answers"] == [
        ["Permasalahan", first.text, "Sudah.", False, "diterima", *signed],
        ["Nama inovasi", second.text, "", False, "ditanyakan lagi", *signed],
        ["Surat pengantar, halaman 1", third.text, "", False],
        ["Seluruh usulan", fourth.text, "", False],
        ["Nama inovasi", "Tetap terlalu umum.", "", False],
        ["Metode", "Baru.", "", False],
    ]
    assert made.sha256 == content_hash(made.content)
    assert [row[-1] for row in recorded()[-1][1]] == ["diterima", "ditanyakan lagi"]


def test_the_agency_decides_on_nothing_by_sending(returned: Proposal, owner: User) -> None:
    keys = list(Remark.objects.values_list("pk", flat=True))
    moves.perform(Action.SUBMIT, returned, by=owner, unanswered=keys, settled=keys)
    assert set(decisions(returned).values()) == {""}


def test_the_history_cannot_tell_of_sending_without_what_is_unanswered(returned: Proposal, owner: User) -> None:
    with pytest.raises(ProgrammingError, match="without saying so"), transaction.atomic():
        Event.objects.create(
            proposal=returned, action=Action.SUBMIT, source=Status.RETURNED, target=Status.SUBMITTED, actor=owner
        )
