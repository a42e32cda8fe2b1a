"""How far apart two towns are, as the crow flies; roads and ferries are the coordinator's knowledge."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Protocol

EARTH_RADIUS_KM = 6371.0088


class Located(Protocol):
    """Something with coordinates in degrees; without them its distance cannot be told."""

    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


def kilometres(one: Located | None, other: Located | None) -> float | None:
    """The great-circle distance; None where either place is unknown."""
    if one is None or other is None:
        return None
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    half = sin((north - south) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(one.longitude - other.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def nearest_km(here: Located | None, *places: Located | None) -> float | None:
    """To the nearest of these places; None where no distance can be told."""
    known = [km for place in places if (km := kilometres(here, place)) is not None]
    return min(known, default=None)
