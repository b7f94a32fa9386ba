"""Letters on what a meeting decided: what they say by outcome and setting, once each, the same bytes for ever."""

from dataclasses import replace
from types import SimpleNamespace

import pgtrigger
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agencies.core.models import Agency, User
from agencies.officials.models import Official
from agencies.officials.offices import Office
from foundation.city import city
from foundation.issued.models import IssuedPaper
from foundation.outbox.models import OutgoingMail
from foundation.outbox.sending import message_of
from foundation.papers.official.frames import BodyPart
from foundation.signing.pages import texts_of
from foundation.signing.validation import signatures_in
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from reviews.core.models import Assignment
from reviews.interests import services as declaring
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.letters import keeping, letters, tasks
from reviews.meeting.letters.models import SealedLetter
from reviews.meeting.release import releasing
from tests import factories
from tests.at_once import at_once
from tests.foundation.signing.authority import Authority
from tests.reviews.meetings import HELD

NAMES = ("Reviewer", "Second", "reviewer", "second")


def issued() -> list[IssuedPaper]:
    return list(IssuedPaper.objects.filter(kind=letters.KIND).order_by("pk"))


def work() -> None:
    """What a worker does with what the release left in the queue."""
    for job in ProcrastinateJob.objects.filter(task_name="issue_outcome_letters").order_by("id"):
        tasks.issue_letters(**job.args)


def said(decision: Decision) -> str:
    """Every word of the body of the letter as it would be made."""
    paper = SimpleNamespace(serial="HP-2026-00012", verify_url="https://portal.test/verifikasi/kode/")
    parts: list[BodyPart] = list(letters.written(decision, paper).blocks)
    return "\n".join(
        " ".join([part.text, *(f"{label}: {value}" for label, value in part.facts), *part.items])
        + " ".join(" | ".join(row) for row in (part.table.rows if part.table else ()))
        for part in parts
    )


@pytest.fixture
def commented(scored) -> None:
    for proposal in scored:
        for number, row in enumerate(proposal.assignments.order_by("pk"), 1):
            row.comment = f"Bukti pemakaian perlu ditambah ({number})."
            row.save(update_fields=["comment"])


@pytest.fixture
def released(signed, commented, cast) -> Meeting:
    releasing.release(signed, by=cast.coordinator)
    return Meeting.objects.get(pk=signed.pk)


def decision(proposal: Proposal) -> Decision:
    return Decision.objects.get(proposal_id=proposal.pk)


def opened(period: Period, feedback: str) -> None:
    Period.objects.filter(pk=period.pk).update(feedback=feedback)


def test_a_release_leaves_the_letters_to_the_queue_and_each_is_issued_once(released, scored) -> None:
    assert issued() == [] and ProcrastinateJob.objects.filter(task_name="issue_outcome_letters").count() == 1
    work()
    first = issued()
    assert {(paper.subject_model, paper.subject_key) for paper in first} == {
        ("reviews.decision", str(decision(proposal).pk)) for proposal in scored
    }
    work()
    assert issued() == first
    assert [paper.serial for paper in first] == [f"HP-{timezone.localdate().year}-{number:05d}" for number in (1, 2, 3)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_browsers_at_once_issue_one_letter_each(signed, scored, cast) -> None:
    moved = at_once(*[lambda: releasing.release(Meeting.objects.get(pk=signed.pk), by=cast.coordinator)] * 2)
    assert sorted(moved) == [0, 3]
    assert ProcrastinateJob.objects.filter(task_name="issue_outcome_letters").count() == 1
    at_once(*[lambda: tasks.issue_letters(meeting=signed.pk)] * 2)
    assert len(issued()) == 3 and len({paper.subject_key for paper in issued()}) == 3


@pytest.mark.parametrize(
    ("place", "outcome", "onward"),
    [
        (0, "Hasil: Masuk daftar unggulan", "diajukan untuk ditetapkan dengan Keputusan Wali Kota Pangkalpinang"),
        (1, "Hasil: Masuk pembinaan", "rencana pembinaan"),
        (2, "Hasil: Dinyatakan tidak layak Alasan: Belum berbukti.", "ajukan lagi pada periode berikutnya"),
    ],
)
def test_it_says_the_outcome_and_the_next_step(released, scored, place, outcome, onward) -> None:
    text = said(decision(scored[place]))
    assert outcome in text and onward in text
    assert f"Nama inovasi: Inovasi {place + 1}" in text and "Berita Acara Nomor" in text
    assert "rapat penetapan tanggal 20 November 2026" in text


@pytest.mark.parametrize(
    ("feedback", "scores", "reasons"),
    [
        (Period.Feedback.NOTHING, False, False),
        (Period.Feedback.COMMENTS, False, True),
        (Period.Feedback.SCORES, True, True),
    ],
)
def test_it_tells_as_much_as_the_period_opens_and_never_a_name(
    released, scored, period, feedback, scores, reasons
) -> None:
    opened(period, feedback)
    texts = [said(decision(proposal)) for proposal in scored]
    assert ("Penilaian proposal | Kebaruan | 3,00 | 3" in texts[0]) is scores
    assert ("Penilaian proposal: " in texts[0]) is scores
    assert ("Bukti pemakaian perlu ditambah (1)." in texts[0]) is reasons
    # The best level everywhere leaves nothing to lift; of the second, every criterion may rise to the third level.
    assert ("Kebaruan: Tingkat 3." in texts[1]) is reasons and "Tingkat" not in texts[0]
    assert not [name for name in NAMES for text in texts if name in text]


def test_without_a_meeting_it_says_so(released, scored) -> None:
    held = decision(scored[0])
    held.meeting.kept_procedure["in_meeting"] = False
    assert "penetapan tanpa rapat" in said(held) and "rapat penetapan" not in said(held)


def test_it_is_numbered_in_the_portals_own_series_and_signed_by_the_head_of_the_day(released, scored) -> None:
    day = timezone.localdate()
    office = factories.agency(9, code=city().office.agency_code)
    factories.official(1, office=Office.AGENCY_HEAD, agency=office)
    letter = letters.written(decision(scored[0]), SimpleNamespace(serial="HP-2026-00012", verify_url=""))
    assert letter.number == f"400.14.10/HP.12/BAPPERIDA/{day.year}"
    assert (letter.date, letter.to, letter.draft) == (day, ["Kepala Dinas Kesehatan"], False)
    assert letter.signs[0].block.name == "Dr. Pejabat 1, S.T., M.Si."


def change_everything(period: Period) -> None:
    """What the letter is written from, a minute after the release and before the queue came to it."""
    Agency.objects.update(official_name="Badan Lain", short_name="Badan Lain")
    User.objects.update(full_name="Berganti Nama")
    Official.objects.update(name="Nama Lain")
    Proposal.objects.update(title="Judul lain", sent_title="Judul lain")
    Assignment.objects.update(comment="Komentar lain.")
    opened(period, Period.Feedback.NOTHING)


def test_its_words_are_those_of_the_release_whatever_changes_before_it_is_printed(
    signed, scored, cast, period, commented
) -> None:
    opened(period, Period.Feedback.SCORES)
    factories.official(1, office=Office.AGENCY_HEAD, agency=factories.agency(9, code=city().office.agency_code))
    releasing.release(signed, by=cast.coordinator)
    kept = dict(SealedLetter.objects.values_list("decision", "source"))
    change_everything(period)
    work()
    for number, proposal in enumerate(scored, 1):
        text = " ".join(" ".join(texts_of(keeping.letter_of(decision(proposal)).read())).split())
        for words in (
            f"Inovasi {number}",
            "Kepala Dinas Kesehatan",
            "Dr. Pejabat 1",
            "Bukti pemakaian",
            "Rata-rata tingkat",
        ):
            assert words in text, words
        for words in ("Judul lain", "Badan Lain", "Nama Lain", "Komentar lain", "Berganti Nama"):
            assert words not in text, words
    assert dict(SealedLetter.objects.values_list("decision", "source")) == kept


def test_its_bytes_stay_whatever_changes(released, scored, period) -> None:
    work()
    before = {paper.pk: paper.read() for paper in issued()}
    change_everything(period)
    work()
    assert {paper.pk: paper.read() for paper in issued()} == before and len(before) == len(scored)
    assert keeping.letter_of(decision(scored[0])).read() == before[issued()[0].pk]


def test_what_the_release_kept_of_it_is_not_rewritten(released) -> None:
    for change in (lambda rows: rows.update(source="<p>lain</p>"), lambda rows: rows.delete()):
        with (
            pytest.raises(DatabaseError, match="Cannot update or delete rows from reviews_sealedletter"),
            transaction.atomic(),
        ):
            change(SealedLetter.objects.filter(decision__meeting=released))


def test_a_meeting_released_before_letters_were_kept_gets_each_once(released, scored) -> None:
    with pgtrigger.ignore("reviews.SealedLetter:sealed_letter_append_only"):
        SealedLetter.objects.all().delete()
    OutgoingMail.objects.all().delete()
    IssuedPaper.with_reserved.filter(kind=letters.KIND).delete()
    first = keeping.letter_of(decision(scored[0]))
    work()
    assert keeping.letter_of(decision(scored[0])) == first and len(issued()) == 3


def test_its_people_and_the_staff_open_it_from_the_page_of_the_proposal(released, scored, cast, page) -> None:
    address = reverse("reviews:outcome_letter", args=[decision(scored[0]).pk])
    for person in (cast.owner, cast.colleague, cast.coordinator, cast.leader):
        browser = page(person)
        shown = browser.get(scored[0].get_absolute_url()).content.decode()
        assert address in shown and "Surat hasil penilaian" in shown
        assert browser.get(address).content == keeping.letter_of(decision(scored[0])).read()
    declaring.record(cast.coordinator, scored[0], kind="related", reason="Saudara.", by=cast.coordinator)
    for person in (cast.stranger, cast.reviewer, cast.coordinator):
        assert page(person).get(address).status_code == 404


def test_a_letter_is_signed_in_the_portal_by_the_way_on_the_page_of_the_proposal(
    released, scored, cast, page, settings, tmp_path
) -> None:
    head = factories.user("kepala", full_name="Yan Contoh")
    official = factories.official(9, office=Office.OTHER, title="Kepala Badan", account=head, since=HELD.date())
    way = reverse("reviews:outcome_letter_signing", args=[decision(scored[0]).pk])
    assert way in page(cast.coordinator).get(scored[0].get_absolute_url()).content.decode()
    assert way not in page(cast.owner).get(scored[0].get_absolute_url()).content.decode()
    paper = keeping.letter_of(decision(scored[0]))
    assert page(cast.coordinator).get(way).url == reverse("agencies:signature", args=[paper.pk])
    page(cast.coordinator).post(reverse("agencies:signature_ask", args=[paper.pk]), {"signer_1": official.pk})
    tmp_path.chmod(0o700)
    authority = Authority(tmp_path)
    authority.issue("kepala", "Yan Contoh", "betul")
    settings.SIGNING = replace(settings.SIGNING, way="pkcs12", pkcs12_dir=str(tmp_path))
    page(head).post(reverse("agencies:signature_sign", args=[paper.pk]), {"passphrase": "betul"})
    signed = page(cast.coordinator).get(reverse("reviews:outcome_letter", args=[decision(scored[0]).pk])).content
    assert [(one.signer, one.holds) for one in signatures_in(signed, [])] == [("Yan Contoh", True)]
    assert page(cast.coordinator).get(way).url == reverse("agencies:signature", args=[paper.pk])
    for person in (cast.owner, cast.leader, cast.reviewer):
        assert page(person).get(way).status_code == 404


def test_before_the_release_there_is_none(signed, scored, cast, page) -> None:
    browser = page(cast.owner)
    assert browser.get(reverse("reviews:outcome_letter", args=[decision(scored[0]).pk])).status_code == 404
    assert "Surat hasil penilaian" not in browser.get(scored[0].get_absolute_url()).content.decode()


def test_the_mail_of_the_release_says_where_it_is(released) -> None:
    bodies = OutgoingMail.objects.filter(subject__startswith="Usulan “Inovasi").values_list("subject", "body")
    told = [body for subject, body in bodies if "diterima" not in subject and "lolos verifikasi" not in subject]
    assert len(told) == 9 and all("Surat hasil penilaian dapat Anda unduh" in body for body in told)


def test_the_mail_brings_the_letter_itself(released, scored, cast) -> None:
    work()
    for proposal in scored:
        letter = keeping.letter_of(decision(proposal))
        told = OutgoingMail.objects.filter(about=proposal.pk, paper__isnull=False)
        assert {mail.paper for mail in told} == {letter}
        assert {mail.person for mail in told} == {cast.owner, cast.colleague, cast.insider}
        for mail in told:
            assert message_of(mail).attachments == [(letter.filename, letter.read(), "application/pdf")]
