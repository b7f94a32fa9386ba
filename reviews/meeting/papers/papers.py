"""Papers of a decision meeting: agenda, ranked list, contested cases, finalists, berita acara, and the decree."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from agencies.core.models import User
from foundation.audit import ledger
from foundation.city import city
from foundation.papers.rendering import render_pdf
from proposals.core.workflow import Action
from proposals.sent.telling import told
from reviews.core.models import Assignment, Interest
from reviews.core.talks import Settlement
from reviews.meeting.core.course import MeetingMinutes
from reviews.meeting.core.lines import MeetingLine, decided, deviations, grouped, lines, readable, unknown_to
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree.drafting import draft_context
from reviews.meeting.papers.wording import official_context
from reviews.ranking.adjusting import last_reckoning, reckon_if_behind
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking

PAPERS = {
    "agenda": "Agenda rapat",
    "daftar-hadir": "Daftar hadir",
    "peringkat": "Daftar peringkat",
    "pembahasan": "Usulan yang perlu dibahas",
    "unggulan": "Lembar usulan unggulan",
    "berita-acara": "Berita acara",
    "lengkap": "Berkas lengkap",
    "keputusan": "Konsep keputusan",
}
SHORT = frozenset({"agenda", "daftar-hadir"})  # their length does not grow with the number of proposals
TEMPLATE = "reviews/meeting/papers/papers.html"
PACK = ("agenda", "peringkat", "pembahasan", "unggulan", "berita-acara")
DECREE = "keputusan"
WHOLE = "lengkap"
WIDE = frozenset({"peringkat"})
OFFICIAL = frozenset({"agenda", "daftar-hadir", "berita-acara"})


def papers_of(meeting: Meeting) -> dict[str, str]:
    """Those of PAPERS that the meeting has now, with their titles; the decree follows the release."""
    return {name: title for name, title in PAPERS.items() if name != DECREE or meeting.is_released}


def paper_pdf(context: dict[str, Any]) -> bytes:
    """The paper that `paper_context` describes."""
    return render_pdf(context["template"], context)


def fingerprint(context: dict[str, Any]) -> str:
    """SHA-256 of everything the paper says apart from its moment: equal as long as a new one would say the same."""
    said = render_to_string(context["template"], context | {"city": city(), "moment": None})
    return hashlib.sha256(said.encode()).hexdigest()


def paper_context(meeting: Meeting, name: str, moment: datetime.datetime, *, by: User | None) -> dict[str, Any]:
    """What one of PAPERS shows at `moment`, with what `by` may read, or whole for the portal itself.

    After the release the check value is the one of the release, and the paper says that it is a reprint: what the
    release keeps (reviews/meeting/papers/sealing.py) is the paper itself.
    """
    if name == DECREE:
        return draft_context(meeting, name)
    rows = readable(meeting, by)
    reckon_if_behind(meeting.period)
    reckoned = last_reckoning(meeting.period)
    frozen = latest(meeting.period, meeting.pk)
    known = lines(meeting, rows, ranking(meeting.period, rows, frozen=frozen))
    praised = [line for line in decided(known) if line.decision and line.decision.action == Action.SHORTLIST]
    value = meeting.check_value or str(ledger.check_value())
    return (
        official_context(meeting)
        | shape(name)
        | {
            "template": TEMPLATE,
            "meeting": meeting,
            "reprint": meeting.is_released,
            "moment": moment,
            "lines": known,
            "frozen_words": frozen.words(unknown_to(by, meeting.period)) if frozen else "",
            "stage_versions": list(meeting.period.stage_versions.all()),
            "procedure_versions": list(meeting.period.procedure_versions.select_related("made_by")),
            "adjusted_reason": reckoned.reason,
            "by_adjusted": reckoned.official,
            "groups": grouped(known),
            "decided_count": len(decided(known)),
            "contested": _contested(known),
            "praised": _sheets(praised) if "unggulan" in parts_of(name) else [],
            "any_provisional": any(line.row.provisional for line in decided(known)),
            "minutes": MeetingMinutes.objects.filter(meeting=meeting).values_list("text", flat=True).first(),
            "guests": [guest for guest in meeting.guests.splitlines() if guest.strip()],
            "stepped_aside": _stepped_aside(meeting),
            "deviations": list(deviations(meeting, by)),
            "overrides": _overrides(known),
            "lifted": _lifted(known),
            "decided_overrides": _overrides(decided(known)),
            "decided_lifted": _lifted(decided(known)),
            "check_number": value.partition(":")[0],
            "check_hash": _groups_of_eight(value.partition(":")[2]),
        }
    )


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of one of PAPERS, in their order."""
    return PACK if name == WHOLE else (name,)


def shape(name: str) -> dict[str, Any]:
    """Title and parts of one of PAPERS; over the context of the whole file it gives that of a smaller one."""
    parts = parts_of(name)
    return {
        "title": PAPERS[name],
        "parts": [(part, f"reviews/meeting/papers/{part}.html", part in WIDE) for part in parts],
        "official": OFFICIAL,
        "starts_official": parts[0] in OFFICIAL,
        "starts_wide": name in WIDE,
    }


def _groups_of_eight(text: str) -> list[str]:
    return [text[start : start + 8] for start in range(0, len(text), 8)]


def _contested(known: list[MeetingLine]) -> list[dict[str, Any]]:
    """The disputed among them, each with the reviews and settlements of its disputed stages."""
    cases = [line for line in known if line.disputed]
    here = {"proposal__in": [line.proposal.pk for line in cases]}
    done = Assignment.objects.done().filter(**here).select_related("reviewer", "stage")
    reviews = _by_proposal(done.order_by("stage__order", "-total", "pk"))
    settlements = _by_proposal(Settlement.objects.filter(**here).select_related("written_by", "stage"))
    found = []
    for line in cases:
        stages = {figures.stage.pk for figures in line.disputed}
        found.append(
            {
                "line": line,
                "reviews": [row for row in reviews[line.proposal.pk] if row.stage_id in stages],
                "settlements": [row for row in settlements[line.proposal.pk] if row.stage_id in stages],
            }
        )
    return found


def _by_proposal(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row)
    return found


def _sheets(praised: list[MeetingLine]) -> list[dict[str, Any]]:
    """What the page of each finalist shows."""
    said = told([line.proposal.pk for line in praised])
    here = {"proposal__in": [line.proposal.pk for line in praised]}
    comments = _by_proposal(Assignment.objects.done().filter(**here).exclude(comment=""))
    return [
        {
            "line": line,
            # The title is the heading of the page already.
            "profile": [answer for answer in said[line.proposal.pk].profile if answer.question != "title"],
            "text": next(iter(said[line.proposal.pk].texts), None),
            "stages": list(line.row.stages.values()),
            "comments": sorted({row.comment for row in comments[line.proposal.pk]}),
        }
        for line in praised
    ]


def _stepped_aside(meeting: Meeting) -> list[Interest]:
    """Conflicts of interest of those who came on proposals of the meeting: they took no part in deciding on these."""
    people, proposals = meeting.members.filter(present=True).values("person"), meeting.decisions.values("proposal")
    standing = Interest.objects.standing().filter(user__in=people, proposal__in=proposals)
    return list(standing.select_related("user", "proposal").order_by("proposal__number", "user__sort_key", "pk"))


def _overrides(known: list[MeetingLine]) -> list[Assignment]:
    """Reviews that count although the record spoke against the reviewer, each with the reason given then."""
    active = Assignment.objects.active().filter(proposal__in=[line.proposal.pk for line in known])
    rows = active.exclude(override_reason="").select_related("reviewer", "proposal", "stage")
    return list(rows.order_by("proposal__number", "stage__order", "pk"))


def _lifted(known: list[MeetingLine]) -> list[Interest]:
    """Conflicts of interest that were set aside, each with the reason given then."""
    rows = Interest.objects.lifted().filter(proposal__in=[line.proposal.pk for line in known])
    return list(rows.select_related("user", "proposal", "lifted_by").order_by("proposal__number", "lifted_at", "pk"))
