"""The demonstration, told once for the whole run: each test that changes something gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from intranet import create_app
from intranet.demo import build
from intranet.extensions import db
from tests.support.clock import Clock
from tests.support.folders import once

# A Tuesday evening in spring, the one on which the clock of the tests stands still.
TOLD_AT = datetime(2026, 5, 12, 17, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def told(run_folder: Path) -> Path:
    """The folder of a demonstration that was told and never touched; to be copied, not opened."""
    folder = run_folder / "demonstration"

    def tell() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        build.prepare(folder, fresh=False)
        build.build(folder, TOLD_AT)

    once(run_folder, "demonstration", tell)
    return folder


@pytest.fixture
def demonstration(told: Path, tmp_path: Path) -> Path:
    """A demonstration's folder of this test's own."""
    return Path(shutil.copytree(told, tmp_path / "demonstration"))


@pytest.fixture
def demo_app(demonstration: Path, clock: Clock) -> Iterator[Flask]:
    """The application over it, at the moment until which the story was told."""
    app = create_app({**build.settings(demonstration), "TESTING": True, "CLOCK": clock})
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
