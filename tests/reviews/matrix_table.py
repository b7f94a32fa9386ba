"""Stage × status × role × action of reviewing as the requirement has it (design.md 5 and 6, issue 4), written by hand.

Nothing here is read from the code. One line of `RULES` says who may do the action, in which statuses of the proposal
and in which states of the stage; every other combination is refused.
"""

from dataclasses import dataclass

# The proposal's statuses by the words of the workflow table.
DRAFT, SUBMITTED, RETURNED, IN_REVIEW = "draft", "submitted", "returned", "in_review"
SHORTLISTED, COACHING, REJECTED, WITHDRAWN, ESTABLISHED = (
    "shortlisted", "coaching", "rejected", "withdrawn", "established",
)  # fmt: skip
STATUSES = (DRAFT, SUBMITTED, RETURNED, IN_REVIEW, SHORTLISTED, COACHING, REJECTED, WITHDRAWN, ESTABLISHED)
SENT = frozenset(STATUSES) - {DRAFT}
UNDECIDED = SENT - {SHORTLISTED, COACHING, REJECTED, ESTABLISHED}
REVIEW = frozenset({IN_REVIEW})

# The stage to which the tasks belong. "past": the proposal has moved on to the next stage.
STAGES = ("open", "not yet open", "closed", "past")
ANY = frozenset(STAGES)
OPEN = frozenset({"open"})
HERE = ANY - {"past"}

# Everybody who could try. `waiting` has yet to score, `done` has scored; `idle` reviews other proposals only;
# `removed` was taken off, `conflicted` stepped back, `dismissed` reviews no longer; `insider` belongs to the agency;
# `aside` is a coordinator with a conflict of interest.
PEOPLE = (
    "visitor", "owner", "stranger", "leader", "waiting", "done", "idle", "removed", "conflicted", "dismissed",
    "insider", "coordinator", "aside",
)  # fmt: skip
REVIEWERS = frozenset({"waiting", "done"})
DONE = frozenset({"done"})
COORDINATOR = frozenset({"coordinator"})


@dataclass(frozen=True)
class Rule:
    """One permitted block of the matrix."""

    people: frozenset[str]
    statuses: frozenset[str]
    stages: frozenset[str]


RULES: dict[str, tuple[Rule, ...]] = {
    # A reviewer reads what is assigned, also after the decision; a draft is seen by its agency only.
    "open": (Rule(REVIEWERS, SENT, ANY),),
    # Scores are written and changed while the proposal is under review in this stage and the stage is open.
    "save": (Rule(REVIEWERS, REVIEW, OPEN),),
    "keep a draft": (Rule(REVIEWERS, REVIEW, OPEN),),
    # Stepping back: before scoring until the decision; afterwards only while the score could be changed as well.
    "step back": (Rule(frozenset({"waiting"}), UNDECIDED, ANY), Rule(DONE, REVIEW, OPEN)),
    # A conflict of interest outranks everything and can be declared whenever the proposal can be seen.
    "declare a conflict": (Rule(REVIEWERS, SENT, ANY),),
    # Colleagues' scores stay hidden until one's own is complete.
    "see colleagues": (Rule(DONE, SENT, ANY),),
    # The discussion is for reviewers who are done and coordinators, until the decision; then it can be read.
    "read the discussion": (Rule(DONE | COORDINATOR, SENT, ANY),),
    "discuss": (Rule(DONE | COORDINATOR, UNDECIDED, ANY),),
    # The coordinator arranges reviewers of the stage in which the proposal stands, whatever its dates.
    "assign": (Rule(COORDINATOR, REVIEW, ANY),),
    "unassign": (Rule(COORDINATOR, REVIEW, HERE),),
    "reassign": (Rule(COORDINATOR, REVIEW, HERE),),
    # A sheet on paper is entered under the same conditions as the reviewer's own.
    "enter on behalf": (Rule(COORDINATOR, REVIEW, OPEN),),
    # A disagreement is settled before the decision, also one of a stage that is over.
    "settle": (Rule(COORDINATOR, REVIEW, ANY),),
    # The next stage needs the complete reviews of this one; in the next one there are none yet.
    "advance": (Rule(COORDINATOR, REVIEW, HERE),),
    # Outcomes leave only through a meeting (issue 13): nobody takes them from the ranking.
    "shortlist": (),
    "pass over": (),
    "reject": (),
    # Here the procedure asks for the first stage alone, so whoever is past it may be praised, too.
    "prepare in a meeting": (Rule(COORDINATOR, REVIEW, ANY),),
    # The score sheet of a person, on paper: for that person and the coordinator.
    "print the own sheet": (Rule(REVIEWERS, SENT, ANY),),
    "print the recap": (Rule(COORDINATOR, SENT, ANY),),
    # Conflicts of others are recorded by the coordinator on whatever was sent.
    "record a conflict": (Rule(COORDINATOR, SENT, ANY),),
}


def allowed(action: str, person: str, status: str, stage: str) -> bool:
    """What the requirement says of one cell."""
    return any(person in rule.people and status in rule.statuses and stage in rule.stages for rule in RULES[action])
