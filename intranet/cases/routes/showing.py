"""Puts a case's page together, also when a form on it was refused; the routes of a case and of a task share it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, render_template
from flask import session as browser_session

from intranet.cases.forms import CommentForm, UndoForm, form_for
from intranet.cases.operations import undoing
from intranet.cases.operations.reading import noted
from intranet.cases.policy import UNDO
from intranet.cases.queries import caller, case_page
from intranet.cases.queries.caller import Caller
from intranet.cases.queries.history import history
from intranet.cases.queries.leaving import Leaving, leaving, one_leaving, ribbon
from intranet.cases.queries.offered import offered
from intranet.cases.queries.reading import Reading
from intranet.cases.routes.naming import title_noted
from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.web import kept
from intranet.web.forms import Form

CELEBRATED = "celebrate"


@dataclass(frozen=True)
class Tried:
    """What the reader has just sent and what was said to it. `transition`, `comment` or `undo` is where it is shown."""

    what: str
    form: Form | None = None
    says: Text | None = None
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Undo:
    """The last step may be taken back: until a moment, or with a reason by the office."""

    step: Text
    until: datetime | None
    form: Form | None = None


def case_html(reading: Reading, tried: Tried | None = None) -> str:
    """The whole page, as this reader finds the case."""
    steps = leaving(reading)
    workflow = reading.process.workflow
    g.workflow = workflow.key
    sealed = unsealed(reading, steps)
    asker = caller_of(reading)
    goal = workflow.states[reading.case.state].celebrate if reading.case.state in workflow.states else None
    return render_template(
        "cases/show.html",
        case=reading.case,
        title=title_noted(reading),
        workflow=workflow,
        unit=case_page.unit_name(reading),
        group_id=case_page.group_to_open(reading),
        ribbon=ribbon(reading),
        by_time=case_page.by_time(reading),
        steps=[step for step in steps if step.is_told],
        forms=_forms(reading, steps, tried),
        tasks=case_page.tasks(reading),
        facts=case_page.facts(reading),
        sealed=sealed,
        asker=asker,
        people=case_page.people(reading),
        comments=case_page.comments(reading),
        comment_form=tried.form if tried and tried.what == "comment" else CommentForm(formdata=None),
        history=history(reading),
        undo=_undo(reading, tried),
        celebrate=workflow.words(goal) if goal and _is_new(reading) else None,
        tried=tried,
        left_over=_left_over(tried, steps),
        names=names_of_menders(reading),
    )


def step_html(reading: Reading, key: str) -> str:
    """One step on a page of its own."""
    step = one_leaving(reading, key)
    g.workflow = reading.process.workflow.key
    return render_template(
        "cases/step.html",
        case=reading.case,
        title=title_noted(reading),
        workflow=reading.process.workflow,
        step=step,
        form=step_form(reading, key, posted=False),
        names=names_of_menders(reading),
    )


def step_form(reading: Reading, key: str, *, posted: bool) -> Form:
    """The form of a step, with the answers that stand already; those about people only where they are names."""
    fields = reading.process.workflow.transitions[key].fields
    answers = reading.case.answers
    standing = {
        name: reading.answers[name]
        for name in fields
        if name in reading.case.people or (name in answers and not isinstance(answers[name], dict))
    }
    return form_for(
        reading.process,
        fields,
        offered(reading.session, reading.process, fields, reading.where),
        answers=standing,
        prefix=key,
        posted=posted,
    )


def names_of_menders(reading: Reading) -> Mapping[str, Text | str]:
    """Case people by what stands for them in a refusal: their name, or what they are while nobody is named."""
    held = reading.case.people
    return {
        key: (reading.names.get(held[key]) if key in held else None) or reading.process.who_in_a_sentence(key)
        for key in reading.process.workflow.case_people
    }


def _forms(reading: Reading, steps: Sequence[Leaving], tried: Tried | None) -> dict[str, Form]:
    forms = {step.key: step_form(reading, step.key, posted=False) for step in steps if step.is_open}
    if tried is not None and tried.form is not None and tried.what in {step.key for step in steps}:
        forms[tried.what] = tried.form
    return forms


def unsealed(
    reading: Reading, steps: Sequence[Leaving], fields: Container[str] | None = None
) -> Sequence[tuple[Text, Any]] | None:
    """The answers about people, for who works here; None when they cannot be shown because that was not noted."""
    keys = case_page.sealed(reading, fields)
    if not keys or not case_page.works_here(reading, steps) or caller.kept_from(reading):
        return ()
    written = noted(reading.session, [reading.case.id], reading.actor, reading.moment, keys)
    return case_page.unsealed(reading, keys) if written else None


def caller_of(reading: Reading) -> Caller | None:
    """Whoever asked, for whoever is to reach them; None for everybody else."""
    enquiry = caller.enquiry_of(reading)
    fields = caller.known_to(reading)
    if enquiry is None or not fields:
        return None
    if enquiry.erased_at is not None:
        return Caller(enquiry, None)
    written = noted(reading.session, [reading.case.id], reading.actor, reading.moment, fields)
    return Caller(enquiry, caller.opened(reading, enquiry) if written else None)


def _undo(reading: Reading, tried: Tried | None) -> Undo | None:
    last = undoing.last_step(reading.session, reading.case.id)
    if last is None or last.to_state != reading.case.state or last.from_state is None:
        return None
    workflow = reading.process.workflow
    written = workflow.transitions.get(last.transition)
    if written is None:
        return None

    def refused(reason: str) -> Text | None:
        return undoing.why_not(
            reading.process, last, reading.here.roles, reading.actor, reading.moment, reason
        )

    step = workflow.words(written.label)
    if refused("") is None:
        return Undo(step, last.at + UNDO)
    if refused("a reason") is None:
        tried_form = tried.form if tried and tried.what == "undo" else None
        return Undo(step, None, tried_form or UndoForm(formdata=None))
    return None


def _left_over(tried: Tried | None, steps: Sequence[Leaving]) -> tuple[tuple[str, str], ...]:
    """What was typed into a form that is not there any more."""
    if tried is None:
        return ()
    still_there = {"comment", "undo", *(step.key for step in steps if step.is_open)}
    if tried.form is not None and tried.what in still_there:
        return ()
    typed = kept.typed()
    return typed if kept.has_words(typed) else ()


def _is_new(reading: Reading) -> bool:
    """One small joy: shown to whoever reached the goal, and once."""
    if browser_session.get(CELEBRATED) != str(reading.case.id):
        return False
    browser_session.pop(CELEBRATED)
    return True
