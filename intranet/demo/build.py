"""The demonstration's folder: built whole or not at all, and begun anew when asked; the story is story.py's."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import event

from intranet import config, create_app
from intranet.config import ConfigError
from intranet.demo.story import tell
from intranet.extensions import db

DATABASE, KEYS, MARK = "intranet.sqlite", "keys", "demonstration"


def settings(data: Path, port: int = 8000) -> dict[str, Any]:
    """The application's settings for a demonstration in this folder."""
    return config.settings(
        demo=True, data=data, secret=config.DEMO_SECRET, base_url=f"http://127.0.0.1:{port}"
    )


def found(data: Path) -> dict[str, Any]:
    """The settings of a demonstration that was told there already. Raises ConfigError where there is none."""
    if not (data / MARK).exists():
        raise ConfigError(f"{data} holds no demonstration.")
    return settings(data.resolve())


def prepare(data: Path, *, fresh: bool) -> bool:
    """Make the folder ready; True if the story is still to be told there.

    Raises ConfigError for a folder that holds another intranet: nothing of that is touched.
    """
    data.mkdir(parents=True, exist_ok=True)
    if (data / DATABASE).exists() and not (data / MARK).exists():
        raise ConfigError(
            f"{data} holds an intranet that is no demonstration: choose another folder (--data)"
        )
    if fresh:
        # The mark goes last: a folder that is half forgotten is still known as ours.
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            (data / name).unlink(missing_ok=True)
        shutil.rmtree(data / KEYS, ignore_errors=True)
        (data / MARK).unlink(missing_ok=True)
    return not (data / DATABASE).exists()


def build(data: Path, now: datetime) -> None:
    """Tell the story beside the folder's place, and put it there when it is whole."""
    workshop = data / "being-built"
    shutil.rmtree(workshop, ignore_errors=True)
    app = create_app(settings(workshop))
    with app.app_context():
        # What is thrown away when it fails need not survive a power cut while it is made.
        event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        upgrade()
        tell(db.session(), now)
        db.session.remove()
        db.engine.dispose()
    (data / MARK).write_text("Everybody in this folder's database is invented.\n", encoding="utf-8")
    shutil.rmtree(data / KEYS, ignore_errors=True)
    (workshop / KEYS).rename(data / KEYS)
    (workshop / DATABASE).rename(data / DATABASE)
    with suppress(OSError):
        shutil.rmtree(workshop)
