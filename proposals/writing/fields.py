"""Form fields of our own: an amount of rupiah, and a point on the map with how far it lies."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

from django import forms
from django.http import QueryDict

from foundation.city import city
from foundation.text.rounding import grouped
from proposals.writing.places import degrees_in, point_in, why_no_point

_AMOUNT = re.compile(r"(?:rp\.?)?\s*(\d{1,3}(?:[.\s]\d{3})*|\d+)(?:,(?:00?|-))?", re.IGNORECASE)
_FINEST = Decimal("0.000001")
_EARTH_RADIUS_KM: Final = 6371.0088  # mean radius (IUGG)


class PointField(forms.DecimalField):
    """One coordinate in degrees; takes -2.129, -2,129, 2.129 LS and 2°7'44" LS, and keeps six decimals (eleven
    centimetres). `negative` and `positive` are the ways in which its two sides are written.
    """

    def __init__(self, negative: Collection[str], positive: Collection[str], *, bound: int, **kwargs: Any) -> None:
        self.negative, self.positive, self.bound = negative, positive, bound
        example = "-2.129, atau 2.129 LS" if bound == 90 else "106.113"
        self.wrong = f"Tulis derajat dengan desimal, misalnya {example}."
        # A plain text: the number pads of telephones have no minus sign, and number boxes refuse a pasted pair.
        widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        super().__init__(decimal_places=6, required=False, localize=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The coordinate; raises ValidationError for anything that is no degrees within the bounds."""
        text = str("" if value is None else value).replace("\N{MINUS SIGN}", "-").strip()
        if not text:
            return None
        written = degrees_in(text)
        if written is None or written[1] not in ("", *self.negative, *self.positive):
            raise forms.ValidationError(why_no_point(text) or self.wrong, code="invalid")
        degrees = written[0].quantize(_FINEST)
        if written[1] in self.negative:
            degrees = -abs(degrees)
        if abs(degrees) > self.bound:
            raise forms.ValidationError(f"Isi angka antara -{self.bound} dan {self.bound}.", code="bounds")
        return degrees


def both_halves(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data of a form in which a whole point, as maps copy or link it, may have been pasted into the first half."""
    point = point_in(str(data.get("latitude", "")))
    if point is None:
        return data
    halves = data.copy() if isinstance(data, QueryDict) else dict(data)
    halves["latitude"], halves["longitude"] = point
    return halves


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance in kilometres between two points in degrees, by the haversine formula."""
    low, high = radians(latitude), radians(other_latitude)
    half = sin((high - low) / 2) ** 2
    half += cos(low) * cos(high) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(half))


def from_centre_km(latitude: float, longitude: float) -> float:
    """How far a point lies from the centre of the city in fixtures/city.yaml, in kilometres."""
    centre = city().map.centre
    return distance_km(latitude, longitude, centre.latitude, centre.longitude)


def is_far(latitude: float, longitude: float) -> bool:
    """Whether a point is so far from the centre that it is worth a friendly question (a setting of the city)."""
    return from_centre_km(latitude, longitude) > city().map.warn_beyond_km


class RupiahField(forms.IntegerField):
    """Whole rupiah; takes 25000000, 25.000.000, Rp 25.000.000 and Rp25.000.000,00, and shows it grouped."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": "Tulis angka rupiah saja, misalnya 25.000.000."})
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "numeric", "data-rupiah": ""}))
        super().__init__(min_value=0, max_value=10**15, localize=False, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """The amount; raises ValidationError for anything that is no amount of whole rupiah."""
        if isinstance(value, str) and value.strip():
            written = _AMOUNT.fullmatch(value.strip())
            if written is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = re.sub(r"\D", "", written[1])
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """A stored amount grouped by dots; what was typed wrongly comes back as it was typed."""
        return grouped(value) if isinstance(value, int) else value
