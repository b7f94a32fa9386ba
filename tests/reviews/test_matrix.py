"""The matrix of reviewing, walked through the pages: stage × status × role × action, against the written table."""

import datetime
from collections.abc import Callable
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from reviews.core.models import Assignment, ReviewStage
from reviews.interests import services as declaring
from reviews.meeting.core.models import Meeting
from reviews.meeting.preparing import services as convening
from tests import factories
from tests.reviews.conftest import person, typed
from tests.reviews.matrix_table import PEOPLE, RULES, STAGES, STATUSES, allowed

# Whether a paper is handed out is asked here, not what stands on it.
pytestmark = pytest.mark.usefixtures("unprinted")
# From "in review" to every status, along legal arrows.
WAYS = {
    "in_review": (),
    "shortlisted": ("shortlisted",),
    "coaching": ("coaching",),
    "rejected": ("rejected",),
    "returned": ("returned",),
    "submitted": ("returned", "submitted"),
    "withdrawn": ("returned", "withdrawn"),
    "draft": ("returned", "withdrawn", "draft"),
    "established": ("shortlisted", "established"),
}
# Everything a refused request must leave as it was.
PICTURE = """
    SELECT (SELECT count(*) FROM reviews_score), (SELECT count(*) FROM reviews_opinion),
        (SELECT count(*) FROM reviews_settlement), (SELECT count(*) FROM proposals_event),
        (SELECT count(*) FROM agencies_ledgerentry), (SELECT count(*) FROM agencies_notification),
        (SELECT md5(string_agg(a::text, '|' ORDER BY a.id)) FROM reviews_assignment a),
        (SELECT md5(string_agg(c::text, '|' ORDER BY c.id)) FROM reviews_conflict c),
        (SELECT md5(string_agg(d::text, '|' ORDER BY d.id)) FROM reviews_decision d),
        (SELECT md5(string_agg(p.status || p.review_round || p.version, '|' ORDER BY p.id)) FROM proposals_proposal p)
"""


def picture() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(PICTURE)
        return tuple(cursor.fetchone())


@pytest.fixture
def world(
    cast: SimpleNamespace, make: Callable[..., Proposal], give: Callable[..., Assignment], stages: list[ReviewStage]
) -> SimpleNamespace:
    """A proposal whose reviewers agree and one whose reviewers do not, both with every kind of person around them."""
    extra = {name: person(name, is_reviewer=True) for name in ("fourth", "idle", "removed", "conflicted", "dismissed")}
    people = {
        "owner": cast.owner, "stranger": cast.stranger, "leader": cast.leader, "waiting": cast.reviewer,
        "done": cast.second, "insider": cast.insider, "coordinator": cast.coordinator,
        "aside": person("aside", is_coordinator=True),
    } | {name: extra[name] for name in ("idle", "removed", "conflicted", "dismissed")}  # fmt: skip
    calm, torn = make(), make()
    tasks = {}
    for row in (calm, torn):
        give(row, extra["fourth"], [3, 3, 3] if row == calm else [1, 1, 1])
        tasks[row.pk] = {"done": give(row, cast.second, [3, 3, 3])}
        for name in ("waiting", "removed", "conflicted", "dismissed"):
            task = Assignment.objects.create(stage=stages[0], proposal_id=row.pk, reviewer=people[name])
            tasks[row.pk][name] = task
        Assignment.objects.filter(pk=tasks[row.pk]["removed"].pk).update(state="removed")
        for name in ("conflicted", "aside"):
            declaring.record(people[name], row, kind="related", reason="Saudara.", by=cast.coordinator)
    User.objects.filter(pk=extra["dismissed"].pk).update(is_reviewer=False)
    facts = {"title": "Pleno", "held_at": timezone.now(), "place": "Aula"}
    fresh = Meeting(period=calm.period, chair=cast.leader, head=cast.coordinator, **facts)
    meeting = convening.save_meeting(fresh, by=cast.coordinator)
    return SimpleNamespace(
        people=people, calm=calm, torn=torn, tasks=tasks[calm.pk], meeting=meeting, stage=stages[0], third=cast.third
    )


def arrange(world: SimpleNamespace, status: str, stage: str) -> None:
    now, hour = timezone.now(), datetime.timedelta(hours=1)
    dates = {"closed": {"closes_at": now - hour}, "not yet open": {"opens_at": now + hour}}
    ReviewStage.objects.filter(pk=world.stage.pk).update(**dates.get(stage, {}))
    both = Proposal.objects.filter(pk__in=[world.calm.pk, world.torn.pk])
    if stage == "past":
        both.update(review_round=2)
    for step in WAYS[status]:
        with factories.past_the_meeting():
            both.update(status=step, **({"decree_number": "188/1/2026"} if step == Status.ESTABLISHED else {}))


Try = Callable[[Client, SimpleNamespace, str], HttpResponse]


def of_task(name: str, data: Callable[[SimpleNamespace], dict[str, object]] | None = None) -> Try:
    """Sends to the person's own task, or to the one of the reviewer who is still waiting."""

    def send(browser: Client, world: SimpleNamespace, who: str) -> HttpResponse:
        url = reverse(f"reviews:{name}", args=[world.tasks.get(who, world.tasks["waiting"]).pk])
        return browser.post(url, data(world)) if data else browser.get(url)

    return send


def to(name: str, row: str, data: Callable[[SimpleNamespace], dict[str, object]] | None = None) -> Try:
    """Sends to the page of a proposal, of the task that is waiting, or of the whole round."""

    def send(browser: Client, world: SimpleNamespace, who: str) -> HttpResponse:
        keys = {"calm": world.calm.pk, "torn": world.torn.pk, "meeting": world.meeting.pk}
        keys |= {"waiting": world.tasks["waiting"].pk}
        url = reverse(f"reviews:{name}", args=[keys[row]] if row else [])
        return browser.post(url, data(world)) if data else browser.get(url)

    return send


def review(world: SimpleNamespace) -> dict[str, object]:
    return typed(world.stage, [2, 2, 3])


def batch(action: str) -> Callable[[SimpleNamespace], dict[str, object]]:
    def data(world: SimpleNamespace) -> dict[str, object]:
        round_ = Proposal.objects.values_list("review_round", flat=True).get(pk=world.calm.pk)
        return {"action": action, "pilih": [f"{world.calm.pk}:{round_}"], "note": "Alasan.", "yakin": "ya"}

    return data


def present(world: SimpleNamespace) -> list[int]:
    """The reviewers that the page of assignments would have ticked."""
    round_ = Proposal.objects.values_list("review_round", flat=True).get(pk=world.calm.pk)
    active = Assignment.objects.active().filter(proposal_id=world.calm.pk, stage__order=round_)
    return list(active.exclude(reviewer=world.people["dismissed"]).values_list("reviewer_id", flat=True))


def conflict(world: SimpleNamespace) -> dict[str, object]:
    return {"person": world.people["idle"].pk, "number": world.calm.number, "kind": "coached", "reason": "Lokakarya."}


READS = {"open", "see colleagues", "read the discussion", "print the own sheet", "print the recap"}
TRIES: dict[str, Try] = {
    "open": of_task("score"),
    "save": of_task("score", review),
    "keep a draft": of_task("save_draft", lambda world: {"comment": "Baru dibaca."}),
    "step back": of_task("recuse", lambda world: {"kind": "unable", "reason": "Berhalangan."}),
    "declare a conflict": of_task("recuse", lambda world: {"kind": "conflict", "reason": "Saudara pengusul."}),
    "see colleagues": of_task("score"),
    "read the discussion": to("discussion", "calm"),
    "discuss": to("discussion", "calm", lambda world: {"text": "Bukti kedua kurang jelas."}),
    "assign": to("assign", "calm", lambda world: {"reviewers": [*present(world), world.third.pk]}),
    "unassign": to("assign", "calm", lambda world: {"reviewers": [], "reason": "Salah orang."}),
    "reassign": to("reassign", "waiting", lambda world: {"reviewer": world.third.pk}),
    "enter on behalf": to("on_behalf", "waiting", review),
    "settle": to("settle", "torn", lambda world: {"text": "Sepakat setelah melihat bukti."}),
    "shortlist": to("decide", "", batch("shortlist")),
    "advance": to("decide", "", batch("advance")),
    "pass over": to("decide", "", batch("pass_over")),
    "reject": to("decide", "", batch("reject")),
    "prepare in a meeting": to(
        "meeting_choose", "meeting", lambda world: {"pilih": [world.calm.pk], "action": "shortlist"}
    ),
    "print the own sheet": of_task("sheet"),
    "print the recap": to("recap", "calm"),
    "record a conflict": to("conflicts", "", conflict),
}


def sessions(browser: Client, world: SimpleNamespace) -> dict[str, SimpleCookie]:
    """The cookies with which one browser becomes each person; more browsers would cost more than their requests."""
    found = {"visitor": SimpleCookie()}
    for who, someone in world.people.items():
        browser.cookies = SimpleCookie()
        browser.force_login(someone)
        found[who] = browser.cookies
    return found


def went_through(action: str, world: SimpleNamespace, who: str, browser: Client, before: tuple[object, ...]) -> bool:
    """Whether the action did what it is for; whatever it did is taken back. A refusal must leave no trace."""
    with transaction.atomic():
        answer = TRIES[action](browser, world, who)
        after = picture()
        transaction.set_rollback(True)
    # Who is not signed in and sends something gets the page that keeps what was typed (403).
    answers = (302, 403) if who == "visitor" else (200, 204, 302, 400, 404, 409)
    assert answer.status_code in answers, (action, who, answer.status_code)
    if action == "see colleagues":
        return answer.status_code == 200 and "Nilai rekan Anda" in answer.content.decode()
    if action in READS:
        assert after == before, (action, who)
        return answer.status_code == 200
    return after != before


def test_the_table_names_every_status_and_every_action_is_tried() -> None:
    assert set(STATUSES) == set(Status) == set(WAYS)
    assert set(TRIES) == set(RULES)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("status", STATUSES)
def test_everybody_can_do_exactly_what_the_table_says(
    client: Client, world: SimpleNamespace, status: str, stage: str
) -> None:
    arrange(world, status, stage)
    before, done = picture(), set()
    for who, cookies in sessions(client, world).items():
        client.cookies = cookies
        done |= {(action, who) for action in RULES if went_through(action, world, who, client, before)}
    cells = [(action, who) for action in RULES for who in PEOPLE]
    assert done == {(action, who) for action, who in cells if allowed(action, who, status, stage)}
