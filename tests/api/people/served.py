"""A server with a register of made-up people, and somebody who calls it (人员接口测试)."""

import json
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.server import application
from api.settings import Settings
from api.simulation_runner import Runner
from benefits.accounts.actor import Actor
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.database import Database
from tests.api.access.site import HOME, QUICK
from tests.api.client import call
from tests.people.made_up import Clock, registry


class SignedIn:
    """Stands where the access layer stands: everybody who calls is this actor."""

    def __init__(self, app: ASGIApp, who: "Who") -> None:
        self.app = app
        self.who = who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["actor"] = self.who.actor
        await self.app(scope, receive, send)


class Who:
    """Who calls; may be changed between calls."""

    actor: Actor | None = None


class Served:
    """The application over a database, and its callers."""

    def __init__(self, database: Database | None, folder: Path, **settings: Any) -> None:
        self.clock = Clock()
        self.who = Who()
        self.register = None if database is None else registry(database, self.clock)
        self.app: FastAPI = application(
            Desk(PolicyBook.packaged()),
            Runner(folder),
            database=database,
            settings=Settings(**{**QUICK, **settings}),
            now=self.clock,
            vault=None if self.register is None else self.register.vault,
        )
        self.app.user_middleware.append(Middleware(SignedIn, who=self.who))  # under all others

    def asks(
        self, actor: Actor | None, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        self.who.actor = actor
        content = body if isinstance(body, bytes) or body is None else json.dumps(body)
        return call(method, HOME + path, content, {"accept-language": "en", **headers}, self.app)
