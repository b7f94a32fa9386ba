"""What innovations are, in a sentence or two of their own words: on cards, above their page, where they are shared."""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.text import Truncator

from proposals.core.guide.brief import PLAIN, BriefRule, at_least
from proposals.core.guide.models import FormGuide
from proposals.core.models import SectionText
from proposals.core.sent import SentProposal
from proposals.core.workflow import PUBLIC

ON_CARD: Final = 240


def summaries(innovations: Collection[SentProposal], guides: Mapping[int, FormGuide]) -> dict[int, str]:
    """By key of the established innovation, with their periods: as its agency summed it up, or drawn from its texts.

    Those that say nothing are absent. At most one query, for those without a summary of their own; `guides` are all
    there are, by key.
    """
    said = {one.pk: " ".join(one.summary.split()) for one in innovations if one.summary}
    rules = {one.pk: rule_of(one.period.guide_id, guides) for one in innovations if one.pk not in said}
    if rules:
        texts: dict[int, dict[str, str]] = {}
        written = SectionText.objects.filter(
            proposal__in=rules,
            proposal__status__in=PUBLIC,
            section__key__in={key for rule in rules.values() for key in rule.drawn_from},
        ).exclude(text="")
        for proposal, key, text in written.values_list("proposal_id", "section__key", "text"):
            texts.setdefault(proposal, {})[key] = text
        drawn = {proposal: at_least(rules[proposal], found) for proposal, found in texts.items()}
        said |= {proposal: text for proposal, text in drawn.items() if text}
    return said


def rule_of(guide: int, guides: Mapping[int, FormGuide]) -> BriefRule:
    """What this guide asks of a summary; of one that asks for none, what the newest guide asks that does."""
    newest = sorted(guides.values(), key=lambda each: -each.year)
    asking = [each.brief for each in (guides[guide], *newest) if each.brief]
    return asking[0] if asking else PLAIN


def on_card(summary: str) -> str:
    """A summary as a card has room for it: a longer one ends after a word with an ellipsis."""
    if len(summary) <= ON_CARD:
        return summary
    return f"{Truncator(summary).chars(ON_CARD, truncate='').rsplit(' ', 1)[0].rstrip(',;:')}…"
