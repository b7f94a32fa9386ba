"""The keys of this city's reference data that the demo chooses, read from demo_choices.yaml."""

from pathlib import Path
from typing import Final

from foundation.fixtures.reading import read_yaml
from foundation.fixtures.schema import Schema, Text

FILE: Final = "demo_choices.yaml"


class DemoStages(Schema):
    """How far an innovation is: in use, on trial, or still an idea."""

    applied: Text
    trial: Text
    idea: Text


class DemoTypes(Schema):
    """What an innovation that is run with an application is called, and what any other."""

    digital: Text
    other: Text


class DemoForms(Schema):
    """What an innovation is that serves people, and what one that works inside an office."""

    service: Text
    governance: Text


class DemoSources(Schema):
    """Where the money comes from: of what costs nothing, of a school, of any other agency."""

    none: Text
    school: Text
    agency: Text


class DemoClusters(Schema):
    """The national priority of each affair that has one, and what is answered for the others."""

    none: Text
    by_affair: dict[str, Text]

    def of(self, affair: str) -> str:
        """The cluster of the affair with this key."""
        return self.by_affair.get(affair, self.none)


class DemoChoices(Schema):
    """The whole content of demo_choices.yaml."""

    topics_for_any_agency: Text
    reviewers_from: tuple[Text, ...]
    stage: DemoStages
    initiator: tuple[Text, ...]
    classification: Text
    innovation_type: DemoTypes
    form: DemoForms
    budget_source: DemoSources
    pkpn_cluster: DemoClusters


def read_choices(folder: Path) -> DemoChoices:
    """Reads demo_choices.yaml. Raises FixtureError where it is wrong."""
    return read_yaml(folder / FILE, DemoChoices)
