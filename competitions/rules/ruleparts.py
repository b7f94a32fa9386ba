"""What the rules of both national programmes are made of."""

from typing import Literal

from foundation.fixtures.schema import Schema, Text

Confidence = Literal["verified", "transcribed", "inferred", "background", "unknown"]
"""How far a row can be trusted; fixtures/README.md says what each mark means."""


class KeyedLabel(Schema):
    """A key and how it reads."""

    key: Text
    label: Text
