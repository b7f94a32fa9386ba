"""A whole meeting of eight proposals, one of them in dispute, held without leaving the pages of the meeting."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from agencies.core.models import User
from proposals.core.workflow import Status
from reviews.meeting.core.models import Meeting
from tests.asked_again import with_password
from tests.reviews.meetings import statuses

BEST = 3
# What the first reviewer gives; the second one gives the same but for the second proposal.
LEVELS = ((3, 3, 3), (3, 3, 3), (3, 2, 3), (2, 2, 2), (2, 1, 2), (2, 1, 1), (1, 2, 1), (1, 1, 1))
HARSH = (2, 2, 2)


def test_eight_are_settled_chosen_decided_signed_and_released_within_the_meeting(
    request: pytest.FixtureRequest, make, give, cast: SimpleNamespace, chair: User, page: Callable[[User], Client]
) -> None:
    proposals = [make() for _ in LEVELS]
    for number, (proposal, levels) in enumerate(zip(proposals, LEVELS, strict=True)):
        give(proposal, cast.reviewer, levels)
        give(proposal, cast.second, HARSH if number == 1 else levels)
    meeting: Meeting = request.getfixturevalue("meeting")
    base, led_to = meeting.get_absolute_url(), []

    def post(person: User, path: str, **sent: object) -> str:
        answer = page(person).post(f"{base}{path}", sent, follow=True)
        led_to.extend(address for address, _ in answer.redirect_chain)
        assert answer.status_code == 200, path
        return answer.content.decode()

    def read(path: str, **asked: object) -> dict[str, object]:
        return page(cast.coordinator).get(f"{base}{path}", asked).context

    assert read("")["disputes"].unsettled == 1
    assert "tercatat" in post(cast.coordinator, f"selisih/{proposals[1].pk}/", text="Dampaknya disepakati 2.")
    assert read("")["disputes"].unsettled == 0
    lines = read("usulan/", terbaik=BEST)["lines"]
    ticked = [item["proposal"].pk for item in lines if item["ticked"]]
    rest = [item["proposal"].pk for item in lines if not item["ticked"]]
    assert set(ticked) == {proposal.pk for proposal in proposals[:BEST]}
    for action, chosen in (("shortlist", ticked), ("pass_over", rest)):
        post(cast.coordinator, "usulan/", pilih=chosen, action=action)
    there = (chair, cast.leader, cast.second)
    post(cast.coordinator, "hadir/", **{f"orang-{person.pk}": "tidak" for person in there})
    for member in meeting.members.all():
        post(cast.coordinator, f"sidang/hadir/{member.pk}/", hadir="1")
    post(cast.coordinator, "sidang/notulen/", notulen="Ketua membuka rapat.", versi="0")
    for decided in range(len(LEVELS)):
        context = read("sidang/")
        assert context["agenda"].decided == decided
        item = context["item"]
        counted = {"way": "suara", "agree": "2", "against": "1"} if decided == 0 else {"way": "mufakat"}
        post(cast.coordinator, f"sidang/putus/{item.key}/", action=item.decision.action, **counted)
    for person in (chair, cast.leader):
        assert with_password(person, f"{base}setujui/")["Location"] == base
    assert "8 keputusan dirilis" in post(cast.coordinator, "rilis/", yakin="ya")
    assert statuses(proposals) == [Status.SHORTLISTED] * BEST + [Status.COACHING] * (len(LEVELS) - BEST)
    assert {address for address in led_to if not address.startswith(base)} == set()
