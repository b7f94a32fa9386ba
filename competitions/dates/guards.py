"""Database triggers of the calendar: a date follows only one of its own kind, and moves the days of its edition."""

import pgtrigger

_SAME = ("programme", "year", "kind", "label")


def date_guards() -> list[pgtrigger.Trigger]:
    """A date takes the place of one about the same; the newest opening and closing are those of the edition.

    The version of the edition counts up, so that a page opened earlier does not put the old day back.
    """
    other = " OR ".join(f"former.{name} <> NEW.{name}" for name in _SAME)
    return [
        pgtrigger.Trigger(
            name="date_follows_its_own_kind",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            declare=[("former", "competitions_nationaldate%ROWTYPE")],
            func=f"""
                IF NEW.supersedes_id IS NOT NULL THEN
                    SELECT * INTO former FROM competitions_nationaldate WHERE id = NEW.supersedes_id;
                    IF {other} THEN
                        RAISE EXCEPTION 'pgtrigger: A date takes the place of one about the same only';
                    END IF;
                END IF;
                RETURN NEW;
            """,  # noqa: S608 - built from the constants above alone
        ),
        pgtrigger.Trigger(
            name="date_moves_edition",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__kind__in=("opening", "closing")),
            func="""
                UPDATE competitions_edition SET
                    opens_on = CASE WHEN NEW.kind = 'opening' THEN NEW.starts_on ELSE opens_on END,
                    closes_on = CASE WHEN NEW.kind = 'closing' THEN NEW.starts_on ELSE closes_on END,
                    version = version + 1
                WHERE programme = NEW.programme AND year = NEW.year;
                RETURN NULL;
            """,
        ),
    ]
