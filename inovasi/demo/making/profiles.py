"""The profile fields of a demo proposal: the ministry's choices, dates that fit each other, a place in the city."""

import datetime
import random
from decimal import Decimal
from typing import Any, Final

from foundation.city import city
from inovasi.demo.guard import MARK
from inovasi.demo.making.choices import DemoChoices, DemoStages
from inovasi.demo.making.ideas import Idea
from proposals.core.guide import brief
from proposals.core.guide.indicators import text_of
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import INDICATORS, QUESTIONS, FieldKind, ProfileField
from proposals.core.period.models import Period

AMOUNTS: Final = (0, 0, 2_500_000, 5_000_000, 12_500_000, 25_000_000, 60_000_000, 150_000_000)
SPREAD: Final = 0.025  # degrees around the centre of the city, about 2.8 km
BEFORE_2024: Final = datetime.date(2024, 1, 1)


def make_profile(rng: random.Random, idea: Idea, period: Period, choices: DemoChoices) -> dict[str, Any]:
    """Values for every profile column of a proposal, such that nothing the form guide requires is missing."""
    guide = period.guide
    cluster = choices.pkpn_cluster.of(idea.affair.key)
    in_cluster = cluster != choices.pkpn_cluster.none
    budget = rng.choice(AMOUNTS)
    sources, forms, types = choices.budget_source, choices.form, choices.innovation_type
    wanted = {
        "initiator": rng.choice(choices.initiator),
        "classification": choices.classification,
        "innovation_type": types.digital if idea.digital else types.other,
        "form": forms.service if idea.agency.is_school or rng.random() < 0.75 else forms.governance,
        "pkpn_cluster": cluster,
        "budget_source": sources.none if not budget else sources.school if idea.agency.is_school else sources.agency,
    }
    known = {
        "title": idea.title,
        "summary": _summary(idea, guide),
        "indicators": _table(idea, guide),
        **{field: _offered(rng, guide, field, key) for field, key in wanted.items()},
        "asta_cita": rng.choice(guide.choices("asta_cita"))[0],
        "initiator_name": f"Tim {idea.agency.short_name} {MARK}",
        "pkpn_program": f"Program bidang {idea.affair.name.lower()} {MARK}" if in_cluster else "",
        "affair": idea.affair,
        "budget": budget,
        **_place(rng),
        **_dates(rng, idea, period, choices.stage),
    }
    asked = [field for key in guide.fields for field in QUESTIONS[key] if not field.is_many]
    return {field.column: _anything(rng, field, guide) for field in asked if field.column not in known} | known


def _summary(idea: Idea, guide: FormGuide) -> str:
    """The idea in two sentences, where the guide takes them."""
    name, rule = idea.title.removesuffix(f" {MARK}"), guide.brief or brief.PLAIN
    said = f"{name} membantu {idea.users}. {idea.description} {MARK}"
    return said if not brief.refusal(rule, said) else f"{name} membantu {idea.users} {MARK}."


def _anything(rng: random.Random, field: ProfileField, guide: FormGuide) -> Any:
    """An answer to a question of the guide that the ideas of the demo know nothing of."""
    match field.kind:
        case FieldKind.CHOICE:
            return rng.choice(guide.choices(field.asked_as))[0]
        case FieldKind.YES_NO:
            return rng.random() < 0.5
        case FieldKind.MONEY:
            return rng.choice(AMOUNTS)
        case FieldKind.DATE:
            return BEFORE_2024
        case FieldKind.LINK:
            return "https://contoh.invalid/"
        case _:
            return f"{guide.heading(field.asked_as)} {MARK}"


def _table(idea: Idea, guide: FormGuide) -> str:
    """One indicator or two, the same for an idea whatever else is drawn; none of the city's own unless needed."""
    asked, rng = guide.fields.get(INDICATORS), random.Random(idea.title)
    if not idea.invented and not (asked and asked.required):
        return ""
    before, share = rng.randint(40, 180), rng.randint(35, 60)
    rows = [("Waktu tunggu", f"{before}", f"{before // 3}", "menit", f"Catatan layanan 2025 {MARK}")]
    if rng.random() < 0.6:
        rows.append(("Warga yang terlayani", f"{share},5", f"{share + 30}", "%", f"Rekap tahunan 2025 {MARK}"))
    return text_of(rows)


def _offered(rng: random.Random, guide: FormGuide, field: str, key: str) -> str:
    """The key when the guide of the year offers it, else any that it does offer."""
    keys = [each for each, _ in guide.choices(field)]
    return key if key in keys else rng.choice(keys)


def _place(rng: random.Random) -> dict[str, Decimal]:
    centre = dict(city().map.centre)
    return {name: Decimal(f"{degrees + rng.uniform(-SPREAD, SPREAD):.6f}") for name, degrees in centre.items()}


def _dates(rng: random.Random, idea: Idea, period: Period, stages: DemoStages) -> dict[str, Any]:
    """Stage and dates: trial before application, application before development, all before the period opened."""
    opened = period.opens_at.date()
    if idea.year is None:
        stage = rng.choices((stages.applied, stages.trial, stages.idea), (65, 25, 10))[0]
        year = period.year - rng.choice((1, 1, 2))
    else:
        stage, year = (stages.applied if idea.year < period.year else stages.trial), min(idea.year, period.year - 1)
    unknown = dict.fromkeys(("trial_date", "applied_date", "has_development", "development_date"))
    if stage == stages.idea:
        return unknown | {"stage": stage}
    begun = datetime.date(year, rng.randint(1, 12), rng.randint(1, 28))
    trial = begun - datetime.timedelta(days=rng.randint(45, 200))
    if stage == stages.trial:
        return unknown | {"stage": stage, "trial_date": begun}
    developed = begun < BEFORE_2024 or rng.random() < 0.3
    latest = max(begun, opened - datetime.timedelta(days=rng.randint(30, 300)))
    return {
        "stage": stage,
        "trial_date": trial,
        "applied_date": begun,
        "has_development": developed,
        "development_date": latest if developed else None,
    }
