"""Writes on scenarios: changes are added and taken out one by one, and only the owner writes."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from competitions.core.nominating import NominationRefused
from competitions.iga.simulator.changes import MOST_CHANGES, AnyChange, added, stored_changes
from competitions.iga.simulator.models import Scenario


class ScenarioRefused(NominationRefused):
    """The scenario was not changed; the text says why and what to do."""


def add_change(scenario: Scenario, change: AnyChange, *, by: User) -> Scenario:
    """Adds a change, in the place of one about the same thing. Raises ScenarioRefused beyond the most it may hold."""
    return _rewritten(scenario, lambda steps: added(steps, change), by)


def take_out(scenario: Scenario, place: int, seen: int, *, by: User) -> Scenario:
    """Takes out the change at a place of the version that was shown. Raises ScenarioRefused where it moved on."""

    def without(steps: list[AnyChange]) -> list[AnyChange]:
        if not 0 <= place < len(steps):
            raise ScenarioRefused("Perubahan itu sudah tidak ada. Muat ulang halaman ini.")
        return steps[:place] + steps[place + 1 :]

    return _rewritten(scenario, without, by, seen)


@transaction.atomic
def _rewritten(
    scenario: Scenario, rewrite: Callable[[list[AnyChange]], list[AnyChange]], by: User, seen: int | None = None
) -> Scenario:
    current = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if current.owner_id != by.pk:
        raise ScenarioRefused("Hanya pemilik skenario yang dapat mengubahnya. Salin dahulu menjadi skenario Anda.")
    if seen is not None and seen != current.version:
        raise ScenarioRefused("Skenario ini berubah di tab lain. Periksa daftarnya yang sekarang, lalu ulangi.")
    steps = rewrite(current.steps)
    if len(steps) > MOST_CHANGES:
        raise ScenarioRefused(
            f"Satu skenario memuat paling banyak {MOST_CHANGES} perubahan. Keluarkan yang tidak perlu."
        )
    current.changes, current.version = stored_changes(steps), current.version + 1
    current.changed_at = timezone.now()
    current.save(update_fields=["changes", "version", "changed_at"])
    return current
