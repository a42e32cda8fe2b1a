"""What we copied from others is still what they released: each file has its hash in the README beside it."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "static" / "vendor", ROOT / "tests" / "vendor")


def written_hashes(folder: Path) -> dict[str, str]:
    rows = [line.split("|") for line in (folder / "README.md").read_text("utf-8").splitlines()]
    return {row[1].strip(): row[-2].strip() for row in rows if row[-2:-1] and "sha384-" in row[-2]}


def hash_of(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_each_vendored_file_is_the_one_that_was_released(folder: Path) -> None:
    present = {path.name: hash_of(path.read_bytes()) for path in folder.iterdir() if path.name != "README.md"}
    assert present
    assert present == written_hashes(folder)


def test_a_changed_byte_would_be_noticed() -> None:
    htmx = FOLDERS[0] / "htmx-2.0.11.min.js"
    assert hash_of(htmx.read_bytes() + b"\n") != written_hashes(FOLDERS[0])[htmx.name]
