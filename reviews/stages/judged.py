"""Which parts of a proposal a criterion can judge: the texts of its guides, the profile and the files."""

from collections.abc import Iterable

from proposals.core.guide.models import Section
from proposals.core.guide.readiness import FILES_STEP, PROFILE_STEP
from proposals.core.period.models import Period
from reviews.core.models import Criterion, Rubric


def judged_parts(rubric: Rubric, criteria: Iterable[Criterion]) -> list[tuple[str, str]]:
    """The keys and titles, in the order of the form; what a criterion names already is among them in any case."""
    periods = Period.objects.filter(review_stages__rubric=rubric).order_by("year")
    current = Period.objects.current()
    guides = set(periods.values_list("guide", flat=True)) or ({current.guide_id} if current else set())
    texts = Section.objects.filter(guide__in=guides, parent__isnull=False).order_by("parent__order", "order", "pk")
    known = {PROFILE_STEP: "Profil"} | {part.key: part.title for part in texts} | {FILES_STEP: "Lampiran"}
    named = {key: key for each in criteria for key in each.sections if key not in known}
    return [*known.items(), *named.items()]
