"""Database triggers of the tables of an edition."""

import pgtrigger


def weights_reckoned() -> pgtrigger.Trigger:
    """Sums follow when the weight of an indicator, or whether it is mandatory, is put right."""
    return pgtrigger.Trigger(
        name="weights_reckoned",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__weight__df=pgtrigger.F("new__weight"))
        | pgtrigger.Q(old__mandatory__df=pgtrigger.F("new__mandatory")),
        func="""
            PERFORM competitions_reckon_claims(NEW.id, c.proposal_id, false)
                FROM competitions_claim c WHERE c.indicator_id = NEW.id;
            RETURN NULL;
        """,
    )
