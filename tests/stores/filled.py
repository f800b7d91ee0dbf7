"""A small book for tests: two people registered, three bills settled, one of them reversed."""

import json
import os
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from benefits.accounts.actor import DEMO
from benefits.ledger.keys import Key
from benefits.ledger.terms import Terms
from benefits.people.key_file import new_keys
from benefits.people.vault import Vault
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.database import Database
from benefits.stores.office import Office
from benefits.stores.people import known_person
from benefits.stores.registry import Registry

BEGAN = datetime(2018, 6, 15, 8, tzinfo=UTC)
NAMES = ("甘棠试", "宜春试")
"""What must lie in no backup and no log."""
DESK = Desk(PolicyBook.packaged())


def clock() -> Any:
    """A clock that goes on by a second each time it is looked at."""
    seconds = count()
    return lambda: BEGAN + timedelta(seconds=next(seconds))


def office(database: Database, ids: str = "id") -> Office:
    """The ledger over a database; assumed figures may be settled; ids are `id-1`, `id-2` …"""
    numbers = count(1)
    terms = Terms(DESK, clock(), lambda: f"{ids}-{next(numbers)}", "test", True)
    return Office(database, terms, known_person)


def vault() -> Vault:
    return Vault(new_keys(os.urandom, BEGAN), os.urandom)


def filled(database: Database) -> Office:
    """Fill an empty database; every table that a desk writes to has rows then."""
    people = Registry(database, vault(), clock())
    for number, name in enumerate(NAMES, 1):
        people.register(DEMO, f"person-{number}", registration(name, number))
    ledger = office(database)
    for number in (1, 2, 3):
        given = bill(f"person-{(number + 1) // 2}")
        told = json.loads(ledger.settle(DEMO, key("/v1/settlements", number), given))
    path = f"/v1/settlements/{told['id']}/reversal"
    ledger.reverse(DEMO, key(path, 4), told["id"], "typed twice")
    return ledger


def registration(name: str, number: int) -> dict[str, Any]:
    """A made-up person; the passport's number is nobody's."""
    return {
        "name": name,
        "document": {"type": "passport", "number": f"E0000000{number}"},
        "region": "jx-yichun",
        "household": f"household-{number}",
        "insurance": "resident",
        "identities": [{"category": "registered_poor", "from": "2017-01-01", "until": None}],
        "since": "2017-01-01",
    }


def key(path: str, number: int) -> Key:
    return Key(DEMO.id, DEMO.hospital or "", path, f"key-{number}")


def bill(person: str) -> dict[str, Any]:
    """The worked example's bill for somebody in the book."""
    return {
        "region": "jx-yichun",
        "date": "2018-06-15",
        "person": {"id": person},
        "visit": {"kind": "inpatient", "hospital_level": "secondary", "place": "in_city"},
        "bill": {
            "total": "20000.00",
            "eligible": "16000.00",
            "first_self_pay": "1500.00",
            "over_limit": "500.00",
            "own_expense": "2000.00",
        },
    }
