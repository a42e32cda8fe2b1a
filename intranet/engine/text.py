"""Sentences to be translated at display; nothing here translates, formats dates or knows a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A sentence in English, used as its own gettext msgid, with %(name)s placeholders.

    Values may themselves be a Text, a date or a datetime: they are put into words at display.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    plural: str | None = None
    n: int | None = None
    context: str | None = None


def english(text: Text) -> str:
    """The sentence in English, for generated documents, commands and tests."""
    sentence = text.plural if text.plural is not None and text.n != 1 else text.msgid
    values = {
        name: english(value) if isinstance(value, Text) else value for name, value in text.values.items()
    }
    if text.n is not None:
        values.setdefault("n", text.n)
    return sentence % values if values else sentence.replace("%%", "%")


def either(choices: Sequence[Text]) -> Text:
    """Several Texts as one, read as "one, another or a third"; refuses an empty list with ValueError."""
    if not choices:
        raise ValueError("nothing to choose from")
    *others, last = choices
    if not others:
        return last
    *first, other = others
    joined = Text("%(one)s or %(other)s", {"one": other, "other": last})
    for choice in reversed(first):
        joined = Text("%(one)s, %(others)s", {"one": choice, "others": joined})
    return joined
