"""The sentences a reviewer wrote as reasons, kept to be used again: one's own alone, a dozen at most."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.text.plain import as_typed, one_line
from reviews.scoring_desk.models import ReviewerPhrase

AT_MOST: Final = 12
LONGEST: Final = ReviewerPhrase._meta.get_field("text").max_length or 0


@transaction.atomic
def keep(text: str, *, by: User) -> None:
    """Keeps the sentence, or that it was used again; of more than a dozen the one used longest ago goes.

    What is longer than a sentence or has several lines is of one proposal alone and is not kept, nor is what shows
    nothing.
    """
    sentence = one_line(text)
    if not sentence or len(sentence) > LONGEST or "\n" in as_typed(text):
        return
    now = timezone.now()
    ReviewerPhrase.objects.update_or_create(reviewer=by, text=sentence, defaults={"used_at": now})
    kept = ReviewerPhrase.objects.filter(reviewer=by).values("pk")[:AT_MOST]
    ReviewerPhrase.objects.filter(reviewer=by).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def remove(phrase: int, *, by: User) -> None:
    """Takes one of the person's own sentences off the list; reasons already given stay as they are."""
    ReviewerPhrase.objects.filter(reviewer=by, pk=phrase).delete()
