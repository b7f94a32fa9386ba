"""Mail that is sent: any words make a subject that mail takes."""

import email
import email.policy
import unicodedata

import pytest
from django.core import mail
from hypothesis import example, given
from hypothesis import strategies as st

from foundation.outbox.models import OutgoingMail
from foundation.outbox.queueing import Mail, send_later
from foundation.outbox.sending import send_due
from foundation.outbox.subjects import NO_SUBJECT, SUBJECT_LENGTH, subject_line
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action
from tests import factories
from tests.factories import Cast


def arrived() -> str:
    """The subject of the one mail that was sent, as the receiving program reads it from the bytes on the line."""
    [letter] = mail.outbox
    raw = letter.message().as_bytes(linesep="\r\n")
    return str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"]).strip()


@pytest.mark.django_db
@given(st.text(max_size=200))
@example("Usulan “Antre” perlu diperbaiki: Lengkapi:\r\n1. anggaran\n2. foto\u2028Bcc: lain@contoh.test\x00\x1b\u202e")
@example("\n\u200b\t")
@example("😀é" * 60)
@example("\ud800 surat")
def test_any_words_become_one_line_of_at_most_78_characters_that_arrives(words: str) -> None:
    line = subject_line(words)
    assert 0 < len(line) <= SUBJECT_LENGTH
    assert {unicodedata.category(sign) for sign in line}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert line == " ".join(line.split())
    mail.outbox.clear()
    OutgoingMail.objects.all().delete()
    send_later([Mail(words, "Isi.", "operator@contoh.test")])
    send_due()
    assert arrived() == line


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Usulan “Antre” ditarik.", "Usulan “Antre” ditarik."),
        (" Lengkapi:\r\n\r\n- anggaran\n-\tfoto\x00 ", "Lengkapi: - anggaran - foto"),
        ("Se\u200bko\u202elah \u2066A\u2069", "Sekolah A"),
        ("", NO_SUBJECT),
        ("\n\u200b", NO_SUBJECT),
        ("a" * 78, "a" * 78),
        ("a" * 79, "a" * 77 + "…"),
        ("a" * 70 + " b" + " c" * 9, "a" * 70 + " b c c…"),
        ("kata " * 15 + "kata", " ".join(["kata"] * 15) + "…"),
        ("Usulan " + "a" * 90, "Usulan " + "a" * 70 + "…"),
    ],
)
def test_the_subject_is_the_words_in_one_line_cut_between_two_words(words: str, line: str) -> None:
    assert subject_line(words) == line


@pytest.mark.django_db
def test_a_repair_request_whose_note_has_lines_is_sent(cast: Cast) -> None:
    proposal = factories.ready(of=cast.home)
    moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    OutgoingMail.objects.all().delete()
    proposal = Proposal.objects.get()
    note = "Lengkapi:\r\n1. anggaran tahun berjalan\n2. foto kegiatan"
    moves.perform(Action.RETURN, proposal, by=cast.coordinator, note=note)

    OutgoingMail.objects.exclude(person=cast.owner).delete()
    assert send_due() == 1
    assert arrived() == f"Usulan “{proposal.title}” perlu diperbaiki: Lengkapi: 1. anggaran tahun berjalan 2.…"
    assert mail.outbox[0].to == [cast.owner.email]
    assert "2. foto kegiatan" in mail.outbox[0].body
