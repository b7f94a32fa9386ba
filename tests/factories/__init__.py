"""Plain factories with fixed, numbered values: a test says which rows it needs, and equal calls give equal rows.

Each function makes exactly one thing and what it cannot stand without. Values of a call win over the fixed ones.
"""

from tests.factories.answers import answer, answers, asking_everything, own_words
from tests.factories.copying import copied
from tests.factories.editions import iga_rules, kipp_form_rules, kipp_rules
from tests.factories.files import attachment, mp4, pdf, picture, picture_below, stored_files, upload
from tests.factories.ground import (
    PASSWORD,
    agency,
    coordinator,
    district,
    leader,
    official,
    operator,
    reviewer,
    school,
    user,
)
from tests.factories.iga import claimed, iga_edition, in_iga_set, judged, shelved_file, shelved_link
from tests.factories.kipp import kipp_result, nomination, slot_run
from tests.factories.people import PEOPLE, Cast, cast
from tests.factories.reviewing import assign, conflict, rubric, stage
from tests.factories.written import (
    COMPLETE_PROFILE,
    COMPLETE_TEXTS,
    DECREE,
    RARE_WORD,
    before,
    draft,
    move,
    past_the_meeting,
    past_the_procedure,
    proposal,
    ready,
    send_anyhow,
    sent,
    write,
)
from tests.factories.years import DAY, PROFILE, STEPS_OF_GUIDE, YEAR, affair, close, extension, guide, period

__all__ = [
    "COMPLETE_PROFILE",
    "COMPLETE_TEXTS",
    "DAY",
    "DECREE",
    "PASSWORD",
    "PEOPLE",
    "PROFILE",
    "RARE_WORD",
    "STEPS_OF_GUIDE",
    "YEAR",
    "Cast",
    "affair",
    "agency",
    "answer",
    "answers",
    "asking_everything",
    "assign",
    "attachment",
    "before",
    "cast",
    "claimed",
    "close",
    "conflict",
    "coordinator",
    "copied",
    "district",
    "draft",
    "extension",
    "guide",
    "iga_edition",
    "iga_rules",
    "in_iga_set",
    "judged",
    "kipp_form_rules",
    "kipp_result",
    "kipp_rules",
    "leader",
    "move",
    "mp4",
    "nomination",
    "official",
    "operator",
    "own_words",
    "past_the_meeting",
    "past_the_procedure",
    "pdf",
    "period",
    "picture",
    "picture_below",
    "proposal",
    "ready",
    "reviewer",
    "rubric",
    "school",
    "send_anyhow",
    "sent",
    "shelved_file",
    "shelved_link",
    "slot_run",
    "stage",
    "stored_files",
    "upload",
    "user",
    "write",
]
