"""Keys of requests (幂等键): the same key and request get the same answer for ever; the effect is one."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from benefits.ledger.sentences import problem
from benefits.people.documents import holds_identity_number
from benefits.problems import Refused
from benefits.trail.event import digest_of

_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


class Key(NamedTuple):
    """A key as its caller sent it; two callers, hospitals or paths never share one."""

    caller: str
    hospital: str
    path: str
    key: str

    @property
    def lock(self) -> str:
        """The name under which only one request at a time is worked on."""
        return "key " + json.dumps(self)


def checked(given: str | None) -> str:
    """The header `Idempotency-Key`; raises `Refused` as `key_missing`."""
    if given is None or not given:
        raise Refused("key_missing", [problem("key_is_missing", "Idempotency-Key")])
    if not _KEY.fullmatch(given):
        raise Refused("key_missing", [problem("key_is_malformed", "Idempotency-Key")])
    if holds_identity_number(given):  # it is kept for ever, and in clear
        raise Refused("key_missing", [problem("identity_number", "Idempotency-Key")])
    return given


def fingerprint(request: Any) -> str:
    """SHA-256 of a request's content: the order of fields and blanks do not count."""
    text = json.dumps(request, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def answer_digest(row: Mapping[str, Any]) -> str:
    """SHA-256 of all that is kept of an answered key, as the trail has it."""
    answer = hashlib.sha256(str(row["answer"]).encode()).hexdigest()
    return digest_of({**row, "answer": answer})


def reused() -> Refused:
    """What is said where a key comes again with something else."""
    return Refused("key_reused", [problem("key_reused", "Idempotency-Key")])


def in_flight() -> Refused:
    """What is said while the same request is being worked on."""
    return Refused("in_flight", [problem("in_flight", "Idempotency-Key")])
