"""What an edition's rules say, line by line, and what differs between two states of them."""

from typing import Any

from competitions.rules.kipprules import KippRules, KippSection
from competitions.rules.rulechanges import NOTHING, Told

UNKNOWN = "belum diketahui"


def told(state: Any) -> Told:
    """Every line of the rules of an edition, or of one of its past states, by place and name."""
    rules = KippRules.model_validate(state.rules)
    found = {
        ("Pokok", "Nama"): state.name,
        ("Pokok", "Dasar"): state.source or UNKNOWN,
        ("Pokok", "Formulir"): rules.proposal_form.name if rules.proposal_form else UNKNOWN,
        ("Pokok", "Dari mana aturannya dibaca"): rules.confidence,
        ("Pokok", "Tahun tanpa kompetisi"): ", ".join(
            str(year) for year, held in sorted(rules.held.items()) if not held
        )
        or NOTHING,
    }
    if rules.max_per_agency:
        found["Pokok", "Paling banyak per instansi"] = str(rules.max_per_agency)
    if rules.rules:
        found["Pokok", "Nilai lulus"] = _number(rules.rules.passing_grade.value)
    if not rules.groups:
        found["Pokok", "Umur paling sedikit"] = _number(state.min_age_months, "bulan")
        found["Pokok", "Kuota"] = _number(state.quota)
    for group in rules.groups:
        place = group.label
        found |= {
            (place, "Umur paling sedikit"): _number(group.min_age_months, "bulan"),
            (place, "Kuota"): _number(group.quota),
            (place, "Dapat dinominasikan"): "ya" if group.offered else "tidak",
            (place, "Diminta"): ", ".join(group.needs) or NOTHING,
        }
    for choice in rules.categories.choices if rules.categories else ():
        found["Kategori", choice.key] = choice.label
    for paper in rules.attachments:
        asked = "; ".join(f"{name}: {', '.join(values)}" for name, values in paper.required_when.items())
        found["Surat", paper.label] = (
            f"{'wajib' if paper.required else f'wajib bila {asked}' if asked else 'tidak wajib'}, {paper.max_mb} MB"
        )
    if video := rules.video:
        found["Video", "Ketentuan"] = (
            f"paling lama {video.maximum_minutes} menit, paling rendah {video.minimum_height_pixels} piksel, "
            f"{video.language}; {', '.join(video.must_show)}. {video.rules}"
        )
    for form in rules.forms:
        found[form.name, "Paling banyak halaman"] = _number(form.max_pages)
        for place_in, section in enumerate(form.sections, start=1):
            found[form.name, section.title] = _section(place_in, section)
    return found


def _number(value: int | None, unit: str = "") -> str:
    return UNKNOWN if value is None else f"{value} {unit}".strip()


def _section(place: int, section: KippSection) -> str:
    limits = "".join(f"; {group}: {_number(limit, 'kata')}" for group, limit in section.limits.items())
    groups = f"; hanya {', '.join(section.groups)}" if section.groups else ""
    weight = "" if section.weight is None else f"; bobot {section.weight:g}"
    prompts = f"; penuntun: {' / '.join(section.prompts)}" if section.prompts else ""
    return f"nomor {place}, {_number(section.max_words, 'kata')}{limits}{groups}{weight}; {section.help}{prompts}"
