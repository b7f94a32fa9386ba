"""Questions are asked when an earlier answer calls for them, and answers that do not go together are told."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals.core.guide.models import FormGuide
from proposals.core.guide.readiness import shortfalls
from proposals.core.history.record import Revision
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, NotReady
from proposals.sent.shown import as_written
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {
    "trial_date": {"stage": ["uji_coba", "penerapan"]},
    "applied_date": {"stage": ["penerapan"]},
    "has_development": {"stage": ["penerapan"]},
    "development_date": {"has_development": True, "applied_date": {"before": "2024-01-01"}},
    "budget_source": {"budget": {"above": 0}},
}
CONTRADICTION = "Anggaran ini tidak dapat tanpa sumber."


@pytest.fixture
def guide() -> FormGuide:
    """The small form, in which five questions follow from earlier answers and one rule stands between two."""
    made = factories.guide()
    fields = [field for field in made.profile["fields"] if field["key"] not in WHEN]
    for key, condition in WHEN.items():
        field = {"key": key, "group": "waktu", "label": key, "required": True, "asked_when": condition}
        if key == "budget_source":
            field["choices"] = [{"key": "apbd", "label": "APBD"}, {"key": "tanpa", "label": "Tanpa anggaran"}]
        fields.append(field)
    made.profile["fields"] = fields
    made.profile["rules"] = [
        {
            "field": "budget_source",
            "together": {"budget": {"above": 0}, "budget_source": ["tanpa"]},
            "sentence": CONTRADICTION,
        }
    ]
    made.save()
    # The rows of the cast read their guide anew.
    return FormGuide.objects.get(pk=made.pk)


@pytest.fixture
def proposal(guide: FormGuide, cast: Cast) -> Proposal:
    return Proposal.objects.get(pk=factories.ready(of=cast.home).pk)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"stage": ""}, set()),
        ({"stage": "inisiatif"}, set()),
        ({"stage": "uji_coba"}, {"trial_date"}),
        ({"stage": "penerapan"}, {"trial_date", "applied_date", "has_development"}),
        (
            {"stage": "penerapan", "has_development": True},
            {"trial_date", "applied_date", "has_development", "development_date"},
        ),
        ({"stage": "penerapan", "has_development": False}, {"trial_date", "applied_date", "has_development"}),
        (
            {"stage": "penerapan", "applied_date": day("2023-12-31")},
            {"trial_date", "applied_date", "has_development", "development_date"},
        ),
        ({"stage": "penerapan", "applied_date": day("2024-01-01")}, {"trial_date", "applied_date", "has_development"}),
        # What follows from an answer that is itself not asked is not asked either.
        ({"stage": "inisiatif", "has_development": True, "applied_date": day("2020-01-01")}, set()),
        ({"budget": 0}, set()),
        ({"budget": 1}, {"budget_source"}),
    ],
)
def test_an_answer_calls_for_the_questions_that_follow(
    guide: FormGuide, answers: dict[str, Any], asked: set[str]
) -> None:
    assert guide.asked_by(answers) & WHEN.keys() == asked


def test_what_is_not_asked_is_neither_missing_nor_shown_nor_sent(cast: Cast, proposal: Proposal) -> None:
    idle = {"trial_date": day("2019-01-01"), "applied_date": day("2020-01-01"), "budget_source": "apbd"}
    proposal = factories.answer(proposal, {"stage": "inisiatif", "budget": None} | idle)

    assert shortfalls(proposal) == []
    assert {answer.question for answer in as_written(proposal).profile} & WHEN.keys() == set()
    moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    sent = Proposal.objects.get()
    assert (sent.trial_date, sent.applied_date, sent.sent_applied_date, sent.budget_source) == (None, None, None, "")
    content = Revision.objects.get().content["profile"]
    assert [content[column] for column in idle] == [None, None, ""]


def test_what_is_asked_is_missing_until_it_is_answered(proposal: Proposal) -> None:
    values = {"stage": "uji_coba", "trial_date": None, "applied_date": None, "budget": 5, "budget_source": ""}
    proposal = factories.answer(proposal, values)
    assert {each.question for each in shortfalls(proposal)} == {"trial_date", "budget_source"}


def test_answers_that_do_not_go_together_are_told_at_their_field_and_not_sent(
    cast: Cast, client: Client, proposal: Proposal
) -> None:
    proposal = factories.answer(proposal, {"stage": "inisiatif", "budget": 5, "budget_source": "tanpa"})
    client.force_login(cast.owner)

    lacking = shortfalls(proposal)
    assert [(each.text, each.anchor) for each in lacking] == [(CONTRADICTION, "id_budget_source")]
    with pytest.raises(NotReady):
        moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    screen = f"{reverse('proposals:edit', args=[proposal.pk, 'profil'])}?grup=waktu"
    assert f'id="aturan-budget_source" role="status">{CONTRADICTION}</p>' in client.get(screen).content.decode()
    client.post(screen, {"budget": "0"})
    told = client.get(reverse("proposals:missing", args=[proposal.pk, "profil"])).content.decode()
    assert 'id="aturan-budget_source" role="status" hx-swap-oob="true"></p>' in told
    assert shortfalls(Proposal.objects.get()) == []


def test_without_scripts_what_is_not_asked_is_kept_and_no_error_of_it_is_told(
    cast: Cast, client: Client, proposal: Proposal
) -> None:
    factories.answer(proposal, {"stage": "inisiatif", "trial_date": day("2025-01-01"), "applied_date": None})
    client.force_login(cast.owner)
    screen = f"{reverse('proposals:edit', args=[proposal.pk, 'profil'])}?grup=waktu"

    typed = {"budget": "", "budget_source": "apbd", "trial_date": "2025-01-01", "applied_date": "kapan-kapan"}
    assert client.post(screen, typed).status_code == 302
    typed["applied_date"] = "2024-01-01"  # before the trial, which the database refuses
    assert client.post(screen, typed).status_code == 302
    stored = Proposal.objects.get()
    assert (stored.budget_source, stored.trial_date, stored.applied_date) == ("apbd", day("2025-01-01"), None)


def test_a_screen_shows_what_its_own_answers_may_call_for_and_leaves_out_the_rest(
    cast: Cast, client: Client, proposal: Proposal
) -> None:
    client.force_login(cast.owner)
    screen = f"{reverse('proposals:edit', args=[proposal.pk, 'profil'])}?grup=waktu"
    shown = {}
    for stage in ("inisiatif", "penerapan"):
        factories.answer(proposal, {"stage": stage, "has_development": None, "applied_date": None})
        shown[stage] = set(re.findall(r'data-base-of="(\w+)"', client.get(screen).content.decode()))
    # The stage is asked on another screen, so that only the amount, and with dates a development, may call for more.
    assert shown["penerapan"] - shown["inisiatif"] == WHEN.keys() - {"budget_source"}
    assert shown["inisiatif"] == {"budget", "budget_source"}


HIDDEN = [
    # A development that there was none after all, and the application of what is only tried out by now.
    ({"stage": "penerapan", "has_development": False}, "applied_date", "development_date", "2024-02-01", "2024-08-01"),
    ({"stage": "uji_coba"}, "trial_date", "applied_date", "2024-02-01", "2024-08-01"),
]


@pytest.mark.parametrize(("answers", "column", "hidden", "before", "after"), HIDDEN)
def test_an_answer_that_is_not_asked_never_keeps_another_from_being_saved(
    cast: Cast, client: Client, proposal: Proposal, answers: dict[str, Any], column: str, hidden: str, before: str,
    after: str,
) -> None:  # fmt: skip
    """Nobody can mend what no page shows: where the two do not go together, the hidden one is emptied."""
    none = dict.fromkeys(("trial_date", "applied_date", "development_date"))
    stored = none | answers | {column: day(before), hidden: day("2024-05-01")}
    client.force_login(cast.owner)
    typed = {column: after, f"{column}-dasar": before}
    shown = {hidden: "2024-05-01", f"{hidden}-dasar": "2024-05-01"}

    factories.answer(proposal, stored)
    answer = client.post(reverse("proposals:autosave", args=[proposal.pk, "profil"]), typed)
    assert (answer.status_code, answer.json()["saved"]) == (200, {column: after})
    screen = f"{reverse('proposals:edit', args=[proposal.pk, 'profil'])}?grup=waktu"
    for sent in (typed, typed | shown):
        now = Proposal.objects.get()
        assert (getattr(now, column), getattr(now, hidden)) == (day(after), None)
        factories.answer(proposal, stored)
        assert client.post(screen, sent).status_code == 302
    now = Proposal.objects.get()
    assert (getattr(now, column), getattr(now, hidden)) == (day(after), None)
