"""Writes while a meeting goes on: who came, the minutes as they are typed, and one decision after the other."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from foundation.audit import ledger
from foundation.audit.models import EntryKind
from foundation.text.plain import as_typed
from reviews.core.models import Interest
from reviews.meeting.core.course import MeetingMinutes, Vote, vote_of
from reviews.meeting.core.locking import MeetingRefused, locked_open
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.departures import requirements
from reviews.meeting.departures.departing import allow_passing_over
from reviews.meeting.preparing.services import decide


@transaction.atomic
def mark_present(meeting: Meeting, member: int, present: bool, *, by: User) -> None:
    """Notes that an invited person came, or did not after all; saying it twice changes nothing.

    Raises MeetingRefused as `locked_open`, and when the person is not (or no longer) invited.
    """
    if not locked_open(meeting, by).members.filter(pk=member).update(present=present):
        raise MeetingRefused("Orang ini tidak ada dalam daftar undangan. Muat ulang halaman, lalu periksa.")


@dataclass(frozen=True, slots=True)
class Ballot:
    """How the meeting decides: by consensus, or so many for, against and abstaining."""

    consensus: bool
    agree: int = 0
    against: int = 0
    abstain: int = 0

    def counts(self) -> dict[str, int]:
        """What is stored; a consensus is not counted."""
        return (
            {"agree": 0, "against": 0, "abstain": 0}
            if self.consensus
            else {"agree": self.agree, "against": self.against, "abstain": self.abstain}
        )


@transaction.atomic
def rule(
    meeting: Meeting, key: int, action: str, ballot: Ballot, *, by: User, note: str = "", deviation: str = "",
    seen: str = "",
) -> Decision:  # fmt: skip
    """Decides on one proposal of the meeting and notes how; the next one is then spoken of.

    `deviation` is why it departs from the procedure of the period: lacking reviews, or a better rank passed over.
    `seen` is the mark of the vote that the page showed (`mark_of`). Raises MeetingRefused as `locked_open`, when the
    proposal is not before the meeting, does not allow the outcome, was decided on elsewhere meanwhile, when the votes
    do not carry it, when more voted than came and have no conflict of interest with it, or when the procedure asks for
    a reason and there is none.
    """
    current = locked_open(meeting, by)
    before = current.decisions.select_related("vote").filter(proposal=key).first()
    if before is None:
        raise MeetingRefused("Usulan ini tidak (lagi) diajukan ke rapat. Muat ulang halaman, lalu periksa.")
    if mark_of(before) != seen:
        raise MeetingRefused(
            "Usulan ini baru saja diputus di tempat lain. Periksa hasilnya, lalu putuskan lagi bila perlu."
        )
    _check(current, key, ballot)
    outcome = decide(current, action, [key], by=by, note=note, deviation=deviation)
    if outcome.refused:
        raise MeetingRefused(f"Usulan ini belum dapat diputus demikian. {outcome.refused[0][1]}")
    _explain_passing_over(current, key, deviation, by)
    decision = current.decisions.select_related("proposal").get(proposal=key)
    known = ballot.counts() | {"action": action, "consensus": ballot.consensus}
    vote, _ = Vote.objects.update_or_create(
        decision=decision, defaults=known | {"recorded_by": by, "recorded_at": timezone.now()}
    )
    MeetingMinutes.objects.filter(meeting=current).update(current=None)
    after = {"usulan": decision.proposal.reference, "hasil": action, "suara": vote.words}
    ledger.append(EntryKind.DECISION, current, actor=by, before={}, after=after)
    return decision


def _check(meeting: Meeting, key: int, ballot: Ballot) -> None:
    if ballot.consensus:
        return
    if ballot.agree <= ballot.against:
        raise MeetingRefused(
            "Suara setuju harus lebih banyak daripada yang tidak setuju. Bila tidak, pilih hasil yang lain."
        )
    present = meeting.members.filter(present=True)
    aside = present.filter(person__in=Interest.objects.standing().filter(proposal=key).values("user")).count()
    came, cast = present.count(), ballot.agree + ballot.against + ballot.abstain
    if cast > came - aside:
        but = f", {aside} di antaranya tidak ikut memutus karena benturan kepentingan" if aside else ""
        raise MeetingRefused(
            f"Ada {cast} suara, sedangkan yang tercatat hadir {came} orang{but}. Periksa suara atau daftar hadir."
        )


def _explain_passing_over(meeting: Meeting, key: int, reason: str, by: User) -> None:
    """Keeps the reason where the outcome passes a better rank over; somebody else may have to give it later."""
    passed = next((row for row in requirements.passed_over(meeting) if row.proposal.pk == key), None)
    if passed and not passed.reason and (reason or requirements.may_deviate(meeting, by)):
        allow_passing_over(meeting, key, by=by, reason=reason)


def reasons_asked(meeting: Meeting, decision: Decision) -> list[str]:
    """What of this decision, as it is prepared, departs from the procedure and still needs a reason; else empty."""
    key = decision.proposal_id
    bare = next((row for row in requirements.unexplained(meeting) if row.proposal.pk == key), None)
    passed = next((row for row in requirements.passed_over(meeting) if row.proposal.pk == key), None)
    found = [bare.words] if bare else []
    return [*found, f"peringkat {passed.place} dilewati"] if passed and not passed.reason else found


def mark_of(decision: Decision) -> str:
    """What tells one state of a decision from another: when it was decided last, or nothing."""
    vote = vote_of(decision)
    return vote.recorded_at.isoformat() if vote else ""


@transaction.atomic
def speak_of(meeting: Meeting, key: int, *, by: User) -> None:
    """Makes this proposal the one that the meeting speaks of. Raises MeetingRefused as `rule`."""
    current = locked_open(meeting, by)
    if not current.decisions.filter(proposal=key).exists():
        raise MeetingRefused("Usulan ini tidak (lagi) diajukan ke rapat. Muat ulang halaman, lalu periksa.")
    MeetingMinutes.objects.update_or_create(meeting=current, defaults={"current_id": key})


@dataclass(frozen=True, slots=True)
class WrittenMinutes:
    """The minutes as stored now, and whether the text was refused because somebody else had written meanwhile."""

    minutes: MeetingMinutes
    clash: bool


@transaction.atomic
def write_minutes(meeting: Meeting, text: str, version: int, *, by: User) -> WrittenMinutes:
    """Stores the minutes unless they were changed since `version`, by somebody else or in another tab.

    The same text again is no change. Raises MeetingRefused as `locked_open`.
    """
    current, text = locked_open(meeting, by), as_typed(text)
    minutes, _ = MeetingMinutes.objects.select_related("written_by").get_or_create(meeting=current)
    if minutes.text == text:
        return WrittenMinutes(minutes, clash=False)
    if minutes.version != version:
        return WrittenMinutes(minutes, clash=True)
    minutes.text, minutes.version = text, version + 1
    minutes.written_by, minutes.written_at = by, timezone.now()
    minutes.save(update_fields=["text", "version", "written_by", "written_at"])
    return WrittenMinutes(minutes, clash=False)
