"""A folder that all workers of one test run share, and doing something once for all of them."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def run_folder(testrun_uid: str) -> Path:
    """Not pytest's own base folder: that one is closed to the account PostgreSQL runs as when we are root."""
    folder = Path(tempfile.gettempdir()) / f"intranet-tests-{testrun_uid[:12]}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    present = folder / f"{os.getpid()}.present"
    present.touch()
    atexit.register(_leave, folder, present)
    return folder


def _leave(folder: Path, present: Path) -> None:
    """The last worker takes the folder with it. Registered first, so it runs after PostgreSQL's end."""
    present.unlink(missing_ok=True)
    if not any(folder.glob("*.present")):
        shutil.rmtree(folder, ignore_errors=True)


def once(folder: Path, name: str, make: Callable[[], None]) -> None:
    """Whoever comes first makes it; the other workers wait and find it made."""
    made = folder / f"{name}.made"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make()
            made.touch()
