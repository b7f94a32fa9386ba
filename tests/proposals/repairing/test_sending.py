"""Nothing goes back unnoticed: whichever way it is sent, what is unanswered was named, and the history says so."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.core.models import Notification, User
from proposals.core.history.remarks import Remark, StillUnanswered
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.moving.moves import Move
from proposals.core.workflow import Action
from proposals.repairing.services import answer
from tests import factories

pytestmark = pytest.mark.django_db


def test_no_move_sends_what_is_unanswered_without_a_word(returned: Proposal, owner: User) -> None:
    with pytest.raises(StillUnanswered, match=r"4 catatan belum dijawab: Permasalahan; Nama inovasi; .*Seluruh usulan"):
        moves.perform(Action.SUBMIT, returned, by=owner)
    events, refusals = moves.perform_allowed([Move(Action.SUBMIT, returned)], by=owner)

    assert (events, [type(reason) for _, reason in refusals]) == ([], [StillUnanswered])
    returned.refresh_from_db()
    assert (returned.status, returned.revisions.count()) == ("returned", 1)


def test_only_what_was_named_goes_with_it(returned: Proposal, owner: User) -> None:
    first, *others = Remark.objects.all()
    with pytest.raises(StillUnanswered) as refused:
        moves.perform(Action.SUBMIT, returned, by=owner, unanswered=[remark.pk for remark in others])
    assert len(refused.value.remarks) == 4

    answer(first, "Sudah.", by=owner)
    event = moves.perform(Action.SUBMIT, returned, by=owner, unanswered=[remark.pk for remark in others])

    assert event.note == (
        "Tetap dikirim dengan 3 catatan yang belum dijawab: Nama inovasi; Surat pengantar, halaman 1; Seluruh usulan."
    )


def test_after_taking_it_back_it_is_asked_again(returned: Proposal, owner: User) -> None:
    factories.send_anyhow(returned, owner)
    moves.perform(Action.WITHDRAW, returned, by=owner, note="Sebentar.")
    returned.refresh_from_db()
    moves.perform(Action.REVIVE, returned, by=owner)
    returned.refresh_from_db()
    with pytest.raises(StillUnanswered):
        moves.perform(Action.SUBMIT, returned, by=owner)


def test_what_is_all_answered_goes_without_a_word(returned: Proposal, owner: User) -> None:
    for remark in Remark.objects.all():
        answer(remark, "Sudah.", by=owner)
    assert moves.perform(Action.SUBMIT, returned, by=owner).note == ""


def test_the_coordinators_are_told_and_the_history_says_it(
    returned: Proposal, owner: User, coordinator: User, client: Client
) -> None:
    factories.send_anyhow(returned, owner)
    told = "Tetap dikirim dengan 4 catatan yang belum dijawab: Permasalahan; Nama inovasi"

    assert Notification.objects.filter(user=coordinator, text__contains=told).exists()
    client.force_login(coordinator)
    assert told in client.get(reverse("proposals:history", args=[returned.pk])).content.decode()
    assert told in client.get(returned.get_absolute_url()).content.decode()
