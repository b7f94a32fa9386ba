"""What the outcomes of a meeting amount to: numbers per outcome, and the agencies that gain and lose."""

from proposals.core.workflow import Action
from reviews.core.models import Interest
from reviews.meeting.consequences import Consequences, consequences

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


def test_the_pages_count_only_what_the_reader_may_know_of(meeting, scored, cast, page) -> None:
    staff = page(cast.coordinator)
    for proposal, action in zip(scored, (UP, UP, COACH), strict=True):
        staff.post(f"{meeting.get_absolute_url()}usulan/", {"pilih": [proposal.pk], "action": action})
    addresses = (meeting.get_absolute_url(), f"{meeting.get_absolute_url()}usulan/?teratas=1")

    def counted() -> list[tuple[int, int]]:
        return [
            (follows.praised, follows.coached)
            for follows in (staff.get(address).context["follows"] for address in addresses)
        ]

    assert counted() == [(2, 1), (2, 1)]
    Interest.objects.create(user=cast.coordinator, proposal_id=scored[0].pk, reason="Saudara.")
    assert counted() == [(1, 1), (1, 1)]
