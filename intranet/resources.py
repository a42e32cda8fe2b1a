"""Where the files beside the code are: in the checkout's folders, or inside the installed wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """The checkout's folder where there is one, so that an edited file is seen without installing anew."""
    in_checkout = PACKAGE.parent / name
    if in_checkout.is_dir() and (PACKAGE.parent / "pyproject.toml").is_file():
        return in_checkout
    return PACKAGE / "_data" / name


TEMPLATES = _folder("templates")
STATIC = _folder("static")
WORKFLOWS = _folder("workflows")
MIGRATIONS = PACKAGE / "migrations"
