"""A token bucket for each address, in memory: who writes much in a short time waits, and nobody else notices."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

MOST_ADDRESSES = 10_000


@dataclass
class Bucket:
    """`holds` tokens at most, and one more after each `refill`. Each process has its own buckets.

    Addresses are kept as pseudonyms that nobody can undo once the process has ended.
    """

    holds: int
    refill: timedelta
    _secret: bytes = field(default_factory=lambda: os.urandom(32))
    _left: dict[bytes, tuple[float, datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, address: str, moment: datetime) -> timedelta | None:
        """None when there was a token; else how long until there is one."""
        who = hmac.new(self._secret, address.encode(), hashlib.sha256).digest()
        with self._lock:
            left, since = self._left.get(who, (float(self.holds), moment))
            left = min(self.holds, left + max(0.0, (moment - since) / self.refill))
            if left < 1:
                self._left[who] = (left, moment)
                return self.refill * (1 - left)
            if len(self._left) >= MOST_ADDRESSES:
                self._forget_the_full(moment)
            self._left[who] = (left - 1, moment)
            return None

    def _forget_the_full(self, moment: datetime) -> None:
        """Whoever has waited long enough is as good as new; if all are busy, those of longest ago are let go."""
        whole = self.refill * self.holds
        kept = {who: one for who, one in self._left.items() if moment - one[1] < whole}
        newest = sorted(kept, key=lambda who: kept[who][1])[-(MOST_ADDRESSES // 2) :]
        self._left = {who: kept[who] for who in newest}
