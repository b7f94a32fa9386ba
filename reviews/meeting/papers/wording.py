"""What the agenda, the attendance list and the minutes of a meeting say in their official form, beside the outcomes."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from agencies.core.models import User
from agencies.officials.models import Official
from agencies.officials.picking import signatory_of
from foundation.city import city
from foundation.papers.official.frames import Frame, frame
from foundation.papers.official.heads import office_head
from foundation.papers.official.numbers import number_or_dots
from foundation.papers.official.signatures import Family, PlacedSignature, Signatory, signature_lines
from foundation.papers.official.words import date_in_words, day_of, written_date
from foundation.signing.choosing import chosen
from proposals.core.period.models import Period
from reviews.core.marks import FORMULA
from reviews.core.models import ReviewStage
from reviews.meeting.core.models import Meeting
from reviews.procedure.models import Procedure
from reviews.procedure.rules import has_quorum

KIND = "berita_acara"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of the attendance: name with degrees, office and agency as on the day, and whether the person came."""

    name: str
    office: str
    agency: str
    came: bool


def official_context(meeting: Meeting) -> dict[str, Any]:
    """The parts of these papers that do not hang on what their reader may see; so many queries for any number."""
    day = timezone.localdate(meeting.held_at)
    people = attendees(meeting, day)
    return {
        "frame": official_frame(meeting),
        "head": office_head(),
        "minutes_heading": [
            "BERITA ACARA",
            "TENTANG",
            f"PENETAPAN HASIL PENILAIAN INOVASI DAERAH TAHUN {meeting.period.year}",
            f"NOMOR {number_or_dots(meeting.number, KIND, day.year)}",
        ],
        "opening": f"Pada {date_in_words(day)}, pukul {_hour(meeting)}, bertempat di {meeting.place}",
        "when": [
            ("Hari/tanggal", f"{day_of(day)}, {written_date(day)}"),
            ("Waktu", f"Pukul {_hour(meeting)}"),
            ("Tempat", meeting.place),
            ("Acara", meeting.title),
        ],
        "attendees": people,
        "quorum": _quorum(meeting, people),
        "formula": _formula(meeting),
        "signs": [PlacedSignature(signature_lines(one, Family.LETTER)) for one, _ in signatories(meeting)],
        "organiser": [
            PlacedSignature(signature_lines(_head(meeting), Family.LETTER), (f"{city().letterhead.place}, {'…' * 10}",))
        ],
    }


def official_frame(meeting: Meeting, *, asked: bool = False) -> Frame:
    """The sheet of these papers; they are drafts until the release.

    One that is `asked` to be signed gets the box and the sentence of electronic signatures where the settings chose
    a way of signing so; in every other there would be no signature that they speak of.
    """
    return frame(KIND, draft=not meeting.is_released, electronic=asked and chosen() is not None)


def signatories(meeting: Meeting) -> list[tuple[Signatory, User]]:
    """Who signs the minutes by the procedure of the period, as on the day of the meeting, each with the account."""
    chair = signatory_of(meeting.chair, timezone.localdate(meeting.held_at), office="Ketua Rapat")
    if meeting.procedure.signers == Procedure.Signers.CHAIR:
        return [(chair, meeting.chair)]
    return [(chair, meeting.chair), (_head(meeting), meeting.head)]


def attendees(meeting: Meeting, day: datetime.date) -> list[Attendee]:
    """Those invited with an account, by the record of officials of that day where it knows them."""
    members = list(meeting.members.select_related("person__agency"))
    held = Official.objects.in_force(day).filter(account__in=[one.person_id for one in members])
    known = {one.account_id: one for one in held.select_related("agency").order_by("since")}
    return [
        Attendee(
            name=known[one.person_id].full_name if one.person_id in known else str(one.person),
            office=known[one.person_id].office_in_full if one.person_id in known else one.person.position,
            agency=one.person.agency.short_name if one.person.agency else "",
            came=one.present,
        )
        for one in members
    ]


def _head(meeting: Meeting) -> Signatory:
    office = f"Kepala {city().office.short_name}"
    return signatory_of(meeting.head, timezone.localdate(meeting.held_at), office=office)


def _hour(meeting: Meeting) -> str:
    return f"{timezone.localtime(meeting.held_at):%H.%M} {city().city.timezone_label}"


def _quorum(meeting: Meeting, people: Sequence[Attendee]) -> str:
    """How many of the invited came, and whether that is enough; nothing where outcomes need no meeting."""
    rules, came = meeting.procedure, sum(one.came for one in people)
    if not rules.in_meeting:
        return ""
    reached = "tercapai" if has_quorum(rules, came, len(people)) else "belum tercapai"
    return (
        f"Hadir {came} dari {len(people)} orang yang diundang. Kuorum menurut tata cara periode ini, yaitu "
        f"{rules.quorum} persen dari undangan, {reached}."
    )


def _formula(meeting: Meeting) -> str:
    """How a score comes about on the scale of the period, with the weights of the stages."""
    stages = ReviewStage.objects.filter(period=meeting.period_id, share__gt=0).order_by("order")
    shares = ", ".join(f"{stage} {stage.share} persen" for stage in stages)
    return (
        f"Nilai satu penilai adalah {FORMULA[Period.ScoreScale(meeting.period.score_scale)]}. Nilai satu tahap adalah "
        "rata-rata nilai para penilainya, dan nilai asli adalah rata-rata tahap menurut bobotnya "
        f"({shares or 'bobot tahap belum ditetapkan'}). Peringkat resmi periode ini menurut "
        f"{meeting.period.get_ranking_column_display()}."
    )
