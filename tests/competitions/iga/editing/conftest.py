"""The editions of the city's files."""

import pytest
from django.core.management import call_command

from competitions.core.models import Edition
from tests.competitions.iga.editing.shown import IGA


@pytest.fixture
def loaded() -> Edition:
    call_command("load_reference", verbosity=0)
    return Edition.objects.get(programme=IGA, year=2026)
