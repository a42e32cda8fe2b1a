"""Every address of the application, from its url_map: a rule that nothing is known to fit is found by test_url_map."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from intranet.web import access
from tests.support.crowd import Crowd
from tests.support.forms import SentForm, forms_of
from tests.support.judging import Case, Verdict
from tests.support.sampling import relation, sample
from tests.support.structure import Seen
from tests.support.things import KINDS, Thing
from tests.support.verdicts import verdict

# What a form may do to these hangs on their state.
FINELY = {"step", "certificate", "group"}
# These end the session that asks, or open another one: they are tried by themselves.
ENDS_THE_SESSION = {"auth.sign_out", "auth.sign_in", "giving.hand_over"}


def rules(app: Flask, method: str) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def kind_of(rule: Rule) -> str:
    return KINDS[frozenset(rule.arguments)]


def access_of(app: Flask, endpoint: str) -> access.Access:
    return access.access_of(app.view_functions[endpoint])


def address(app: Flask, rule: Rule, thing: Thing) -> str:
    with app.test_request_context():
        return app.url_for(rule.endpoint, **thing.values)


def tried(crowd: Crowd, name: str, method: str) -> Iterator[tuple[Rule, Thing, str, Verdict]]:
    """Each rule and each kind of thing, with its address and what the policy says about them.

    Of things hidden from the account it tries one of each relation to it and each process, whatever their state.
    """
    actor, processes = crowd.everybody[name].actor, crowd.app.extensions["processes"]
    assert actor is not None
    for rule in rules(crowd.app, method):
        if rule.endpoint in ENDS_THE_SESSION:
            continue
        found, hidden = crowd.things.get(kind_of(rule), ()), set[object]()
        for thing in sample(actor, found, processes, fine=method == "GET" or kind_of(rule) in FINELY):
            says = verdict(access_of(crowd.app, rule.endpoint), rule.endpoint, Case(actor, thing, processes))
            if not says.sees:
                like = (relation(actor, thing), thing.over, thing.facts.get("workflow"))
                if like in hidden:
                    continue
                hidden.add(like)
            yield rule, thing, address(crowd.app, rule, thing), says


def pages_of(crowd: Crowd, name: str) -> Iterator[str]:
    """The addresses that tell the account something, and of those hidden from it, which answer alike, the first."""
    hidden_met = False
    for _rule, _thing, path, says in tried(crowd, name, "GET"):
        if says.sees or not hidden_met:
            yield path
        hidden_met = hidden_met or not says.sees


def forms_met(crowd: Crowd, name: str, met: Seen) -> Iterator[tuple[str, SentForm]]:
    """Each form that the account meets, and nobody met before by its address and fields; with the page it stands on."""
    for _rule, _thing, path, says in tried(crowd, name, "GET"):
        if not says.may:
            continue
        answer = crowd.everybody[name].get(path)
        for form in forms_of(answer.text, path) if answer.mimetype == "text/html" else ():
            if "sign-out" in form.action:
                continue
            if met.take([f"{pattern(crowd, form.action)} {sorted(form.fields)}"]):
                yield path, form


def pattern(crowd: Crowd, action: str) -> str:
    matched, _values = crowd.app.url_map.bind("localhost").match(action.partition("?")[0], method="POST")
    return str(matched)
