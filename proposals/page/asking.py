"""How its own agency is asked before it takes a proposal back or takes it up again: in its words, with the price."""

from dataclasses import dataclass

from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from proposals.core.whereabouts import whereabouts
from proposals.core.workflow import Action, Step


@dataclass(frozen=True, slots=True)
class Confirming:
    """The question, what follows from a yes, what the button says, and how the reason is asked for."""

    question: str
    follows: str
    button: str
    note_label: str = ""
    note_hint: str = ""


def asking_of(step: Step, proposal: Proposal | SentProposal) -> Confirming | None:
    """The words for a step of the proposer; None for the others, which the page words by their statuses."""
    if step.action is Action.WITHDRAW:
        where = whereabouts([proposal], proposal.agency_id)[proposal.pk]
        becomes = f"usulan berstatus “{step.target.label}”. {where.price}"
        return Confirming(
            "Tarik usulan ini?",
            # What was sent back is checked by nobody meanwhile.
            f"Perbaikannya tidak ditunggu lagi, dan {becomes}"
            if where.is_ours
            else f"Bapperida berhenti memeriksanya, dan {becomes}",
            "Ya, tarik usulan ini",
            "Mengapa Anda menariknya?",
            "Satu kalimat cukup. Bapperida membacanya, dan alasan ini tersimpan dalam riwayat usulan.",
        )
    if step.action is Action.REVIVE:
        return Confirming(
            "Kembalikan usulan ini ke draf?",
            f"Usulan menjadi “{step.target.label}” lagi dengan isi dan nomor yang sama. Perbaiki, lalu ajukan lagi.",
            "Ya, kembalikan ke draf",
        )
    return None
