"""`intranet import FILE`: what it says, what it writes, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from intranet.auth.models import Account
from intranet.certificates.models import Certificate
from intranet.db import writing
from intranet.extensions import db
from intranet.people.models import Person
from tests.support.installations import Installation
from tests.support.processes import clean_environment, run

HEADER = "person;number;valid_from;valid_to\n"
GOOD = HEADER + "Assistant Eksempel;NO 17;2025-01-01;\nTrainer Eksempel;NO 18;;\n"
STAFF = "staff@demo.example"


@pytest.fixture
def office(on_sqlite: Installation) -> Installation:
    with on_sqlite.opened():
        session = db.session()
        with writing(session):
            staff = session.scalars(select(Person.id).where(Person.name == "Staff Eksempel")).one()
            session.add(Account(person_id=staff, email=STAFF))
    return on_sqlite


def table(tmp_path: Path, words: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "papers.csv"
    file.write_text(words, encoding=encoding)
    return file


def count(office: Installation) -> int:
    with office.opened():
        return db.session().scalar(select(func.count()).select_from(Certificate)) or 0


def test_without_more_words_it_only_says_what_it_would_do(office: Installation, tmp_path: Path) -> None:
    answer = office.run("import", table(tmp_path, GOOD))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "row 2: NO 17, Assistant Eksempel, 2025-01-01 to not known",
        "row 3: NO 18, Trainer Eksempel, not known to not known",
        "2 rows would be entered. To do it: --write --by EMAIL",
    ]
    assert count(office) == 0


def test_with_write_it_enters_all_of_them_for_somebody_of_the_staff(
    office: Installation, tmp_path: Path
) -> None:
    file = table(tmp_path, GOOD)
    answer = office.run("import", file, "--write", "--by", STAFF)
    assert (answer.code, answer.out.splitlines()[-1]) == (0, "2 rows entered.")
    assert count(office) == 2
    again = office.run("import", file, "--write", "--by", STAFF)
    assert (again.code, count(office)) == (1, 2)


@pytest.mark.parametrize(
    ("words", "encoding", "row"),
    [
        (GOOD + "Nobody Eksempel;19;;\n", "utf-8", "row 4: Nobody of this name or e-mail is known here."),
        (GOOD + "Staff Eksempel;=1+1;;\n", "utf-8", "row 4: “=1+1” is a formula. Write what it comes to."),
        (GOOD + "Åse Eksempel;19;;\n", "latin-1", "The file is not written in UTF-8."),
        (HEADER + "x;1;;\n" * 100_000, "utf-8", "The table has 100000 rows."),
    ],
)
def test_one_row_that_cannot_be_and_nothing_is_entered(
    office: Installation, tmp_path: Path, words: str, encoding: str, row: str
) -> None:
    file = table(tmp_path, words, encoding)
    for more in ((), ("--write", "--by", STAFF)):
        answer = office.run("import", file, *more)
        assert answer.code == 1
        assert answer.out.startswith(row)
        told = " 1 row cannot be." if row.startswith("row 4") else ""
        assert answer.err == f"{file}: nothing was entered.{told}\n"
    assert count(office) == 0


def test_wrong_words_and_unknown_people_are_told_in_one_line(office: Installation, tmp_path: Path) -> None:
    file = table(tmp_path, GOOD)
    assert office.run("import", file, "--write").code == 2
    assert office.run("import", tmp_path / "none.csv").code == 2
    unknown = office.run("import", file, "--write", "--by", "nobody@demo.example")
    assert (unknown.code, unknown.err) == (1, "Nobody signs in as nobody@demo.example.\n")
    assert count(office) == 0


def test_a_folder_without_a_demonstration_is_not_entered_in(tmp_path: Path) -> None:
    answer = run(["import", str(table(tmp_path, GOOD)), "--demo", str(tmp_path)], clean_environment())
    assert (answer.returncode, answer.stderr.splitlines()) == (1, [f"{tmp_path} holds no demonstration."])


def test_a_table_is_tried_out_in_the_demonstration(demonstration: Path, tmp_path: Path) -> None:
    file = table(tmp_path, HEADER + "Greta Exempel;SE 91;2025-01-01;\n")
    answer = run(["import", str(file), "--demo", str(demonstration)], clean_environment())
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[-1] == "1 row would be entered. To do it: --write --by EMAIL"
