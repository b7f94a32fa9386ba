"""The checklist in the file of a guide: each question checked against that guide, and stored."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from foundation.fixtures.schema import Schema, Text, unknown
from foundation.fixtures.storing import ReferenceLoad, keep
from proposals.core.guide.models import FormGuide
from proposals.verifying.models import PLACES, CheckItem


class GuideCheck(Schema):
    """One question of the checklist, as the file of a guide gives it."""

    key: Text
    question: Text
    source: Text
    machine: Literal[
        "", "profile", "dates", "words", "files", "scanned", "place", "alike", "same_files", "earlier_remarks",
        "kipp_age", "iga_window",
    ] = ""  # fmt: skip
    place: str = ""


def check_places(checks: Sequence[GuideCheck], known: Mapping[str, Collection[str]]) -> None:
    """Raises an error of the file for a place that the guide does not have; `known` holds its keys by kind of place."""
    options = [f"{kind}:{key}" for kind in PLACES for key in known[kind]]
    for check in checks:
        if check.place and check.place not in options:
            raise check.error("place", unknown(check.place, options))


def load_checks(load: ReferenceLoad, guide: FormGuide, checks: Sequence[GuideCheck], *, frozen: bool) -> None:
    """Stores the questions in the order of the file; none is taken away, and one in use stays as it was asked."""
    used = set(CheckItem.objects.filter(guide=guide).in_use().values_list("key", flat=True))
    for order, check in enumerate(checks, start=1):
        values = {
            "question": check.question,
            "source": check.source,
            "machine": check.machine,
            "place": check.place,
            "order": order,
        }
        match = {"guide": guide, "key": check.key, "version": 1}
        keep(load, check, CheckItem, match=match, values=values, frozen=frozen or check.key in used)
