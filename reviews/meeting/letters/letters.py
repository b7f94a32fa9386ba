"""The letter that tells a proposer what a meeting decided: issued once, with the names of the day of the release."""

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from agencies.core.naming import head_of, official_names
from agencies.officials.picking import signatory_for
from foundation.city import city
from foundation.issued.models import IssuedPaper, Subject, versions_of
from foundation.issued.services import PaperHead, keep, reserve
from foundation.papers.official.frames import BodyPart, PaperTable, TableColumn
from foundation.papers.official.heads import office_head
from foundation.papers.official.letter import OfficialLetter, letter_pdf
from foundation.papers.official.numbers import number_of_series
from foundation.text.rounding import in_figures
from proposals.core.period.models import Period
from proposals.core.sent import SentProposal
from proposals.core.workflow import Action, Role
from reviews.coaching.models import CoachingTask
from reviews.coaching.suggesting import suggestions
from reviews.core.models import Assignment, Score
from reviews.meeting.core.models import Decision
from reviews.meeting.decree.drafting import minutes_cited
from reviews.ranking.feedback import feedback_for

KIND: Final = "surat-hasil"
PAPER: Final = "surat"
SERIES: Final = "HP"
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


def letter_of(decision: Decision) -> IssuedPaper:
    """The issued letter on a decision that was carried out; it is made now where that was not done before.

    Who asks at the same moment gets the same. Raises OSError when it cannot be stored.
    """
    issued = versions_of(KIND, Subject.of(decision)).first()
    return issued or _issued(decision.pk)


@transaction.atomic
def _issued(key: int) -> IssuedPaper:
    rows = Decision.objects.select_for_update(of=("self",))
    decision = rows.select_related(
        "meeting__period__procedure", "meeting__released_by", "proposal__agency", "proposal__period"
    ).get(pk=key)
    issued = versions_of(KIND, Subject.of(decision)).first()
    if issued:
        return issued
    paper = reserve(_head(decision), by=None)
    keep(paper, letter_pdf(written(decision, paper)))
    return paper


def written(decision: Decision, paper: IssuedPaper) -> OfficialLetter:
    """The letter with the serial of `paper`, dated on the day of the release and signed by who held the office then."""
    proposal, day, role = decision.proposal, _day(decision), city().signatories_of(SIGNED_AS)[0]
    agency = proposal.agency
    name = official_names([agency.pk], _moment(decision))[agency.pk]
    return OfficialLetter(
        head=office_head(),
        year=day.year,
        number=number_of_series(PAPER, SERIES, int(paper.serial.rsplit("-", 1)[1]), day),
        date=day,
        subject=f"Hasil penilaian inovasi daerah tahun {proposal.period.year}",
        to=[head_of(agency.kind, name)],
        blocks=[*_opening(decision), *_told(decision), *_closing(decision, paper)],
        signatory=signatory_for(role, day),
        copies=role.copies,
        kind=PAPER,
        draft=False,
    )


def _opening(decision: Decision) -> list[BodyPart]:
    proposal, meeting = decision.proposal, decision.meeting
    how = "rapat penetapan" if meeting.period.procedure.in_meeting else "penetapan tanpa rapat menurut tata caranya"
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


def _told(decision: Decision) -> list[BodyPart]:
    """Scores, comments and what would have lifted it, as far as the period opens them to proposers; never a name."""
    proposal = decision.proposal
    if not proposal.period.tells_proposers:
        return []
    by = decision.meeting.released_by
    opened = feedback_for(by, proposal, {Role.PROPOSER}) if by else None
    blocks = []
    if proposal.period.feedback == Period.Feedback.SCORES:
        if opened and opened.means:
            blocks.append(BodyPart("Nilai setiap tahap, pada skala sampai 100:"))
            blocks.append(BodyPart(facts=[(stage, str(mean)) for stage, mean in opened.means]))
        if rows := _by_criterion(proposal):
            blocks.append(BodyPart("Rata-rata tingkat setiap kriteria:"))
            blocks.append(BodyPart(table=PaperTable(_COLUMNS, rows)))
    if opened and opened.comments:
        blocks += [BodyPart("Masukan tim penilai:"), BodyPart(items=list(dict.fromkeys(opened.comments)))]
    weakest = [
        one.text for one in suggestions([proposal.pk])[proposal.pk] if one.origin == CoachingTask.Origin.CRITERION
    ]
    if weakest:
        blocks += [BodyPart("Yang paling menaikkan penilaiannya, menurut kriteria terlemah:"), BodyPart(items=weakest)]
    return blocks


_COLUMNS: Final = (
    TableColumn("Tahap", 28),
    TableColumn("Kriteria", 44),
    TableColumn("Rata-rata", 14, figures=True),
    TableColumn("Tertinggi", 14, figures=True),
)


def _by_criterion(proposal: SentProposal) -> list[tuple[str, str, str, str]]:
    """Stage, criterion, the mean of its levels and the highest one, in the order of the rubrics; two queries."""
    done = Score.objects.filter(assignment__proposal=proposal.pk, assignment__in=Assignment.objects.done())
    given: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    known = {}
    for score in done.newest().select_related("assignment__stage", "criterion"):
        if score.value is not None:
            stage, known[score.criterion_id] = score.assignment.stage, score.criterion
            given[stage.order, stage.name, score.criterion_id].append(score.value)
    ordered = sorted(given.items(), key=lambda each: (each[0][0], known[each[0][2]].order, each[0][2]))
    return [
        (stage, known[key].name, in_figures(Decimal(sum(values)) / len(values)), str(known[key].top))
        for (_, stage, key), values in ordered
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


def _head(decision: Decision) -> PaperHead:
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
