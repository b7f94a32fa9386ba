"""Mail that is sent: any words make a subject that mail takes, and a failing server is tried for two days."""

import email
import email.policy
import itertools
import smtplib
import socket
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from hypothesis import example, given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job
from pytest_django import Settings

from foundation.figures import PROPERTY, as_property, figure
from foundation.mail import NO_SUBJECT, SUBJECT_LENGTH, subject_line
from foundation.tasks import send_mail
from proposals.core import moves
from proposals.core.models import Proposal
from proposals.core.workflow import Action
from tests import factories
from tests.factories import Cast


def arrived() -> str:
    """The subject of the one mail that was sent, as the receiving program reads it from the bytes on the line."""
    [letter] = mail.outbox
    raw = letter.message().as_bytes(linesep="\r\n")
    return str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"]).strip()


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
    send_mail(subject=words, body="Isi.", to=["operator@contoh.test"])
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
    ProcrastinateJob.objects.filter(task_name="send_mail").delete()
    proposal = Proposal.objects.get()
    note = "Lengkapi:\r\n1. anggaran tahun berjalan\n2. foto kegiatan"
    moves.perform(Action.RETURN, proposal, by=cast.coordinator, note=note)

    for job in ProcrastinateJob.objects.filter(task_name="send_mail"):
        send_mail(**job.args)
    assert arrived() == f"Usulan “{proposal.title}” perlu diperbaiki: Lengkapi: 1. anggaran tahun berjalan 2.…"
    assert cast.owner.email in mail.outbox[0].to
    assert "2. foto kegiatan" in mail.outbox[0].body


def waits() -> list[timedelta]:
    """The pauses from each failed try to the next, until the queue gives the mail up."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    found: list[timedelta] = []
    with time_machine.travel(now, tick=False):
        for attempts in itertools.count():
            job = Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="send_mail", attempts=attempts)
            again = send_mail.get_retry_exception(OSError("Connection refused"), job)
            if again is None:
                return found
            found.append(again.retry_decision.retry_at - now)
    return found


def test_mail_is_tried_soon_then_hourly_for_two_days_then_given_up() -> None:
    assert [wait.total_seconds() / 60 for wait in waits()] == [1, 5, 15, 30, 60] + [60] * 48


@pytest.mark.parametrize("figures", ["", as_property([figure("agency.missing", 2, year=2026, subject="dinas-1")])])
def test_every_mail_says_that_no_person_wrote_it(figures: str) -> None:
    send_mail(subject="Usulan", body="Isi.", to=["operator@contoh.test"], figures=figures)
    message = mail.outbox[0].message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert (message[PROPERTY] or "") == figures


def test_a_mail_server_that_never_answers_is_not_waited_for_without_end(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert 0 < mail.get_connection().timeout <= 60
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.05
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            send_mail(subject="Usulan", body="Isi.", to=["operator@contoh.test"])
