"""Sentences for people hold their values until they are shown."""

from __future__ import annotations

import pytest

from intranet.engine.text import Text, either, english


def test_a_sentence_may_hold_others() -> None:
    inner = Text("the leader")

    assert english(Text("This step is for %(who)s.", {"who": inner})) == "This step is for the leader."


@pytest.mark.parametrize(("n", "said"), [(0, "0 tasks"), (1, "One task"), (2, "2 tasks")])
def test_a_number_chooses_the_plural(n: int, said: str) -> None:
    assert english(Text("One task", plural="%(n)s tasks", n=n)) == said


def test_a_per_cent_sign_without_values_stands_for_itself() -> None:
    assert english(Text("50 % of the seats")) == "50 % of the seats"


def test_several_are_joined_with_or() -> None:
    assert english(either([Text("one"), Text("two"), Text("three")])) == "one, two or three"
    assert english(either([Text("one"), Text("two")])) == "one or two"
    assert english(either([Text("one")])) == "one"
    with pytest.raises(ValueError, match="nothing"):
        either([])


def test_sentences_can_be_told_apart_in_a_set() -> None:
    assert len({Text("one", {"a": 1}), Text("one", {"a": 1}), Text("two")}) == 2
