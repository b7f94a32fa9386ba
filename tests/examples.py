"""How many examples a property is tried on: few as a rule, many in the long run of `make test-deep`.

None of them reads a clock: on a busy machine an example may take long.
"""

from typing import Any

from hypothesis import HealthCheck, settings

CLOCKLESS: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
USUAL = "usual"
settings.register_profile(USUAL, max_examples=25, **CLOCKLESS)
settings.register_profile("deep", max_examples=500, **CLOCKLESS)
# Every mutant is tried on the same few.
settings.register_profile("mutants", max_examples=25, derandomize=True, database=None, **CLOCKLESS)


def is_deep() -> bool:
    """Whether this is the long run."""
    return settings.get_current_profile_name() == "deep"


def examples(usual: int, deep: int) -> settings:
    """So many examples, as the run is; for a mutant no more than its profile says."""
    name = settings.get_current_profile_name()
    return settings(max_examples={"deep": deep, "mutants": min(usual, settings().max_examples)}.get(name, usual))
