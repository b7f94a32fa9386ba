"""Reading and moving a proposal through its pages: buttons, confirmations, refusals, and what a double click does."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from foundation.outbox.models import OutgoingMail
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import STEPS, Action, Door, Role, Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def act(proposal: Proposal, action: str) -> str:
    return reverse("proposals:act", args=[proposal.pk, action])


def told(response) -> list[str]:
    """The sentences waiting for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def offered(browser: Client, proposal: Proposal) -> set[str]:
    """The actions whose pages the proposal's page links to; submitting leads through the check of the writing desk."""
    page = browser.get(proposal.get_absolute_url()).content.decode()
    links = set(re.findall(rf'href="/usulan/{proposal.pk}/tindakan/([a-z_]+)/"', page))
    return links | ({"submit"} if f"/usulan/{proposal.pk}/ubah/periksa/" in page else set())


@pytest.mark.parametrize("status", Status)
def test_the_page_offers_exactly_what_the_table_allows(cast: Cast, signed_in, status):
    proposal = cast.involve(factories.proposal(status, of=cast.home))
    people = {"owner": Role.PROPOSER, "coordinator": Role.COORDINATOR, "leader": Role.LEADER, "reviewer": Role.REVIEWER}
    for name, role in people.items():
        if Proposal.objects.visible_to(cast[name]).exists():
            expected = {step.action.value for step in moves.offered(proposal, {role})}
            assert offered(signed_in(cast[name]), proposal) == expected, name


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.action}-{step.source}")
def test_each_confirmation_asks_for_what_its_step_needs(cast: Cast, signed_in, step):
    proposal = factories.before(step, of=cast.home)
    browser = signed_in(cast.owner if step.role == Role.PROPOSER else cast.coordinator)
    answer = browser.get(act(proposal, step.action))
    if step.door is not Door.OPEN:
        assert answer.status_code == 404
        return
    page = answer.content.decode()
    assert ('name="note"' in page) is bool(step.note)
    assert step.target.label in page


def test_a_confirmation_of_what_cannot_be_done_does_not_exist(cast: Cast, signed_in):
    proposal = factories.proposal(Status.ESTABLISHED, of=cast.home)
    browser = signed_in(cast.coordinator)
    assert {browser.get(act(proposal, action)).status_code for action in (*Action, "hapus")} == {404}


def test_submitting_leads_to_the_confirmation_with_its_number(cast: Cast, signed_in):
    proposal = factories.ready(of=cast.home)
    browser = signed_in(cast.owner)
    response = browser.post(act(proposal, "submit"))
    assert response.headers["Location"] == reverse("proposals:sent", args=[proposal.pk])
    assert told(response) == []
    assert "PGK-2026-0001" in browser.get(response.headers["Location"]).content.decode()


def test_a_double_click_on_submit_is_one_event_one_number_and_one_mail_each(cast: Cast, signed_in):
    proposal = factories.ready(of=cast.home)
    browser = signed_in(cast.owner)
    browser.post(act(proposal, "submit"))
    mails = OutgoingMail.objects.count()
    again = browser.post(act(proposal, "submit"), follow=True)
    assert again.status_code == 200
    assert "tidak tersedia untuk usulan yang berstatus “Diajukan”" in again.content.decode()
    assert (Event.objects.count(), OutgoingMail.objects.count()) == (1, mails)
    assert Proposal.objects.get().number == "PGK-2026-0001"


@pytest.mark.parametrize("note", ["", "   \n"])
def test_a_return_without_a_note_is_refused_on_the_same_page(cast: Cast, signed_in, note):
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    response = signed_in(cast.coordinator).post(act(proposal, "return"), {"note": note})
    assert response.status_code == 400
    assert "Tuliskan alasannya untuk tindakan “Minta perbaikan”, lalu kirim lagi." in response.content.decode()
    assert Proposal.objects.get().status == Status.SUBMITTED


def test_a_note_reaches_the_proposer_as_it_was_written(cast: Cast, signed_in):
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    note = "Perjelas <b>manfaat</b> & lampirkan data."
    signed_in(cast.coordinator).post(act(proposal, "return"), {"note": note})
    page = signed_in(cast.owner).get(proposal.get_absolute_url()).content.decode()
    assert "Perjelas &lt;b&gt;manfaat&lt;/b&gt; &amp; lampirkan data." in page


def test_somebody_who_was_slower_reads_why_nothing_happened(cast: Cast, signed_in):
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    signed_in(cast.coordinator).post(act(proposal, "accept"))
    late = signed_in(factories.coordinator(2)).post(act(proposal, "accept"))
    assert told(late) == [
        "“Lolos verifikasi” tidak tersedia untuk usulan yang berstatus “Dinilai”. "
        "Muat ulang halaman ini untuk melihat tindakan yang tersedia."
    ]
    assert [event.action for event in proposal.events.all()] == ["submit", "accept"]


def test_submitting_after_the_closing_says_so(cast: Cast, signed_in):
    proposal = factories.ready(of=cast.home)
    factories.close(proposal.period)
    response = signed_in(cast.owner).post(act(proposal, "submit"))
    assert "ditutup" in told(response)[0]
    assert Proposal.objects.get().status == Status.DRAFT


def test_an_unknown_action_changes_nothing(cast: Cast, signed_in):
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    signed_in(cast.coordinator).post(act(proposal, "hapus"))
    assert Proposal.objects.get().status == Status.SUBMITTED
    assert Event.objects.count() == 1


def test_the_timeline_tells_every_step_newest_first(cast: Cast, signed_in):
    proposal = factories.proposal(Status.ESTABLISHED, of=cast.home)
    labels = [event["label"] for event in signed_in(cast.owner).get(proposal.get_absolute_url()).context["events"]]
    assert labels == ["Tetapkan", "Masuk daftar unggulan", "Lolos verifikasi", "Ajukan"]


def test_the_history_lists_revisions_newest_first_and_never_the_draft(cast: Cast, signed_in):
    proposal = factories.ready(of=cast.home)
    browser = signed_in(cast.owner)
    browser.post(act(proposal, "submit"))
    signed_in(cast.coordinator).post(act(proposal, "return"), {"note": "Perjelas."})
    Proposal.objects.filter(pk=proposal.pk).update(title="Judul yang sedang disunting")
    first = browser.get(reverse("proposals:history", args=[proposal.pk]))
    browser.post(act(proposal, "submit"))
    second = browser.get(reverse("proposals:history", args=[proposal.pk]))
    assert [[str(revision) for revision in page.context["revisions"]] for page in (first, second)] == [
        ["Revisi 1"],
        ["Revisi 2", "Revisi 1"],
    ]


def test_the_coordinator_reads_what_the_last_version_changed(cast: Cast, signed_in):
    proposal = factories.ready(of=cast.home)
    browser, coordinator = signed_in(cast.owner), signed_in(cast.coordinator)
    browser.post(act(proposal, "submit"))
    assert "Yang berubah" not in coordinator.get(proposal.get_absolute_url()).content.decode()
    coordinator.post(act(proposal, "return"), {"note": "Perjelas."})
    Proposal.objects.filter(pk=proposal.pk).update(title="Judul yang lebih jelas")
    browser.post(act(proposal, "submit"))
    page = coordinator.get(proposal.get_absolute_url()).content.decode()
    assert "Yang berubah dari revisi 1 ke revisi 2: 1 hal" in page
    assert re.search(r'<details class="fold" open>\s*<summary>Yang berubah', page)
    assert "<ins>" in page and "lebih jelas" in page
    assert "Yang berubah" not in browser.get(proposal.get_absolute_url()).content.decode()
    coordinator.post(act(proposal, "accept"))
    assert re.search(
        r'<details class="fold">\s*<summary>Yang berubah',
        coordinator.get(proposal.get_absolute_url()).content.decode(),
    )


def test_the_receipt_is_there_from_the_first_number_on(cast: Cast, signed_in):
    proposal = factories.ready(of=cast.home)
    browser, url = signed_in(cast.owner), reverse("proposals:receipt", args=[proposal.pk])
    assert browser.get(url).status_code == 404
    browser.post(act(proposal, "submit"))
    response = browser.get(url)
    assert (response.status_code, response["Content-Type"], response.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert response["Content-Disposition"] == 'inline; filename="tanda-terima-PGK-2026-0001.pdf"'


# --- The list ------------------------------------------------------------------------------------------------------
SEARCHES = {
    "PGK-2026-0002": {"Inovasi 2"},
    "inovasi": {"Inovasi 1", "Inovasi 2"},
    factories.RARE_WORD: {"Inovasi 1", "Inovasi 2"},
    "dinas1": {"Inovasi 1"},
    "kata-yang-tidak-ada": set(),
    "' OR 1=1 --": set(),
    "!!! ()": {"Inovasi 1", "Inovasi 2"},
    "": {"Inovasi 1", "Inovasi 2"},
}


def titles(response) -> set[str]:
    """The names of the innovations in the lines of the list."""
    return {
        strip_tags(shown) for line in response.context["lines"] for name, _, shown in line if name == "Nama inovasi"
    }


@pytest.mark.parametrize("words", SEARCHES)
def test_the_list_finds_by_number_title_text_and_agency(cast: Cast, signed_in, words):
    factories.proposal(Status.SUBMITTED, 1, of=cast.home)
    factories.proposal(Status.REJECTED, 2, of=cast.elsewhere)
    found = signed_in(cast.coordinator).get(reverse("proposals:list"), {"q": words})
    assert titles(found) == SEARCHES[words]


FILTERS = {
    "status=rejected": {"Inovasi 2"},
    "status=rejected&status=submitted": {"Inovasi 1", "Inovasi 2"},
    "hitungan=diajukan": {"Inovasi 1", "Inovasi 2"},
    "hitungan=layak": set(),
    "jenis=sekolah": set(),
    "jenis=opd": {"Inovasi 1", "Inovasi 2"},
    "tahun=2026": {"Inovasi 1", "Inovasi 2"},
    "instansi=dinas-2": {"Inovasi 2"},
    "urusan=urusan-1": {"Inovasi 1", "Inovasi 2"},
    "tahun=1999": {"Inovasi 1", "Inovasi 2"},
    "status=lolos": {"Inovasi 1", "Inovasi 2"},
    "page=99": {"Inovasi 1", "Inovasi 2"},
    "page=abc": {"Inovasi 1", "Inovasi 2"},
}


@pytest.mark.parametrize("query", FILTERS)
def test_the_list_is_narrowed_by_its_filters_and_survives_nonsense(cast: Cast, signed_in, query):
    factories.proposal(Status.SUBMITTED, 1, of=cast.home)
    factories.proposal(Status.REJECTED, 2, of=cast.elsewhere)
    response = signed_in(cast.coordinator).get(f"{reverse('proposals:list')}?{query}")
    assert response.status_code == 200
    assert titles(response) == FILTERS[query]
