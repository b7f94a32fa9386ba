"""What each floor asks of the floors above it, without knowing them: every setting here names functions that answer.

So whoever reads it finds who answers; `proposals/core/above.py` and `agencies/signing/above.py` look the functions up.
"""

# --- What the floor of the agencies asks of the floors above (agencies/signing/above.py)
# Of which issued papers a coordinator looks after the signatures: (user) -> Q on issued papers.
SIGNED_PAPERS = [
    "reviews.meeting.papers.sealing.looked_after",
    "reviews.meeting.letters.keeping.looked_after",
    "reviews.meeting.decree.readying.looked_after",
    "dashboard.reports.issuing.looked_after",
]
# Whether the scan of a signed paper may be kept.
SCAN_CHECK = "proposals.filechecks.scans.checked_scan"

# --- What the floor of the proposals asks of the floors above (proposals/core/above.py)
# Conditions that they add to its moves, each a `proposals.core.moving.gates.Gate`, asked in this order.
PROPOSAL_GATES = [
    "reviews.ranking.deciding.gate",
    "reviews.meeting.departures.requirements.gate",
    "proposals.verifying.undoing.gate",
    "reviews.core.answers.undoing_gate",
]
# What they begin or end when proposals have moved, each a `proposals.core.moving.followers.Follower`.
PROPOSAL_FOLLOWERS = [
    "proposals.papers.tasks.follow",
    "reviews.coaching.beginning.follow",
    "reviews.presenting.leaving.follow",
]
# What one person may not read for a conflict of interest, and what they review.
PROPOSAL_READING = "reviews.core.answers.reading"
# In whose hands a proposal is while it is under review (proposals/core/holding.py).
PROPOSAL_HOLDING = "reviews.core.holding.IN_REVIEW"
# Whether somebody has given a score in a period.
PERIOD_IS_SCORED = "reviews.core.answers.is_scored"
# How many working days a period gives for a repair.
PERIOD_REPAIR_DAYS = "reviews.procedure.rules.repair_days"
# When the proposals of a period are scored and decided upon, as far as somebody has set it.
PERIOD_PLANNED = "reviews.meeting.core.planned.planned"
# What they add to the page of a proposal: above its content and at its side.
PROPOSAL_BOXES = [
    "dashboard.delivery.box.delivery_box",
    "reviews.coaching.box.coaching_box",
    "reviews.ranking.box.standing_box",
    "reviews.ranking.feedback.feedback_box",
    "reviews.meeting.letters.letterbox.letter_box",
    "reviews.presenting.box.slot_box",
]
PROPOSAL_SIDE_BOXES = [
    "competitions.kipp.box.nomination_box",
    "competitions.iga.gaps.box.gap_box",
    "competitions.replication.box.replication_box",
]
# What the competitions find on the verification desk (proposals/verifying/findings.py), by name of the check.
PROPOSAL_CHECKS = {
    "kipp_age": "competitions.kipp.checking.age_check",
    "iga_window": "competitions.iga.candidates.checking.window_check",
}
# Who copied innovations, as anybody may know it: (keys of proposals) -> their copiers; and the table behind it.
CATALOGUE_COPIED = "competitions.replication.public.copied_by"
CATALOGUE_COPIED_TABLE = "competitions.Replication"
# The national awards that innovations have won: (keys of proposals) -> their awards; and the tables behind it.
CATALOGUE_AWARDS = "competitions.kipp.public.awards_of"
CATALOGUE_AWARDS_TABLES = ("competitions.KippResult", "competitions.Nomination")
# What goes on from an earlier proposal on its continuation.
PROPOSAL_CARRIED = "reviews.coaching.box.carried"

# --- What the competitions ask of their own higher rooms, and of their neighbour (competitions/core/above.py)
# Which proposals a person coaches now, who remarks on their KIPP texts: (user) -> rows that are their keys.
KIPP_COACHED = "reviews.coaching.reading.coached_proposals"
# By which score the city decided on proposals: (keys of proposals) -> scores by key, the released ones alone.
COMPETITION_SCORES = "reviews.ranking.released.released_scores"
# What is looked at anew when evidence was changed, scanned or taken off the shelf: (keys of the pieces).
IGA_EVIDENCE_FOLLOWERS = ["competitions.iga.claims.proven.follow_evidence"]
# What is looked at anew when an edition asks for something else: (key of the edition).
IGA_RULES_FOLLOWERS = ["competitions.iga.claims.proven.follow_rules"]
# What goes on once an edition is published: (key of the edition, key of the person).
IGA_PUBLISHED_FOLLOWERS = ["competitions.iga.carrying.tasks.follow_publishing"]
# Asked with the key of a proposal for its number at IGA, which the ministry's form of KIPP asks as well.
KIPP_IGA_NUMBER = "competitions.iga.core.registered.number_of"
