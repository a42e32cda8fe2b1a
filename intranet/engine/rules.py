"""What a process's rules.py is written with: guards, effects, dates and refusals; it holds no rule of any process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from intranet.engine.text import Text


@dataclass(frozen=True)
class Link:
    """Where something can be mended: a Flask endpoint's name, made into a URL at display."""

    endpoint: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Refusal:
    """Why something may not happen now, in words; `mender` is the role or case person who can mend it."""

    guard: str
    text: Text
    mender: str | None = None
    link: Link | None = None
    details: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Actor:
    """Who acts, with the roles that count in this case's unit; without a person it is the system.

    Somebody who is no user of the application is one of the case people by `named` alone ("the_person").
    """

    person_id: UUID | None
    roles: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @property
    def is_system(self) -> bool:
        return self.person_id is None and not self.named


SYSTEM = Actor(None)


class Context(Protocol):
    """What a rule may read of the case. `state` is None while a case begins, `transition` when no step is asked for."""

    @property
    def state(self) -> str | None: ...
    @property
    def transition(self) -> str | None: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def moment(self) -> datetime: ...
    @property
    def today(self) -> date: ...
    @property
    def answers(self) -> Mapping[str, Any]:
        """Typed answers, the new ones laid over the stored ones."""
        ...

    @property
    def people(self) -> Mapping[str, UUID]:
        """The case people by name: starter, the_person and whoever the person fields name."""
        ...

    @property
    def unfinished(self) -> tuple[str, ...]:
        """Keys of the tasks open or waiting that `tasks_done` waits for; see `planning.unfinished`."""
        ...

    @property
    def unit_id(self) -> UUID | None: ...
    @property
    def subject_id(self) -> UUID | None: ...
    @property
    def case_id(self) -> UUID | None: ...


Guard = Callable[[Any], Refusal | None]
Effect = Callable[[Any], None]
DateRule = Callable[[Any], date | None]
Foretelling = Callable[[Any], tuple[Text, ...]]

GuardFunction = TypeVar("GuardFunction", bound=Callable[..., Refusal | None])
EffectFunction = TypeVar("EffectFunction", bound=Callable[..., None])
DateFunction = TypeVar("DateFunction", bound=Callable[..., date | None])


@dataclass(frozen=True)
class GuardRule:
    """What a guard declares: kinds of facts it relies on, case people whose rows it needs locked, fields it reads.

    `hides`: while it refuses, nobody can mend it, and the step is not told of at all.
    """

    relies_on: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    opposite_of: Guard | None = None
    hides: bool = False


@dataclass(frozen=True)
class EffectRule:
    """What an effect declares: the sentence shown before the button, and what takes it back.

    `foretells` adds what only this case tells ("Hamar would be left without an assistant"); `makes_subject` is an
    effect that makes what the case is about, so that nobody is asked for it.
    """

    says: str
    undo: Effect | None = None
    foretells: Foretelling | None = None
    makes_subject: bool = False


@dataclass(frozen=True)
class DateRuleMark:
    """Marks a function as a date that times may count from."""


Rule = GuardRule | EffectRule | DateRuleMark
_MARK = "__workflow_rule__"


def guard(
    *,
    relies_on: tuple[str, ...] = (),
    people: tuple[str, ...] = (),
    reads: tuple[str, ...] = (),
    hides: bool = False,
) -> Callable[[GuardFunction], GuardFunction]:
    """Make a function usable in `guards`.

    `relies_on` names kinds of facts (certificates, assignments, meetings, roles, people) whose change
    makes the engine ask again; `people` the case people whose rows are locked before asking; `reads`
    the fields whose answers it looks at. `hides`: of several steps one fits, and the others are told to nobody.
    """
    return _marked(GuardRule(relies_on, people, reads, hides=hides))


def opposite(agreeing: Guard, refusal: Refusal) -> Guard:
    """The guard that refuses exactly while the other agrees: two steps that are never both possible, whatever holds.

    A circle of steps by the system is allowed through such a pair, for it stands still until a fact changes.
    """
    rule = rule_of(agreeing)
    if not isinstance(rule, GuardRule):
        raise TypeError("only a guard has an opposite")

    def ask(context: Context) -> Refusal | None:
        return refusal if agreeing(context) is None else None

    return _marked(replace(rule, opposite_of=agreeing))(ask)


def effect(
    *,
    says: str,
    undo: Effect | None = None,
    foretells: Foretelling | None = None,
    makes_subject: bool = False,
) -> Callable[[EffectFunction], EffectFunction]:
    """Make a function usable in `effects`; `says` and `foretells` tell, before the button, what will happen."""
    return _marked(EffectRule(says, undo, foretells, makes_subject))


def date_rule() -> Callable[[DateFunction], DateFunction]:
    """Make a function usable as a date in times; None means that there is no such date yet."""
    return _marked(DateRuleMark())


def rule_of(function: object) -> Rule | None:
    """What a function was declared to be, or None if it is no rule."""
    mark = getattr(function, _MARK, None)
    return mark if isinstance(mark, GuardRule | EffectRule | DateRuleMark) else None


AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def _marked(mark: Rule) -> Callable[[AnyFunction], AnyFunction]:
    def decorate(function: AnyFunction) -> AnyFunction:
        setattr(function, _MARK, mark)
        return function

    return decorate


def tasks_done(labels: Mapping[str, Text]) -> Guard:
    """The built-in guard `tasks_done` for a workflow whose tasks have these labels."""

    @guard()
    def ask(context: Context) -> Refusal | None:
        keys = tuple(dict.fromkeys(context.unfinished))
        if not keys:
            return None
        return Refusal(
            guard="tasks_done",
            text=Text(
                "One task is not finished yet.", plural="%(n)s tasks are not finished yet.", n=len(keys)
            ),
            details=tuple(labels[key] for key in keys),
        )

    return ask
