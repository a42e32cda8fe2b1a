"""What the functions of rules.py declare about themselves names things that are there."""

from collections.abc import Iterable

from intranet.engine.checks.subject import Problems, Subject
from intranet.engine.problems import Problem, did_you_mean
from intranet.engine.rules import GuardRule, rule_of


def declared(subject: Subject) -> Problems:
    """Case people, fields and kinds of facts that a guard in use declares."""
    workflow = subject.workflow
    used = {name for step in workflow.transitions.values() for name in step.guards}
    for name in sorted(used & set(subject.rulebook.guards)):
        rule = rule_of(subject.rulebook.guards[name])
        if isinstance(rule, GuardRule):
            yield from _known(subject, name, "case person", rule.people, workflow.case_people)
            yield from _known(subject, name, "field", rule.reads, workflow.fields)
            if subject.settings.facts:
                yield from _known(subject, name, "kind of fact", rule.relies_on, subject.settings.facts)


def begins_by_itself(subject: Subject) -> Problems:
    """A case that the system begins waits for a fact: without a guard that relies on one it would never begin."""
    for key, step in subject.workflow.transitions.items():
        if not (step.by_system and step.begins):
            continue
        rules = (
            rule_of(subject.rulebook.guards[name]) for name in step.guards if name in subject.rulebook.guards
        )
        if not any(isinstance(rule, GuardRule) and rule.relies_on for rule in rules):
            what = f"{key}: nothing tells when the system begins a case"
            hint = "give it a guard that relies on a kind of fact, or let people begin it"
            yield subject.problem(what, hint, "transitions", key)


def _known(subject: Subject, guard: str, what: str, names: Iterable[str], known: Iterable[str]) -> Problems:
    for name in names:
        if name not in known:
            told = f"the guard {guard}: no {what} is called '{name}'"
            yield Problem(
                subject.rulebook.file, subject.rulebook.line(guard), told, did_you_mean(name, known)
            )
