"""Reference data of the national programmes: editions of IGA and KIPP, and the IGA table of indicators."""

from pathlib import Path
from typing import Any

from django.db.models import F

from competitions.core import above
from competitions.core.models import Edition, Indicator, Level
from competitions.reference.entryletters import read_entry_letters
from competitions.reference.igafile import AnnouncedFile, EditionHead, IgaFile, IndicatorRow
from competitions.reference.kippfile import KippFile
from competitions.reference.nationalfile import load_results
from competitions.rules.igarules import IgaRules
from competitions.rules.indicatorrules import IndicatorMeasure, IndicatorRules
from competitions.rules.kipprules import (
    KippRules,
)
from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import unknown
from foundation.fixtures.storing import ReferenceLoad, keep


def load_competitions(load: ReferenceLoad, folder: Path) -> None:
    """Loads every iga_*.yaml and kipp_*.yaml, and the results known so far; entry_letters.yaml is only checked.

    Raises FixtureError at the first fault.
    """
    read_entry_letters(folder)
    paths = sorted(folder.glob("iga_*.yaml"))
    whole = {path.stem: read_yaml(path, IgaFile) for path in paths if not _is_announced(path)}
    for content in whole.values():
        head = content.edition
        values = {
            "name": head.name,
            "window_from": head.eligibility.applied_from,
            "window_until": head.eligibility.applied_to,
            "source": head.legal_basis,
        }
        _load_iga(load, head, values, content.rules, content)
    for path in paths:
        if path.stem not in whole:
            _load_announced(load, read_yaml(path, AnnouncedFile), whole)
    for path in sorted(folder.glob("kipp_*.yaml")):
        _load_kipp(load, read_yaml(path, KippFile))
    load_results(load, folder)


def _is_announced(path: Path) -> bool:
    """Whether a file says that it is like another one."""
    return any(line.startswith(b"like:") for line in path.read_bytes().splitlines())


def _load_announced(load: ReferenceLoad, content: AnnouncedFile, whole: dict[str, IgaFile]) -> None:
    base = whole.get(content.like)
    if base is None:
        raise content.error("like", unknown(content.like, list(whole)))
    head = content.edition
    values = {"name": head.name, "source": head.legal_basis}
    _load_iga(load, head, values, content.rules_after(base), base)


def _load_iga(
    load: ReferenceLoad, head: EditionHead, values: dict[str, Any], rules: IgaRules, content: IgaFile
) -> None:
    """One edition with its rules, and the indicators of a file."""
    match = {"programme": Edition.Programme.IGA, "year": head.year}
    if Edition.objects.filter(**match, published_at__isnull=False).exists():
        load.told.append(f"{head.name} sudah diterbitkan di portal, jadi ketentuannya dibiarkan seperti adanya.")
        return
    if rules.announced and Edition.objects.running().filter(**match).exists():
        load.told.append(f"IGA {head.year} sudah dimulai di portal, jadi yang diumumkan sebelumnya tidak menimpanya.")
        return
    before = _written(load)
    edition = keep(load, head, Edition, match=match, values=values | {"rules": rules.as_json()})
    variables = {variable.key: variable.label for variable in content.variables}
    for row in content.indicators:
        if row.key in edition.iga.left_out:
            continue
        _load_indicator(load, edition, row, variables[row.variable])
    if _written(load) != before:
        # A page that was opened before must not put the old figures back.
        Edition.objects.filter(pk=edition.pk).update(version=F("version") + 1)
    above.rules_changed(edition.pk)


def _written(load: ReferenceLoad) -> int:
    """How many rows this load has added or changed so far."""
    return sum(tally.new + tally.changed for tally in load.tallies.values())


def _load_indicator(load: ReferenceLoad, edition: Edition, row: IndicatorRow, variable: str) -> None:
    values: dict[str, Any] = {
        "name": row.name,
        "variable": variable,
        "definition": row.definition,
        "weight": row.weight,
        "mandatory": row.mandatory,
        "evidence": row.evidence,
        "evidence_school": row.school_substitute,
        "rules": row.as_json(IndicatorRules),
    }
    columns = {"evidence_school": "school_substitute"}
    match = {"edition": edition, "number": row.number}
    indicator = keep(load, row, Indicator, match=match, values=values, columns=columns)
    if not row.measures:
        _load_levels(load, indicator, row)
    for measure in row.measures:
        _load_levels(load, indicator, measure, measure.label)


def _load_levels(
    load: ReferenceLoad, indicator: Indicator, given: IndicatorRow | IndicatorMeasure, measure: str = ""
) -> None:
    for value, description in given.parameters.items():
        match = {"indicator": indicator, "measure": measure, "value": value}
        keep(load, given, Level, match=match, values={"description": description})


def _load_kipp(load: ReferenceLoad, content: KippFile) -> None:
    head = content.edition
    rules = KippRules(
        organiser=head.organiser,
        portal=head.portal,
        confidence=head.confidence,
        form=head.form,
        held=content.held,
        rules=content.rules,
        groups=content.groups,
        categories=content.categories,
        states=content.states,
        criteria=content.criteria,
        forms=content.forms,
        identification=content.identification,
        attachments=content.attachments,
        video=content.video,
    )
    values = {
        "name": head.name,
        "opens_on": head.opens_on,
        "closes_on": head.closes_on,
        "min_age_months": content.rules.minimum_age_months.umum.value,
        "quota": content.rules.quota_per_institution.umum.value,
        "source": head.guide,
        "rules": rules.as_json(),
    }
    keep(load, head, Edition, match={"programme": head.programme, "year": head.year}, values=values)
