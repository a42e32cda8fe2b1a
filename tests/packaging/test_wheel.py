"""What is built is whole: installed in an empty environment elsewhere, the demonstration runs from it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from intranet.demo import build
from tests.support.processes import clean_environment, free_port, running

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip(
        sys.executable,
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(folder),
        str(ROOT),
    )
    (built,) = folder.glob("*.whl")
    return built


def pip(python: str | Path, *arguments: str) -> None:
    """Ours, at work on that environment."""
    ours = [sys.executable, "-m", "pip", "--python", str(python)]
    command = [*ours, "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def get(address: str, language: str = "en") -> str:
    with urllib.request.urlopen(
        urllib.request.Request(address, headers={"Accept-Language": language})
    ) as answer:
        return str(answer.read().decode("utf-8"))


def test_a_wheel_carries_every_file_the_application_reads(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in (
        ("templates", "intranet/_data/templates"),
        ("static", "intranet/_data/static"),
        ("workflows", "intranet/_data/workflows"),
        ("intranet/translations", "intranet/translations"),
        ("intranet/migrations", "intranet/migrations"),
    ):
        files = {
            f"{place}/{path.relative_to(ROOT / folder).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert files, folder
        assert files <= carried


def test_a_wheel_carries_nothing_that_is_only_for_us(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"intranet"}


def test_installed_elsewhere_the_demonstration_is_told_anew(wheel: Path, tmp_path: Path) -> None:
    older = tmp_path / "demonstration"
    older.mkdir()
    (older / build.MARK).touch()
    with closing(sqlite3.connect(older / build.DATABASE)) as connection, connection:
        connection.execute("CREATE TABLE people (name)")
        connection.execute("INSERT INTO people VALUES ('Nobody At All')")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    install = (environment / "bin" / "python", "install", "--no-compile", "--no-deps")
    pip(*install, "--require-hashes", "-r", str(ROOT / "requirements" / "runtime.lock"))
    pip(*install, "--no-index", str(wheel))

    port = free_port()
    site = f"http://127.0.0.1:{port}"
    program = environment / "bin" / "intranet"
    command: list[str | Path] = [
        program,
        "demo",
        "--port",
        str(port),
        "--data",
        str(older),
        "--fresh",
    ]
    with running(
        command, clean_environment(), f"{site}/sign-in", log=tmp_path / "log", folder=tmp_path, seconds=180
    ):
        page = get(f"{site}/sign-in")
        assert 'name="email"' in page
        assert 'lang="sv"' in get(f"{site}/sign-in", "sv")
        files = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
        assert files
        for file in files:
            assert get(site + file)
    with closing(sqlite3.connect(older / build.DATABASE)) as connection:
        rows = connection.execute("SELECT count(*) FROM people WHERE name = 'Nobody At All'")
        assert rows.fetchone() == (0,)
