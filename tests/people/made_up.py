"""Made-up people for tests (虚构人员): nobody is called so, and no office gives out such numbers.

Area 360999 is nowhere, and sequence 000 is given to nobody; the check digits are worked out by hand with the
weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2 of GB 11643.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from benefits.accounts.actor import Actor, Role
from benefits.people.key_file import new_keys
from benefits.people.vault import Keys, Vault
from benefits.stores.database import Database
from benefits.stores.registry import Registry

BEGIN = datetime(2018, 6, 15, 2, 0, tzinfo=UTC)
"""Ten in the morning in China."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **by: float) -> None:
        self.now += timedelta(**by)


class Drawn:
    """Bytes that look drawn, the same in every run."""

    def __init__(self, seed: str = "") -> None:
        self.seed, self.count = seed, 0

    def __call__(self, length: int) -> bytes:
        self.count += 1
        told = hashlib.shake_256(f"{self.seed} {self.count}".encode())
        return told.digest(length)


def keys(seed: str = "") -> Keys:
    return new_keys(Drawn(f"keys {seed}"), BEGIN)


def registry(database: Database, clock: Clock | None = None) -> Registry:
    return Registry(database, Vault(keys(), Drawn("vault")), clock or Clock())


def actor(*roles: Role, region: str | None = "r1", hospital: str | None = "h1") -> Actor:
    return Actor(f"{roles[0]}-{region}", frozenset(roles), region, hospital)


CLERK = actor("clerk")
BUREAU = actor("bureau", hospital=None)
ELSEWHERE = actor("clerk", region="r2", hospital="h2")
AUDITOR = actor("auditor", region=None, hospital=None)


def body(**changes: Any) -> dict[str, Any]:
    """A registration, with other values; `None` as a document leaves it to the caller."""
    given: dict[str, Any] = {
        "name": "欧阳试验",
        "document": {"type": "id_card", "number": "360999196003010002"},
        "region": "r1",
        "household": "home-1",
        "insurance": "resident",
        "identities": [{"category": "registered_poor", "from": "2016-01-01", "until": None}],
    }
    return {**given, **changes}
