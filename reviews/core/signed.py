"""The database trigger for what rests on a meeting: once somebody has signed that, nobody changes it."""

import pgtrigger


def kept_once_signed(
    name: str, refusal: str, meetings: str = "{row}.meeting_id", *, unless: str = ""
) -> pgtrigger.Trigger:
    """Refuses every change of a row once somebody has signed a meeting that it is of, whoever writes.

    `meetings` is SQL for the keys of these meetings, where `{row}` stands for the row as it was or as it becomes; one
    that is missing on an insert or a delete reads as empty. `unless` is SQL that lets a change pass beforehand.
    """
    old, new = (meetings.format(row=row) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            {unless}
            IF EXISTS (
                SELECT 1 FROM reviews_meeting m WHERE (m.id IN ({old}) OR m.id IN ({new}))
                    AND (m.state <> 'prepared' OR m.chair_signed_at IS NOT NULL OR m.head_signed_at IS NOT NULL)
            ) THEN
                RAISE EXCEPTION 'pgtrigger: {refusal}';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        """,  # noqa: S608 - built from names of the code alone
    )
