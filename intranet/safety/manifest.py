"""What a backup says of itself: which database at which migration, how many rows, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from intranet.safety.errors import SafetyError

FORMAT = "intranet backup 1"
NAME = "manifest.json"
DATABASE, TABLES, KEYS = "database.sqlite", "tables", "keys"


@dataclass(frozen=True)
class Table:
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """`database` is sqlite or postgresql; `files` maps each path in the backup to its SHA-256."""

    database: str
    revision: str
    made_at: str
    tables: dict[str, Table]
    files: dict[str, str]


def write(
    folder: Path, database: str, revision: str, made_at: datetime, tables: dict[str, Table]
) -> Manifest:
    """Hash everything in the folder, and write the manifest last: without it a backup is none."""
    files = {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    made = Manifest(database, revision, made_at.isoformat(timespec="seconds"), tables, files)
    text = json.dumps({"format": FORMAT, **asdict(made)}, indent=1, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")
    return made


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose files are as they were written; only the keys may be kept elsewhere.

    Raises SafetyError for anything else.
    """
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if found.pop("format") != FORMAT:
            raise SafetyError(f"{folder} was made by another version of this program.")
        tables = {
            name: Table(table["rows"], tuple(table["columns"])) for name, table in found["tables"].items()
        }
        manifest = Manifest(**{**found, "tables": tables})
    except FileNotFoundError:
        raise SafetyError(f"{folder} is no backup of this intranet: it has no {NAME}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SafetyError(f"{folder} is no backup of this intranet: its {NAME} cannot be read.") from None
    for name, expected in manifest.files.items():
        _check(folder, name, expected)
    return manifest


def _check(folder: Path, name: str, expected: str) -> None:
    path = folder / name
    if ".." in Path(name).parts or Path(name).is_absolute():
        raise SafetyError(f"{folder} is no backup of this intranet: it names a file outside.")
    if not path.is_file():
        if Path(name).parts[0] == KEYS and not (folder / KEYS).exists():
            return
        raise SafetyError(f"The backup is not whole: {name} is missing.")
    if _sha256(path) != expected:
        raise SafetyError(f"The backup is damaged: {name} is not what was written.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
