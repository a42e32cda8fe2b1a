"""The worklist's page and completing a task over real HTTP, many at once, beside the same by hand on the same site."""

from __future__ import annotations

import multiprocessing
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from time import perf_counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.by_hand import add_views
from bench.crowd import crowd
from bench.databases import NewDatabase
from bench.relay import MOMENT, PROCESSES, Relay, relay
from intranet import config, create_app
from intranet.cases.models import CaseEvent, Task
from intranet.db import writing
from intranet.people.models import Person
from tests import factories
from tests.races.browsers import Browser
from tests.support.applications import serving
from tests.support.visitors import password_hash

CLIENTS = 8
CROWD = 10_000
# So many requests of one kind before the other kind has its turn.
TURN = 5 * CLIENTS
# Turns that do not count: a statement is prepared on each connection after some uses of it.
WARM_UP = 2

Ask = Callable[[Browser], int]


@dataclass(frozen=True)
class Rates:
    """Requests a second, medians of the turns, and how late the latest hundredth is beside the floor's."""

    ours: float
    floor: float
    late: float

    @property
    def share(self) -> float:
        return self.ours / self.floor


@dataclass(frozen=True)
class Load:
    page: Rates
    completion: Rates
    wrong: int


def measured(new_database: NewDatabase, pages: int, completions: int) -> Load:
    """`wrong` counts completions that were lost or happened twice."""
    with TemporaryDirectory() as made, relay(new_database("http"), Path(made)) as prepared:
        colleagues = prepared.colleagues(CLIENTS)
        ours, by_hand = (_tasks(colleagues, completions) for _ in range(2))
        crowd(prepared.session, prepared.people, CROWD)
        emails = _accounts(prepared.session, [prepared, *colleagues])
        with _site(prepared, Path(made)) as address:
            readers = [_signed_in(address, emails[0]) for _ in range(CLIENTS)]
            page = _in_turn(readers, pages, _page("/tasks"), _page("/by-hand/tasks"))
            workers = [_signed_in(address, email) for email in emails[1:]]
            first, second = (
                _completion(path, workers, tasks) for path, tasks in (("", ours), ("/by-hand", by_hand))
            )
            completion = _in_turn(workers, completions, first, second)
        kinds = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "task_done")
        sent = 2 * TURN * (WARM_UP + _turns(completions))
        return Load(page, completion, abs(sent - (prepared.session.scalar(kinds) or 0)))


def _tasks(colleagues: list[Relay], number: int) -> list[Iterator[uuid.UUID]]:
    """Enough of them for each colleague, each in a case of its own that the colleague began."""
    found = []
    for one in colleagues:
        cases = one.waiting((WARM_UP + _turns(number)) * TURN // CLIENTS, "chore")
        sweeping = select(Task.id).where(Task.case_id.in_(cases), Task.key == "sweep")
        found.append(iter(one.session.scalars(sweeping).all()))
        one.session.rollback()
    return found


def _accounts(session: Session, whose: list[Relay]) -> list[str]:
    emails = [f"{number}@demo.example" for number in range(len(whose))]
    with writing(session):
        for email, one in zip(emails, whose, strict=True):
            person = session.get_one(Person, one.actor.person_id)
            factories.account(session, person, email, password_hash())
    return emails


def _signed_in(address: str, email: str) -> Browser:
    browser = Browser(address)
    browser.sign_in(email)
    assert browser.get("/tasks") == 200
    return browser


def _page(path: str) -> Ask:
    def ask(browser: Browser) -> int:
        return browser.get(path)

    return ask


def _completion(prefix: str, workers: list[Browser], tasks: list[Iterator[uuid.UUID]]) -> Ask:
    left = {id(worker): mine for worker, mine in zip(workers, tasks, strict=True)}

    def ask(browser: Browser) -> int:
        path = f"{prefix}/tasks/{next(left[id(browser)])}/completion"
        # Nobody opens the page that tells it is done; what is to be told must not pile up in the cookie.
        cookies = dict(browser.cookies)
        status, _text, _headers = browser.post(path, idempotency_key=str(uuid.uuid4()))
        browser.cookies = cookies
        return status

    return ask


def _turns(requests: int) -> int:
    return max(1, requests // TURN)


def _in_turn(browsers: list[Browser], requests: int, ours: Ask, floor: Ask) -> Rates:
    rates: dict[Ask, list[float]] = {ours: [], floor: []}
    taken: dict[Ask, list[float]] = {ours: [], floor: []}
    for number in range(WARM_UP + _turns(requests)):
        for ask in (ours, floor):
            begun = perf_counter()
            seconds = _at_once(browsers, ask)
            if number >= WARM_UP:
                rates[ask].append(TURN / (perf_counter() - begun))
                taken[ask] += seconds
    late = _latest(taken[ours]) / _latest(taken[floor])
    return Rates(median(rates[ours]), median(rates[floor]), late)


def _at_once(browsers: list[Browser], ask: Ask) -> list[float]:
    """Seconds of each request, the same number from every browser."""
    start, taken = Barrier(len(browsers)), []

    def run(browser: Browser) -> None:
        start.wait()
        for _ in range(TURN // len(browsers)):
            begun = perf_counter()
            assert ask(browser) in (200, 303)
            taken.append(perf_counter() - begun)

    threads = [Thread(target=run, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == TURN, "a browser was turned away"
    return taken


def _latest(seconds: Iterable[float]) -> float:
    ordered = sorted(seconds)
    return ordered[int(len(ordered) * 0.99) - 1]


@contextmanager
def _site(prepared: Relay, folder: Path) -> Iterator[str]:
    """The application in a process of its own, so that the browsers take none of its time."""
    url = prepared.session.get_bind().engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve, args=(theirs, url, folder / "site", prepared.hash_of("chore")), daemon=True
    )
    process.start()
    try:
        yield ours.recv()
        ours.send("enough")
        process.join(10)
    finally:
        process.kill()


def _serve(pipe: Pipe, url: str, folder: Path, workflow_hash: str) -> None:
    settings = config.settings(
        data=folder,
        secret="only-for-the-bench-only-for-the-bench",  # noqa: S106
        database_url=url,
        workflows=str(PROCESSES),
    )
    app = create_app({**settings, "CLOCK": lambda: MOMENT})
    add_views(app, url, workflow_hash)
    with serving(app, threads=CLIENTS) as address:
        pipe.send(address)
        pipe.recv()
