"""A form that asks every question of the profile table, and an answer to each of its fields, whatever there will be."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import PROFILE, QUESTIONS, FieldKind, ProfileField, of_kind
from proposals.core.models import Proposal
from tests.factories.years import YEAR, affair, guide

FIRST_DAY = datetime.date(2024, 2, 1)
CHOICES = ("satu", "dua")
AFFAIRS = of_kind(FieldKind.AFFAIR, FieldKind.AFFAIRS)


def asking_everything(year: int = YEAR, *, required: bool = False) -> FormGuide:
    """The small guide of the year, but with every question of the table and two choices where one is to be chosen."""
    made = guide(year)
    made.profile = {"groups": [{"key": "semua", "title": "Semua", "purpose": "Semua isian."}], "fields": []}
    for key, fields in QUESTIONS.items():
        entry: dict[str, Any] = {"key": key, "group": "semua", "label": f"Isian {key}", "required": required}
        if fields[0].kind is FieldKind.CHOICE:
            entry["choices"] = [{"key": choice, "label": f"{key} {choice}"} for choice in CHOICES]
        made.profile["fields"].append(entry)
    made.save()
    return made


def answers(number: int = 1, word: str = "jawaban") -> dict[str, Any]:
    """A value for every field by column, as services take them; different ones for number 1 and 2, dates in order."""
    chosen = {field: affair(100 * number + PROFILE.index(field)) for field in AFFAIRS}
    return own_words(number, word) | {field.column: [row] if field.is_many else row for field, row in chosen.items()}


def own_words(number: int = 1, word: str = "jawaban") -> dict[str, Any]:
    """The same without the affairs, which are rows of the database."""
    return {
        field.column: _value(field, place, number, word) for place, field in enumerate(PROFILE) if field not in AFFAIRS
    }


def _value(field: ProfileField, place: int, number: int, word: str) -> Any:
    longest = getattr(Proposal._meta.get_field(field.column), "max_length", None)
    made: Mapping[FieldKind, Any] = {
        FieldKind.TEXT: f"{word} {number} {field.column}"[:longest],
        FieldKind.LINK: f"https://contoh.invalid/{word}/{number}",
        FieldKind.CHOICE: CHOICES[number - 1],
        FieldKind.DATE: FIRST_DAY + datetime.timedelta(days=number * 30 + place),
        FieldKind.YES_NO: number == 1,
        FieldKind.MONEY: 1_000_000 * number + place,
        FieldKind.TABLE: f"{word} {number} | {number}.200 | {number}5,5 | menit | Laporan {word}",
        FieldKind.COORDINATES: Decimal(number) + Decimal(place) / 8,
    }
    return made[field.kind]


def answer(to: Proposal, values: Mapping[str, Any]) -> Proposal:
    """Stores answers as they lie in the database, and returns the proposal as it is read anew."""
    many = {field.column for field in PROFILE if field.is_many} & values.keys()
    columns = {name: value for name, value in values.items() if name not in many}
    if columns:
        Proposal.objects.filter(pk=to.pk).update(**columns)
    for name in many:
        getattr(to, name).set(values[name])
    return Proposal.objects.get(pk=to.pk)
