"""The years of the demo: the current one that is under way, and two finished ones before it."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from competitions.core.models import Edition
from competitions.iga.editing.checking import obstacles
from competitions.iga.editing.services import publish, published_note, save_edition
from foundation.audit import ledger
from inovasi.demo import guard, record, timing
from inovasi.demo.cast import expertise
from inovasi.demo.cast.officials import store_officials
from inovasi.demo.cast.people import Cast, make_people
from inovasi.demo.entries import store_entries
from inovasi.demo.guard import MARK, DemoRefused
from inovasi.demo.handling import around, claiming, copied, dated, heads, judged, nominating, remarking, shared_out
from inovasi.demo.making import files, pictures
from inovasi.demo.making.choices import read_choices
from inovasi.demo.making.courses import FINISHED, RUNNING, Course, Setting, allot, make_courses
from inovasi.demo.making.drafts import DemoKit
from inovasi.demo.making.ideas import Idea, Ideas, Material, make_ideas, read_material
from inovasi.demo.making.writing import read_words
from inovasi.demo.reviewing import coaching, judging, meeting, presenting
from proposals.core.guide.models import FormGuide
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from reviews.core.models import ReviewStage
from reviews.ranking.adjusting import reckon

PROPOSALS, SEED = 67, 2026
EARLIER: Final = ((2, 31), (1, 52))  # years back and their number of proposals
HARSH: Final = (Status.REJECTED, Status.WITHDRAWN, Status.COACHING)
TIME_TO_DECIDE: Final = datetime.timedelta(days=13)
LOOKED_TWICE: Final = 25  # of a hundred claims
BEFORE_NOW: Final = datetime.timedelta(hours=1)
COACHED_FOR: Final = datetime.timedelta(days=500)  # what was decided longer ago has ended its coaching, too


@dataclass(frozen=True, slots=True)
class Built:
    """What the demo made in the current year."""

    period: Period
    proposals: int
    reviews: int
    cast: Cast


@transaction.atomic
def build(
    *,
    proposals: int = PROPOSALS,
    seed: int = SEED,
    now: datetime.datetime | None = None,
    earlier: Sequence[tuple[int, int]] = EARLIER,
) -> Built:
    """Replaces everything in a demo database by a new year with `proposals` proposals; same seed, same year.

    `earlier` are the finished years: how many years back, and with how many proposals.

    Raises DemoRefused on a database with anything but demo data, without reference data, for too few proposals, or
    when the period has hardly begun; then nothing is changed.
    """
    guard.check_only_demo_data()
    period = Period.objects.exclude(name__endswith=MARK).order_by("-year").first()
    if period is None:
        raise DemoRefused("Data acuan belum dimuat. Jalankan manage.py load_reference, lalu jalankan lagi.")
    moment = now or timezone.now()
    calendar = timing.running_calendar(period, moment)
    allot(proposals, RUNNING)
    stored = files.stored()
    guard.clear()
    # The limits of its stages and its stories were made for the scale of the years before it.
    period.score_scale = Period.ScoreScale.HIGHEST
    period.save(update_fields=["score_scale"])
    folder: Path = settings.FIXTURE_DIR
    words = read_words(folder)
    choices = read_choices(folder)
    material = read_material(folder, words.brands, choices.topics_for_any_agency)
    finished = [(_earlier(period, back), count) for back, count in earlier]
    since = min(year.opens_at for year, _ in finished)
    cast = make_people(proposals, since, choices.reviewers_from)
    store_officials(cast, timezone.localdate(since))
    expertise.store_expertise(cast.reviewers)
    letters = files.letter_maker()

    def desk_of(year: Period) -> DemoKit:
        return DemoKit(random.Random(f"{seed}/{year.year}"), year, cast, words, choices, letters)

    with ledger.gathered() as facts:
        record.note_roles(cast)
        _publish_iga(period, cast)
        for year, count in finished:
            _finished_year(desk_of(year), material, count, moment)
        reviews = _running_year(desk_of(period), material, proposals, calendar)
        coaching.store_coaching(desk_of(period), moment, over=False)
        claiming.store_claims(desk_of(period), moment)
        judged.store_judged(desk_of(period), moment)
    copied.store_copied(desk_of(period), moment)
    dated.store_dates(desk_of(period), moment)
    presenting.store_presentations(desk_of(period), moment)
    for year in (*(year for year, _ in finished), period):
        reckon(year, patient=True)
    # It goes by the scores as they were reckoned, and what was agreed is on the record.
    with ledger.gathered() as agreed:
        shared_out.store_sharing(desk_of(period), moment - BEFORE_NOW)
    record.store([*facts, *agreed])
    files.forget_later(stored)
    return Built(period, proposals, reviews, cast)


def _running_year(desk: DemoKit, material: Material, count: int, calendar: timing.Calendar) -> int:
    """The year under way; returns how many reviews were completed."""
    drafts = allot(count, RUNNING)[Status.DRAFT]
    ideas = make_ideas(desk.rng, material, count, drafts, real=True)
    courses = make_courses(desk.rng, count, RUNNING, _setting(desk, calendar))
    entries = store_entries(desk, _pairs(ideas, courses))
    until = timing.office_hour(desk.rng, calendar.days[-1])
    until = max([until, *(entry.moves[-1].at for entry in entries if entry.moves)])
    reviews = judging.store_reviews(desk, entries, until, stages=len(ReviewStage.objects.filter(period=desk.period)))
    expertise.store_wishes(desk.cast.reviewers)
    nominating.store_nominations(desk, entries, until, until)
    around.read_notices(until)
    around.store_extension(desk, entries)
    heads.ask_one(entries, until)
    remarking.begin_to_answer(desk, entries, until)
    meeting.store_meeting(desk, until)
    pictures.store_pictures(desk, entries)
    return reviews


def _finished_year(desk: DemoKit, material: Material, count: int, now: datetime.datetime) -> None:
    """A year that is over: everything decided, reviewed in its first stage."""
    decided_by = desk.period.closes_at + TIME_TO_DECIDE
    calendar = timing.finished_calendar(desk.period, decided_by)
    ideas = make_ideas(desk.rng, material, count, drafts=0, real=False)
    courses = make_courses(desk.rng, count, FINISHED, _setting(desk, calendar))
    entries = store_entries(desk, _pairs(ideas, courses))
    judging.store_reviews(desk, entries, decided_by, stages=1)
    nominating.store_nominations(desk, entries, decided_by, now)
    pictures.store_pictures(desk, entries)
    coaching.store_coaching(desk, now, over=now - decided_by > COACHED_FOR)


def _setting(desk: DemoKit, calendar: timing.Calendar) -> Setting:
    stages = ReviewStage.objects.filter(period=desk.period).order_by("order")
    return Setting(
        calendar=calendar,
        stage_days=[calendar.index_of(stage.opens_at) for stage in stages],
        notes={str(occasion): words for occasion, words in desk.words.notes.items()},
        decree=f"000/INOVASI/{desk.period.year}",
    )


def _pairs(ideas: Ideas, courses: list[Course]) -> list[tuple[Idea, Course]]:
    """Gives every idea a course: early ideas stay drafts, and what is refused is invented as long as that suffices."""
    unsent = [course for course in courses if not course.moves][: len(ideas.early)]
    others = [course for course in courses if not any(course is each for each in unsent)]
    refused = [course for course in others if course.status in HARSH]
    kept = [course for course in others if course.status not in HARSH]
    invented_first = sorted(ideas.open, key=lambda idea: not idea.invented)
    fates = list(zip(invented_first, refused, strict=False))
    free = [idea for idea in ideas.open if not any(idea is taken for taken, _ in fates)]
    return [*zip(ideas.early, unsent, strict=True), *fates, *zip(free, kept, strict=True)]


def _earlier(period: Period, back: int) -> Period:
    """The period `back` years before; unless it exists, made with the form, dates and stages of this one, marked."""
    year = period.year - back
    _keep_kipp(year)
    known = Period.objects.filter(year=year).first()
    if known:
        return known
    # A year that was written by no service: it is reference data, as load_reference would have loaded it back then.
    earlier = Period.objects.create(
        year=year,
        name=f"Usulan Inovasi Daerah {year} {MARK}",
        target=period.target,
        opens_at=_years_before(period.opens_at, back),
        closes_at=_years_before(period.closes_at, back),
        guide=_copy_guide(period.guide, year),
        minimum_per_agency=period.minimum_per_agency,
        score_scale=Period.ScoreScale.HIGHEST,
    )
    for stage in ReviewStage.objects.filter(period=period).order_by("order"):
        ReviewStage.objects.create(
            **_values(stage, ("period", "opens_at", "closes_at")),
            period=earlier,
            opens_at=stage.opens_at and _years_before(stage.opens_at, back),
            closes_at=stage.closes_at and _years_before(stage.closes_at, back),
        )
    return earlier


def _publish_iga(period: Period, cast: Cast) -> None:
    """The edition of IGA that the claims of the year rest on is published, once; more of it is looked at twice.

    A year built anew has it published already, and its new record says so again.
    """
    edition = Edition.objects.filter(programme=Edition.Programme.IGA, year=period.year).first()
    if edition and edition.published_at:
        ledger.append_all([published_note(edition)], actor=edition.published_by)
    elif edition and not obstacles(edition):
        rules = edition.iga.model_copy(update={"second_look_percent": LOOKED_TWICE})
        save_edition(edition, {}, rules, seen=edition.version)
        publish(edition, by=cast.coordinator, seen=edition.version + 1, at=period.opens_at)


def _keep_kipp(year: int) -> None:
    """The KIPP edition of an earlier year, made and marked unless it exists; none for a year without a competition."""
    kipp = Edition.objects.filter(programme=Edition.Programme.KIPP)
    if all(edition.kipp.held.get(year, True) for edition in kipp):
        kipp.get_or_create(
            year=year,
            defaults={"programme": Edition.Programme.KIPP, "name": f"{Edition.Programme.KIPP.label} {year} {MARK}"},
        )


def _copy_guide(guide: FormGuide, year: int) -> FormGuide:
    name = f"Panduan Usulan Inovasi Daerah {year} {MARK}"
    copy = FormGuide.objects.create(year=year, name=name, profile=guide.profile)
    for kind in guide.attachment_kinds.all():
        copy.attachment_kinds.create(**_values(kind, ("guide",)))
    for item in guide.check_items.filter(replaced_at=None):
        copy.check_items.create(**_values(item, ("guide",)))
    for step in guide.sections.filter(parent=None):
        parent = copy.sections.create(**_values(step, ("guide", "parent")))
        for part in step.parts.all():
            copy.sections.create(**_values(part, ("guide", "parent")), parent=parent)
    return copy


def _values(row: Any, left_out: tuple[str, ...]) -> dict[str, Any]:
    """The column values of a row, without its key and what is `left_out`."""
    written = (field for field in row._meta.concrete_fields if not (field.primary_key or field.generated))
    columns = (field for field in written if field.name not in left_out)
    return {field.attname: getattr(row, field.attname) for field in columns}


def _years_before(moment: datetime.datetime, years: int) -> datetime.datetime:
    """The same day and hour so many years before; 29 February becomes the 28th."""
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year - years, day=day)
