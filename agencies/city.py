"""The city this deployment serves: its name, letterhead and signatories, read once from fixtures/city.yaml."""

from functools import cache
from typing import Any

import yaml
from django.conf import settings


@cache
def city() -> dict[str, Any]:
    """The whole content of fixtures/city.yaml."""
    with (settings.FIXTURE_DIR / "city.yaml").open(encoding="utf-8") as file:
        data: dict[str, Any] = yaml.safe_load(file)
    return data
