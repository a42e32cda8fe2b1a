"""Every place of the source documents is found, with its region and about where it is."""

from __future__ import annotations

import pytest

from intranet.organisation import gazetteer
from intranet.organisation.regions import REGIONS, regions_of

# Written down by hand from the documents' list of places: name, country, region, degrees north and east.
PLACES = [
    ("Hitra", "NO", "NO.21", 63.60, 8.98),
    ("Fillan", "NO", "NO.21", 63.60, 8.98),
    ("Oslo", "NO", "NO.12", 59.91, 10.75),
    ("Ålesund", "NO", "NO.08", 62.47, 6.16),
    ("Melhus", "NO", "NO.21", 63.29, 10.28),
    ("Strømmen", "NO", "NO.01", 59.95, 11.01),
    ("Hamar", "NO", "NO.34", 60.80, 11.07),
    ("Elverum", "NO", "NO.34", 60.88, 11.56),
    ("Sarpsborg", "NO", "NO.13", 59.28, 11.11),
    ("Sauda", "NO", "NO.14", 59.65, 6.35),
    ("Mysen", "NO", "NO.13", 59.55, 11.33),
    ("Bergen", "NO", "NO.46", 60.39, 5.32),
    ("Linköping", "SE", "SE.16", 58.41, 15.62),
    ("Norrköping", "SE", "SE.16", 58.59, 16.19),
    ("Härnösand", "SE", "SE.24", 62.63, 17.94),
    ("København", "DK", "DK.17", 55.68, 12.57),
    ("Odense", "DK", "DK.21", 55.40, 10.39),
]


@pytest.mark.parametrize(("name", "country", "region", "north", "east"), PLACES)
def test_a_place_of_the_documents_is_where_it_should_be(
    name: str, country: str, region: str, north: float, east: float
) -> None:
    place = gazetteer.find(name, country)[0]
    assert place.region == region
    assert place.latitude == pytest.approx(north, abs=0.02)
    assert place.longitude == pytest.approx(east, abs=0.02)


@pytest.mark.parametrize("typed", ["alesund", "ÅLESUND", "  Ålesund "])
def test_a_town_is_found_however_it_is_typed(typed: str) -> None:
    assert gazetteer.find(typed, "NO")[0].name == "Ålesund"


def test_a_town_of_another_country_is_not_found() -> None:
    assert gazetteer.find("Bergen", "SE") == ()


def test_nothing_is_found_for_a_name_that_no_town_bears() -> None:
    assert gazetteer.find("Ingensteds", "NO") == ()
    assert gazetteer.find("", "NO") == ()


def test_suggestions_begin_with_the_letters_and_the_largest_town_comes_first() -> None:
    names = [place.name for place in gazetteer.like("ber", "NO")]
    assert names[0] == "Bergen"
    assert all(name.startswith("Ber") for name in names)


def test_every_region_of_the_gazetteer_has_a_name_and_every_name_a_region() -> None:
    known = {place.region for country in gazetteer.COUNTRIES for place in gazetteer.largest(country, 9999)}
    assert known == set(REGIONS)
    assert "NO.46" in regions_of("NO")
    assert "SE.16" not in regions_of("NO")
