"""What the outcomes of a meeting amount to: numbers per outcome, and the agencies that gain and lose."""

from proposals.core.workflow import Action
from reviews.meeting.choosing.consequences import Consequences, consequences

UP, COACH, OUT = Action.SHORTLIST, Action.PASS_OVER, Action.REJECT


def test_outcomes_are_counted_and_agencies_named_in_natural_order() -> None:
    decided = [
        (UP, "DLH"), (UP, "DLH"), (COACH, "DLH"), (UP, "Dinkes"),
        (COACH, "SDN 10"), (COACH, "SDN 9"), (OUT, "SDN 9"),
    ]  # fmt: skip
    assert consequences(decided) == Consequences(
        praised=3, coached=3, refused=1, agencies=2, several=["DLH"], without=["SDN 9", "SDN 10"]
    )


def test_nothing_decided_amounts_to_nothing() -> None:
    assert consequences([]) == Consequences(praised=0, coached=0, refused=0, agencies=0, several=[], without=[])


def test_both_pages_of_the_meeting_say_the_same(meeting, scored, cast, page) -> None:
    staff, address = page(cast.coordinator), meeting.get_absolute_url()
    for proposal, action in zip(scored, (UP, UP, COACH), strict=True):
        staff.post(f"{address}usulan/", {"pilih": [proposal.pk], "action": action})
    said = [staff.get(path).context["follows"] for path in (address, f"{address}usulan/?terbaik=1")]
    assert said[0] == said[1] and (said[0].praised, said[0].coached) == (2, 1)
