"""What a run does once instead of thousands of times; nothing that is proven hangs on it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import CodeType
from typing import Any

from argon2 import PasswordHasher
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from intranet.auth import passwords

# Hashing is slow on purpose; what that is worth is tried in tests/auth with the real one.
REAL_HASHER = passwords.hasher
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=2)


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end, and need not be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


class RememberedTemplates(BytecodeCache):
    """What one application of the run has compiled, the next one has."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = RememberedTemplates()
compile_builder = Rule._compile_builder  # noqa: SLF001
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def _remembered(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """How an address is put together hangs on its rule alone, unless a default is written into it."""
    if rule.defaults:
        return compile_builder(rule, append_unknown)
    key = (rule.rule, tuple(rule._trace), append_unknown)  # noqa: SLF001
    if key not in _builders:
        _builders[key] = compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _remembered  # type: ignore[method-assign, assignment] # noqa: SLF001
