"""Many browsers at once over real HTTP: each with its own connection, its own sign-in and the token of its own page."""

from __future__ import annotations

import http.client
import re
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.cast import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECONDS = 60


@dataclass
class Browser:
    """One connection that is kept, with its cookies and the page it got last."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    page: str = ""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=SECONDS)

    def get(self, path: str) -> int:
        status, self.page, _headers = self._ask("GET", path, None)
        if found := TOKEN.search(self.page):
            self.token = found[1]
        return status

    def post(self, path: str, **typed: str) -> tuple[int, str, dict[str, str]]:
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **typed}))

    def sign_in(self, email: str) -> None:
        self.get("/sign-in")
        status, _text, _headers = self.post("/sign-in", email=email, password=PASSWORD)
        assert status == 303

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, dict[str, str]]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, dict(answer.headers)


def all_at_once(browsers: Iterable[Browser], do: Callable[[Browser], Iterable[int]]) -> Counter[int]:
    """Everybody begins at the same moment; how often each status was answered."""
    browsers = list(browsers)
    start, found = threading.Barrier(len(browsers)), [Counter[int]() for _ in browsers]

    def run(browser: Browser, mine: Counter[int]) -> None:
        start.wait(SECONDS)
        mine.update(do(browser))

    threads = [threading.Thread(target=run, args=pair) for pair in zip(browsers, found, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found, Counter())


def new_key() -> str:
    return str(uuid.uuid4())
