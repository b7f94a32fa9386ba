"""Remarks and their answers, comparing revisions, the discussion, and handing over to a colleague."""

import datetime
import re
from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.core.models import Agency, Notification, User
from proposals.core.guide.models import Section
from proposals.core.history.remarks import NewRemark, Remark
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.discussion.models import Handover, Message
from proposals.discussion.services import TalkRefused, hand_over, say
from proposals.repairing.services import answer
from proposals.writing.services import Written, save_profile, save_texts
from tests import factories
from tests.proposals.conftest import make_user

pytestmark = pytest.mark.django_db
filling = import_module("proposals.migrations.0028_messages_of_their_day")
LONG = "Warga mengantre sejak pukul lima pagi di depan loket dan separuhnya pulang tanpa dilayani oleh petugas kami. "


@pytest.fixture
def sent(proposal: Proposal, owner: User, problem: Section, method: Section) -> Proposal:
    """Submitted once, complete."""
    proposal.period.guide.attachment_kinds.all().delete()
    changes = {"stage": "inisiatif", "initiator_name": "Tim Loket"}
    save_profile(proposal, changes, by=owner)
    save_texts(proposal, [Written(problem, LONG, 0), Written(method, LONG, 0)], by=owner)
    proposal.refresh_from_db()
    moves.perform("submit", proposal, by=owner)
    proposal.refresh_from_db()
    return proposal


@pytest.fixture
def returned(sent: Proposal, coordinator: User) -> Proposal:
    moves.perform(
        "return",
        sent,
        by=coordinator,
        note="Perjelas masalahnya.",
        remarks=[NewRemark("Sebut angka tahun lalu.", "permasalahan"), NewRemark("Siapa petugasnya?", "metode")],
    )
    sent.refresh_from_db()
    return sent


def send_again(proposal: Proposal, owner: User, **texts: str) -> None:
    written = [Written(Section.objects.get(key=key), text, 1) for key, text in texts.items()]
    save_texts(proposal, written, by=owner)
    factories.send_anyhow(proposal, owner)


def test_a_remark_is_answered_when_its_section_changed_in_the_next_revision(returned: Proposal, owner: User) -> None:
    send_again(returned, owner, permasalahan=f"Tahun 2025 tercatat 1.200 keluhan. {LONG}")

    answered = {remark.section.key: remark.answered_in for remark in Remark.objects.all() if remark.section}
    assert answered == {"permasalahan": returned.revisions.get(number=2), "metode": None}


def test_remarks_stand_beside_their_section_while_writing(returned: Proposal, owner: User, client: Client) -> None:
    client.force_login(owner)

    page = client.get(reverse("proposals:edit", args=[returned.pk, "rancang-bangun"])).content.decode()

    assert page.index("Sebut angka tahun lalu.") < page.index('id="id_permasalahan"')
    assert page.index('id="id_permasalahan"') < page.index("Siapa petugasnya?") < page.index('id="id_metode"')


def test_remarks_without_their_note_are_given_back(sent: Proposal, coordinator: User, client: Client) -> None:
    client.force_login(coordinator)

    page = client.post(reverse("proposals:act", args=[sent.pk, "return"]), {"catatan-metode": "Siapa petugasnya?"})

    assert page.status_code == 400
    assert "Siapa petugasnya?" in page.content.decode()
    assert not Remark.objects.exists()


def test_accepting_takes_no_remarks(sent: Proposal, coordinator: User) -> None:
    moves.perform("accept", sent, by=coordinator, remarks=[NewRemark("Terselip.", "metode")])

    assert not Remark.objects.exists()


def test_only_the_agency_answers_a_remark(returned: Proposal, owner: User, coordinator: User) -> None:
    remark = Remark.objects.get(section__key="metode")
    with pytest.raises(WritingClosed):
        answer(remark, "Petugas loket.", by=coordinator)
    answer(remark, "Petugas loket.", by=owner)

    remark.refresh_from_db()
    assert (remark.is_open, remark.answer, remark.answered_by) == (False, "Petugas loket.", owner)


def test_two_revisions_are_compared_word_by_word(returned: Proposal, owner: User, client: Client) -> None:
    save_profile(returned, {"title": "Antrean Cepat"}, by=owner)
    send_again(returned, owner, permasalahan=LONG.replace("separuhnya", "sepertiganya"))
    client.force_login(owner)

    page = client.get(reverse("proposals:compare", args=[returned.pk])).content.decode()

    assert "<del>separuhnya</del><ins>sepertiganya</ins>" in page
    assert "<del>Daring</del><ins>Cepat</ins>" in page
    assert "Sebut angka tahun lalu." in page
    assert "Siapa petugasnya?" not in page


@pytest.mark.parametrize("query", ["?dari=1&ke=9", "?dari=1&ke=1", "?dari=x&ke=-"])
def test_revisions_that_do_not_exist_cannot_be_compared(
    sent: Proposal, owner: User, client: Client, query: str
) -> None:
    client.force_login(owner)

    assert client.get(reverse("proposals:compare", args=[sent.pk]) + query).status_code == 404


def test_strangers_find_neither_history_nor_comparison_nor_discussion(
    sent: Proposal, stranger: User, client: Client
) -> None:
    client.force_login(stranger)

    for name in ("history", "compare", "discussion", "hand_over"):
        assert client.get(reverse(f"proposals:{name}", args=[sent.pk])).status_code == 404


def test_a_message_reaches_the_other_side_and_not_its_author(
    sent: Proposal, owner: User, colleague: User, coordinator: User, stranger: User
) -> None:
    Notification.objects.all().delete()

    say(sent, "Apakah surat pengantar boleh menyusul?", by=owner)

    assert {row.user for row in Notification.objects.all()} == {colleague, coordinator}


def test_the_same_words_within_a_moment_are_one_message(sent: Proposal, owner: User, coordinator: User) -> None:
    Notification.objects.all().delete()
    first, again = (say(sent, "Boleh menyusul?", by=owner) for _ in range(2))
    assert (first.pk, Message.objects.count(), Notification.objects.filter(user=coordinator).count()) == (
        again.pk,
        1,
        1,
    )

    say(sent, "Boleh.", by=coordinator)
    say(sent, "Boleh menyusul?", by=owner)
    said = [(message.author, message.text) for message in Message.objects.all()]
    assert said == [(owner, "Boleh menyusul?"), (coordinator, "Boleh."), (owner, "Boleh menyusul?")]


def test_a_leader_reads_the_proposal_but_not_the_discussion(sent: Proposal, client: Client) -> None:
    client.force_login(make_user("sekda", is_leader=True))

    assert client.get(reverse("proposals:detail", args=[sent.pk])).status_code == 200
    assert client.get(reverse("proposals:discussion", args=[sent.pk])).status_code == 404


def test_the_proposer_reads_the_office_and_not_the_coordinators_name(
    sent: Proposal, owner: User, coordinator: User, client: Client
) -> None:
    coordinator.full_name = "Nama Pegawai"
    coordinator.save()
    say(sent, "Boleh menyusul.", by=coordinator)
    client.force_login(owner)

    page = client.get(reverse("proposals:discussion", args=[sent.pk])).content.decode()

    assert "Bapperida" in page
    assert "Nama Pegawai" not in page


def test_what_was_said_stays_with_who_said_it_and_for_whom(
    sent: Proposal, owner: User, coordinator: User, client: Client
) -> None:
    say(sent, "Apakah lampirannya cukup?", by=owner)
    say(sent, "Sudah cukup.", by=coordinator)
    url, spoken_for = reverse("proposals:discussion", args=[sent.pk]), sent.agency.short_name
    before = talk_heads(client, coordinator, url)
    assert [f"{owner} {spoken_for}" in before[0], f"{coordinator} Koordinator" in before[1]] == [True, True]
    other = factories.agency(7)
    User.objects.filter(pk=owner.pk).update(full_name="Nama Baru", agency=other)
    Agency.objects.filter(pk=sent.agency_id).update(short_name="Nama Sesudah Perampingan")
    assert talk_heads(client, coordinator, url) == before


def talk_heads(client: Client, reader: User, url: str) -> list[str]:
    """Who spoke, for whom and when, of each message as the reader sees it."""
    client.force_login(reader)
    heads = re.findall(r'<p class="card talk__head">(.*?)</p>', client.get(url).content.decode())
    return [" ".join(re.sub(r"<[^>]+>", "", head).split()) for head in heads]


def test_the_migration_knows_who_spoke_for_the_agency_and_what_it_was_called(
    sent: Proposal, owner: User, coordinator: User
) -> None:
    for text, person in (("Cukup?", owner), ("Cukup.", coordinator)):
        say(sent, text, by=person)
    kept = list(Message.objects.values_list("author_name", "agency_name"))
    later = timezone.now() + datetime.timedelta(days=1)
    sent.agency.short_name, owner.agency = "BSP", factories.agency(7)
    sent.agency.save()
    owner.save()
    # A test is one transaction, so what changed afterwards is put there by hand.
    sent.agency.events.filter(short_name="BSP").update(pgh_created_at=later)
    moved = apps.get_model("agencies", filling.PEOPLE).objects.filter(pgh_obj=owner, agency=owner.agency)
    assert moved.update(pgh_created_at=later) == 1
    with pgtrigger.ignore():
        Message.objects.update(author_name="", agency_name="")
    with connection.schema_editor() as editor:
        filling.fill(apps, editor)
    assert list(Message.objects.values_list("author_name", "agency_name")) == kept


def test_a_draft_has_no_discussion_yet(proposal: Proposal, owner: User) -> None:
    with pytest.raises(TalkRefused):
        say(proposal, "Halo?", by=owner)
    assert not Message.objects.exists()


def test_an_empty_message_is_refused_with_a_sentence(sent: Proposal, owner: User, client: Client) -> None:
    client.force_login(owner)

    page = client.post(reverse("proposals:discussion", args=[sent.pk]), {"text": "  \u200b "})

    assert page.status_code == 400
    assert "Tulis pesan Anda dahulu" in page.content.decode()


def test_a_handover_is_recorded_and_told(proposal: Proposal, owner: User, colleague: User, client: Client) -> None:
    client.force_login(owner)

    client.post(
        reverse("proposals:hand_over", args=[proposal.pk]), {"taker": colleague.pk, "note": "Tinggal lampiran."}
    )

    assert Handover.objects.get().taker == colleague
    assert "Tinggal lampiran." in Notification.objects.get(user=colleague).text


def test_passing_on_twice_within_a_moment_is_one_handover(proposal: Proposal, owner: User, colleague: User) -> None:
    for note in ("Tinggal lampiran.", "Tinggal lampiran.", "Lampiran sudah."):
        hand_over(proposal, colleague, note, by=owner)
    assert [row.note for row in Handover.objects.order_by("pk")] == ["Tinggal lampiran.", "Lampiran sudah."]
    assert Notification.objects.filter(user=colleague).count() == 2


def test_nobody_outside_the_agency_takes_over(proposal: Proposal, owner: User, stranger: User) -> None:
    with pytest.raises(TalkRefused):
        hand_over(proposal, stranger, "Tolong lanjutkan.", by=owner)
    with pytest.raises(TalkRefused):
        hand_over(proposal, owner, "Untuk saya sendiri.", by=owner)
    assert not Handover.objects.exists()


def test_words_of_long_ago_may_be_said_again(sent: Proposal, owner: User) -> None:
    earlier = timezone.now() - datetime.timedelta(minutes=11)
    Message.objects.create(proposal_id=sent.pk, author=owner, text="Sudah dibaca?", at=earlier)
    say(sent, "Sudah dibaca?", by=owner)
    assert Message.objects.count() == 2


@pytest.mark.parametrize("messages", [1, 20])
def test_the_discussion_costs_the_same_queries_for_one_message_and_for_many(
    sent: Proposal, owner: User, client: Client, messages: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(messages):
        Message.objects.create(proposal=sent, author=owner, text=f"Pesan {number}")
    client.force_login(owner)
    client.get(reverse("proposals:discussion", args=[sent.pk]))

    with django_assert_num_queries(5):
        client.get(reverse("proposals:discussion", args=[sent.pk]))
