"""The server (服务): one application over a desk. No route has arithmetic, a policy or a file."""

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path
from starlette.staticfiles import StaticFiles

import benefits
from api import (
    book,
    health,
    metrics,
    openapi,
    page,
    people,
    policies,
    problems,
    quotes,
    settlements,
    store_problems,
)
from api import simulations as runs
from api.access import access, account_routes, pages, session_routes, single_routes
from api.access.layer import AccessLayer
from api.access.marks import needs
from api.bodies import sound_address
from api.logs import log
from api.settings import Settings
from api.shell import Shell
from api.simulation_runner import Runner
from api.simulation_store import usual_folder
from benefits.ledger.terms import Terms
from benefits.people.vault import Vault
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.database import Database, InFlight, Unavailable
from benefits.stores.office import Office
from benefits.stores.people import known_person
from benefits.stores.registry import Registry

_LOG: Final = log("server")
_ABOUT: Final = (
    "Who pays which part of a hospital bill under China's layered health cover, and why."
)


_PARTS: Final = (
    quotes,
    policies,
    page,
    runs,
    health,
    settlements,
    book,
    people,
    metrics,
    session_routes,
    account_routes,
    pages,
    single_routes,
)
"""The modules whose routes the server has."""


def _clock() -> datetime:
    return datetime.now(UTC)


def application(
    desk: Desk | None = None,
    simulations: Runner | None = None,
    *,
    database: Database | None = None,
    settings: Settings | None = None,
    demo: bool = False,
    now: Callable[[], datetime] = _clock,
    vault: Vault | None = None,
) -> FastAPI:
    """The application over a desk, what runs simulations, and the database of the book.

    Left out: over the policies that come with the product, simulations in the user's own folder, and
    no book: then nothing can be settled. `demo`: the database is a demo one. `vault`: who people are;
    without it nobody is registered.
    """
    app = FastAPI(
        title="benefits",
        version=_version(),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(sound_address)],
        # What a patient sends leaves the process in an answer only, whatever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.desk = desk or Desk(PolicyBook.packaged())
    app.state.simulations = simulations or Runner(usual_folder())
    app.state.database = database
    app.state.settings = settings or Settings()
    app.state.demo = demo
    app.state.now = now
    app.state.office = None
    app.state.people = None
    app.state.health = health.Health(database, app.state.settings)
    app.state.access = None
    if database is not None:
        app.state.office = office_of(
            database, app.state.desk, app.state.settings, demo=demo, now=now, vault=vault
        )
        if vault is not None:
            app.state.people = Registry(database, vault, now)
        app.state.access = access.opened(database, app.state.settings, demo=demo, now=now)
    app.state.metrics = metrics.Metrics()
    if database is not None:
        database.watch = app.state.metrics.watch
    app.add_middleware(AccessLayer, access=app.state.access)
    app.add_middleware(Shell, metrics=app.state.metrics)  # the last one added stands outermost
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(InFlight, _in_flight)
    for part in _PARTS:
        app.include_router(part.router)
    app.add_api_route(
        "/openapi.json", described, methods=["GET"], include_in_schema=False, **needs("public")
    )
    app.mount("/static", StaticFiles(packages=[("api", "static")]))
    return app


def office_of(
    database: Database,
    desk: Desk,
    settings: Settings,
    *,
    demo: bool = False,
    now: Callable[[], datetime] = _clock,
    vault: Vault | None = None,
) -> Office:
    """The ledger over a database."""
    allowed = demo or settings.settle_on_assumed_figures
    known = partial(known_person, vault=vault)  # whose birth day, and so age, lies in the vault
    return Office(database, Terms(desk, now, new_id, _version(), allowed, demo), known)


def new_id() -> str:
    """The id of a posting: 80 random bits that can be read over a telephone."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def _version() -> str:
    from importlib.metadata import version

    return version(benefits.__name__)


async def described(request: Request) -> Response:
    """The interface, described."""
    return JSONResponse(openapi.describe(request.app))


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    request.app.state.metrics.refused(refused.code)
    elsewhere = pages.instead(request, refused)
    return elsewhere or problems.response(refused, problems.language_of(request))


async def _unavailable(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unavailable)
    _LOG.error("unavailable", reason=error.reason, unknown=error.unknown, kind=str(error),
               request_id=request.state.request_id)  # fmt: skip
    refused, seconds = store_problems.unavailable(error)
    return problems.response(refused, problems.language_of(request), {"Retry-After": str(seconds)})


async def _in_flight(request: Request, error: Exception) -> Response:
    request.app.state.metrics.refused("in_flight")
    headers = {"Retry-After": "1"}
    return problems.response(store_problems.IN_FLIGHT, problems.language_of(request), headers)


def _taken(request: Request) -> set[str]:
    """The methods a path takes by all of its routes: one route alone knows only its own."""
    return {
        method
        for route in iter_route_contexts(request.app.routes)
        if compile_path(route.path or "")[0].match(request.url.path)
        for method in route.methods or {"GET", "HEAD"}  # files have no methods of their own
    }


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers: dict[str, Any] = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_taken(request)))
    refused = problems.of_status(error.status_code)
    return problems.response(refused, problems.language_of(request), headers)
