"""The exchange prints with the proposal: remark, answer, difference and decision, as they stood in what is printed."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from foundation.printing.services import Paper
from proposals.core.guide.models import Section
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.sent import SentProposal
from proposals.papers.printing import proposal_paper
from proposals.repairing.services import answer, settle
from proposals.sent.shown import as_revised, as_written, shown
from proposals.writing.services import Written, save_texts
from tests import factories
from tests.pdfs import text_of
from tests.proposals.repairing.conftest import LONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def back(returned: Proposal, owner: User, coordinator: User, problem: Section) -> Proposal:
    """Sent again with the first remark mended and answered, which the coordinator accepted."""
    first = Remark.objects.all()[0]
    save_texts(returned, [Written(problem, LONG.replace("separuhnya", "sepertiganya"), 1)], by=owner)
    answer(first, "Angkanya kami tambahkan.", by=owner)
    factories.send_anyhow(returned, owner)
    settle(first, by=coordinator)
    returned.refresh_from_db()
    return returned


def lines(paper: Paper) -> list[tuple[str, str, str, str, list[str]]]:
    return [
        (row.place, row.answer, row.state, row.decision, [str(change.difference) for change in row.changes])
        for row in paper.context["exchange"]
    ]


def test_the_whole_exchange_prints(back: Proposal) -> None:
    printed = lines(proposal_paper(as_written(back)))
    place, said, state, decision, (difference,) = printed[0]
    assert (place, said, state, decision) == ("Permasalahan", "Angkanya kami tambahkan.", "dijawab", "diterima")
    assert "<del>separuhnya</del><ins>sepertiganya</ins>" in difference
    assert [row[:4] for row in printed[1:]] == [
        ("Nama inovasi", "", "belum", ""),
        ("Surat pengantar, halaman 1", "", "belum", ""),
        ("Seluruh usulan", "", "berubah", ""),
    ]


def test_an_old_version_prints_without_what_came_later(back: Proposal, owner: User, coordinator: User) -> None:
    first, second = back.revisions.order_by("number")
    assert lines(proposal_paper(as_revised(back, first))) == []
    moves.perform("return", back, by=coordinator, note="Sekali lagi.")
    answer(Remark.objects.get(column="title"), "Nama tetap.", by=owner)
    factories.send_anyhow(back, owner)

    before = {row[0]: row[1:3] for row in lines(proposal_paper(as_revised(back, second)))}
    now = {row[0]: row[1:3] for row in lines(proposal_paper(as_written(back)))}
    assert (before["Nama inovasi"], now["Nama inovasi"]) == (("", "belum"), ("Nama tetap.", "dijawab"))


def test_an_old_version_prints_the_decisions_of_its_day(back: Proposal, owner: User, coordinator: User) -> None:
    moves.perform("return", back, by=coordinator, note="Sekali lagi.")
    title = Remark.objects.get(column="title")
    answer(title, "Nama tetap.", by=owner)
    factories.send_anyhow(back, owner)
    for remark in Remark.objects.filter(settled_at=None):
        settle(remark, by=coordinator)

    _, second, third = back.revisions.order_by("number")
    assert [row[3] for row in lines(proposal_paper(as_revised(back, second)))] == ["diterima", "", "", ""]
    assert [row[3] for row in lines(proposal_paper(as_revised(back, third)))] == ["diterima"] * 4


def test_an_answer_that_was_not_sent_prints_for_its_agency_alone(returned: Proposal, owner: User) -> None:
    answer(Remark.objects.all()[0], "Belum dikirim.", by=owner)
    others = shown(SentProposal.objects.get(pk=returned.pk))
    own = shown(returned)

    assert [row[1] for row in lines(proposal_paper(own))] == ["Belum dikirim.", "", "", ""]
    assert [row[1] for row in lines(proposal_paper(others))] == ["", "", "", ""]


def test_the_paper_shows_it(back: Proposal, owner: User, client: Client) -> None:
    client.force_login(owner)
    words = text_of(client.get(reverse("proposals:print", args=[back.pk])).content)
    assert "Catatan perbaikan dan jawabannya" in words
    assert "Angkanya kami tambahkan." in words
