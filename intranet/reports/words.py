"""What each figure is called and how it is counted, for the page, the table to take away and the command alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from intranet.engine.text import Text
from intranet.gatherings.models import COURSE, INTERCLUB, MEMBERS, NATIONAL, NORDIC, SUPERVISION
from intranet.reports.coarse import Range
from intranet.reports.queries import Figures


@dataclass(frozen=True)
class Line:
    """One figure in words; `key` stays the same whatever the words become."""

    key: str
    label: Text
    help: Text
    count: Callable[[Figures], int]


HELD = Text(
    "Gatherings of each kind that were held and followed up. Each belongs to the day on which it began."
)
GATHERINGS: Mapping[str, Text] = {
    COURSE: Text("Courses"),
    SUPERVISION: Text("Supervisions"),
    NATIONAL: Text("National gatherings"),
    NORDIC: Text("Nordic gatherings"),
    MEMBERS: Text("Members' gatherings"),
    INTERCLUB: Text("Meetings of several clubs"),
}


def _held(kind: str) -> Callable[[Figures], int]:
    return lambda found: found.gatherings[kind]


LINES: tuple[Line, ...] = (
    Line(
        "certified",
        Text("Assistants certified"),
        Text(
            "People whose first certificate began in this time. Renewals are not counted again, "
            "and nobody of whose certificates one has no known beginning."
        ),
        lambda found: found.certified,
    ),
    *(Line(kind, label, HELD, _held(kind)) for kind, label in GATHERINGS.items()),
    Line(
        "clubs",
        Text("Family clubs on the last day"),
        Text("Those that are open and those being started, together."),
        lambda found: found.clubs,
    ),
    Line(
        "clubs_open",
        Text("Family clubs that are open"),
        Text("Opened by the last day, and not closed by then. Those that rested are counted too."),
        lambda found: found.clubs_open,
    ),
    Line(
        "clubs_starting",
        Text("Family clubs being started"),
        Text("Not open on the last day, while the work for them was under way. What rests is not counted."),
        lambda found: found.clubs_starting,
    ),
    Line(
        "clubs_opened",
        Text("Family clubs opened"),
        Text("Those that opened in this time, also if they closed later."),
        lambda found: found.clubs_opened,
    ),
    Line(
        "peer_open",
        Text("Peer support groups that are open"),
        Text("Opened by the last day, and not closed by then. Those that rested are counted too."),
        lambda found: found.peer_open,
    ),
    Line(
        "peer_opened",
        Text("Peer support groups opened"),
        Text("Those that opened in this time, also if they closed later."),
        lambda found: found.peer_opened,
    ),
    Line(
        "meetings",
        Text("Meetings reported"),
        Text("Meetings of all groups in this time. A report that was withdrawn is not counted."),
        lambda found: found.meetings,
    ),
    Line(
        "visits",
        Text("Visits to the meetings"),
        Text(
            "Everybody who came, added up: families in family clubs, visitors in other groups. "
            "Who comes twice counts twice."
        ),
        lambda found: found.visits,
    ),
)


def explained_once(lines: Iterable[Line]) -> list[Text | None]:
    """How each line is counted; None where the line above it says so already."""
    said: list[Text | None] = []
    above = None
    for line in lines:
        said.append(None if line.help is above else line.help)
        above = line.help
    return said


def in_words(counted: Range) -> Text:
    if counted.low == 0:
        return Text("fewer than %(n)s", {"n": counted.high + 1})
    return Text("%(low)s to %(high)s", {"low": counted.low, "high": counted.high})
