"""How often one may call (频率限制): so many requests a minute, of one account or one address."""

import math
import time
from typing import Final, Literal

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from api.access.settings import AccessSettings
from benefits.problems import Problem, Refused, Text

Kind = Literal["person", "machine", "anonymous", "sign_in"]


class TooMany(Refused):
    """Too many requests; `seconds` until the next one is taken."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        what = Text("请求过于频繁", "too many requests")
        fix = Text(f"请在 {seconds} 秒后重试", f"try again in {seconds} seconds")
        super().__init__("too_many_requests", [Problem("too_many_requests", "", what, fix)])


class Limits:
    """Counts of this process."""

    def __init__(self, settings: AccessSettings) -> None:
        self._items: Final[dict[Kind, RateLimitItemPerMinute]] = {
            "person": RateLimitItemPerMinute(settings.requests_a_minute),
            "machine": RateLimitItemPerMinute(settings.machine_requests_a_minute),
            "anonymous": RateLimitItemPerMinute(settings.anonymous_requests_a_minute),
            "sign_in": RateLimitItemPerMinute(settings.sign_ins_a_minute),
        }
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def take(self, kind: Kind, whose: str) -> None:
        """Count one; raises `TooMany`."""
        if not self._counts.hit(self._items[kind], kind, whose):
            raise self._too_many(kind, whose)

    def _too_many(self, kind: Kind, whose: str) -> TooMany:
        again = self._counts.get_window_stats(self._items[kind], kind, whose).reset_time
        return TooMany(max(1, math.ceil(again - time.time())))
