"""What of a claim lay on the desk, so that nothing is judged unseen and what has changed since can be named."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pydantic import ValidationError

from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.core.models import Claim
from foundation.fixtures.schema import Schema
from foundation.text.rounding import NOTHING


class SeenItem(Schema):
    """A piece of evidence in the version that was seen."""

    version: int
    title: str


class Seen(Schema):
    """A claim as it was seen: its level, its fact in figures, what was picked, the note, its evidence by key."""

    version: int = 0
    value: int = 0
    fact: str = ""
    picked: tuple[str, ...] = ()
    note: str = ""
    items: dict[int, SeenItem] = {}

    @property
    def line(self) -> str:
        """How a form carries it."""
        return self.model_dump_json()


def seen_of(claim: Claim, items: Iterable[EvidenceItem]) -> Seen:
    """What a verifier sees of the claim with this evidence."""
    return Seen(
        version=claim.version,
        value=claim.value,
        fact=number_words(claim.fact),
        picked=tuple(claim.picked),
        note=claim.note,
        items={item.pk: SeenItem(version=item.version, title=item.title) for item in items},
    )


def read_back(line: object) -> Seen | None:
    """What a form carried (a text) or a verdict keeps (a mapping); None for anything else, such as an older verdict."""
    try:
        found = Seen.model_validate_json(line) if isinstance(line, str) else Seen.model_validate(line)
    except ValidationError:
        return None
    return found if found.version else None


def number_words(number: Decimal | None) -> str:
    """A number without zeros behind the comma, which it has only where it must; empty for none."""
    if number is None:
        return ""
    whole = number == number.to_integral_value()
    return (str(int(number)) if whole else f"{number.normalize():f}").replace(".", ",")


def differences(before: Seen, now: Seen) -> list[str]:
    """What has changed between two looks at one claim, each in one sentence; empty when nothing did."""
    found = []
    if before.value != now.value:
        found.append(f"Parameter yang diklaim: {before.value or NOTHING} menjadi {now.value or NOTHING}.")
    if before.fact != now.fact:
        found.append(f"Angka: {before.fact or NOTHING} menjadi {now.fact or NOTHING}.")
    if before.picked != now.picked:
        found.append("Pilihan yang dicentang berubah.")
    if before.note != now.note:
        found.append("Catatan instansi berubah.")
    return found + _changed_items(before, now)


def _changed_items(before: Seen, now: Seen) -> list[str]:
    added = [item.title for key, item in now.items.items() if key not in before.items]
    gone = [item.title for key, item in before.items.items() if key not in now.items]
    other = [
        item.title
        for key, item in now.items.items()
        if key in before.items and item.version != before.items[key].version
    ]
    told = (("Bukti ditambahkan", added), ("Bukti dikeluarkan", gone), ("Bukti diubah", other))
    return [f"{what}: {_quoted(titles)}." for what, titles in told if titles]


def _quoted(titles: Sequence[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)
