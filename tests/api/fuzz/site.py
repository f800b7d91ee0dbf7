"""A demo server that is sent whatever a machine thinks of (接口模糊测试站点), inside this process.

Its clock stands still, its simulations are never run, and it knows a family and a settlement: an id that was
made up is now and then replaced by one of these, so that what lies behind a 404 is reached too.
"""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api.demo_families import FAMILIES, add_people
from api.server import application
from api.settings import Settings
from api.simulation_runner import Runner
from benefits.people.vault import Vault
from benefits.stores.database import Database
from benefits.stores.registry import Registry
from benefits.stores.site import taken
from tests.api.access.site import GIVEN, HOME, QUICK
from tests.api.client import Body, calls, served
from tests.ledger.site import bill
from tests.people.made_up import Drawn, keys

SOMEBODY: Final = {
    "name": "somebody",
    "roles": ["clerk"],
    "region": "jx-yichun",
    "hospital": "county",
    "password": GIVEN,
}
TABLE: Final = b"kind,total\ninpatient,1.00\n"
NOW: Final = datetime(2018, 6, 20, 2, tzinfo=UTC)


class Idle(Runner):
    """Takes every simulation and runs none: each is cancelled at once, so that nobody waits for its end."""

    def ask(self, number: str, *rest: Any) -> tuple[dict[str, Any], bool]:
        job, new = super().ask(number, *rest)
        if new:
            self.store.write(number, {**job, "state": "cancelled"})
        return job, new

    def _work(self) -> None:
        """Nothing is run."""


class Site:
    """One demo server over a database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        vault = Vault(keys(), Drawn("vault"))
        self.registry = Registry(database, vault, lambda: NOW)
        self.app: FastAPI = application(
            served().state.desk,
            Idle(folder),
            database=database,
            settings=Settings(**QUICK),
            demo=True,
            now=lambda: NOW,
            vault=vault,
        )
        taken(database, demo=True, now=NOW, engine="test")
        add_people(self.registry)
        self._keys = count(1)
        table = self.call("POST", "/v1/simulations/tables", TABLE, content_type="text/csv").json()
        account = self.call("POST", "/v1/accounts", SOMEBODY)
        self.there: dict[str, tuple[str, ...]] = {
            "/v1/people/{id}": PEOPLE,
            "/v1/settlements/{id}": tuple(self.settled(each) for each in PEOPLE[:3]),
            "/v1/accounts/{id}": (account.json()["id"],),
            "/v1/policies/{region}": ("jx-yichun", "bj-beijing"),
            "/v1/households/{household}": ("home-1", "home-2"),
            "/v1/book/days/{day}": ("2018-06-19", "2018-06-20"),
        }
        """Ids that are there, by how their paths begin."""
        self.table: str = table.get("table", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application as it is reached from this machine itself."""
        if scope["type"] == "http":
            others = [line for line in scope["headers"] if line[0] != b"host"]
            scope = {
                **scope,
                "client": ("127.0.0.1", 1),
                "headers": [(b"host", b"127.0.0.1"), *others],
            }
        await self.app(scope, receive, send)

    def call(
        self, method: str, path: str, body: Body | dict[str, Any] = None, **headers: str
    ) -> httpx.Response:
        content = orjson.dumps(body) if isinstance(body, dict) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        [answer] = calls([(method, HOME + path, content, named)], self.app)
        return answer

    def settled(self, person: str = "demo-1") -> str:
        """A settlement of somebody; its id."""
        key = f"made-{next(self._keys)}"
        answer = self.call("POST", "/v1/settlements", bill(person), idempotency_key=key)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


PEOPLE: Final = tuple(member.id for family in FAMILIES for member in family.members)
