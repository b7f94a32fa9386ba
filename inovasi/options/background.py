"""Where the rooms keep their background work, for the queue; a test holds the list to the files there are."""

from typing import Final

IMPORT_PATHS: Final = [
    "foundation.queue.tasks",
    "foundation.changes.tasks",
    "foundation.outbox.tasks",
    "foundation.printing.tasks",
    "foundation.security.tasks",
    "proposals.bringing.tasks",
    "proposals.core.counts.tasks",
    "proposals.evidence.tasks",
    "proposals.importing.tasks",
    "proposals.papers.tasks",
    "reviews.ranking.tasks",
    "reviews.assigning.tasks",
    "reviews.meeting.letters.tasks",
    "reviews.meeting.papers.tasks",
    "reviews.coaching.tasks",
    "reviews.presenting.tasks",
    "reviews.presenting.visiting.tasks",
    "competitions.iga.carrying.tasks",
    "competitions.iga.desk.tasks",
    "competitions.iga.entry.tasks",
    "competitions.kipp.papers.tasks",
    "competitions.iga.shelf.tasks",
    "competitions.kipp.letters.tasks",
    "dashboard.forecast.tasks",
    "dashboard.nudges.tasks",
    "dashboard.reports.tasks",
]
