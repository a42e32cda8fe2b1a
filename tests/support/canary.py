"""Canaries: words about a person that must be readable nowhere but on the page that opens them.

name = canary.word("Anna")
...
assert canary.seen([name], *canary.places(app), backup_folder) == []
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from flask import Flask
from sqlalchemy import make_url

from intranet.folding import folded

# SQLite keeps what it is writing beside the file.
BESIDE = ("", "-wal", "-shm", "-journal")
LETTERS = str.maketrans("0123456789", "ghijkmnopq")


def word(about: str) -> str:
    """A word that stands nowhere else, not even in another test's database: `about`, and sixteen letters."""
    return f"{about}{uuid.uuid4().hex[:16].translate(LETTERS)}"


def places(app: Flask) -> tuple[Path | str, ...]:
    """Where an application keeps anything: its database, and its folder with the key store."""
    return app.config["SQLALCHEMY_DATABASE_URI"], Path(app.config["INTRANET_DATA"])


def seen(words: Iterable[str], *where: Path | str) -> list[str]:
    """Each file in which a word can be read, and how. A place is a folder, a file or the address of a database."""
    needles = [(text, way, needle) for text in words for way, needle in sorted(_ways(text))]
    found = set()
    for path in sorted({path for place in where for path in _files(place)}):
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # a database in use renames and removes
            continue
        small = content.lower()
        for text, way, needle in needles:
            if needle in (content if way.startswith("base64") else small):
                found.add(f"{path.name}: {text} as {way}")
    return sorted(found)


def _ways(text: str) -> Iterator[tuple[str, bytes]]:
    """How a word may have been written; all but base64 in small letters."""
    for written in {text, text.lower(), text.upper(), folded(text)}:
        yield "text", written.encode().lower()
        yield "JSON", json.dumps(written)[1:-1].encode().lower()
        yield "in an address", quote(written).encode().lower()
        yield "hexadecimal", written.encode().hex().encode()
        for name in ("utf-16-le", "utf-16-be"):
            yield name, written.encode(name).lower()
        for name in ("utf-8", "utf-16-le", "utf-16-be"):
            for offset in range(3):
                yield f"base64 of {name}", _within_base64(written.encode(name), offset)


def _within_base64(plain: bytes, offset: int) -> bytes:
    """The signs that stand for these bytes alone, when so many others came before them."""
    whole = base64.b64encode(bytes(offset) + plain)
    first = -(-offset * 8 // 6)
    last = (offset + len(plain)) * 8 // 6
    return whole[first:last]


def _files(place: Path | str) -> Iterator[Path]:
    if isinstance(place, str):
        yield from _of_database(place)
    elif place.is_dir():
        yield from (path for path in place.rglob("*") if path.is_file())
    elif not place.exists():
        raise FileNotFoundError(place)
    elif place.is_file():
        yield place


def _of_database(address: str) -> Iterator[Path]:
    """Its files and what is written ahead of them; on PostgreSQL also what the whole server shares."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        if url.database is None:
            raise ValueError("a database in memory has no files")
        for end in BESIDE:
            if (path := Path(f"{url.database}{end}")).exists():
                yield path
        return
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(False), autocommit=True) as asked:
        asked.execute("CHECKPOINT")
        row = asked.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    if row is None:
        raise LookupError(address)
    folder = Path(row[0])
    for part in (folder / "base" / str(row[1]), *(path for path in folder.iterdir() if path.name != "base")):
        yield from _files(part)
