"""What is sent (发送的请求): every way to change the book, each with what has to be there before it.

All people and figures are made up.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final, Protocol

REGION: Final = "jx-yichun"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that changes something, and how many postings it adds to the book."""

    method: str
    path: str
    body: dict[str, Any] | None
    postings: int = 0
    key: str | None = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        assert (self.key is None) is (self.method == "PUT"), "a registration needs no key"


class Asks(Protocol):
    """Sends a request and gives its answer; any other than a success is a failure of the test."""

    def __call__(self, asked: Asked, /) -> dict[str, Any]: ...


Kind = Callable[[Asks], Asked]
"""Prepares what a request needs, by other requests, and gives the request itself."""

_NUMBERS: Iterator[int] = count(1)


def begin_at(number: int) -> None:
    """People are numbered from here on, for whoever goes on with a database."""
    global _NUMBERS
    _NUMBERS = count(number)


def bill(
    person: str, total: int = 20_000, day: str = "2018-06-15", hospital: str = "demo", **more: Any
) -> dict[str, Any]:
    """A request to settle an in-patient stay; four fifths of the total (in yuan) are eligible."""
    return {
        "region": REGION,
        "date": day,
        "person": {"id": person},
        "visit": {
            "kind": "inpatient",
            "hospital_level": "secondary",
            "place": "in_city",
            "hospital": {"id": hospital},
        },
        "bill": {
            "total": f"{total}.00",
            "eligible": f"{total * 4 // 5}.00",
            "own_expense": f"{total - total * 4 // 5}.00",
        },
        **more,
    }


def settling(person: str, **more: Any) -> Asked:
    return Asked("POST", "/v1/settlements", bill(person, **more), 1)


def registering(id: str, *, poor: bool = True) -> Asked:
    """Somebody registered, alone in their household."""
    held = [{"category": "registered_poor", "from": "2016-01-01", "until": None}]
    number = f"E{uuid.uuid5(uuid.NAMESPACE_OID, id).int % 10**8:08d}"
    body = {
        "name": "虚构人",
        "document": {"type": "passport", "number": number},
        "region": REGION,
        "household": f"household-{id}",
        "insurance": "resident",
        "identities": held if poor else [],
        "since": "2016-01-01",
    }
    return Asked("PUT", f"/v1/people/{id}", body, key=None)


def _somebody(ask: Asks, *, poor: bool = True) -> str:
    id = f"person-{next(_NUMBERS)}"
    ask(registering(id, poor=poor))
    return id


def settlement(ask: Asks) -> Asked:
    """A bill settled (结算)."""
    return settling(_somebody(ask))


def reversal(ask: Asks) -> Asked:
    """A settlement reversed, and the one that rests on it settled again (冲销并重算)."""
    person = _somebody(ask)
    first = ask(settling(person))
    ask(settling(person, total=50_000, day="2018-07-01"))
    body = {"reason": "mistyped", "rework": True}
    return Asked("POST", f"/v1/settlements/{first['id']}/reversal", body, 3)


def correction(ask: Asks) -> Asked:
    """A settlement corrected, and the one that rests on it settled again (更正)."""
    person = _somebody(ask)
    first = ask(settling(person, total=10_000))
    ask(settling(person, total=50_000, day="2018-07-01"))
    body = {"reason": "mistyped", "request": bill(person, rework=True)}
    return Asked("POST", f"/v1/settlements/{first['id']}/correction", body, 4)


def whole_stay(ask: Asks) -> Asked:
    """The settlement of a whole stay in the place of one in its middle (中途结算后出院结算)."""
    person = _somebody(ask)
    ask(settling(person, total=10_000, stay=f"stay-{person}", interim=True))
    asked = settling(person, day="2018-06-30", stay=f"stay-{person}")
    return Asked(asked.method, asked.path, asked.body, 2)


def renewal(ask: Asks) -> Asked:
    """An identity given back to a day in the past, and what was settled since settled again (追溯)."""
    person = _somebody(ask, poor=False)
    ask(settling(person))
    ask(settling(person, total=50_000, day="2018-07-01"))
    ask(registering(person))
    return Asked("POST", "/v1/reworks", {"person": person, "since": "2018-01-01"}, 4)


def closing(ask: Asks) -> Asked:
    """A hospital's day closed (日结)."""
    day = (datetime.now(UTC) - timedelta(days=2)).date()
    hospital = f"hospital-{next(_NUMBERS)}"
    return Asked("POST", f"/v1/book/days/{day}/closing?hospital={hospital}", None)


def registration(ask: Asks) -> Asked:
    """Somebody registered (登记)."""
    return registering(f"person-{next(_NUMBERS)}")


KINDS: Final[tuple[Kind, ...]] = (
    settlement,
    reversal,
    correction,
    whole_stay,
    renewal,
    closing,
    registration,
)
