"""What a server's refusal means, for real sentences of mail servers."""

import smtplib
import ssl

import pytest

from foundation.outbox.faults import BUSY, REFUSED, fault_of, meaning


@pytest.mark.parametrize(
    ("code", "sentence", "words"),
    [
        (550, "5.1.1 <op@dinas.go.id>: Recipient address rejected: User unknown", "Alamat ini tidak ada pada"),
        (550, "#5.1.0 Address rejected.", "Alamat ini tidak ada pada server penerima, atau"),
        (550, "No such user here", "Alamat ini tidak ada pada server penerima, atau"),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "Alamat ini tidak menerima surel."),
        (552, "5.2.2 The email account that you tried to reach is over quota", "Kotak surel penerima penuh."),
        (550, "5.2.1 The email account that you tried to reach is disabled.", "Kotak surel penerima sudah tidak"),
        (552, "5.3.4 Message size exceeds fixed limit", "Surel ini terlalu besar"),
        (554, "5.7.1 Message rejected due to content restrictions", "Server penerima menolak surel dari portal"),
        (550, "5.7.26 This message does not pass authentication checks", "Server penerima menolak surel dari portal"),
        (554, "transaction failed", REFUSED),
    ],
)
def test_a_final_refusal_in_plain_words(code: int, sentence: str, words: str) -> None:
    assert meaning(code, sentence, final=True).startswith(words)


def test_a_refusal_for_now_says_that_the_reader_is_busy() -> None:
    assert meaning(450, "4.2.0 Greylisted", final=False) == BUSY
    assert meaning(452, "4.2.2 Mailbox full", final=False) == "Kotak surel penerima penuh."


@pytest.mark.parametrize(
    ("problem", "of_server", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.id": (550, b"5.1.1 unknown")}), False, True),
        (smtplib.SMTPRecipientsRefused({"a@b.id": (451, b"4.7.1 try again later")}), False, False),
        (smtplib.SMTPRecipientsRefused({"a@b.id": (421, b"closing")}), True, False),
        (smtplib.SMTPRecipientsRefused({"a@b.id": (530, b"5.7.0 Must issue a STARTTLS command first")}), True, False),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 bad credentials"), True, False),
        (smtplib.SMTPSenderRefused(553, b"5.7.1 not yours", "x@y.id"), True, False),
        (smtplib.SMTPSenderRefused(552, b"5.3.4 too big", "x@y.id"), False, True),
        (smtplib.SMTPDataError(554, b"5.7.1 spam"), False, True),
        (smtplib.SMTPDataError(451, b"4.3.0 queue full"), False, False),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out"), True, False),
        (smtplib.SMTPConnectError(554, b"no"), True, False),
        (ConnectionRefusedError(111, "Connection refused"), True, False),
        (ssl.SSLError(1, "wrong version number"), True, False),
        (TimeoutError("timed out"), True, False),
        (UnicodeEncodeError("ascii", "é", 0, 1, "ordinal not in range"), False, True),
        (KeyError("x"), False, False),
    ],
)
def test_whose_fault_it_is_and_whether_trying_again_helps(problem: Exception, *, of_server: bool, final: bool) -> None:
    fault = fault_of(problem)
    assert (fault.of_server, fault.final) == (of_server, final)
    assert fault.reason and fault.answer
