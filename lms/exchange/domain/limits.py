"""How often one address may be asked: so many times in so many seconds, counted in this process. Pure but for its count."""

from collections import OrderedDict
from datetime import datetime, timedelta
from math import ceil

KEPT = 20_000
"""Addresses that are remembered; the one that was quiet longest is forgotten first."""


class Limit:
    """`most` requests in any stretch of `per`, for each key."""

    def __init__(self, most: int, per: timedelta) -> None:
        self.most, self.per = most, per
        self._asked: OrderedDict[str, list[datetime]] = OrderedDict()

    def wait(self, key: str, now: datetime) -> int:
        """0 when this request may go on, and it is counted; else the seconds until one may. A refused one counts not."""
        recent = [at for at in self._asked.pop(key, ()) if now - self.per < at <= now]
        held_back = len(recent) >= self.most
        self._asked[key] = recent if held_back else [*recent, now]
        while len(self._asked) > KEPT:
            self._asked.popitem(last=False)
        return max(1, ceil((recent[0] + self.per - now).total_seconds())) if held_back else 0
