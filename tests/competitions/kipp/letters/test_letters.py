"""The letters of an entry: what counts, who gives and opens them and until when, and what they cost."""

import datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Notification
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import NominationState
from competitions.kipp.letters import services
from competitions.kipp.letters.listing import GivenWith, letters_of
from competitions.kipp.letters.models import EntryLetter
from competitions.kipp.letters.opening import closed_because
from competitions.kipp.letters.refusals import LetterRefused
from competitions.kipp.letters.services import LetterFacts, give, remove
from competitions.kipp.letters.tasks import scan_letter
from proposals.core.models import Proposal
from proposals.core.workflow import Role, Status
from proposals.filechecks.scanner import ScanResult, ScanState
from reviews.core.models import Interest
from tests import factories
from tests.competitions.kipp.letters.sending import YESTERDAY, page, paper_in, paper_of, typed
from tests.factories.letters import letter_verdict, stored_letter

pytestmark = pytest.mark.django_db


def test_a_letter_in_the_proposal_counts_and_says_where_it_is(operator, nomination, proposal):
    rules = factories.kipp_rules("surat_pengantar")["attachments"]
    extra = rules[0] | {"key": "surat_pengantar", "label": "Surat pengantar", "required": True}
    Edition.objects.filter(pk=nomination.edition_id).update(rules={"attachments": [*rules, extra]})
    nomination = Nomination.objects.get()
    found = paper_of(nomination, "surat_pengantar")
    assert (found.is_missing, found.given.where, found.signed_on) == (False, GivenWith.PROPOSAL, None)
    shown = operator.get(page(nomination)).content.decode()
    assert "Dari lampiran usulan; tanggal suratnya tidak dicatat di sana" in shown
    assert found.given.file.get_absolute_url() in shown
    proposal.attachments.update(scan="infected")
    nomination = Nomination.objects.get()
    assert paper_of(nomination, "surat_pengantar").is_missing
    proposal.attachments.update(scan="clean", size=3 * 1024 * 1024)
    found = paper_of(nomination, "surat_pengantar")
    assert (found.is_missing, found.fault) == (
        True,
        "Berkas ini lebih besar dari 2 MB. Unggah yang lebih kecil.",
    )


def test_a_file_that_was_not_sent_is_not_known_and_one_that_was_sent_stays_known(nomination, proposal, cast):
    kind = proposal.period.guide.attachment_kinds.get(key="regulasi")
    extra = factories.kipp_rules()["attachments"][0] | {"key": "regulasi", "label": "Regulasi", "required": True}
    Edition.objects.filter(pk=nomination.edition_id).update(rules={"attachments": [extra]})
    nomination = Nomination.objects.get()
    assert not paper_of(nomination, kind.key).is_missing
    proposal.attachments.filter(kind=kind).update(removed_at=timezone.now())
    assert paper_of(Nomination.objects.get(), kind.key).is_missing
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.RETURNED)
    assert not paper_of(Nomination.objects.get(), kind.key).is_missing


@pytest.mark.parametrize(
    ("closes", "state", "proposer", "coordinator"),
    [
        (None, NominationState.NOMINATED, True, True),
        (datetime.date(2026, 6, 3), NominationState.NOMINATED, True, True),
        (datetime.date(2026, 6, 2), NominationState.NOMINATED, False, True),
        (datetime.date(2026, 6, 2), NominationState.SHORTLISTED, False, True),
        (None, NominationState.SHORTLISTED, True, True),
        (None, NominationState.ENTERED, False, False),
        (None, NominationState.PREPARED, True, True),
        (None, NominationState.CANCELLED, False, False),
        (None, NominationState.WITHDRAWN, False, False),
    ],
)
def test_until_when_letters_are_given_and_by_whom(closes, state, proposer, coordinator):
    edition, today = Edition(name="KIPP 2026", year=2026, closes_on=closes), datetime.date(2026, 6, 3)
    said = {
        role: closed_because(edition, state, {role}, today=today)
        for role in (Role.PROPOSER, Role.COORDINATOR, Role.LEADER, Role.REVIEWER)
    }
    assert (not said[Role.PROPOSER], not said[Role.COORDINATOR]) == (proposer, coordinator)
    assert said[Role.LEADER] and said[Role.REVIEWER]


def test_a_closed_edition_takes_letters_from_the_coordinator_alone(client, cast, edition, nomination):
    Edition.objects.update(closes_on=YESTERDAY)
    client.force_login(cast.owner)
    shown = client.get(page(nomination)).content.decode()
    assert "jadi instansi tidak mengunggah surat lagi" in shown
    assert 'type="file"' not in shown
    answer = client.post(page(nomination), typed(document_number="7/C"))
    assert answer.status_code == 400
    assert 'value="7/C"' in answer.content.decode()
    assert not EntryLetter.objects.exists()
    client.force_login(cast.coordinator)
    assert client.post(page(nomination), typed()).status_code == 302
    letter = EntryLetter.objects.get()
    client.force_login(cast.owner)
    client.post(page(nomination, "letter_remove", letter.pk))
    assert EntryLetter.objects.get() == letter


@pytest.mark.parametrize("status", [Status.RETURNED, Status.REJECTED, Status.COACHING, Status.ESTABLISHED])
def test_the_local_status_does_not_matter(cast, edition, status):
    proposal = factories.proposal(status, of=cast.home)
    nomination = Nomination.objects.create(
        edition=edition, proposal_id=proposal.pk, agency=cast.home, nominated_by=cast.owner
    )
    verdict, facts = letter_verdict(), LetterFacts(YESTERDAY)
    assert give(nomination.pk, paper_in(nomination), verdict, facts, by=cast.owner, seen="0").pk


def test_leaders_read_and_others_find_nothing(client, cast, nomination):
    letter = stored_letter(nomination, cast.owner)
    answers = {}
    for who in ("owner", "coordinator", "leader", "stranger", "reviewer"):
        client.force_login(cast[who])
        answers[who] = (
            client.get(page(nomination)).status_code,
            client.post(page(nomination), typed(pages=3)).status_code,
        )
    assert answers == {
        "owner": (200, 400),
        "coordinator": (200, 400),
        "leader": (200, 400),
        "stranger": (404, 404),
        "reviewer": (404, 404),
    }
    assert list(EntryLetter.with_removed.all()) == [letter]
    client.force_login(cast.leader)
    shown = client.get(page(nomination)).content.decode()
    assert "surat-1.pdf" in shown and 'type="file"' not in shown


def test_a_conflict_hides_the_letters(client, cast, nomination):
    letter = stored_letter(nomination, cast.owner)
    Interest.objects.create(proposal_id=nomination.proposal_id, user=cast.coordinator, reason="Saudara")
    client.force_login(cast.coordinator)
    for name, more in (("letters", ()), ("letter_file", (letter.pk,)), ("letter_preview", (letter.pk,))):
        assert client.get(page(nomination, name, *more)).status_code == 404
    assert client.post(page(nomination, "letter_remove", letter.pk)).status_code == 404


def test_an_infected_letter_opens_for_nobody_and_does_not_count(client, cast, nomination, settings, monkeypatch):
    settings.SCANNER_URL = "clamd://127.0.0.1:1"
    letter = give(
        nomination.pk, paper_in(nomination), letter_verdict(), LetterFacts(YESTERDAY), by=cast.owner, seen="0"
    )
    assert letter.scan == "pending"

    def answers() -> list[int]:
        found = []
        for person in (cast.owner, cast.coordinator, cast.leader, cast.reviewer):
            client.force_login(person)
            answer = client.get(page(nomination, "letter_file", letter.pk))
            found.append(answer.status_code)
            if answer.streaming:
                b"".join(answer.streaming_content)
        return found

    assert answers() == [200, 404, 404, 404]
    monkeypatch.setattr("proposals.filechecks.scanning.scan", lambda *_: ScanResult(ScanState.CLEAN))
    scan_letter(letter.pk)
    assert answers() == [200, 200, 200, 404]
    EntryLetter.objects.update(scan="pending")
    monkeypatch.setattr("proposals.filechecks.scanning.scan", lambda *_: ScanResult(ScanState.INFECTED, "Eicar"))
    scan_letter(letter.pk)
    assert answers() == [404, 404, 404, 404]
    found = paper_of(nomination)
    assert found.is_missing and "terinfeksi virus" in found.fault
    assert Notification.objects.filter(user=cast.owner, text__contains="virus dalam surat KIPP").count() == 1
    client.force_login(cast.owner)
    shown = client.get(page(nomination)).content.decode()
    assert "terinfeksi virus" in shown
    assert f'href="{page(nomination, "letter_file", letter.pk)}"' not in shown
    letter.refresh_from_db()
    again = client.post(page(nomination), typed(seen=letter.seen_as))
    assert "Berkas ini terinfeksi virus" in again.content.decode()
    assert client.post(page(nomination), typed(pages=2, seen=letter.seen_as)).status_code == 302


def test_the_disk_is_not_filled_by_exchanging(cast, nomination, monkeypatch):
    monkeypatch.setattr(services, "MOST_EVER", 1)
    letter = stored_letter(nomination, cast.owner)
    paper, facts = paper_in(nomination), LetterFacts(YESTERDAY)
    with pytest.raises(LetterRefused, match="1 kali diunggah"):
        give(nomination.pk, paper, letter_verdict(2), facts, by=cast.owner, seen=letter.seen_as)
    assert EntryLetter.objects.get() == letter


def test_equal_letters_of_two_entries_lie_once(cast, nomination, edition):
    other = factories.proposal("in_review", 50, of=cast.home)
    second = Nomination.objects.create(edition=edition, proposal_id=other.pk, agency=cast.home, nominated_by=cast.owner)
    first = stored_letter(nomination, cast.owner)
    made = give(second.pk, paper_in(second), letter_verdict(), LetterFacts(YESTERDAY), by=cast.owner, seen="0")
    assert made.file.name == first.file.name


def test_the_database_keeps_one_standing_letter_and_what_was_given(cast, nomination):
    letter = stored_letter(nomination, cast.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        stored_letter(nomination, cast.owner, pages=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryLetter.objects.update(signed_on=timezone.localdate() + datetime.timedelta(days=2))
    for change in (letter.delete, lambda: EntryLetter.objects.update(sha256="0" * 64)):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()
    assert EntryLetter.objects.get().sha256 == letter.sha256


def test_the_board_names_what_is_missing_and_leads_to_the_letters(operator, nomination, cast):
    url = reverse("competitions:kipp", args=[2026])
    shown = operator.get(url).content.decode()
    assert f'href="{page(nomination)}">Surat (3 kurang)' in shown
    stored_letter(nomination, cast.owner)
    shown = operator.get(url).content.decode()
    assert "Surat (2 kurang)" in shown
    assert "Surat pernyataan identitas" not in shown


def test_letters_cost_the_same_for_few_entries_and_for_many(cast, edition, nomination):
    def counted() -> int:
        rows = list(edition.nominations.select_related("proposal"))
        with CaptureQueriesContext(connection) as queries:
            found = letters_of(edition, rows)
        assert len(found) == len(rows)
        return len(queries)

    stored_letter(nomination, cast.owner)
    few = counted()
    for number in range(60, 66):
        other = factories.proposal("in_review", number, of=cast.home)
        more = Nomination.objects.create(
            edition=edition, proposal_id=other.pk, agency=cast.home, nominated_by=cast.owner
        )
        stored_letter(more, cast.owner)
    assert counted() == few <= 4


def test_the_page_costs_the_same_with_a_short_and_a_long_history(operator, nomination, cast):
    def counted() -> int:
        operator.get(page(nomination))
        with CaptureQueriesContext(connection) as queries:
            operator.get(page(nomination))
        return len(queries)

    letter = stored_letter(nomination, cast.owner)
    few = counted()
    for pages in range(2, 6):
        remove(letter, by=cast.owner)
        letter = stored_letter(nomination, cast.owner, pages=pages)
    stored_letter(nomination, cast.owner, "formulir_spbe")
    assert counted() == few
