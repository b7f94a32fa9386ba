"""What people are told when a proposal moves, in public words only."""

from collections.abc import Iterable

from django.urls import reverse

from agencies.core.models import User
from agencies.inbox.notifications import OfficeLetter, tell, tell_offices
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.periods import Period
from proposals.core.record import Event
from proposals.core.workflow import DECIDED, Action, Role, Status

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
    Action.ESTABLISH: "Usulan “{title}” ditetapkan sebagai inovasi daerah.",
}
FEEDBACK = "Masukan tim penilai dapat Anda baca di halaman usulan ini."
TO_COORDINATORS = {
    Action.SUBMIT: "Usulan {number} “{title}” dari {agency} menunggu verifikasi.",
    Action.WITHDRAW: "Usulan {number} “{title}” dari {agency} ditarik: {note}",
}


def moved(event: Event, proposal: Proposal) -> None:
    """Tells the agency in one letter, and the coordinators where they have to act or know; in this transaction."""
    moved_all([(event, proposal)])
    action = Action(event.action)
    if action in TO_COORDINATORS:
        staff = [person for person in User.objects.coordinators() if person.pk != event.actor_id]
        others = [person for person in staff if coordinates(person, proposal)]
        told = TO_COORDINATORS[action].format(**_words(event, proposal, proposal.sent_title))
        tell(others, told, url=proposal.get_absolute_url())


def moved_all(moves: Iterable[tuple[Event, Proposal]]) -> None:
    """Tells the agencies of many moves, one letter for each; the coordinators learn of none."""
    tell_offices(_letter(event, proposal) for event, proposal in moves)


def _letter(event: Event, proposal: Proposal) -> OfficeLetter:
    feedback = Status(event.target) in DECIDED and proposal.period.feedback != Period.Feedback.NOTHING
    text = TO_AGENCY[Action(event.action)].format(**_words(event, proposal, proposal.title))
    return OfficeLetter(proposal.agency, text, proposal.get_absolute_url(), FEEDBACK if feedback else "")


def _words(event: Event, proposal: Proposal, title: str) -> dict[str, str]:
    return {
        "title": title,
        "number": proposal.reference,
        "note": event.note,
        "agency": proposal.agency.short_name,
    }


def infected(attachment: Attachment) -> None:
    """Tells the agency's people that a file carries malware and has to be replaced."""
    proposal = attachment.proposal
    tell(
        proposal.agency.people.filter(is_active=True),
        f"Pemindai menemukan virus dalam berkas “{attachment.name}” pada usulan “{proposal.title}”. "
        "Bersihkan perangkat Anda, lalu ganti berkas itu.",
        url=reverse("proposals:edit", args=[proposal.pk, "lampiran"]),
    )


def coordinates(person: User, proposal: Proposal) -> bool:
    """False for a coordinator with a conflict of interest, who must not learn of the discussion."""
    return Proposal.objects.as_role(person, Role.COORDINATOR).filter(pk=proposal.pk).exists()
