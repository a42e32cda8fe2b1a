"""A case of new_group in the application's own database, to be driven beside what people do on its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from intranet.cases import runtime
from intranet.db import prepare_engine
from intranet.privacy.keystore import KeyStore
from tests.cast import Cast
from tests.support.clock import Clock
from tests.support.visitors import Visitor
from tests.workflows.new_group.driver import NewGroup

CONTACT = "The library"  # what IDEA of the driver says about a person


@contextmanager
def driven(app: Flask, cast: Cast, clock: Clock) -> Iterator[NewGroup]:
    """A driver with a session of its own: what it does is committed before the next page is asked for."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    prepare_engine(engine)
    keys = KeyStore(app.config["INTRANET_DATA"] / "keys", app.config["SECRET_KEY"])
    with Session(engine, autoflush=False, expire_on_commit=False) as session:
        runtime.equip(session, app.extensions["processes"], keys)
        yield NewGroup(session, cast, clock)
        session.rollback()
    engine.dispose()


def hidden(page: str, transition: str) -> dict[str, str]:
    """The hidden fields of the form of a transition, as a browser would send them."""
    form = re.search(rf'<form[^>]*data-transition="{transition}".*?</form>', page, re.DOTALL)
    assert form is not None, f"no form offers {transition}"
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


def offers(page: str, transition: str) -> bool:
    return re.search(rf'<form[^>]*data-transition="{transition}"', page) is not None


def refusals(page: str) -> set[str]:
    return set(re.findall(r'data-refusal="(\w+)"', page))


def words(page: str) -> str:
    """What a person reads on the page, on one line."""
    main = page[page.index("<body") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def open_case(visitor: Visitor, bergen: NewGroup) -> str:
    answer = visitor.get(f"/cases/{bergen.id}")
    assert answer.status_code == 200
    return answer.text


def take(visitor: Visitor, bergen: NewGroup, transition: str, **fields: str) -> tuple[int, str]:
    """Fill in and send the form of a transition on the case's page; the answer's status, and the page one is at."""
    sent = {**hidden(open_case(visitor, bergen), transition), **fields}
    answer = visitor.post(f"/cases/{bergen.id}/transitions/{transition}", sent)
    if answer.status_code == 303:
        return 303, visitor.get(answer.headers["Location"]).text
    return answer.status_code, answer.text
