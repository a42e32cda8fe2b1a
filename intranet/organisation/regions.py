"""The counties and regions that districts are made of, by GeoNames' codes; names as people there write them."""

from __future__ import annotations

REGIONS: dict[str, str] = {
    "NO.01": "Akershus", "NO.04": "Buskerud", "NO.05": "Finnmark", "NO.08": "Møre og Romsdal", "NO.09": "Nordland",
    "NO.12": "Oslo", "NO.13": "Østfold", "NO.14": "Rogaland", "NO.17": "Telemark", "NO.18": "Troms",
    "NO.20": "Vestfold", "NO.21": "Trøndelag", "NO.34": "Innlandet", "NO.42": "Agder", "NO.46": "Vestland",
    "SE.02": "Blekinge", "SE.03": "Gävleborg", "SE.05": "Gotland", "SE.06": "Halland", "SE.07": "Jämtland",
    "SE.08": "Jönköping", "SE.09": "Kalmar", "SE.10": "Dalarna", "SE.12": "Kronoberg", "SE.14": "Norrbotten",
    "SE.15": "Örebro", "SE.16": "Östergötland", "SE.18": "Södermanland", "SE.21": "Uppsala", "SE.22": "Värmland",
    "SE.23": "Västerbotten", "SE.24": "Västernorrland", "SE.25": "Västmanland", "SE.26": "Stockholm",
    "SE.27": "Skåne", "SE.28": "Västra Götaland",
    "DK.17": "Hovedstaden", "DK.18": "Midtjylland", "DK.19": "Nordjylland", "DK.20": "Sjælland",
    "DK.21": "Syddanmark",
    "FI.01": "Uusimaa", "FI.02": "Varsinais-Suomi", "FI.04": "Satakunta", "FI.05": "Kanta-Häme",
    "FI.06": "Pirkanmaa", "FI.07": "Päijät-Häme", "FI.08": "Kymenlaakso", "FI.09": "Etelä-Karjala",
    "FI.10": "Etelä-Savo", "FI.11": "Pohjois-Savo", "FI.12": "Pohjois-Karjala", "FI.13": "Keski-Suomi",
    "FI.14": "Etelä-Pohjanmaa", "FI.15": "Pohjanmaa", "FI.16": "Keski-Pohjanmaa", "FI.17": "Pohjois-Pohjanmaa",
    "FI.18": "Kainuu", "FI.19": "Lappi",
    "IS.38": "Austurland", "IS.39": "Höfuðborgarsvæðið", "IS.40": "Norðurland eystra", "IS.41": "Norðurland vestra",
    "IS.42": "Suðurland", "IS.43": "Suðurnes", "IS.44": "Vestfirðir", "IS.45": "Vesturland",
}  # fmt: skip


def regions_of(country: str) -> dict[str, str]:
    """Code and name of each region of a country, by name."""
    own = {code: name for code, name in REGIONS.items() if code.startswith(f"{country}.")}
    return dict(sorted(own.items(), key=lambda region: region[1]))
