"""`intranet demo` as somebody starts it: it serves, goes on with the same data, and touches nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

from tests.support.processes import COMMAND, clean_environment, free_port, run, running


def people_in(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "intranet.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM people").fetchone()[0])


def started(folder: Path, port: int, *words: str) -> list[str | Path]:
    return [COMMAND, "demo", "--port", str(port), "--data", str(folder), *words]


def test_a_second_start_goes_on_with_the_same_data(demonstration: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(demonstration / "intranet.sqlite")) as connection, connection:
        connection.execute("UPDATE people SET name = 'Kari Etternavn Eksempel' WHERE name = 'Kari Eksempel'")
    before, port = people_in(demonstration), free_port()
    address = f"http://127.0.0.1:{port}/sign-in"

    with running(started(demonstration, port), clean_environment(), address, log=tmp_path / "log") as process:
        with urlopen(address) as page:
            assert b'name="email"' in page.read()
        beside = run(["demo", "--port", str(free_port()), "--data", str(demonstration)], clean_environment())
        same_port = run(["demo", "--port", str(port), "--data", str(tmp_path / "other")], clean_environment())

    assert process.returncode == 0
    said = (tmp_path / "log").read_text("utf-8")
    assert "being told" not in said
    assert "coordinator@demo.example" in said
    assert "kaffe och bulle 2003" in said
    assert people_in(demonstration) == before
    assert (beside.returncode, "Another demonstration runs in" in beside.stderr) == (1, True)
    assert (same_port.returncode, f"Port {port}" in same_port.stderr) == (1, True)
    assert not (tmp_path / "other").exists()


def test_a_folder_with_a_real_intranet_is_never_touched(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "intranet.sqlite").write_bytes(b"somebody's work")

    answer = run(["demo", "--port", str(free_port()), "--data", str(folder), "--fresh"], clean_environment())

    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        f"{folder} holds an intranet that is no demonstration: choose another folder (--data)"
    ]
    assert (folder / "intranet.sqlite").read_bytes() == b"somebody's work"
