"""What a page weighs on its way to a telephone: the first with everything it needs, each later one by itself."""

from __future__ import annotations

import re
from gzip import decompress

import pytest

from tests.support.addresses import pages_of
from tests.support.crowd import ACCOUNTS, Crowd

FIRST_PAGE, LATER_PAGE = 60_000, 15_000
ELSEWHERE = re.compile(r'(?:src|href|action)="((?:https?:)?//[^"]+)')
# The one link to somewhere else, for whoever must leave the page at once: nothing goes there before it is pressed.
WAY_OUT = re.compile(r"<a [^>]*data-leave[^>]*>")
FETCHED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


@pytest.mark.parametrize("name", ACCOUNTS)
def test_pages_are_light_and_ask_nobody_else(crowd: Crowd, name: str) -> None:
    heavy, strangers, heaviest, beside = [], [], 0, 0
    weights: dict[str, int] = {}
    for path in pages_of(crowd, name):
        answer = crowd.everybody[name].get(path, Accept_Encoding="gzip")
        if answer.mimetype != "text/html":
            continue
        weight = len(answer.data)
        heaviest = max(heaviest, weight)
        heavy += [f"{path}: {weight}"] if weight > LATER_PAGE else []
        page = decompress(answer.data).decode() if answer.content_encoding == "gzip" else answer.text
        strangers += ELSEWHERE.findall(WAY_OUT.sub("", page))
        for file in set(FETCHED.findall(page)) - weights.keys():
            weights[file] = len(crowd.nobody.get(file, Accept_Encoding="gzip").data)
        beside = sum(weights.values())
    assert not heavy, "\n".join(heavy)
    assert heaviest + beside < FIRST_PAGE
    assert strangers == []
