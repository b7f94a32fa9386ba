"""What people are told when a proposal moves, in public words only."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.formats import date_format

from agencies.core.models import User
from agencies.inbox.notifications import OfficeLetter, PersonalLetter, tell, tell_all, tell_offices
from foundation.outbox.models import MailKind
from proposals.core.attachments import Attachment
from proposals.core.history.record import Event
from proposals.core.models import Proposal
from proposals.core.period.models import PeriodExtension
from proposals.core.period.repairing import SentBack, repair_days
from proposals.core.workflow import DECIDED, OUTCOMES, UNDER_REVIEW, Action, Role, Status

# What the proposer's people read; {title}, {number} and {note} are filled in.
TO_AGENCY = {
    Action.SUBMIT: "Usulan “{title}” diterima dengan nomor {number}.",
    Action.WITHDRAW: "Usulan “{title}” ditarik.",
    Action.REVIVE: "Usulan “{title}” kembali menjadi draf.",
    Action.RETURN: "Usulan “{title}” perlu diperbaiki: {note}",
    Action.ACCEPT: "Usulan “{title}” lolos verifikasi dan masuk penilaian.",
    Action.ADVANCE: "Usulan “{title}” lanjut ke tahap penilaian berikutnya.",
    Action.REJECT: "Usulan “{title}” dinyatakan tidak layak: {note}",
    Action.SHORTLIST: "Usulan “{title}” masuk daftar unggulan.",
    Action.PASS_OVER: "Usulan “{title}” masuk pembinaan.",
    Action.REOPEN: "Penilaian usulan “{title}” dibuka kembali.",
    Action.VERIFY_AGAIN: "Verifikasi usulan “{title}” dibuka kembali.",
    Action.ESTABLISH: "Usulan “{title}” ditetapkan sebagai inovasi daerah.",
}
LETTER = "Surat hasil penilaian dapat Anda unduh di halaman usulan ini."
FEEDBACK = "Masukan tim penilai dapat Anda baca di halaman usulan ini."
TO_COORDINATORS = {
    Action.SUBMIT: "Usulan {number} “{title}” dari {agency} menunggu verifikasi. {note}",
    Action.WITHDRAW: "Usulan {number} “{title}” dari {agency} ditarik: {note}",
}


def moved(moves: Iterable[tuple[Event, datetime.datetime | None, int | None]]) -> None:
    """Tells the agencies, one letter for each move, and the coordinators where they have to act or know.

    With each event comes when it is told, see `PersonalLetter.at`; None is now; and the key of the issued paper
    that goes with the mail to the agency. All in the caller's transaction.
    """
    told = list(moves)
    until = _repair_days([event for event, _, _ in told if event.action == Action.RETURN])
    tell_offices(replace(_to_agency(event, at, until.get(event.proposal_id)), paper=paper) for event, at, paper in told)
    concerned = [(event, at) for event, at, _ in told if Action(event.action) in TO_COORDINATORS]
    if concerned:
        tell_all(_to_coordinators(concerned))


def _repair_days(returns: Iterable[Event]) -> dict[int, datetime.date]:
    """The last day for each repair, by key of the proposal; two queries, none without a return."""
    rows = {event.proposal_id: event for event in returns}
    if not rows:
        return {}
    agencies = {event.proposal.agency_id for event in rows.values()}
    extended = {
        (period, agency): closes
        for period, agency, closes in PeriodExtension.objects.filter(agency__in=agencies)
        .order_by()
        .values_list("period", "agency", "closes_at")
    }
    return repair_days(
        {
            key: SentBack(
                event.proposal.period_id,
                event.at,
                max(
                    event.proposal.period.closes_at,
                    extended.get((event.proposal.period_id, event.proposal.agency_id), event.at),
                ),
            )
            for key, event in rows.items()
        }
    )


def _to_agency(event: Event, at: datetime.datetime | None, until: datetime.date | None) -> OfficeLetter:
    proposal = event.proposal
    feedback = Status(event.target) in DECIDED and proposal.period.tells_proposers
    more = (
        f"Perbaiki paling lambat {date_format(until)}." if until else "",
        FEEDBACK if feedback else "",
        LETTER if _is_outcome(event) else "",
    )
    text = TO_AGENCY[Action(event.action)].format(**_words(event, proposal.sent_title or proposal.title))
    return OfficeLetter(
        proposal.agency,
        text,
        proposal.get_absolute_url(),
        "\n\n".join(filter(None, more)),
        at,
        proposal.pk,
        MailKind.REQUEST if event.action == Action.RETURN else MailKind.NOTICE,
    )


def _is_outcome(event: Event) -> bool:
    """Whether a meeting decided it, so that a letter tells of it, too."""
    return Action(event.action) in OUTCOMES and Status(event.source) in UNDER_REVIEW


def _to_coordinators(moves: Iterable[tuple[Event, datetime.datetime | None]]) -> Iterator[PersonalLetter]:
    """For each coordinator but the actor and those with a conflict of interest; the title as it was sent."""
    keys = [event.proposal_id for event, _ in moves]
    titles = dict(Proposal.objects.filter(pk__in=keys).values_list("pk", "sent_title"))
    concerned = (one for one in User.objects.coordinators() if {event.actor_id for event, _ in moves} != {one.pk})
    staff = {person: coordinated(person, keys) for person in concerned}
    for event, at in moves:
        text = TO_COORDINATORS[Action(event.action)].format(**_words(event, titles[event.proposal_id])).rstrip()
        for person, own in staff.items():
            if event.proposal_id in own and person.pk != event.actor_id:
                yield PersonalLetter(person, text, event.proposal.get_absolute_url(), at, event.proposal_id)


def _words(event: Event, title: str) -> dict[str, str]:
    proposal = event.proposal
    return {"title": title, "number": proposal.reference, "note": event.note, "agency": proposal.agency.short_name}


def infected(attachment: Attachment) -> None:
    """Tells the agency's people that a file carries malware and has to be replaced."""
    proposal = attachment.proposal
    tell(
        proposal.agency.people.filter(is_active=True),
        f"Pemindai menemukan virus dalam berkas “{attachment.name}” pada usulan “{proposal.title}”. "
        "Bersihkan perangkat Anda, lalu ganti berkas itu.",
        url=reverse("proposals:edit", args=[proposal.pk, "lampiran"]),
        about=proposal.pk,
        kind=MailKind.INTERNAL,
    )


def unscannable(attachment: Attachment) -> None:
    """Tells the agency's people that a file cannot be scanned, so that others do not get to read it."""
    proposal = attachment.proposal
    tell(
        proposal.agency.people.filter(is_active=True),
        f"Berkas “{attachment.name}” pada usulan “{proposal.title}” tidak dapat dipindai, sehingga belum terbuka bagi "
        "penilai. Simpan ulang berkas itu di perangkat Anda, lalu ganti.",
        url=reverse("proposals:edit", args=[proposal.pk, "lampiran"]),
    )


def coordinated(person: User, keys: Iterable[int]) -> set[int]:
    """Which of the proposals with these keys the person coordinates.

    A conflict of interest takes a proposal out: such a coordinator must not learn of its moves or its discussion.
    """
    own = Proposal.objects.as_role(person, Role.COORDINATOR).filter(pk__in=keys)
    return set(own.order_by().values_list("pk", flat=True))
