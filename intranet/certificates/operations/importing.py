"""Entering a whole table of paper certificates: all of it or nothing; how the table is written stands elsewhere."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intranet.auth.models import Account
from intranet.certificates import checks
from intranet.certificates.models import Certificate
from intranet.certificates.operations.common import RESTS_WITH_THE_BOARD, TAKEN
from intranet.certificates.operations.entering import enter_from_paper
from intranet.certificates.queries import facts_of
from intranet.certificates.sheet import Problem, Row, Sheet
from intranet.certificates.status import NOTHING, status
from intranet.clock import local_date
from intranet.db import lock_rows
from intranet.engine.text import Text
from intranet.folding import folded
from intranet.organisation.models import Unit
from intranet.people.models import Person
from intranet.policy import Actor, scopes
from intranet.problems import Denied, NotVisible, Refused


@dataclass(frozen=True)
class Paper:
    """A row whose person was found."""

    row: Row
    person_id: uuid.UUID
    name: str


@dataclass(frozen=True)
class Import:
    """What an import would do; with a problem it does nothing."""

    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Known:
    id: uuid.UUID
    name: str
    left_on: date | None


def rehearse(session: Session, actor: Actor, moment: datetime, sheet: Sheet) -> Import:
    """Whom each row is about, and every problem with its row; nothing is written. The system sees everybody."""
    problems, papers = list(sheet.problems), []
    people = _People(session, actor, sheet.rows)
    for row in sheet.rows:
        person, problem = people.find(row, local_date(moment))
        if person is None:
            problems += [problem] if problem else []
        else:
            papers.append(Paper(row, person.id, person.name))
    problems += _against_what_is_known(session, moment, papers)
    return Import(tuple(papers), tuple(sorted(problems, key=lambda problem: problem.line)))


def import_papers(session: Session, actor: Actor, moment: datetime, sheet: Sheet) -> Import:
    """Enter every row as `enter_from_paper` does. With any problem nothing may be committed: the caller rolls back."""
    planned = rehearse(session, actor, moment, sheet)
    if planned.problems:
        return planned
    lock_rows(session, Person, (paper.person_id for paper in planned.papers))
    problems = []
    for paper in planned.papers:
        row = paper.row
        try:
            enter_from_paper(
                session, actor, moment, person_id=paper.person_id, number=row.number, kind=row.kind,
                valid_from=row.valid_from, valid_to=row.valid_to,
            )  # fmt: skip
        except Refused as refused:
            problems += [Problem(row.line, refusal.text) for refusal in refused.refusals]
        except Denied as denied:
            problems.append(Problem(row.line, denied.text))
        except NotVisible:
            problems.append(Problem(row.line, _NOBODY))
    return Import(planned.papers, tuple(problems))


class _People:
    """Everybody in the actor's reach, by e-mail and by name."""

    def __init__(self, session: Session, actor: Actor, rows: Sequence[Row]) -> None:
        self.actor = actor
        self.by_name: defaultdict[str, list[_Known]] = defaultdict(list)
        self.by_email: dict[str, _Known] = {}
        reach = scopes(actor, "enter", "certificate") if actor.person_id is not None else ("",)
        if not reach or not rows:
            return
        emails = {row.person.casefold() for row in rows}
        found = session.execute(
            select(Person.id, Person.name, Person.name_key, Person.left_on, Account.email)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Account, Account.person_id == Person.id)
            .where(or_(*(Unit.path.startswith(scope) for scope in reach)))
            .where(or_(Account.email.in_(emails), Person.name_key.in_({folded(row.person) for row in rows})))
        )
        for person_id, name, key, left_on, email in found:
            known = _Known(person_id, name, left_on)
            self.by_name[key].append(known)
            if email is not None:
                self.by_email[email] = known

    def find(self, row: Row, today: date) -> tuple[_Known | None, Problem | None]:
        """The one person this row is about, or why there is none."""
        of_email = self.by_email.get(row.person.casefold())
        found = [of_email] if of_email else self.by_name.get(folded(row.person), [])
        here = [one for one in found if one.left_on is None or one.left_on > today]
        if not found:
            return None, Problem(row.line, _NOBODY)
        if not here:
            return None, Problem(row.line, Text("%(name)s has left.", {"name": found[0].name}))
        if len(here) > 1:
            values = {"count": len(here), "name": here[0].name}
            text = Text("%(count)s people are called %(name)s. Write the e-mail instead.", values)
            return None, Problem(row.line, text)
        if here[0].id == self.actor.person_id:
            return None, Problem(row.line, Text("Nobody enters their own certificate. Ask a colleague."))
        return here[0], None


def _against_what_is_known(session: Session, moment: datetime, papers: Sequence[Paper]) -> Iterator[Problem]:
    today = local_date(moment)
    facts = facts_of(session, (paper.person_id for paper in papers))
    taken = _by_number(session, papers)
    for paper in papers:
        row = paper.row
        for refusal in (
            *checks.wrong_number(row.number, row.kind),
            *checks.wrong_dates(row.valid_from, row.valid_to, today),
        ):
            yield Problem(row.line, refusal.text)
        if status(facts.get(paper.person_id, NOTHING), today).code in RESTS_WITH_THE_BOARD:
            yield Problem(
                row.line, Text("The certificate of %(name)s rests with the board.", {"name": paper.name})
            )
        same = taken.get(row.number, ())
        completes = row.valid_to is not None and all(
            one.person_id == paper.person_id and one.valid_to is None for one in same
        )
        if same and not completes:
            yield Problem(row.line, TAKEN)


def _by_number(session: Session, papers: Sequence[Paper]) -> Mapping[str, list[Certificate]]:
    numbers = {paper.row.number for paper in papers}
    found: defaultdict[str, list[Certificate]] = defaultdict(list)
    for row in session.scalars(
        select(Certificate).where(Certificate.number.in_(numbers), Certificate.country == "")
    ):
        found[row.number].append(row)
    return found


_NOBODY = Text("Nobody of this name or e-mail is known here.")
