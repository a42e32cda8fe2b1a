"""One spelling for searching and sorting: case, accents and Nordic letters do not keep people from finding a name."""

from __future__ import annotations

import unicodedata

LETTERS = {
    ord(letter): plain for letter, plain in (("ø", "o"), ("æ", "ae"), ("ð", "d"), ("þ", "th"), ("ł", "l"))
}


def folded(text: str) -> str:
    """ "Åse Bjørk" and "ase bjork" are the same; for comparing only, never for showing."""
    plain = " ".join(text.casefold().split()).translate(LETTERS)
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter)
    )


def any_with(text: str) -> str:
    """A LIKE pattern for whatever contains the folded text; to be used with escape="\\\\"."""
    sought = folded(text)
    for special in ("\\", "%", "_"):
        sought = sought.replace(special, f"\\{special}")
    return f"%{sought}%"
