"""Proves a definition before anything runs: names first, then the graph, people, times, promises and words."""

from intranet.engine.checks import ends, names, people, rules, safety, standing, times, words
from intranet.engine.checks.subject import Subject
from intranet.engine.definition import Workflow
from intranet.engine.problems import Problem
from intranet.engine.process import Settings
from intranet.engine.rulebook import Rulebook
from intranet.engine.source import Source

_NAMES = (names.resolve, names.mean_one_thing, rules.declared, rules.begins_by_itself, words.asked_rightly)
_PROOFS = (
    ends.states_reached,
    ends.end_in_reach,
    ends.no_circle,
    standing.nobody_waits_for_ever,
    standing.tasks_open,
    people.tasks_lead_on,
    people.who_acts_can_see,
    people.somebody_stands_in,
    people.system_apart,
    people.one_label_one_button,
    times.dates_exist,
    safety.promises_hold,
    words.keeping_stated,
    words.every_language,
)


def prove(workflow: Workflow, source: Source, rulebook: Rulebook, settings: Settings) -> tuple[Problem, ...]:
    """Everything that is wrong. Proofs are tried only once all names resolve, or one slip would be told ten times."""
    subject = Subject(workflow, source, rulebook, settings)
    problems = [problem for check in _NAMES for problem in check(subject)]
    if not problems:
        problems = [problem for check in _PROOFS for problem in check(subject)]
    return tuple(problems)
