"""The city this deployment serves: its name, letterhead and signatories, read once from fixtures/city.yaml."""

import base64
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


@cache
def logo() -> str:
    """The coat of arms for the letterhead as a data: address, empty when fixtures/city.yaml names none."""
    name = str(city()["letterhead"].get("logo") or "")
    if not name:
        return ""
    kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(ending := name.rsplit(".", 1)[-1].lower(), ending)
    content = base64.b64encode((settings.FIXTURE_DIR / name).read_bytes()).decode("ascii")
    return f"data:image/{kind};base64,{content}"
