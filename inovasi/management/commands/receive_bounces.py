"""`manage.py receive_bounces`: notes returned mail, from BOUNCE_MAILBOX or one message on the standard input."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.outbox import bounces, mailbox


class Command(BaseCommand):
    help = "Menandai surel yang dikembalikan server, supaya terlihat di halaman Pengiriman."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stdin", action="store_true", help="baca satu surel dari masukan, misalnya dari alias MTA"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        told: Counter[str] = Counter()

        def take(raw: bytes) -> None:
            told[bounces.receive(raw).value] += 1

        if options["stdin"]:
            take(sys.stdin.buffer.read())
        else:
            try:
                mailbox.empty(take)
            except mailbox.MailboxError as problem:
                raise CommandError(str(problem)) from problem
        self.stdout.write(
            ", ".join(f"{amount} {what}" for what, amount in sorted(told.items())) or "Tidak ada surel baru."
        )
