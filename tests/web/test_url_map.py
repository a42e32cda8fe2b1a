"""The whole url_map, each account, each kind of thing: everybody gets what the policy says, and no more."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from intranet import config, create_app
from intranet.clock import local_date
from intranet.db import writing
from intranet.extensions import db
from intranet.organisation.models import RoleAssignment
from intranet.policy import Actor
from intranet.web import access
from tests.support.addresses import access_of, address, kind_of, rules, tried
from tests.support.bodies import body
from tests.support.crowd import ACCOUNTS, Crowd
from tests.support.demonstration import TOLD_AT
from tests.support.judging import Case, Verdict
from tests.support.things import KINDS, Thing
from tests.support.verdicts import VERDICTS, WHEN_THERE_IS_SOMETHING, verdict

# Open to whoever comes by; every other view asks for a sign-in. A new one is written down here or fails.
PUBLIC = {
    "static", "home.healthz", "home.readyz", "auth.sign_in", "auth.sign_out", "auth.choose_language",
    "auth.forgotten", "auth.take_up", "certificates.check_code", "enquiries.ask", "enquiries.sent", "enquiries.find",
    # A participant's own page asks for a private session itself: tests/mine.
    "mine.link", "mine.open_page", "mine.goodbye", "mine.index", "mine.correct", "mine.copy", "mine.copy_file",
    "mine.close", "mine.consent", "mine.agree", "mine.withdraw", "mine.keep_away", "mine.lift", "mine.take",
    "mine.leave", "mine.pledge", "mine.undo", "mine.resign", "mine.support", "mine.ask_another", "mine.support_step",
    "mine.choose_word", "mine.enter_word", "mine.reach_member", "mine.protect",
}  # fmt: skip


def missing(thing: Thing) -> Thing:
    """The same with ids that nobody has."""
    never = {
        name: uuid.uuid4() if isinstance(value, uuid.UUID) else 999 if isinstance(value, int) else "no_such"
        for name, value in thing.values.items()
    }
    return Thing(thing.kind, never)


def test_every_view_stands_in_the_table_of_verdicts_and_every_argument_is_known(crowd: Crowd) -> None:
    assert crowd.app.view_functions.keys() - VERDICTS.keys() == set()
    assert VERDICTS.keys() - crowd.app.view_functions.keys() == set()
    assert {
        rule.rule for rule in crowd.app.url_map.iter_rules() if frozenset(rule.arguments) not in KINDS
    } == set()
    assert crowd.things.keys() == set(KINDS.values()) - {"link"}


def test_only_what_is_written_down_here_is_open_to_everybody(crowd: Crowd) -> None:
    assert {name for name in crowd.app.view_functions if access_of(crowd.app, name).public} == PUBLIC


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_page_is_there_for_whoever_may_see_it_and_for_nobody_else(crowd: Crowd, name: str) -> None:
    wrong = []
    for rule, _thing, path, says in tried(crowd, name, "GET"):
        got = crowd.everybody[name].get(path).status_code
        usual = {200} if says.may else {403} if says.sees else {404}
        if says.may and rule.endpoint in WHEN_THERE_IS_SOMETHING:
            usual = {200, 303, 403}
        if got not in usual:
            wrong.append(f"{rule.endpoint} {path}: {got}, expected {usual}")
    assert not wrong, "\n".join(wrong)


# Whoever may, and yet there is nothing: no account to close, nothing told to put away.
WITHOUT_SUCH = {
    "people.close_account",
    "people.open_account",
    "people.give_link",
    "home.put_celebration_away",
    # The database goes back to how it was, and the keys never do: for whoever took it back nothing is sealed again.
    "welcoming.agree",
}
# What each surely does with the forms sent here: were they all turned down, nobody would see a policy at work.
DOES = {
    "volunteer": {"cases.comment", "cases.take", "people.change", "workflows.start"},
    "assistant": {"groups.end", "groups.report", "groups.withdraw_report"},
    "coordinator": {"cases.take", "groups.ask", "groups.confirm_reach", "people.note_check", "tasks.claim"},
    "staff": {
        "certificates.enter",
        "certificates.enter_import",
        "certificates.recognise",
        "people.new",
        "people.give_role",
    },
    "board": {"cases.take"},
    "admin": {"organisation.new_unit", "people.close_account", "people.give_link", "people.give_role"},
    "coordinator.sweden": {"cases.take", "groups.ask", "people.new", "workflows.start"},
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_nothing_changes_for_whoever_may_not_and_whoever_may_can(crowd: Crowd, name: str) -> None:
    """What is sent is filled in well. A refusal for another reason is as good as long as nothing is written.

    Whatever is answered is a page: no form gives a file away.
    """
    wrong, did = [], set()
    for rule, path, says, answer, changed in sent_by(crowd, name):
        got = answer.status_code
        usual = got < 500 if says.may else got in {403, 409, 422} if says.sees else got == 404
        if says.may and got == 404:
            usual = rule.endpoint in WITHOUT_SUCH
        if answer.mimetype != "text/html" or not usual or (changed and (not says.may or got >= 400)):
            wrong.append(f"{rule.endpoint} {path}: {got}, written: {changed}, expected {says}")
        if changed:
            did.add(rule.endpoint)
    assert not wrong, "\n".join(wrong)
    assert DOES.get(name, set()) - did == set()


def sent_by(crowd: Crowd, name: str) -> Iterator[tuple[Rule, str, Verdict, TestResponse, bool]]:
    """Each form sent by one account: what came back, and whether anything was written."""
    somebody, today = crowd.everybody[name], local_date(TOLD_AT)
    assert somebody.actor is not None
    for rule, thing, path, says in tried(crowd, name, "POST"):
        sent = body(
            rule.endpoint, somebody.actor, thing, crowd.things, crowd.app.extensions["processes"], today
        )
        answer = somebody.post(path, sent)
        yield rule, path, says, answer, crowd.has_changed()
        crowd.go_back()


def first_of_each(crowd: Crowd, method: str) -> Iterator[tuple[Rule, Thing, str]]:
    for rule in rules(crowd.app, method):
        thing = crowd.things.get(kind_of(rule), (Thing("link", {"token": "no_such"}),))[0]
        yield rule, thing, address(crowd.app, rule, thing)


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_changes_nothing(crowd: Crowd) -> None:
    for method in ("GET", "POST"):
        for rule, _thing, path in first_of_each(crowd, method):
            if rule.endpoint in PUBLIC:
                continue
            answer = crowd.nobody.ask(method, path, {"csrf_token": crowd.nobody.token})
            assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in"), path
            assert not crowd.has_changed(), path


def said(answer: TestResponse, path: str) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs each time: the token, and the address that the language menu comes back to."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "TOKEN", answer.text).replace(path, "ADDRESS")
    headers = {
        name: value for name, value in answer.headers.items() if name not in {"Set-Cookie", "Content-Length"}
    }
    return answer.status_code, text, headers


@pytest.mark.parametrize("name", ["volunteer", "coordinator", "outsider"])
def test_what_is_foreign_answers_as_what_does_not_exist(crowd: Crowd, name: str) -> None:
    compared: Counter[str] = Counter()
    for method in ("GET", "POST"):
        for rule, thing, path, says in tried(crowd, name, method):
            if says.sees or not thing.values or compared[rule.endpoint] == 3:
                continue
            nowhere = address(crowd.app, rule, missing(thing))
            one, other = (
                crowd.everybody[name].ask(method, at, _token(crowd, name)) for at in (path, nowhere)
            )
            assert said(one, path) == said(other, nowhere), path
            compared[rule.endpoint] += 1
    assert len(compared) > 35


def _token(crowd: Crowd, name: str) -> dict[str, str]:
    return {"csrf_token": crowd.everybody[name].token}


def test_without_the_token_of_a_page_no_form_does_anything(crowd: Crowd) -> None:
    for rule, _thing, path in first_of_each(crowd, "POST"):
        for name in ("staff", "coordinator", "volunteer"):
            for sent in ({}, {"csrf_token": ""}, {"csrf_token": crowd.everybody["admin"].token}):
                assert crowd.everybody[name].ask("POST", path, sent).status_code == 400, (rule.endpoint, sent)
    assert not crowd.has_changed()


def test_a_method_that_a_page_does_not_have_is_not_known_there(crowd: Crowd) -> None:
    for rule in {one.rule: one for one in rules(crowd.app, "GET") + rules(crowd.app, "POST")}.values():
        thing = crowd.things.get(kind_of(rule), (Thing("link", {"token": "no_such"}),))[0]
        path = address(crowd.app, rule, thing)
        known = crowd.app.url_map.bind("localhost").allowed_methods(path)
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(known):
            assert crowd.everybody["staff"].ask(method, path, _token(crowd, "staff")).status_code == 405, path


MALFORMED = (
    "x",
    "0",
    "-1",
    "null",
    "%00",
    "%F0%9F%92%A5",
    "..%2F..%2Fetc%2Fpasswd",
    "a" * 3000,
    "1' OR 1=1 --",
    "{id}",
)


@pytest.mark.parametrize("garbage", MALFORMED, ids=range(len(MALFORMED)))
def test_an_address_that_cannot_be_read_leads_nowhere(crowd: Crowd, garbage: str) -> None:
    for method in ("GET", "POST"):
        for rule in rules(crowd.app, method):
            if rule.arguments:
                path = re.sub(r"<[^>]+>", garbage.replace("\\", r"\\"), rule.rule)
                answer = crowd.everybody["staff"].ask(method, path, _token(crowd, "staff"))
                # A private link is for nobody's browser who is signed in, whatever stands in it.
                own_page = {403} if rule.endpoint in {"mine.link", "mine.open_page"} else set()
                assert answer.status_code in {400, 404, *own_page}, path


def test_a_role_that_has_ended_gives_nothing_on_the_next_request(crowd: Crowd) -> None:
    coordinator = crowd.everybody["coordinator"]
    assert coordinator.actor is not None
    pages = tried(crowd, "coordinator", "GET")
    seen, gone = [(rule, thing, path) for rule, thing, path, says in pages if says.sees and thing.values], 0
    with crowd.app.app_context(), writing(db.session()):
        for role in db.session().query(RoleAssignment).filter_by(person_id=coordinator.actor.person_id):
            role.ends_on = local_date(TOLD_AT)
    bare, processes = Actor(coordinator.actor.person_id), crowd.app.extensions["processes"]
    for rule, thing, path in seen:
        says = verdict(access_of(crowd.app, rule.endpoint), rule.endpoint, Case(bare, thing, processes))
        assert (coordinator.get(path).status_code == 404) == (not says.sees), path
        gone += not says.sees
    assert gone > len(seen) / 2


def test_a_view_that_says_nothing_about_access_stops_the_start(tmp_path: Path) -> None:
    settings = config.settings(data=tmp_path, secret="s" * 40, database_url="sqlite://")
    app = create_app({**settings, "TESTING": True})
    app.add_url_rule("/bare", "bare", lambda: "anybody reads this")
    with pytest.raises(RuntimeError, match="bare"):
        access.check(app)
