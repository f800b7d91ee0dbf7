"""The server (服务): one application over a desk. No route has arithmetic, a policy or a file."""

from typing import Any, Final

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

import benefits
from api import openapi, page, policies, problems, quotes
from api import simulations as runs
from api.shell import Shell
from api.simulation_runner import Runner
from api.simulation_store import usual_folder
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook

_ABOUT: Final = (
    "Who pays which part of a hospital bill under China's layered health cover, and why."
)


def application(desk: Desk | None = None, simulations: Runner | None = None) -> FastAPI:
    """The application over a desk and what runs simulations.

    Left out: over the policies that come with the product, simulations in the user's own folder.
    """
    app = FastAPI(
        title="benefits",
        version=_version(),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # What a patient sends leaves the process in an answer only, whatever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.desk = desk or Desk(PolicyBook.packaged())
    app.state.simulations = simulations or Runner(usual_folder())
    app.add_middleware(Shell)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http_error)
    app.include_router(quotes.router)
    app.include_router(policies.router)
    app.include_router(page.router)
    app.include_router(runs.router)
    app.add_api_route("/healthz", healthz, methods=["GET"])
    app.add_api_route("/openapi.json", described, methods=["GET"], include_in_schema=False)
    app.mount("/static", StaticFiles(packages=[("api", "static")]))
    return app


def _version() -> str:
    from importlib.metadata import version

    return version(benefits.__name__)


async def healthz() -> dict[str, str]:
    """The server is there."""
    return {"status": "ok"}


async def described(request: Request) -> Response:
    """The interface, described."""
    return JSONResponse(openapi.describe(request.app))


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    return problems.response(refused, problems.language_of(request))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers: dict[str, Any] = dict(error.headers or {})
    refused = problems.of_status(error.status_code)
    return problems.response(refused, problems.language_of(request), headers)
