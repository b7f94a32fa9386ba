"""Who may see what: every person × every status, on every way to a proposal, and what a conflict takes away."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies.core.models import Notification
from proposals.core import permissions as core_permissions
from proposals.core.attachments import Attachment
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.workflow import PRIVATE, Action, Role, Status
from reviews.core.models import Interest
from tests import factories
from tests.factories import PEOPLE, Cast

pytestmark = pytest.mark.django_db

EVERY = set(Status)
SENT = EVERY - PRIVATE
# The statuses in which each person reads a proposal of the home agency, written from the requirement.
READS = {
    "owner": EVERY,
    "colleague": EVERY,
    "colleague_reviewer": EVERY,
    "stranger": set(),
    "reviewer": SENT,
    "unassigned": set(),
    "former": set(),
    "conflicted": set(),
    "coordinator": SENT,
    "leader": SENT,
    "visitor": set(),
}
# The roles each person holds on a proposal that was sent.
HOLDS = {
    "owner": {Role.PROPOSER},
    "colleague": {Role.PROPOSER},
    "colleague_reviewer": {Role.PROPOSER},
    "stranger": set(),
    "reviewer": {Role.REVIEWER},
    "unassigned": set(),
    "former": set(),
    "conflicted": set(),
    "coordinator": {Role.COORDINATOR},
    "leader": {Role.LEADER},
    "visitor": set(),
}
# Every page of one proposal that reads it.
PAGES = ("detail", "history", "print", "receipt")


@pytest.fixture
def year(cast: Cast) -> dict[Status, Proposal]:
    """One proposal of the home agency in every status, everybody tied to it, and one of another agency."""
    factories.proposal(Status.IN_REVIEW, 99, of=cast.elsewhere, created_by=cast.stranger)
    return {
        status: cast.involve(factories.proposal(status, number, of=cast.home))
        for number, status in enumerate(Status, start=1)
    }


def test_the_expectations_speak_of_everybody():
    assert set(READS) == set(HOLDS) == set(PEOPLE)


@pytest.mark.parametrize("name", PEOPLE)
def test_what_each_person_reads_in_each_status(cast, year, name):
    home = Proposal.objects.visible_to(cast[name]).filter(agency=cast.home)
    assert {proposal.status for proposal in home} == READS[name]


@pytest.mark.parametrize("name", PEOPLE)
def test_the_roles_of_each_person_are_those_that_make_it_visible(cast, year, name):
    person = cast[name]
    for proposal in Proposal.objects.all():
        roles = Proposal.objects.roles_of(person, proposal)
        visible = Proposal.objects.visible_to(person).filter(pk=proposal.pk).exists()
        listed = {role for role in Role if Proposal.objects.as_role(person, role).filter(pk=proposal.pk).exists()}
        assert (roles, bool(roles)) == (listed, visible)
    assert Proposal.objects.roles_of(person, year[Status.IN_REVIEW]) == HOLDS[name]


@pytest.mark.parametrize("name", PEOPLE)
def test_the_list_shows_exactly_what_opens(cast, year, signed_in, name):
    browser = signed_in(cast[name])
    if name == "visitor":
        assert browser.get(reverse("proposals:list")).status_code == 302
        return
    listed = set(browser.get(reverse("proposals:list")).context["listing"].keys)
    opened = {pk for pk in all_pks() if browser.get(reverse("proposals:detail", args=[pk])).status_code == 200}
    assert listed == opened == set(Proposal.objects.visible_to(cast[name]).values_list("pk", flat=True))


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "visitor"])
def test_the_export_holds_exactly_the_list(cast, year, signed_in, name):
    sheet = load_workbook(io.BytesIO(signed_in(cast[name]).get(reverse("proposals:export")).content)).active
    titles = set(Proposal.objects.values_list("title", flat=True))
    told = {cell for row in sheet.iter_rows(values_only=True) for cell in row if cell in titles}
    assert told == set(Proposal.objects.visible_to(cast[name]).values_list("title", flat=True))


@pytest.mark.parametrize("name", ["stranger", "unassigned", "former", "conflicted"])
def test_what_is_not_visible_does_not_exist_on_any_page(cast, year, signed_in, name):
    browser = signed_in(cast[name])
    urls = [reverse(f"proposals:{page}", args=[proposal.pk]) for page in PAGES for proposal in year.values()]
    assert {url for url in urls if browser.get(url).status_code != 404} == set()


@pytest.mark.parametrize("name", ["stranger", "unassigned", "former", "conflicted", "reviewer", "leader"])
def test_nobody_moves_what_is_not_theirs_to_move(cast, year, signed_in, name):
    before = Event.objects.count(), {proposal.pk: proposal.status for proposal in Proposal.objects.all()}
    browser = signed_in(cast[name])
    for status in EVERY:
        for action in Action:
            browser.post(reverse("proposals:act", args=[year[status].pk, action]), {"note": "Catatan"})
    assert (Event.objects.count(), {proposal.pk: proposal.status for proposal in Proposal.objects.all()}) == before


def test_the_conflicted_get_exactly_what_does_not_exist(cast, year, signed_in):
    browser, nowhere = signed_in(cast.conflicted), 987_654
    for page in (
        "proposals:detail",
        "proposals:history",
        "proposals:print",
        "proposals:edit_start",
        "proposals:delete",
    ):
        missing = answer(browser, page, nowhere)
        assert missing[0] == 404
        assert {status: answer(browser, page, proposal.pk) for status, proposal in year.items()} == dict.fromkeys(
            EVERY, missing
        )
    for proposal in year.values():
        assert browser.post(reverse("proposals:act", args=[proposal.pk, "accept"])).status_code == 404


def test_a_search_of_the_conflicted_finds_nothing_and_counts_nothing(cast, year, signed_in):
    found = signed_in(cast.conflicted).get(reverse("proposals:list"), {"q": factories.RARE_WORD}).context
    assert [Proposal.objects.get(pk=pk).agency for pk in found["listing"].keys] == [cast.elsewhere]
    assert (len(found["lines"]), found["page_obj"].paginator.count) == (1, 1)


def test_a_lifted_conflict_gives_the_rights_back(cast, year):
    proposal = year[Status.IN_REVIEW]
    lifted = {"lifted_at": "2026-06-01T00:00:00Z", "lifted_by": cast.coordinator, "lift_reason": "Salah orang."}
    Interest.objects.filter(proposal_id=proposal.pk).update(**lifted)
    roles = Proposal.objects.roles_of(cast.conflicted, proposal)
    assert roles == {Role.COORDINATOR, Role.REVIEWER, Role.LEADER}


def test_a_conflict_does_not_reach_other_proposals(cast, year):
    other = Proposal.objects.get(agency=cast.elsewhere)
    assert Proposal.objects.roles_of(cast.conflicted, other) == {Role.COORDINATOR, Role.LEADER}


@pytest.mark.parametrize(
    ("state", "reads"), [("assigned", True), ("done", True), ("recused", False), ("removed", False)]
)
def test_only_a_standing_assignment_lets_a_reviewer_read(cast, state, reads):
    proposal = factories.proposal(Status.IN_REVIEW, of=cast.home)
    factories.assign(cast.reviewer, proposal, state=state, done_at="2026-06-01T00:00:00Z")
    assert Proposal.objects.visible_to(cast.reviewer).exists() is reads


def test_a_revived_draft_is_private_again_although_it_has_a_number(cast):
    proposal = cast.involve(factories.proposal(Status.WITHDRAWN, of=cast.home))
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.DRAFT)
    readers = {name for name in PEOPLE if Proposal.objects.visible_to(cast[name]).exists()}
    assert readers == {"owner", "colleague", "colleague_reviewer"}


def test_a_person_who_may_no_longer_sign_in_reads_nothing(cast, signed_in):
    proposal = factories.proposal(of=cast.home)
    browser = signed_in(cast.coordinator)
    type(cast.coordinator).objects.filter(pk=cast.coordinator.pk).update(is_active=False)
    assert browser.get(proposal.get_absolute_url()).status_code == 302


# --- Files ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PEOPLE)
def test_a_file_opens_for_exactly_those_who_read_its_proposal(cast, year, signed_in, name):
    browser = signed_in(cast[name])
    answers = {
        status: fetch(browser, proposal.attachments.first().get_absolute_url()) for status, proposal in year.items()
    }
    refusal = (302 if name == "visitor" else 404), b""
    assert answers == {status: (200, factories.pdf()) if status in READS[name] else refusal for status in EVERY}


def test_a_file_does_not_open_through_another_proposal(cast, year, signed_in):
    browser = signed_in(cast.stranger)
    own = Proposal.objects.get(agency=cast.elsewhere)
    foreign = year[Status.IN_REVIEW].attachments.first()
    assert browser.get(reverse("proposals:download", args=[own.pk, foreign.pk])).status_code == 404


# scan result → who opens the file, of owner and coordinator
SCANS = {
    Attachment.Scan.CLEAN: {"owner", "coordinator"},
    Attachment.Scan.NOT_SCANNED: {"owner", "coordinator"},
    Attachment.Scan.PENDING: {"owner"},
    Attachment.Scan.INFECTED: set(),
}


@pytest.mark.parametrize("scan", Attachment.Scan)
def test_a_file_not_judged_clean_stays_with_its_agency_and_an_infected_one_with_nobody(cast, signed_in, scan):
    proposal = factories.proposal(of=cast.home)
    held = proposal.attachments.first()
    Attachment.objects.filter(pk=held.pk).update(scan=scan)
    opens = {
        name for name in ("owner", "coordinator") if fetch(signed_in(cast[name]), held.get_absolute_url())[0] == 200
    }
    assert opens == SCANS[scan]


def test_a_download_is_never_shown_inside_the_page(cast, signed_in):
    held = factories.proposal(of=cast.home).attachments.first()
    response = signed_in(cast.owner).get(held.get_absolute_url())
    assert b"".join(response.streaming_content) == factories.pdf()
    assert response["Content-Disposition"].startswith("attachment;")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in response["Content-Security-Policy"]


# --- The public face -----------------------------------------------------------------------------------------------
def test_the_catalogue_holds_the_established_and_nothing_else(year, client):
    listed = client.get(reverse("proposals:catalogue")).context["page_obj"]
    assert [proposal.status for proposal in listed] == [Status.ESTABLISHED]
    answers = {
        status: client.get(reverse("proposals:innovation", args=[proposal.pk])).status_code
        for status, proposal in year.items()
    }
    assert answers == {status: 200 if status == Status.ESTABLISHED else 404 for status in EVERY}


def test_the_catalogue_tells_no_contact_and_no_file(cast, year, client):
    page = client.get(reverse("proposals:innovation", args=[year[Status.ESTABLISHED].pk])).content.decode()
    private = {cast.home.contact_name, cast.home.contact_phone, cast.home.contact_email, cast.owner.email, "lampiran"}
    assert {word for word in private if word in page} == set()


@pytest.mark.parametrize("words", ["Inovasi", factories.RARE_WORD, "Dinas1", "PGK-2026"])
def test_a_search_in_the_catalogue_finds_only_the_established(year, client, words):
    found = client.get(reverse("proposals:catalogue"), {"q": words}).context["page_obj"]
    assert [proposal.status for proposal in found] == [Status.ESTABLISHED]


# --- Names ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "told"), [("owner", False), ("reviewer", False), ("coordinator", True), ("leader", True)]
)
@pytest.mark.parametrize("page", ["detail", "history"])
def test_names_of_the_staff_are_told_to_the_staff_only(cast, year, signed_in, name, told, page):
    shown = signed_in(cast[name]).get(reverse(f"proposals:{page}", args=[year[Status.REJECTED].pk])).content.decode()
    assert (str(cast.coordinator) in shown) is told
    assert told or "Bapperida" in shown


def test_no_notification_tells_the_proposer_who_decided(cast, signed_in):
    proposal = factories.proposal(of=cast.home)
    url = reverse("proposals:act", args=[proposal.pk, "return"])
    signed_in(cast.coordinator).post(url, {"note": "Lengkapi data."})
    texts = list(Notification.objects.filter(user=cast.owner).order_by("pk").values_list("text", flat=True))
    assert texts == [
        "Usulan “Inovasi 1” diterima dengan nomor PGK-2026-0001.",
        "Usulan “Inovasi 1” perlu diperbaiki: Lengkapi data.",
    ]


def test_role_filters_of_a_visitor_hold_nothing(cast, year):
    assert set(core_permissions.role_filters(cast.visitor)) == set(Role)
    assert not Proposal.objects.visible_to(cast.visitor).exists()


def all_pks() -> list[int]:
    return list(Proposal.objects.values_list("pk", flat=True))


def fetch(browser: Client, url: str) -> tuple[int, bytes]:
    """Status and content of a file; the content of anything but a file is left out."""
    response = browser.get(url)
    return response.status_code, b"".join(response.streaming_content) if response.streaming else b""


def answer(browser: Client, page: str, pk: int) -> tuple[int, str]:
    """Status and text of a page, freed of what differs between any two answers: its own address and the form token."""
    response = browser.get(reverse(page, args=[pk]))
    text = re.sub(r"\b\w{64}\b", "TOKEN", response.content.decode())
    return response.status_code, text.replace(f"/usulan/{pk}/", "/usulan/ID/")
