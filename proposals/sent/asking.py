"""Questions to the database about words that the view of sent proposals does not hold, to be asked of its rows.

They are answered from what is stored, and so only while that is what was sent; of anything else nothing is known.
"""

from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import HELD_BACK, PRIVATE


def sent_answer(column: str) -> Subquery:
    """One answer of the profile."""
    known = Proposal.objects.filter(pk=OuterRef("pk")).exclude(status__in=HELD_BACK | PRIVATE)
    return Subquery(known.order_by().values(column))


def words_in_step(meaning: str) -> Coalesce:
    """How many words the texts of the step of the form with this meaning hold together."""
    texts = SectionText.objects.filter(proposal=OuterRef("pk"), section__parent__meaning=meaning)
    known = texts.exclude(proposal__status__in=HELD_BACK | PRIVATE)
    words = known.order_by().values("proposal").annotate(total=Sum("words")).values("total")
    return Coalesce(Subquery(words), 0, output_field=IntegerField())
