"""A loaded process with its rules, and the settings that definitions are read with; reading them is `loader`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from intranet.engine.definition import STARTER, THE_PERSON, Workflow
from intranet.engine.machine import Machine
from intranet.engine.moments import Setting, Span, parse_span
from intranet.engine.rules import Context, DateRule, Effect, EffectRule, Guard, GuardRule, rule_of
from intranet.engine.text import Text

ABOVE: Mapping[str, str] = {
    "volunteer": "assistant",
    "assistant": "coordinator",
    "mentor": "coordinator",
    "trainer": "coordinator",
    "coordinator": "staff",
    "staff": "board",
}


@dataclass(frozen=True)
class Settings:
    """What an organisation gives the engine.

    `spans` are lengths of time by name ("answers_kept": "30 days"); `roles`, `subjects`, `records`, `documents` and
    `facts` (kinds a guard may rely on; none given, none checked) the names that may be used; `languages` those every
    sentence must exist in; `translated` says whether it does (context, msgid, language), and without it nobody asks;
    `above` is the role that a task goes up to from each role, `climb` how long an overdue one waits for that each
    time; `role_labels` what roles are called.
    """

    roles: frozenset[str]
    subjects: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    spans: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    translated: Callable[[str | None, str, str], bool] | None = None
    above: Mapping[str, str] = field(default_factory=lambda: ABOVE)
    climb: Span = Span(7, "days")
    role_labels: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def lengths(self) -> Mapping[str, Span]:
        """The spans by name, parsed; a setting that names another setting is refused with ValueError."""
        lengths = {}
        for name, written in self.spans.items():
            span = parse_span(written)
            if isinstance(span, Setting):
                raise ValueError(f"the setting {name} is no length of time: {written}")
            lengths[name] = span
        return lengths

    def length(self, span: Span | Setting) -> Span:
        """The span itself, or the one that is set under its name."""
        return span if isinstance(span, Span) else self.lengths[span.name]


@dataclass(frozen=True, eq=False)
class Process:
    """One workflow with everything needed to run it. `hash` is the content's, and the definition's version."""

    workflow: Workflow
    guards: Mapping[str, Guard]
    effects: Mapping[str, Effect]
    dates: Mapping[str, DateRule]
    machine: Machine
    settings: Settings
    hash: str
    text: str
    folder: Path

    def who(self, name: str) -> Text:
        """What a role or a case person is called, in a sentence."""
        if name == STARTER:
            return Text("whoever began the case")
        if name == THE_PERSON:
            return Text("the person it is about")
        field = self.workflow.fields.get(name)
        if field is not None:
            return self.workflow.words(field.label)
        return self.settings.role_labels.get(name, Text(name, context="role"))

    def who_in_a_sentence(self, name: str) -> Text:
        """The same inside a sentence, where the label of a field stands in quotes."""
        field = self.workflow.fields.get(name)
        return (
            self.who(name)
            if field is None
            else Text("“%(label)s”", {"label": self.workflow.words(field.label)})
        )

    def says(self, transition_key: str) -> tuple[str, ...]:
        """The sentences that tell, before the button, what else the transition does."""
        return tuple(rule.says for rule in self._effect_rules(transition_key))

    def foretells(self, transition_key: str, context: Context) -> tuple[Text, ...]:
        """What the transition would do in this case beyond what it always does."""
        rules = (rule.foretells for rule in self._effect_rules(transition_key))
        return tuple(text for foretell in rules if foretell is not None for text in foretell(context))

    def makes_subject(self, transition_key: str) -> bool:
        """Whether an effect of the transition makes what the case is about; otherwise somebody says what it is."""
        return any(rule.makes_subject for rule in self._effect_rules(transition_key))

    def _effect_rules(self, transition_key: str) -> list[EffectRule]:
        rules = (rule_of(self.effects[name]) for name in self.workflow.transitions[transition_key].effects)
        return [rule for rule in rules if isinstance(rule, EffectRule)]

    def guard_rule(self, name: str) -> GuardRule:
        """What a guard declared about itself."""
        rule = rule_of(self.guards[name])
        return rule if isinstance(rule, GuardRule) else GuardRule()

    def guards_of(self, transition_key: str) -> tuple[str, ...]:
        """The guards asked before a transition: its own, then those of the safety promises it falls under."""
        return self._guards[transition_key]

    @cached_property
    def _guards(self) -> Mapping[str, tuple[str, ...]]:
        found = {}
        for key, transition in self.workflow.transitions.items():
            promised = (
                promise.needs
                for promise in self.workflow.safety.values()
                if promise.needs in self.guards and {transition.to, key} & set(promise.before)
            )
            names = (*transition.guards, *(name for name in promised if name is not None))
            found[key] = tuple(dict.fromkeys(names))
        return found

    @cached_property
    def begun_by(self) -> Mapping[str, tuple[str, ...]]:
        """By kind of fact: the transitions by which a case may begin by itself when such a fact changes."""
        return self._by_kind(
            {key: (key,) for key, step in self.workflow.leaving(None).items() if step.by_system}
        )

    @cached_property
    def watched(self) -> Mapping[str, tuple[str, ...]]:
        """By kind of fact: the states in which something may happen by itself when such a fact changes."""
        asked = {}
        for state in self.workflow.states:
            tasks = self.workflow.tasks_in(state).values()
            offered = {step for task in tasks if task.is_offered for step in task.then}
            asked[state] = [
                key
                for key, step in self.workflow.leaving(state).items()
                if (step.by_system and not step.when) or key in offered
            ]
        return self._by_kind(asked)

    def _by_kind(self, asked: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
        """Each name by the kinds of facts that the guards of its transitions rely on."""
        found: dict[str, dict[str, None]] = {}
        for name, transitions in asked.items():
            for key in transitions:
                for guard in self.guards_of(key):
                    for kind in self.guard_rule(guard).relies_on:
                        found.setdefault(kind, {})[name] = None
        return {kind: tuple(names) for kind, names in found.items()}
