"""The texts that are promised, each by its version: examples, until the organisation adds its own as the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intranet.engine.text import Text
from intranet.problems import NotVisible
from intranet.training.models import CODE_OF_CONDUCT, CONFIDENTIALITY

EXAMPLE = Text("This is an example text. The organisation puts its own in its place.")


@dataclass(frozen=True)
class Document:
    """What is read before somebody promises it."""

    title: Text
    sentences: Sequence[Text]


# A text that somebody has promised is never changed: another one is another version, which the setting names.
TEXTS: Mapping[str, Mapping[int, Document]] = {
    CODE_OF_CONDUCT: {
        1: Document(
            Text("Code of conduct"),
            (
                Text("I meet everybody who comes as an equal, and I listen more than I speak."),
                Text("I prepare the meetings well, and I begin and end them on time."),
                Text(
                    "I give no treatment and no medical advice; I know where such help is found and say so."
                ),
                Text("I take no money, no loan and no gift from those who come."),
                Text("I begin no relationship with somebody who depends on my help."),
                Text(
                    "When children are there, I see to it that they are safe and never alone with one adult."
                ),
                Text("When I am worried about somebody's safety, I tell those in charge the same day."),
                Text("I keep learning, I take part in supervision, and I ask for a pause when I need one."),
            ),
        )
    },
    CONFIDENTIALITY: {
        1: Document(
            Text("Promise of confidentiality"),
            (
                Text("What I hear in a group stays in the group."),
                Text("I tell nobody, at home or at work, who comes to a group."),
                Text("I write down only what the organisation asks for, and nothing about anybody's health."),
                Text("I show no list and no message to anybody who does not need it for their task here."),
                Text("I speak of what weighs on me in supervision, without saying whom it is about."),
                Text("If a life or a child is in danger, I call for help and tell those in charge."),
                Text("This promise holds on when I no longer take part."),
            ),
        )
    },
}

NEWEST: Mapping[str, Document] = {key: versions[max(versions)] for key, versions in TEXTS.items()}


def text_of(document: str, version: int) -> Document:
    """Raises NotVisible for a document or a version of it that there is not."""
    found = TEXTS.get(document, {}).get(version)
    if found is None:
        raise NotVisible
    return found
