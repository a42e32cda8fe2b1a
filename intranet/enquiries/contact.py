"""How somebody may safely be reached: what is written, what is sealed of it, and what a mistake in it is called."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from intranet.engine.rules import Refusal
from intranet.engine.text import Text
from intranet.enquiries.models import EMAIL, WAYS
from intranet.enquiries.words import WHEN
from intranet.reaching import is_email, is_phone

LONGEST = 120


@dataclass(frozen=True)
class Contact:
    """A way, where it leads, whether a message may be left there, and at which time of the day."""

    way: str
    value: str
    message: bool
    when: str

    def written(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def same(self) -> str:
        """What is equal for the same number or address, however it is typed; for comparing only."""
        if self.way == EMAIL:
            return self.value.casefold()
        digits = re.sub(r"\D", "", self.value)
        for code in ("0047", "0046", "0045", "47", "46", "45"):
            if self.value.lstrip().startswith("+" + code) or (len(code) == 4 and digits.startswith(code)):
                digits = digits[len(code) :]
                break
        return digits.lstrip("0")


def read(written: str) -> Contact:
    return Contact(**json.loads(written))


def mistakes(contact: Contact) -> tuple[Refusal, ...]:
    """Each names the field it is about."""
    found = []
    if contact.way not in WAYS:
        found.append(Refusal("way", Text("Please choose one of these.")))
    elif contact.way == EMAIL:
        if not is_email(contact.value) or len(contact.value) > LONGEST:
            found.append(Refusal("value", Text("This does not look like an e-mail address.")))
    elif not is_phone(contact.value) or len(contact.value) > LONGEST:
        found.append(Refusal("value", Text("This does not look like a phone number.")))
    if contact.when not in WHEN:
        found.append(Refusal("when", Text("Please choose one of these.")))
    return tuple(found)
