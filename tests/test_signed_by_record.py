"""Every paper that an official signs names who held the office on the day of the paper, and dots where nobody did."""

import datetime

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.core.models import Agency, User
from agencies.officials.offices import Office, OfficialStanding
from dashboard.nudges.models import Addressee, Nudge
from dashboard.nudges.papers import letters_paper
from dashboard.nudges.wording import addressed
from dashboard.reports import issuing
from dashboard.reports.tables import Scope
from foundation.city import city
from foundation.papers.official.signatures import NAME_DOTS
from proposals.core.workflow import Status
from proposals.papers.letters import letter_docx, letter_for
from proposals.sent.shown import as_written
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree.drafting import draft_of
from reviews.meeting.papers import papers as meeting_papers
from reviews.scoring_desk.papers import recap_context
from tests import factories
from tests.proposals.papers.test_letters import docx_text

pytestmark = pytest.mark.django_db
DAY, NIP = datetime.date, "197802112006041009"
DOTS = NAME_DOTS


@pytest.fixture
def office() -> Agency:
    return factories.agency(9, code=city().office.agency_code)


def two(**seat) -> None:
    """Somebody until 31 March 2026, and somebody else since."""
    factories.official(1, nip=NIP, grade="IV/b", until=DAY(2026, 3, 31), **seat)
    factories.official(2, since=DAY(2026, 4, 1), **seat)


def drawn(template: str, context: dict) -> str:
    return " ".join(render_to_string(template, context | {"city": city()}).split())


def noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def test_the_letter_of_an_agency_names_its_head_of_that_day_in_the_block_and_in_the_statement():
    home = factories.agency(1)
    two(office=Office.AGENCY_HEAD, agency=home)
    proposal = as_written(factories.draft(1, of=home))
    letter = letter_for(proposal, "identitas", DAY(2026, 3, 31))
    assert letter.signs[0].block.lines == (
        "KEPALA DINAS NOMOR 1 KOTA PANGKALPINANG,",
        "Dr. Pejabat 1, S.T., M.Si.",
        "Pembina Tingkat I (IV/b)",
        "NIP 19780211 200604 1 009",
    )
    said = [value for block in letter.blocks for _, value in block.facts]
    assert said[:3] == [
        "Dr. Pejabat 1, S.T., M.Si.", "19780211 200604 1 009", "Kepala Dinas Nomor 1 Kota Pangkalpinang",
    ]  # fmt: skip
    for words in (*letter.signs[0].block.lines, *said[:3]):
        assert words in docx_text(letter_docx(letter))
    assert letter_for(proposal, "identitas", DAY(2026, 4, 1)).signs[0].block.name == "Dr. Pejabat 2, S.T., M.Si."
    before = letter_for(proposal, "identitas", DAY(2023, 1, 1))
    assert before.signs[0].block.name == DOTS
    assert {value.strip(".") for block in before.blocks for _, value in block.facts[:1]} >= {""}


def test_a_head_called_otherwise_and_one_who_acts_sign_as_they_are_called():
    home = factories.agency(1)
    factories.official(1, office=Office.AGENCY_HEAD, agency=home, title="Camat Gabek", standing=OfficialStanding.PLT)
    letter = letter_for(as_written(factories.draft(1, of=home)), "identitas", DAY(2026, 1, 1))
    assert letter.signs[0].block.office == ("Plt. CAMAT GABEK,",)
    assert letter.blocks[1].facts[2][1] == "Plt. Camat Gabek"


@pytest.mark.parametrize(
    ("kind", "name", "called"),
    [
        ("kecamatan", "Kecamatan Gabek", "Camat Gabek"),
        ("inspektorat", "Inspektorat Kota Pangkalpinang", "Inspektur Kota Pangkalpinang"),
        ("inspektorat", "Inspektorat", "Inspektur"),
        ("sekretariat", "Sekretariat DPRD Kota Pangkalpinang", "Sekretaris DPRD Kota Pangkalpinang"),
        ("rsud_uobk", "Rumah Sakit Umum Daerah Depati Hamzah", "Direktur Rumah Sakit Umum Daerah Depati Hamzah"),
        ("sd", "SD Negeri 1 Pangkalpinang", "Kepala SD Negeri 1 Pangkalpinang"),
        ("unit", "UPTD Laboratorium Kesehatan", "Kepala UPTD Laboratorium Kesehatan"),
    ],
)
def test_a_head_is_called_alike_as_signer_as_addressee_and_in_the_records(kind, name, called):
    home = factories.agency(1, kind=kind, official_name=name)
    letter = letter_for(as_written(factories.draft(1, of=home)), "identitas", DAY(2026, 1, 1))
    assert letter.signs[0].block.office == (f"{called.upper()},",)
    assert factories.official(1, office=Office.AGENCY_HEAD, agency=home).office_title == called
    assert addressed("head", kind, name) == called


def test_letters_that_remind_name_who_held_the_office_when_they_were_sent_at_one_price(office):
    two(office=Office.AGENCY_HEAD, agency=office)
    factories.official(3, office=Office.SECRETARY)
    cost, period = {}, factories.period()
    nudges = [
        Nudge(
            agency=factories.agency(number),
            period=period,
            addressee=addressee,
            sent_at=noon(day),
            text="Isi.",
            pk=number,
        )
        for number, (addressee, day) in enumerate(
            [
                (Addressee.HEAD, DAY(2026, 3, 31)),
                (Addressee.HEAD, DAY(2026, 4, 1)),
                (Addressee.SEKDA, DAY(2026, 4, 1)),
                (Addressee.HEAD, DAY(2023, 1, 1)),
                (Addressee.HEAD, DAY(2023, 1, 1)),
            ],
            1,
        )
    ]
    for amount in (4, 5):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            letters = letters_paper(nudges[:amount]).context["letters"]
        cost[amount] = len([one for one in asked if "agencies_official" in one["sql"]])
    assert [one.letter.signs[0].block.name for one in letters] == [
        "Dr. Pejabat 1, S.T., M.Si.", "Dr. Pejabat 2, S.T., M.Si.", "Dr. Pejabat 3, S.T., M.Si.", DOTS, DOTS,
    ]  # fmt: skip
    assert cost == {4: 4, 5: 4}


def test_a_report_is_signed_by_the_head_of_its_day_and_issued_anew_when_that_changes(office, unprinted):
    period, leader = factories.period(), factories.leader()
    factories.proposal(Status.SUBMITTED, 1)

    def issued() -> issuing.IssuedReport:
        return issuing.issue(issuing.Order(["kemajuan"], Scope(leader, period, timezone.now())))

    order = issuing.Order(["kemajuan"], Scope(leader, period, timezone.now()))
    without = drawn(issuing.TEMPLATE, issuing.context_of(order, []))
    assert f"<p>NIP {'…' * 12}</p>" in without and DOTS in without
    first = issued()
    assert issued() == first
    factories.official(1, office=Office.AGENCY_HEAD, agency=office, nip=NIP)
    second = issued()
    assert second != first
    assert "NIP 19780211 200604 1 009" in drawn(issuing.TEMPLATE, issuing.context_of(order, []))


def test_the_recap_of_scores_is_signed_by_the_recorded_chair_of_the_reviewers():
    two(office=Office.OTHER, title="Ketua Tim Penilai")
    proposal = factories.sent(factories.proposal(Status.IN_REVIEW, 1))
    named = [recap_context(proposal, noon(day))["signatures"][0].name for day in (DAY(2026, 3, 31), DAY(2026, 4, 1))]
    assert named == ["Dr. Pejabat 1, S.T., M.Si.", "Dr. Pejabat 2, S.T., M.Si."]


@pytest.fixture
def meeting() -> Meeting:
    chair, head = (factories.leader(number, full_name=f"Akun {number}") for number in (1, 2))
    return Meeting.objects.create(
        period=factories.period(), title="Rapat", held_at=noon(DAY(2026, 3, 31)), place="Aula", chair=chair, head=head,
        created_by=factories.coordinator(),
    )  # fmt: skip


def minutes(meeting: Meeting, part: str, by: User) -> str:
    context = meeting_papers.paper_context(meeting, part, noon(DAY(2026, 5, 1)), by=by)
    return drawn(f"reviews/meeting/papers/{part}.html", context)


def test_the_minutes_name_chair_and_head_as_recorded_on_the_day_of_the_meeting(meeting, office):
    two(office=Office.AGENCY_HEAD, agency=office, account=meeting.head)
    text = minutes(meeting, "berita-acara", factories.coordinator())
    for words in ("Dr. Pejabat 1, S.T., M.Si.", "Pembina Tingkat I (IV/b)", "NIP 19780211 200604 1 009"):
        assert f">{words}</p>" in text
    assert ">KETUA RAPAT,</p>" in text and ">Akun 1</p>" in text
    assert "Pejabat 2" not in text and ">Akun 2</p>" not in text


def test_the_decree_bears_the_bare_name_of_the_head_of_the_city(meeting):
    two(office=Office.REGION_HEAD)
    decree = draft_of(meeting)
    for [placed] in (decree.signs, decree.annex_signs):
        assert (placed.block.office, placed.block.name) == (("WALI KOTA PANGKALPINANG,",), "PEJABAT 2")
        assert not placed.block.below
