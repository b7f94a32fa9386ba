"""Which questions of the guide a proposal's answers call for, and which answers do not go together.

An answer to a question that is not asked does not count: it is neither missing nor printed, and makes no other question
or piece of evidence necessary. It stays in a draft, should the earlier answer change again, and goes when it is sent.
"""

import json
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any

from proposals.core.guide.form import CONDITION, Condition, GuideRule, meets
from proposals.core.guide.profile import BY_COLUMN, PROFILE, QUESTIONS

if TYPE_CHECKING:
    from proposals.core.guide.models import FormGuide


def values_of(proposal: object) -> dict[str, Any]:
    """What conditions may look at: the columns of the proposal itself, without a query."""
    return {field.column: field.stored_of(proposal) for field in PROFILE if not field.is_many}


def asked_in(guide: "FormGuide", values: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the questions that these answers, by column, call for."""
    asked: set[str] = set()
    for key, field in guide.fields.items():
        if not field.asked_when or applies(field.asked_when, values, asked):
            asked.add(key)
    return frozenset(asked)


def applies(condition: Condition, values: Mapping[str, Any], asked: frozenset[str] | set[str]) -> bool:
    """Whether one of the answers that a condition names is given; those of questions not `asked` are none."""
    return any(other in asked and meets(rule, _answer(other, values)) for other, rule in condition.items())


def contradictions(guide: "FormGuide", values: Mapping[str, Any], asked: frozenset[str]) -> list[GuideRule]:
    """The rules between answers that these break, in the guide's order."""
    return [
        rule
        for rule in guide.form.rules
        if all(other in asked and meets(each, _answer(other, values)) for other, each in rule.together.items())
    ]


def called_by(guide: "FormGuide", proposal: object, column: str, shown: Container[str]) -> tuple[str, str]:
    """What calls for a field among the answers to columns that a page has `shown`: as JSON by column, and in words.

    Empty where it is asked in any case, whatever is answered there.
    """
    field = guide.fields.get(BY_COLUMN[column].asked_as)
    if field is None or not field.asked_when:
        return "", ""
    here = {other: rule for other, rule in field.asked_when.items() if QUESTIONS[other][0].column in shown}
    elsewhere = {other: rule for other, rule in field.asked_when.items() if other not in here}
    values = values_of(proposal)
    if not here or applies(elsewhere, values, asked_in(guide, values)):
        return "", ""
    rules = CONDITION.dump_python(here, mode="json")
    return json.dumps({QUESTIONS[other][0].column: rule for other, rule in rules.items()}), guide.form.spoken(here)


def said_by_rules(guide: "FormGuide", proposal: object) -> dict[str, str]:
    """By column with a rule, what to say at it; empty while a proposal's answers go together."""
    values = values_of(proposal)
    said = {QUESTIONS[rule.field][0].column: "" for rule in guide.form.rules}
    broken = contradictions(guide, values, asked_in(guide, values))
    return said | {QUESTIONS[rule.field][0].column: rule.sentence for rule in broken}


def idle_columns(guide: "FormGuide", values: Mapping[str, Any]) -> list[str]:
    """The columns that hold an answer to a question of the guide which is not asked."""
    asked = asked_in(guide, values)
    columns = [field.column for key in guide.fields if key not in asked for field in QUESTIONS[key]]
    return [column for column in columns if values.get(column) not in (None, "")]


def _answer(question: str, values: Mapping[str, Any]) -> Any:
    return values.get(QUESTIONS[question][0].column)
