"""Forms that no page offers, posted by people who are signed in, with the right token and whatever fields they like."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.support.visitors import NewVisitor, Visitor
from tests.workflows.driver import Driver

NOT_DONE = {403, 404, 405, 409, 422}


class Forgery:
    """Each person signs in once, when it is first about them; `fields` are those that any step asks for.

    With all of them sent nothing is refused for an empty one.
    """

    def __init__(self, visitor: NewVisitor, driver: Driver, fields: Callable[[], dict[str, str]]) -> None:
        self._new, self._known = visitor, dict[str, Visitor]()
        self._driver, self._fields = driver, fields

    def post(self, name: str, path: str, **fields: str) -> int:
        return self.visitor(name).post(path, {"idempotency_key": str(uuid.uuid4()), **fields}).status_code

    def step(self, name: str, transition: str, **fields: str) -> int:
        case = self._driver.case
        path = f"/cases/{case.id}/transitions/{transition}"
        return self.post(name, path, **{"version": str(case.version), **self._fields(), **fields})

    def visitor(self, name: str) -> Visitor:
        if name not in self._known:
            self._known[name] = self._new(name)
        return self._known[name]
