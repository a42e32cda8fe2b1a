"""One address floods the public form over HTTP, saying that it is others; those are answered as ever."""

from __future__ import annotations

import http.client
import re
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from intranet import config
from intranet.commands.serving import behind_proxy
from tests.cast import Cast
from tests.enquiries.asking import WRITTEN, enquiries
from tests.support.applications import SECRET, NewApp, serving
from tests.support.clock import Clock
from tests.support.databases import FreshDatabase

# As many as come within a minute, sent as fast as they are answered: others wait for more than they ever would.
POSTS, CONNECTIONS = 200, 4
# From another address, which has a bucket too; each waits for its turn to be written down.
WRITTEN_BY_OTHERS = 8
SLOWEST = 1.0
LOUD, QUIET = "127.0.0.1", "127.0.0.2"


class Browser:
    """One connection from an address of its own, with its cookie."""

    def __init__(self, site: str, address: str) -> None:
        to = urlsplit(site)
        self.connection = http.client.HTTPConnection(
            str(to.hostname), to.port, timeout=30, source_address=(address, 0)
        )
        self.cookie, self.hidden = "", dict[str, str]()

    def get(self, path: str) -> int:
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).split(";")[0]
        self.hidden = dict(re.findall(r'name="(drawn|idempotency_key|csrf_token)" value="([^"]+)"', page))
        return answer.status

    def post(self, number: int, said: str = "") -> int:
        from_elsewhere = f"10.1.{number // 200}.{number % 200}"
        lies = {
            "X-Forwarded-For": said or from_elsewhere, "Forwarded": f"for={from_elsewhere}",
            "X-Real-IP": from_elsewhere,
        }  # fmt: skip
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", **lies}
        own = {"idempotency_key": str(uuid.uuid4()), "value": f"900{number:05}"}
        self.connection.request("POST", "/ask", urlencode({**WRITTEN, **self.hidden, **own}), headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


def timed(do: Callable[[], int]) -> tuple[int, float]:
    begun = time.monotonic()
    return do(), time.monotonic() - begun


def p95(took: list[float]) -> float:
    """The slowest of the quickest 95 of a hundred."""
    return sorted(took)[-(-len(took) * 95 // 100) - 1]


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_flood_from_one_address_stops_at_its_bucket_and_others_are_answered_within_a_second(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    statuses: list[int] = []
    with serving(app) as site:
        loud, quiet = [Browser(site, LOUD) for _ in range(CONNECTIONS)], Browser(site, QUIET)
        writer = Browser(site, QUIET)
        for one in (*loud, quiet, writer):
            assert one.get("/ask") == 200
        clock.forward(minutes=1)

        def flood(one: Browser, numbers: range) -> None:
            statuses.extend(one.post(number) for number in numbers)

        threads = [
            threading.Thread(target=flood, args=(one, range(first, POSTS, CONNECTIONS)))
            for first, one in enumerate(loud)
        ]
        for thread in threads:
            thread.start()
        read, written = list[tuple[int, float]](), list[tuple[int, float]]()
        while any(thread.is_alive() for thread in threads):
            if len(written) < WRITTEN_BY_OTHERS and len(read) >= 2 * len(written):
                number = POSTS + len(written)
                written.append(timed(partial(writer.post, number)))
            read.append(timed(partial(quiet.get, "/ask")))
        for thread in threads:
            thread.join()
        for one in (*loud, quiet, writer):
            one.connection.close()
    assert len(read) > len(written) > 4, "the control: others read and wrote while it went on"
    assert (statuses.count(429), statuses.count(303)) == (POSTS - 10, 10), "whatever addresses were claimed"
    assert {status for status, _took in read} == {200}
    assert {status for status, _took in written} == {303}
    assert p95([took for _status, took in read]) < SLOWEST
    assert p95([took for _status, took in written]) < SLOWEST
    with app.app_context():
        assert len(enquiries()) == 10 + len(written)


def test_behind_the_proxy_that_is_named_everybody_has_a_bucket_of_their_own(
    new_app: NewApp, fresh_database: FreshDatabase, clock: Clock
) -> None:
    app = new_app(fresh_database("sqlite"), TRUSTED_PROXY=LOUD)
    with serving(app, **behind_proxy(app)) as site:
        proxy, other = Browser(site, LOUD), Browser(site, QUIET)
        assert (proxy.get("/ask"), other.get("/ask")) == (200, 200)
        # What a caller claims stands before what the proxy has seen itself.
        assert [proxy.post(n, f"10.9.9.{n}, 192.0.2.1") for n in range(11)] == [422] * 10 + [429]
        assert proxy.post(12, "192.0.2.1, 192.0.2.2") == 422
        # Somebody who is not the proxy is believed nothing.
        assert [other.post(n, f"192.0.2.{n}") for n in range(11)] == [422] * 10 + [429]
        for one in (proxy, other):
            one.connection.close()


@pytest.mark.parametrize(("written", "trusted"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("", None)])
def test_the_proxy_is_named_by_its_address(tmp_path: Path, written: str, trusted: str | None) -> None:
    given = {"INTRANET_SECRET_KEY": SECRET, "INTRANET_DATA": str(tmp_path), "INTRANET_TRUSTED_PROXY": written}
    assert config.from_environment(given)["TRUSTED_PROXY"] == trusted


@pytest.mark.parametrize("written", ["*", "10.0.0.0/8", "proxy"])
def test_not_everybody_can_be_trusted(tmp_path: Path, written: str) -> None:
    given = {"INTRANET_SECRET_KEY": SECRET, "INTRANET_DATA": str(tmp_path), "INTRANET_TRUSTED_PROXY": written}
    with pytest.raises(config.ConfigError):
        config.from_environment(given)
