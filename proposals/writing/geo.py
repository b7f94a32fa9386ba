"""Distances on the globe, and whether a point lies far from the city."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

from foundation.city import city

_EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius (IUGG)."""


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
