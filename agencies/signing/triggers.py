"""What the database itself sees to of wanted signatures: whose they are stays, and so does what was given."""

from typing import Final

import pgtrigger

from foundation.audit.triggers import no_truncate, recorded

WHOSE: Final = ("paper_id", "order", "office", "name", "account_id", "is_printed")
RECORDED: Final = (*WHOSE, "state", "way", "by_id", "note")


def signature_guards() -> list[pgtrigger.Trigger]:
    """A signature stays the one of whom it was asked; a given one, and one that the paper itself names, is kept."""
    return [
        pgtrigger.Protect(
            name="given_signature_is_kept",
            operation=pgtrigger.Update | pgtrigger.Delete,
            condition=pgtrigger.Q(old__state="signed"),
        ),
        pgtrigger.Protect(
            name="signature_stays_whose", operation=pgtrigger.Update, condition=pgtrigger.AnyChange(*WHOSE)
        ),
        pgtrigger.Protect(
            name="printed_signature_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__is_printed=True)
        ),
        no_truncate("wanted_signature"),
        recorded(
            "signature_recorded",
            "signature",
            "foundation.issuedpaper",
            RECORDED,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            key="paper_id",
        ),
    ]
