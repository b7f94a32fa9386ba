"""Database triggers of a sharing out: what is signed and carried out is the newest, and two have signed it."""

from typing import Final

import pgtrigger

SIGNERS: Final = 2
_NEWER: Final = """
    SELECT 1 FROM competitions_slotrun r JOIN competitions_slotrun n ON n.edition_id = r.edition_id AND n.id > r.id
    WHERE r.id = NEW.run_id
"""


def signature_guard() -> pgtrigger.Trigger:
    """Only the newest sharing out of an edition is signed, and not once it was carried out."""
    return pgtrigger.Trigger(
        name="slot_signature_of_the_newest",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF EXISTS ({_NEWER}) THEN
                RAISE EXCEPTION 'pgtrigger: Only the newest sharing out is signed';
            ELSIF EXISTS (SELECT 1 FROM competitions_slotapplication a WHERE a.run_id = NEW.run_id) THEN
                RAISE EXCEPTION 'pgtrigger: What was carried out is signed no more';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the words above alone
    )


def application_guard() -> pgtrigger.Trigger:
    """Only the newest sharing out of an edition is carried out, once two people have signed it."""
    return pgtrigger.Trigger(
        name="slot_application_signed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF EXISTS ({_NEWER}) THEN
                RAISE EXCEPTION 'pgtrigger: Only the newest sharing out is carried out';
            ELSIF (SELECT count(*) FROM competitions_slotsignature s WHERE s.run_id = NEW.run_id) < {SIGNERS} THEN
                RAISE EXCEPTION 'pgtrigger: A sharing out is carried out once two people have signed it';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from the words above alone
    )
