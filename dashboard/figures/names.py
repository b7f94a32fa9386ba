"""Every figure that more than one page, paper, sheet or reminder shows: its name, what it is, and who knows it.

Elements carry the names (foundation.figures); whoever shows a figure calls the function named here, and the test that
holds all places side by side asks it, too. A figure about one agency has that agency's code as its subject, one about a
proposal its number, one about a draft its key; without a subject it is about the whole city.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from agencies.core.models import Agency, User
from competitions.core.models import Edition
from competitions.iga.candidates.affairs import CoveredAffairs, covered_affairs
from competitions.iga.desk.second import agreement
from competitions.iga.gaps.agencies import NOTHING, AgencyReadiness, readiness_by_agency
from competitions.iga.simulator.outlook import outlook
from competitions.kipp.figures import KippAgencies, agencies_nominated, nominable_of, standing_by_agency
from dashboard.figures import counts
from dashboard.figures.counts import AgencyRow, Coverage, Tally
from dashboard.figures.schools import is_in
from foundation.text.rounding import in_figures
from proposals.core.counts.counting import known_period, period_counts
from proposals.core.guide.readiness import Completeness
from proposals.core.holding import held, in_hands_of, tallies
from proposals.core.period.models import Period
from proposals.core.period.state import PeriodState, period_state, running_extensions
from proposals.core.reading.own import completeness_among
from proposals.core.sent import SentProposal
from proposals.core.workflow import Holder
from reviews.meeting.departures.counting import departures
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranked


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a figure (nobody knows everything that the public may count), of which year and about what."""

    reader: User | None
    year: int
    subject: str = ""

    @property
    def period(self) -> Period:
        return Period.objects.get(year=self.year)

    @property
    def agency(self) -> Agency:
        return Agency.objects.get(code=self.subject)

    @property
    def person(self) -> User:
        """The reader of a figure that only people who have signed in are shown."""
        if self.reader is None:
            raise LookupError("The public is not shown this figure")
        return self.reader


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """What a figure is, and the function that reckons it."""

    what: str
    reckon: Callable[[Asked], int | str | None]


def tally(asked: Asked) -> Tally:
    """The counts of a period, in the whole or of one agency."""
    counted = period_counts(asked.period, asked.reader)
    if not asked.subject:
        return counts.headline(counted)
    return counts.tallies(counted, "agency_id").get(asked.agency.pk, Tally())


def covered(asked: Asked) -> Coverage:
    """What the agencies and the schools of the target have in the period."""
    return counts.coverage(period_counts(asked.period, asked.reader), asked.period, asked.reader)


def departed(asked: Asked) -> int:
    """How often the period departed from its procedure or set a conflict aside, as far as the reader may know."""
    return departures(asked.period, known_period(asked.period, asked.person).closed)


def schools(asked: Asked) -> list[AgencyRow]:
    """The target schools of the place that is the subject, of the whole city without one."""
    return [row for row in covered(asked).schools if is_in(row.agency, asked.subject)]


def missing(asked: Asked) -> int:
    return max(asked.period.target - tally(asked).submitted, 0)


def state(asked: Asked) -> PeriodState:
    return period_state(asked.period, timezone.now())


def nominated(asked: Asked) -> KippAgencies:
    return agencies_nominated(asked.year, asked.reader)


def nominations(asked: Asked) -> int:
    found = standing_by_agency(asked.year, asked.reader).nominations
    return found.get(asked.agency.pk, 0) if asked.subject else sum(found.values())


def index_of(asked: Asked, which: str) -> str | None:
    """One figure of the outlook of the city's index; None where the year has no edition that scores."""
    found = outlook(asked.year, asked.person)
    if found is None:
        return None
    return in_figures({"now": found.now.value, "expected": found.expected.value, "at_risk": found.at_risk}[which])


def ready(asked: Asked) -> AgencyReadiness:
    """What an agency, or all that the reader may count, have in the year's edition of IGA."""
    edition = Edition.objects.of_year(Edition.Programme.IGA, asked.year)
    found = readiness_by_agency(edition, asked.person) if edition else {}
    return found.get(asked.agency.pk, NOTHING) if asked.subject else sum(found.values(), NOTHING)


def second_agree(asked: Asked) -> int | None:
    """Of a hundred second looks how many found the same; None while there are too few, or without an edition."""
    edition = Edition.objects.filter(programme=Edition.Programme.IGA, year=asked.year).first()
    return agreement(edition, asked.person).percent if edition else None


def affairs(asked: Asked) -> CoveredAffairs:
    return covered_affairs(asked.year, asked.person)


def draft(asked: Asked) -> Completeness:
    key = int(asked.subject)
    return completeness_among(asked.person, [key])[key]


def rank(asked: Asked) -> int | None:
    proposal = SentProposal.objects.get(number=asked.subject)
    return next((row.place for row in ranked(proposal.period, [proposal.pk], frozen=latest(proposal.period))), None)


def hands(asked: Asked) -> str:
    """In whose hands one proposal is, in words."""
    proposal = SentProposal.objects.get(number=asked.subject)
    return held([proposal])[proposal.pk].words


def duty_of(holder: Holder) -> Callable[[Asked], int]:
    """The same of all periods together."""
    known = SentProposal.objects.visible_to
    return lambda asked: tallies(known(asked.person), timezone.now())[holder].amount


def repairs(asked: Asked) -> int:
    """The subject ends in the number of days, such as "dinkes:7"."""
    code, _, days = asked.subject.partition(":")
    since = timezone.now() - datetime.timedelta(days=int(days))
    late = known_period(asked.period, asked.person).rows.filter(in_hands_of(Holder.AGENCY, since), agency__code=code)
    return late.count()


def waiting_for(holder: Holder) -> Callable[[Asked], int]:
    """How many proposals of a period are in these hands, as a function of who asks."""
    return lambda asked: tallies(known_period(asked.period, asked.person).rows, timezone.now())[holder].amount


FIGURES: dict[str, KnownFigure] = {
    "period.submitted": KnownFigure("usulan diajukan dan tidak ditarik", lambda asked: tally(asked).submitted),
    "period.eligible": KnownFigure("usulan lolos verifikasi dan tidak ditolak", lambda asked: tally(asked).eligible),
    "period.affairs": KnownFigure(
        "urusan pelayanan dasar dengan usulan layak",
        lambda asked: counts.affairs_with_eligible(
            counts.lamps(counts.proposals_for(asked.person, asked.period), affairs(asked))
        ),
    ),
    "period.promoted": KnownFigure("usulan unggulan, yang ditetapkan juga", lambda asked: tally(asked).promoted),
    "period.established": KnownFigure("usulan ditetapkan", lambda asked: tally(asked).established),
    "period.target": KnownFigure("target usulan periode", lambda asked: asked.period.target),
    "period.missing": KnownFigure("usulan yang masih kurang dari target", missing),
    "period.departures": KnownFigure("penyimpangan dari tata cara atau aturan benturan kepentingan", departed),
    "period.state": KnownFigure("kapan periode dibuka, ditutup, atau sudah ditutup", lambda asked: state(asked).words),
    "period.days": KnownFigure("hari sampai periode dibuka atau ditutup", lambda asked: state(asked).days),
    "period.reached": KnownFigure(
        "apakah target periode tercapai", lambda asked: counts.reached(asked.period, tally(asked))
    ),
    "period.extended": KnownFigure(
        "instansi yang masih boleh mengajukan sesudah periode ditutup",
        lambda asked: running_extensions(asked.period, timezone.now()).agencies,
    ),
    "period.agencies_with": KnownFigure(
        "perangkat daerah target yang memenuhi jumlah usulan", lambda asked: covered(asked).submitting.met
    ),
    "period.agencies_without": KnownFigure(
        "perangkat daerah target yang belum memenuhinya", lambda asked: len(covered(asked).submitting.missing)
    ),
    "agencies.target": KnownFigure(
        "perangkat daerah target pada hari acuan tahun itu", lambda asked: len(nominated(asked).target)
    ),
    "schools.with": KnownFigure(
        "sekolah target yang mengajukan", lambda asked: sum(bool(row.tally.submitted) for row in schools(asked))
    ),
    "schools.target": KnownFigure("sekolah target", lambda asked: len(schools(asked))),
    "schools.submitted": KnownFigure(
        "usulan sekolah target diajukan", lambda asked: sum(row.tally.submitted for row in schools(asked))
    ),
    "schools.eligible": KnownFigure(
        "usulan sekolah target layak", lambda asked: sum(row.tally.eligible for row in schools(asked))
    ),
    "kipp.agencies": KnownFigure(
        "instansi dengan nominasi KIPP yang berlaku", lambda asked: nominated(asked).everywhere
    ),
    "kipp.target": KnownFigure("di antaranya perangkat daerah target", lambda asked: nominated(asked).of_target),
    "kipp.prepared": KnownFigure(
        "perangkat daerah target dengan nominasi yang siap", lambda asked: nominated(asked).of_target_prepared
    ),
    "kipp.entered": KnownFigure(
        "perangkat daerah target dengan nominasi yang terdaftar", lambda asked: nominated(asked).of_target_entered
    ),
    "kipp.without": KnownFigure("perangkat daerah target tanpa nominasi", lambda asked: nominated(asked).without),
    "kipp.nominations": KnownFigure("nominasi KIPP yang berlaku", nominations),
    "kipp.nominable": KnownFigure(
        "usulan instansi yang dapat dinominasikan oleh siapa pun",
        lambda asked: nominable_of(asked.agency, asked.year, asked.person),
    ),
    "iga.affairs_covered": KnownFigure(
        "urusan pelayanan dasar yang tercakup inovasi dalam daftar kirim", lambda asked: len(affairs(asked).covered)
    ),
    "iga.affairs_potential": KnownFigure(
        "urusan pelayanan dasar yang tercakup bila semua calon dikirim", lambda asked: len(affairs(asked).potential)
    ),
    "iga.affairs_needed": KnownFigure(
        "urusan pelayanan dasar yang harus tercakup inovasi dalam daftar kirim", lambda asked: affairs(asked).needed
    ),
    "iga.index_now": KnownFigure("indeks IGA menurut yang terverifikasi", lambda asked: index_of(asked, "now")),
    "iga.index_expected": KnownFigure(
        "indeks IGA bila semua yang menunggu diterima", lambda asked: index_of(asked, "expected")
    ),
    "iga.index_at_risk": KnownFigure(
        "poin indeks IGA yang belum diverifikasi", lambda asked: index_of(asked, "at_risk")
    ),
    "iga.candidates": KnownFigure("inovasi yang menjadi calon IGA", lambda asked: ready(asked).candidates),
    "iga.ready": KnownFigure("calon IGA yang tidak tertahan aturan", lambda asked: ready(asked).ready),
    "iga.claimed_points": KnownFigure(
        "kematangan semua calon IGA menurut klaim", lambda asked: ready(asked).claimed_all
    ),
    "iga.verified_points": KnownFigure(
        "kematangan semua calon IGA yang terverifikasi", lambda asked: ready(asked).verified_all
    ),
    "iga.theirs": KnownFigure(
        "klaim IGA tanpa bukti yang cukup atau ditolak, yang menunggu instansi", lambda asked: ready(asked).theirs
    ),
    "iga.prepared": KnownFigure("calon IGA yang klaimnya sedang disiapkan", lambda asked: ready(asked).prepared),
    "iga.verified": KnownFigure("calon IGA yang klaimnya selesai diverifikasi", lambda asked: ready(asked).verified),
    "iga.in_set": KnownFigure("inovasi dalam daftar kirim IGA", lambda asked: ready(asked).in_set),
    "iga.waiting": KnownFigure("klaim IGA yang menunggu diperiksa", lambda asked: ready(asked).waiting),
    "iga.liftable": KnownFigure(
        "inovasi instansi yang disiapkan atau dikirim ke IGA dan masih dapat naik", lambda asked: ready(asked).liftable
    ),
    "iga.expected_points": KnownFigure(
        "kematangan daftar kirim IGA bila klaim berbukti diterima", lambda asked: ready(asked).expected_points
    ),
    "iga.second_agree": KnownFigure("persen pemeriksaan kedua yang sama dengan putusan pertama", second_agree),
    "agency.missing": KnownFigure(
        "usulan yang masih kurang dari jumlah paling sedikit bagi instansi",
        lambda asked: max(asked.period.minimum_per_agency - tally(asked).submitted, 0),
    ),
    "agency.repairs": KnownFigure("usulan instansi yang menunggu perbaikan selama sekian hari atau lebih", repairs),
    "draft.done": KnownFigure("bagian wajib draf yang sudah terisi", lambda asked: draft(asked).done),
    "draft.required": KnownFigure("bagian wajib draf", lambda asked: draft(asked).required),
    "proposal.rank": KnownFigure("peringkat usulan dalam periodenya", rank),
    "proposal.holder": KnownFigure("di tangan siapa usulan itu", hands),
    **{f"holder.{each.value}": KnownFigure(f"usulan menunggu {each.label}", waiting_for(each)) for each in Holder},
    **{
        f"duty.{each.value}": KnownFigure(f"usulan semua tahun menunggu {each.label}", duty_of(each)) for each in Holder
    },
}
