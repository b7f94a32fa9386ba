"""What the letter says that tells a proposer what a meeting decided."""

import datetime
from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.naming import head_of, official_names
from agencies.officials.picking import signatory_for
from foundation.city import city
from foundation.issued.models import IssuedPaper, Subject
from foundation.issued.services import PaperHead
from foundation.papers.official.frames import BodyPart
from foundation.papers.official.heads import office_head
from foundation.papers.official.letter import OfficialLetter
from foundation.papers.official.numbers import number_of_series, numbers_from
from proposals.core.workflow import Action
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.decree.drafting import minutes_cited
from reviews.meeting.letters.telling import told_of

KIND: Final = "surat-hasil"
PAPER: Final = "surat"
SERIES: Final = "HP"  # of the serials, not of the numbers
SIGNED_AS: Final = "surat_hasil_penilaian"
OUTCOME: Final = {
    Action.SHORTLIST: "Masuk daftar unggulan",
    Action.PASS_OVER: "Masuk pembinaan",
    Action.REJECT: "Dinyatakan tidak layak",
}
NEXT: Final = {
    Action.SHORTLIST: (
        "Usulan ini diajukan untuk ditetapkan dengan Keputusan {giver}. Selama menunggu, lanjutkan penerapannya dan "
        "simpan buktinya; penetapannya kami beritahukan lewat portal."
    ),
    Action.PASS_OVER: (
        "Koordinator menyiapkan rencana pembinaan dengan tugas, tenggat, dan seorang pembina. Rencana itu tampil di "
        "halaman usulan; setelah tugasnya selesai, usulan dapat dilanjutkan pada tahun berikutnya."
    ),
    Action.REJECT: (
        "Perbaiki hal-hal di atas, lalu ajukan lagi pada periode berikutnya sebagai lanjutan usulan ini. Pertanyaan "
        "dapat disampaikan kepada {office} lewat diskusi di halaman usulan."
    ),
}


def written(decision: Decision, paper: IssuedPaper) -> OfficialLetter:
    """The letter alone, as `written_all` has it."""
    return written_all([(decision, paper)])[0]


def written_all(papers: Sequence[tuple[Decision, IssuedPaper]]) -> list[OfficialLetter]:
    """The letters on decisions of one meeting, in their order; so many queries for any number of them.

    They are dated on the day of the release, signed by who held the office then, and numbered from the number that was
    entered for the first, else by their serials.
    """
    if not papers:
        return []
    first = papers[0][0]
    role, day = city().signatories_of(SIGNED_AS)[0], _day(first)
    signatory = signatory_for(role, day)
    proposals = [decision.proposal for decision, _ in papers]
    names = official_names({one.agency_id for one in proposals}, _moment(first))
    told = told_of(proposals)
    numbers = _numbers(first.meeting, [paper for _, paper in papers], day)
    return [
        OfficialLetter(
            head=office_head(),
            year=day.year,
            number=number,
            date=day,
            subject=f"Hasil penilaian inovasi daerah tahun {decision.proposal.period.year}",
            to=[head_of(decision.proposal.agency.kind, names[decision.proposal.agency_id])],
            blocks=[*_opening(decision), *told[decision.proposal_id], *_closing(decision, paper)],
            signatory=signatory,
            copies=role.copies,
            kind=PAPER,
            draft=False,
        )
        for (decision, paper), number in zip(papers, numbers, strict=True)
    ]


def _numbers(meeting: Meeting, papers: Sequence[IssuedPaper], day: datetime.date) -> list[str]:
    if meeting.letters_from:
        return numbers_from(meeting.letters_from, PAPER, len(papers))
    return [number_of_series(PAPER, int(paper.serial.rsplit("-", 1)[1]), day) for paper in papers]


def _opening(decision: Decision) -> list[BodyPart]:
    proposal, meeting = decision.proposal, decision.meeting
    how = "rapat penetapan" if meeting.procedure.in_meeting else "penetapan tanpa rapat menurut tata caranya"
    facts = [("Nama inovasi", proposal.title), ("Nomor usulan", str(proposal.reference))]
    outcome = OUTCOME[Action(decision.action)]
    why = [("Alasan", decision.note)] if decision.action == Action.REJECT and decision.note else []
    held = date_format(timezone.localtime(meeting.held_at), "j F Y")
    return [
        BodyPart(
            f"Sehubungan dengan {how} tanggal {held} ({minutes_cited(meeting)}), kami sampaikan hasil penilaian atas "
            "usulan Saudara:"
        ),
        BodyPart(facts=[*facts, ("Hasil", outcome), *why]),
    ]


def _closing(decision: Decision, paper: IssuedPaper) -> list[BodyPart]:
    words = {"giver": city().official_papers.decree.giver, "office": city().office.short_name}
    return [
        BodyPart(NEXT[Action(decision.action)].format_map(words)),
        BodyPart(f"Demikian disampaikan. Surat ini dapat diperiksa di {paper.verify_url}."),
    ]


def _moment(decision: Decision) -> datetime.datetime:
    return decision.carried_out_at or decision.meeting.released_at or timezone.now()


def _day(decision: Decision) -> datetime.date:
    return timezone.localdate(_moment(decision))


def head_of_letter(decision: Decision) -> PaperHead:
    """What is told of the letter before it has bytes."""
    proposal = decision.proposal
    return PaperHead(
        kind=KIND,
        kind_name="Surat hasil penilaian",
        subject=Subject.of(decision),
        title=f"Surat hasil penilaian usulan {proposal.reference}",
        about=str(proposal.period)[:200],
        series=f"{SERIES}-{_day(decision).year}",
        filename="surat-hasil-{serial}.pdf",
    )
