"""Returned mail is tied to the mail it is about, by reports as Postfix, Exchange and Gmail write them."""

import mailbox as boxes
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from foundation.outbox import bounces, mailbox, sending
from foundation.outbox.bounces import Returned
from foundation.outbox.models import MailState, OutgoingMail
from foundation.outbox.queueing import Mail, send_later

pytestmark = pytest.mark.django_db

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.contoh.test (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.contoh.test. Your message could not be delivered.

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.contoh.test
X-Postfix-Queue-ID: 4F2k1x0Zz1z
Arrival-Date: Mon,  2 Mar 2026 08:00:00 +0700 (WIB)

Final-Recipient: rfc822; op@dinas.test
Original-Recipient: rfc822;op@dinas.test
Action: {action}
Status: {status}
Remote-MTA: dns; mail.dinas.test
Diagnostic-Code: smtp; {said}

--B1
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Portal <inovasi@contoh.test>
To: op@dinas.test
Message-ID: {id}
Subject: Usulan perlu diperbaiki

Isi surat.

--B1--
"""
GMAIL = """\
To: inovasi@contoh.test
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; boundary="000G"; report-type=delivery-status
MIME-Version: 1.0

--000G
Content-Type: multipart/related; boundary="000H"

--000H
Content-Type: text/html; charset="UTF-8"

<p>Address not found</p>
--000H--
--000G
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Mon, 02 Mar 2026 01:00:00 -0800 (PST)

Final-Recipient: rfc822; op@dinas.test
Action: failed
Status: 5.2.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (142.250.4.27, the server for the domain.)
Diagnostic-Code: smtp; 550-5.2.1 The email account that you tried to reach is inactive.
 550 5.2.1 Learn more
Last-Attempt-Date: Mon, 02 Mar 2026 01:00:01 -0800 (PST)

--000G
Content-Type: text/rfc822-headers

From: Portal <inovasi@contoh.test>
Message-ID: {id}
Subject: Usulan perlu diperbaiki

--000G--
"""


@pytest.fixture
def mail(settings: Settings) -> OutgoingMail:
    """One that the server took."""
    settings.DEFAULT_FROM_EMAIL, settings.BOUNCE_ADDRESS = "Portal <inovasi@contoh.test>", "pantulan@contoh.test"
    send_later([Mail("Usulan perlu diperbaiki", "Isi surat.", "op@dinas.test")])
    sending.send_due()
    return OutgoingMail.objects.get()


def postfix(mail: OutgoingMail, **parts: str) -> bytes:
    usual = {
        "to": "inovasi@contoh.test",
        "id": sending.message_id(mail),
        "action": "failed",
        "status": "5.1.1",
        "said": "550 5.1.1 <op@dinas.test>: Recipient address rejected: User unknown",
    }
    return POSTFIX.format(**usual | parts).encode()


def now(mail: OutgoingMail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.reason


def test_a_report_by_the_id_of_what_it_returns(mail: OutgoingMail) -> None:
    assert bounces.receive(postfix(mail)) is Returned.NOTED
    assert now(mail) == ("ditolak", "Alamat ini tidak ada pada server penerima.")
    assert mail.answer == "550 5.1.1 <op@dinas.test>: Recipient address rejected: User unknown"
    assert bounces.receive(postfix(mail)) is Returned.KNOWN


def test_a_report_by_the_address_it_came_to(mail: OutgoingMail) -> None:
    report = postfix(mail, to=sending.return_path(mail), id="<lain@contoh.test>", status="5.2.2", said="552 over quota")
    assert bounces.receive(report) is Returned.NOTED
    assert now(mail) == ("ditolak", "Kotak surel penerima penuh.")


def test_a_report_that_gives_back_the_headers_alone(mail: OutgoingMail) -> None:
    assert bounces.receive(GMAIL.format(id=sending.message_id(mail)).encode()) is Returned.NOTED
    assert now(mail) == ("ditolak", "Kotak surel penerima sudah tidak aktif.")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure_changes_nothing(mail: OutgoingMail, action: str) -> None:
    assert bounces.receive(postfix(mail, action=action, status="4.4.1")) is Returned.NO_FAILURE
    assert now(mail) == ("terkirim", "")


@pytest.mark.parametrize(
    "mark", ["<surel.{pk}.0000000000000000@contoh.test>", "<surel.999999.{token}@contoh.test>", "<>"]
)
def test_nobody_can_pretend_that_a_mail_came_back(mail: OutgoingMail, mark: str) -> None:
    report = postfix(mail, id=mark.format(pk=mail.pk, token=mail.token))
    assert bounces.receive(report) is Returned.UNKNOWN
    assert now(mail) == ("terkirim", "")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00 not a mail",
        b"Subject: Saya sedang cuti\nAuto-Submitted: auto-replied\n\nSampai Senin.",
        b'Content-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: message/delivery-status\n\nrusak',
    ],
)
def test_other_mail_is_passed_over(mail: OutgoingMail, raw: bytes) -> None:
    assert bounces.receive(raw) in {Returned.NO_FAILURE, Returned.UNKNOWN}
    assert now(mail) == ("terkirim", "")


def test_what_somebody_has_settled_stays_settled(mail: OutgoingMail) -> None:
    OutgoingMail.objects.update(state=MailState.HANDED_OVER)
    assert bounces.receive(postfix(mail)) is Returned.KNOWN
    assert now(mail)[0] == "disampaikan"


def test_a_maildir_is_read_once(mail: OutgoingMail, settings: Settings, tmp_path: Path, capsys: Any) -> None:
    box = boxes.Maildir(str(tmp_path / "pantulan"))
    box.add(postfix(mail))
    box.add(b"Subject: Saya sedang cuti\n\nSampai Senin.")
    settings.BOUNCE_MAILBOX = f"maildir://{tmp_path}/pantulan"
    call_command("receive_bounces")
    assert capsys.readouterr().out.strip() == "1 bukan laporan kegagalan, 1 surel ditandai ditolak"
    assert now(mail)[0] == "ditolak"
    call_command("receive_bounces")
    assert capsys.readouterr().out.strip() == "Tidak ada surel baru."
    assert len(box) == 2


@pytest.mark.parametrize("place", ["", "pop3://x", "maildir:///tidak/ada", "imap://127.0.0.1:1/INBOX"])
def test_a_mailbox_that_cannot_be_read_gets_a_sentence(settings: Settings, place: str) -> None:
    settings.BOUNCE_MAILBOX = place
    with pytest.raises(CommandError, match=r"BOUNCE_MAILBOX|Kotak pantulan"):
        call_command("receive_bounces")


class _Imap(socketserver.StreamRequestHandler):
    """As much of an IMAP server (RFC 3501) as reading one mailbox needs."""

    server: Any

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, verb, *words = line.decode().split()
            unread = [number for number, (_, seen) in enumerate(self.server.mails, 1) if not seen]
            match verb.upper():
                case "CAPABILITY":
                    self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                case "LOGIN" if words != ["pantulan", '"s@ndi"']:
                    self.wfile.write(f"{tag} NO wrong\r\n".encode())
                    continue
                case "SELECT":
                    self.wfile.write(f"* {len(self.server.mails)} EXISTS\r\n".encode())
                case "SEARCH":
                    self.wfile.write(f"* SEARCH {' '.join(map(str, unread))}\r\n".encode())
                case "FETCH":
                    raw = self.server.mails[int(words[0]) - 1][0]
                    self.wfile.write(f"* {words[0]} FETCH (BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
                case "STORE":
                    self.server.mails[int(words[0]) - 1][1] = True
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if verb.upper() == "LOGOUT":
                return


@pytest.fixture
def imap() -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Imap) as server:
        server.daemon_threads = True
        server.mails = []  # type: ignore[attr-defined]  # for the handler
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_a_mailbox_on_a_server_is_read_once(mail: OutgoingMail, settings: Settings, imap: Any) -> None:
    imap.mails = [[postfix(mail), False], [b"Subject: lama\r\n\r\n", True]]
    settings.BOUNCE_MAILBOX = f"imap://pantulan:s%40ndi@127.0.0.1:{imap.server_address[1]}/INBOX"
    assert mailbox.empty(bounces.receive) == 1
    assert now(mail)[0] == "ditolak"
    assert mailbox.empty(bounces.receive) == 0
    settings.BOUNCE_MAILBOX = f"imap://pantulan:salah@127.0.0.1:{imap.server_address[1]}/INBOX"
    with pytest.raises(mailbox.MailboxError, match="Kotak pantulan tidak dapat dibaca"):
        mailbox.empty(bounces.receive)
