"""The shape of a workflow.yaml as frozen models; whether the names in it make sense is proven in `checks`."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

import pydantic
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

from intranet.engine.moments import (
    MOMENT_PATTERN,
    SPAN_PATTERN,
    TIME_PATTERN,
    Moment,
    Setting,
    Span,
    parse_moment,
    parse_span,
    parse_time,
)
from intranet.engine.text import Text

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
SYSTEM = "system"
STARTER = "starter"
THE_PERSON = "the_person"

Kind = Literal[
    "text", "paragraph", "number", "date", "time", "choice", "yes_no", "person", "place", "document", "record"
]


def _listed(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _parsed(parse: Callable[[str], Any]) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        if not isinstance(value, str):
            raise ValueError(str(value))
        return parse(value)

    return read


def _one_or_many(pattern: str) -> WithJsonSchema:
    one = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})


Words = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
Names = Annotated[
    tuple[Name, ...], BeforeValidator(_listed), pydantic.Field(min_length=1), _one_or_many(NAME_PATTERN)
]
_NOBODY_TOO: dict[str, Any] = {"type": "array", "items": {"type": "string", "pattern": NAME_PATTERN}}
NamesOrNobody = Annotated[
    tuple[Name, ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": NAME_PATTERN}, _NOBODY_TOO]}),
]
SpanWord = Annotated[
    Span | Setting,
    BeforeValidator(_parsed(parse_span)),
    WithJsonSchema({"type": "string", "pattern": SPAN_PATTERN}),
]
_Time = Annotated[Moment, BeforeValidator(_parsed(parse_time))]
_Moment = Annotated[Moment, BeforeValidator(_parsed(parse_moment))]
Time = Annotated[_Time, WithJsonSchema({"type": "string", "pattern": TIME_PATTERN})]
Times = Annotated[
    tuple[_Time, ...], BeforeValidator(_listed), pydantic.Field(min_length=1), _one_or_many(TIME_PATTERN)
]
Moments = Annotated[
    tuple[_Moment, ...], BeforeValidator(_listed), pydantic.Field(min_length=1), _one_or_many(MOMENT_PATTERN)
]
Answers = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^\S+$")], Words], pydantic.Field(min_length=1)
]


class Part(BaseModel):
    """What every part is: closed, and never changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class State(Part):
    label: Words
    help: Words
    end: bool = False
    celebrate: Words | None = None


class Transition(Part):
    label: Words
    help: Words | None = None
    from_: Names = pydantic.Field(default=(), alias="from")
    to: Name
    by: Names
    not_by: Names = ()
    guards: Names = ()
    fields: Names = ()
    effects: Names = ()
    when: Moments = ()

    @property
    def begins(self) -> bool:
        return not self.from_

    @property
    def by_system(self) -> bool:
        return SYSTEM in self.by


class Task(Part):
    label: Words
    help: Words | None = None
    in_: Names = pydantic.Field(alias="in")
    for_: Names = pydantic.Field(alias="for")
    via: Names = ()
    after: Names = ()
    when: Moments = ()
    due: Time | None = None
    tell: Annotated[dict[Name, Times], pydantic.Field(min_length=1)] | None = None
    then: Names = ()
    fields: Names = ()

    @property
    def is_offered(self) -> bool:
        """Whether it opens once a step in `then` is possible."""
        return any(moment.relation == "possible" for moment in self.when)

    @property
    def repeats(self) -> bool:
        return any(moment.relation == "every" for moment in self.when)


class Field(Part):
    label: Words
    help: Words | None = None
    kind: Kind
    of: Name | Answers | None = None
    optional: bool = False
    keep: SpanWord | None = None

    @property
    def answers(self) -> Mapping[str, str]:
        """A choice's answers with their words, in the order written; empty for every other kind."""
        return self.of if isinstance(self.of, dict) else {}

    @property
    def role(self) -> str | None:
        """The role that stands in for a person field, or None."""
        return self.of if self.kind == "person" and isinstance(self.of, str) else None


class Safety(Part):
    label: Words
    help: Words | None = None
    before: Names
    needs: Name | None = None
    not_by: Names = ()


class Definition(Part):
    """What one workflow.yaml may hold."""

    title: Words
    help: Words
    subject: Name
    seen_by: NamesOrNobody
    states: Annotated[dict[Name, State], pydantic.Field(min_length=1)]
    transitions: Annotated[dict[Name, Transition], pydantic.Field(min_length=1)]
    tasks: dict[Name, Task]
    fields: dict[Name, Field]
    safety: dict[Name, Safety] = pydantic.Field(default_factory=dict)
    renamed: dict[Name, Name] = pydantic.Field(default_factory=dict)


class Workflow(Definition):
    """A definition with its key, the name of its folder."""

    key: str

    def words(self, msgid: str) -> Text:
        """One of the workflow's own sentences, in its gettext context."""
        return Text(msgid, context=self.key)

    @property
    def case_people(self) -> tuple[str, ...]:
        """The names that stand for a person in a case: the built-in ones and the person fields."""
        return (STARTER, THE_PERSON, *(key for key, field in self.fields.items() if field.kind == "person"))

    def role_of(self, name: str) -> str | None:
        """The role that stands in for a case person; None for a role itself and for who has no stand-in."""
        field = self.fields.get(name)
        return field.role if field is not None else None

    def leaving(self, state: str | None) -> Mapping[str, Transition]:
        """The transitions that leave a state; for None those that begin a case."""
        return self._leaving.get(state, {})

    def entering(self, state: str) -> Mapping[str, Transition]:
        return {key: transition for key, transition in self.transitions.items() if transition.to == state}

    def tasks_in(self, state: str) -> Mapping[str, Task]:
        return self._tasks_in.get(state, {})

    @property
    def dates(self) -> frozenset[str]:
        """The fields that ask for a date."""
        return self._dates

    # A step asks these several times, so each is worked out once.
    @cached_property
    def _leaving(self) -> Mapping[str | None, Mapping[str, Transition]]:
        found: dict[str | None, dict[str, Transition]] = {}
        for key, transition in self.transitions.items():
            for state in transition.from_ or (None,):
                found.setdefault(state, {})[key] = transition
        return found

    @cached_property
    def _tasks_in(self) -> Mapping[str, Mapping[str, Task]]:
        found: dict[str, dict[str, Task]] = {}
        for key, task in self.tasks.items():
            for state in task.in_:
                found.setdefault(state, {})[key] = task
        return found

    @cached_property
    def _dates(self) -> frozenset[str]:
        return frozenset(key for key, field in self.fields.items() if field.kind == "date")
