"""Reference data of the national programmes: editions of IGA and KIPP, and the IGA table of indicators."""

from pathlib import Path
from typing import Any, Final

from competitions.core.models import Edition, Indicator, Level
from foundation.fixtures.reading import (
    Record,  # fmt: skip
    check_keys,  # fmt: skip
    day,  # fmt: skip
    flag,  # fmt: skip
    one_of,  # fmt: skip
    plain,  # fmt: skip
    read_yaml,  # fmt: skip
    section,  # fmt: skip
    sections,  # fmt: skip
    text,  # fmt: skip
    unique,  # fmt: skip
    whole,  # fmt: skip
    whole_or_none,  # fmt: skip
)
from foundation.fixtures.storing import ReferenceLoad, keep

INDICATOR_KEYS: Final = (
    "number", "key", "name", "variable", "weight", "mandatory", "definition", "parameters", "evidence", "file_types",
)  # fmt: skip
INDICATOR_MORE: Final = (
    "guide_number", "notes", "confidence", "school_substitute", "other_substitutes", "needs_highlight",
    "sub_indicator_by", "choose_measure_first", "measures", "maximum_minutes",
)  # fmt: skip
HEAD_KEYS: Final = ("key", "programme", "year", "name", "organiser", "confidence")


def load_competitions(load: ReferenceLoad, folder: Path) -> None:
    """Loads every iga_*.yaml and kipp_*.yaml. Raises FixtureError at the first fault."""
    for path in sorted(folder.glob("iga_*.yaml")):
        _load_iga(load, read_yaml(path))
    for path in sorted(folder.glob("kipp_*.yaml")):
        _load_kipp(load, read_yaml(path))


def _load_edition(load: ReferenceLoad, head: Record, programme: Edition.Programme, values: dict[str, Any]) -> Edition:
    if one_of(head, "programme", Edition.Programme.values) != programme:
        raise head.error("programme", f"berkas ini harus berisi program “{programme}”.")
    match = {"programme": programme, "year": whole(head, "year", least=2020)}
    return keep(load, head, Edition, match=match, values={"name": text(head, "name")} | values)


def _load_iga(load: ReferenceLoad, content: Record) -> None:
    check_keys(content, ("edition", "scoring", "predicates", "maturity_bands", "variables", "indicators", "spd"))
    head = section(content, "edition")
    check_keys(head, (*HEAD_KEYS, "legal_basis", "data_entry", "eligibility", "reference_years"))
    window = section(head, "eligibility")
    values = {
        "window_from": day(window, "applied_from"),
        "window_until": day(window, "applied_to"),
        "source": text(head, "legal_basis"),
        "rules": plain(
            {name: content[name] for name in ("scoring", "predicates", "maturity_bands", "variables", "spd")}
            | {name: head[name] for name in ("organiser", "confidence", "data_entry", "eligibility", "reference_years")}
        ),
    }
    edition = _load_edition(load, head, Edition.Programme.IGA, values)
    variables = {text(variable, "key"): text(variable, "label") for variable in sections(content, "variables")}
    indicators = sections(content, "indicators")
    unique(indicators, "number")
    unique(indicators, "key")
    for indicator in indicators:
        _load_indicator(load, edition, indicator, variables)


def _load_indicator(load: ReferenceLoad, edition: Edition, record: Record, variables: dict[str, str]) -> None:
    check_keys(record, INDICATOR_KEYS, INDICATOR_MORE)
    values = {
        "name": text(record, "name"),
        "variable": variables[one_of(record, "variable", variables)],
        "definition": text(record, "definition"),
        "weight": whole(record, "weight", least=1),
        "mandatory": flag(record, "mandatory"),
        "evidence": text(record, "evidence"),
        "evidence_school": text(record, "school_substitute", needed=False),
        "rules": plain({name: record[name] for name in ("key", "file_types", *INDICATOR_MORE) if name in record}),
    }
    columns = {"evidence_school": "school_substitute"}
    match = {"edition": edition, "number": whole(record, "number", least=1)}
    indicator = keep(load, record, Indicator, match=match, values=values, columns=columns)
    if "measures" not in record:
        _load_levels(load, indicator, "", section(record, "parameters"))
        return
    for measure in sections(record, "measures"):
        _load_levels(load, indicator, text(measure, "label"), section(measure, "parameters"))


def _load_levels(load: ReferenceLoad, indicator: Indicator, measure: str, parameters: Record) -> None:
    for value in parameters:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3:
            raise parameters.error(value, "parameter harus bernomor 1, 2, atau 3.")
        match = {"indicator": indicator, "measure": measure, "value": value}
        keep(load, parameters, Level, match=match, values={"description": text(parameters, value)})


def _load_kipp(load: ReferenceLoad, content: Record) -> None:
    head, rules = section(content, "edition"), section(content, "rules")
    check_keys(head, (*HEAD_KEYS, "portal", "guide", "opens_on", "closes_on", "form"))
    ages, quotas = section(rules, "minimum_age_months"), section(rules, "quota_per_institution")
    forms = [text(form, "key") for form in sections(content, "forms")]
    one_of(head, "form", forms)
    values = {
        "opens_on": day(head, "opens_on"),
        "closes_on": day(head, "closes_on"),
        "min_age_months": whole_or_none(section(ages, "umum"), "value"),
        "quota": whole_or_none(section(quotas, "umum"), "value"),
        "source": text(head, "guide", needed=False),
        "rules": plain(
            {name: value for name, value in content.items() if name != "edition"}
            | {name: head[name] for name in ("organiser", "portal", "confidence", "form")}
        ),
    }
    _load_edition(load, head, Edition.Programme.KIPP, values)
