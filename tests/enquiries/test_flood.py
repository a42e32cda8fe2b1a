"""One address floods the public form over HTTP, saying that it is others; those are answered as ever."""

from __future__ import annotations

import http.client
import re
import threading
import time
import uuid
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

# In a minute it would be 200; what is tried here are as many as come in a few seconds, all at once.
POSTS, OTHERS = 60, 20
# Of an address that writes much less: each waits for its turn to be written down.
WRITTEN_BY_OTHERS = 8
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
        lies = {"X-Forwarded-For": said or f"10.1.2.{number}", "Forwarded": f"for=10.1.2.{number}"}
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", **lies}
        own = {"idempotency_key": str(uuid.uuid4()), "value": f"900{number:05}"}
        self.connection.request("POST", "/ask", urlencode({**WRITTEN, **self.hidden, **own}), headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_flood_from_one_address_stops_at_its_bucket_and_others_are_answered_within_a_second(
    app: Flask, cast: Cast, clock: Clock
) -> None:
    statuses: list[int] = []
    with serving(app) as site:
        loud, quiet = [Browser(site, LOUD) for _ in range(4)], Browser(site, QUIET)
        writer = Browser(site, QUIET)
        for one in (*loud, quiet, writer):
            assert one.get("/ask") == 200
        clock.forward(minutes=1)

        def flood(one: Browser, first: int) -> None:
            statuses.extend(one.post(first + number) for number in range(POSTS // len(loud)))

        threads = [threading.Thread(target=flood, args=(one, 20 * i)) for i, one in enumerate(loud)]
        for thread in threads:
            thread.start()
        took: list[float] = []
        took_to_write: list[float] = []
        for number in range(OTHERS):
            if number < WRITTEN_BY_OTHERS:
                begun = time.monotonic()
                assert writer.post(200 + number) == 303
                took_to_write.append(time.monotonic() - begun)
            begun = time.monotonic()
            assert quiet.get("/ask") == 200
            took.append(time.monotonic() - begun)
        for thread in threads:
            thread.join()
        clock.forward(minutes=0.1)
        assert quiet.post(250) == 303
        for one in (*loud, quiet, writer):
            one.connection.close()
    assert statuses.count(429) == POSTS - 10
    assert statuses.count(303) == 10
    assert sorted(took)[int(OTHERS * 0.95) - 1] < 1
    assert sorted(took_to_write)[int(WRITTEN_BY_OTHERS * 0.95) - 1] < 1
    with app.app_context():
        assert len(enquiries()) == 10 + WRITTEN_BY_OTHERS + 1


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
