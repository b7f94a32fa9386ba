"""What the database itself sees to when a record of an official is written, whichever door the change comes through."""

import pgtrigger

from foundation.audit.triggers import recorded

RECORDED = (
    "account_id", "agency_id", "back", "front", "grade", "mistaken", "name", "nip", "office", "on_behalf_of", "reason",
    "since", "standing", "title", "until",
)  # fmt: skip


def official_guards() -> list[pgtrigger.Trigger]:
    """A record stays one person's in one office; it is never erased; every change of it is on the record."""
    old, new = pgtrigger.Q, pgtrigger.F
    other_office = old(old__office__df=new("new__office")) | old(old__agency_id__df=new("new__agency_id"))
    other_person = old(old__name__df=new("new__name")) & old(old__nip__df=new("new__nip")) & ~old(old__nip="")
    return [
        pgtrigger.Protect(
            name="official_stays_in_office",
            operation=pgtrigger.Update,
            condition=other_office | other_person | old(old__mistaken=True, new__mistaken=False),
        ),
        pgtrigger.Protect(name="official_is_kept", operation=pgtrigger.Delete),
        recorded(
            "official_recorded",
            "official",
            "agencies.official",
            RECORDED,
            operation=pgtrigger.Insert | pgtrigger.Update,
        ),
    ]
