"""A site for tests (测试站点): accounts, a clock that is set by hand, passwords that cost nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI

from api.server import application
from api.settings import Settings
from benefits.people.vault import Vault
from benefits.stores.database import Database
from benefits.stores.sign_in import SignIn
from tests.api.access.paths import filled
from tests.api.client import Body, call, calls, served
from tests.people.made_up import Drawn, keys

GIVEN: Final = "seven grey herons wade"
"""The password an account is made with."""
PASSWORD: Final = "five brown otters swim"
"""The one it has changed it to."""
HOME: Final = "http://127.0.0.1"
QUICK: Final[dict[str, Any]] = {
    "argon2_passes": 1,
    "argon2_memory_kib": 8,
    "argon2_lanes": 1,
    "requests_a_minute": 100_000,
    "anonymous_requests_a_minute": 100_000,
    "sign_ins_a_minute": 100_000,
}


@dataclass
class Clock:
    """The time, as a test sets it."""

    at: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **so_long: float) -> None:
        self.at += timedelta(**so_long)


@dataclass
class Site:
    """One server and its database."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    apps: dict[str, FastAPI] = field(default_factory=dict)

    def app(self, *, demo: bool = False, **settings: Any) -> FastAPI:
        """The application, made once for each way to set it."""
        name = repr((demo, sorted(settings.items())))
        if name not in self.apps:
            self.apps[name] = application(
                served().state.desk,
                served().state.simulations,
                database=self.database,
                settings=Settings(**{**QUICK, **settings}),
                demo=demo,
                now=self.clock,
                vault=Vault(keys(), Drawn()),
            )
        return self.apps[name]

    @property
    def accounts(self) -> SignIn:
        found: SignIn = self.app().state.access.sign_in
        return found

    def has(self, name: str, *roles: str, changed: bool = True, **place: Any) -> str:
        """An account; its id. `changed`: its password is already its own."""
        where = {"region": "r1", "hospital": "h1", **place}
        account = self.accounts.add(name, list(roles), password=GIVEN, **where)
        if changed:
            self.accounts.change_password(account.id, GIVEN, PASSWORD)
        return account.id

    def call(
        self,
        method: str,
        path: str,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        app: FastAPI | None = None,
    ) -> httpx.Response:
        return call(method, HOME + path, body, headers, app or self.app())

    def every(
        self,
        paths: Iterable[tuple[str, str]],
        headers: Mapping[str, str] | None = None,
        app: FastAPI | None = None,
    ) -> list[httpx.Response]:
        """The answers of many paths, called in one go with something in each blank."""
        wanted = [(method, HOME + filled(path), None, headers or {}) for method, path in paths]
        return calls(wanted, app or self.app())

    def signed_in(self, name: str, app: FastAPI | None = None) -> dict[str, str]:
        """The headers of somebody who has signed in."""
        told = f'{{"name": "{name}", "password": "{PASSWORD}"}}'
        answer = self.call("POST", "/v1/session", told, app=app)
        assert answer.status_code == 201, answer.text
        cookie = answer.headers["set-cookie"].partition(";")[0]
        return {"Cookie": cookie, "X-CSRF-Token": answer.json()["form_token"]}


@pytest.fixture
def store() -> str:
    """Access over HTTP is tried over the embedded store; what reaches a database, over both, elsewhere."""
    return "sqlite"


@pytest.fixture
def site(database: Database) -> Site:
    return Site(database)
