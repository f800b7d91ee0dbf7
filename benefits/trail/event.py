"""An event of the trail (留痕事件) and how events are chained: each hash covers the one before.

What an event says is canonical JSON (RFC 8785), so that anybody can work the hash out again:
`SHA-256(previous hash, as 32 bytes, then the event's canonical JSON)`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import rfc8785

BEGINNING: Final = "0" * 64
"""The hash before the first event of a chain."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done or looked at. Holds surrogates only."""

    chain: str
    at: str
    actor: str
    action: str
    """A verb and its object, like `settlement.settled` or `person.read`."""
    subject: str
    """The surrogate of a person, settlement or account; empty where there is none."""
    content: Mapping[str, Any] = field(default_factory=dict)
    """What belongs to it, or digests of it (`digest_of`)."""


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785): the same bytes for the same content, whoever writes them."""
    return rfc8785.dumps(value)


def digest_of(value: Any) -> str:
    """SHA-256 over canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def chained(previous: str, number: int, event: Event) -> str:
    """The hash of an event that follows `previous` as number `number` (from 1) of its chain."""
    told = hashlib.sha256(bytes.fromhex(previous))
    told.update(canonical({"number": number, **asdict(event)}))
    return told.hexdigest()


def moment(now: datetime) -> str:
    """A moment in UTC as the book writes it: `2018-06-15T08:30:00.123456Z`."""
    assert now.tzinfo is not None, "a moment without its zone could be any of 24"
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
