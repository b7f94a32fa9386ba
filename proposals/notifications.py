"""What people are told when a proposal moves, in public words only."""

from django.urls import reverse

from agencies.models import User
from agencies.notifications import tell
from proposals.models import Attachment, Event, Proposal
from proposals.workflow import Action

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
TO_COORDINATORS = {
    Action.SUBMIT: "Usulan {number} “{title}” dari {agency} menunggu verifikasi.",
    Action.WITHDRAW: "Usulan {number} “{title}” dari {agency} ditarik: {note}",
}


def moved(event: Event, proposal: Proposal) -> None:
    """Tells the agency's people, and the coordinators where they have to act or know; queued in this transaction."""
    words = {
        "title": proposal.title,
        "number": proposal.reference,
        "note": event.note,
        "agency": proposal.agency.short_name,
    }
    url = proposal.get_absolute_url()
    action = Action(event.action)
    tell(proposal.agency.people.filter(is_active=True), TO_AGENCY[action].format(**words), url=url)
    if action in TO_COORDINATORS:
        others = User.objects.coordinators().exclude(pk=event.actor_id)
        tell(others, TO_COORDINATORS[action].format(**words), url=url)


def infected(attachment: Attachment) -> None:
    """Tells the agency's people that a file carries malware and has to be replaced."""
    proposal = attachment.proposal
    tell(
        proposal.agency.people.filter(is_active=True),
        f"Pemindai menemukan virus dalam berkas “{attachment.name}” pada usulan “{proposal.title}”. "
        "Bersihkan perangkat Anda, lalu ganti berkas itu.",
        url=reverse("proposals:edit", args=[proposal.pk, "lampiran"]),
    )
