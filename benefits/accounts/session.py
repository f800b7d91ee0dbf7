"""A session (会话): somebody signed in at a browser, for a while.

The token is 256 random bits and stands in the browser's cookie only; kept is its SHA-256. The token of
forms (CSRF) is made of the session's own, so that only pages of this site know it.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

TOKEN_BYTES: Final = 32

Random = Callable[[int], bytes]
"""So many bytes that nobody can guess; handed in, like the clock."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a session lasts: without a request, and in all."""

    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    noted_every: timedelta = timedelta(seconds=30)
    """A request is noted only so long after the last one noted: most requests write nothing."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session as it is kept."""

    digest: str
    account: str
    begun: datetime
    seen: datetime

    def over(self, timeouts: Timeouts, now: datetime) -> bool:
        """Whether it has ended by itself; one from the future (the clock went back) has, too."""
        return (
            self.seen <= now - timeouts.idle
            or self.begun <= now - timeouts.absolute
            or self.begun > now + timeouts.noted_every
        )

    def to_be_noted(self, timeouts: Timeouts, now: datetime) -> bool:
        return self.seen <= now - timeouts.noted_every


def new_token(random: Random) -> str:
    """A token for a cookie."""
    return random(TOKEN_BYTES).hex()


def digest(token: str) -> str:
    """What is kept of a token: looking it up by this tells nothing by the time it takes."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(token: str) -> str:
    """The token that comes with every form of a session."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()


def same(one: str, other: str) -> bool:
    """Whether two secrets are one, told in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
