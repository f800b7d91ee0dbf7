"""People over HTTP (人员接口): register, look, look up, entitlement; by surrogate in every address.

A document's number comes in a body only, never in an address, and goes out masked but for `reveal`.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import openapi_people as described
from api.access.marks import actor_of, needs
from api.bodies import body_within, day_of, query_of
from benefits.accounts.actor import Actor
from benefits.claims.json_text import QUOTE_LIMIT, read_json
from benefits.claims.sentences import problem
from benefits.people.listed import categories_of
from benefits.people.table import MOST_BYTES
from benefits.problems import Problem, Refused, Text
from benefits.stores.people_import import Import, Wanted
from benefits.stores.registry import Registry

T = TypeVar("T")

router = APIRouter()

_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)


@router.put("/v1/people/{id}", **needs("people.write", described.PUT))
async def register(request: Request, id: str) -> Response:
    """Register somebody, or change what is known of them."""
    query_of(request, {})
    body = await _body(request)
    new, told = await _asked(request, lambda to, by: to.register(by, id, body))
    return _json(told, 201 if new else 200)


@router.get("/v1/people/{id}", **needs("people.read", described.GET))
async def look(request: Request, id: str) -> Response:
    """A person, masked."""
    query_of(request, {})
    return _json(await _asked(request, lambda to, by: to.look(by, id)))


@router.post("/v1/people/search", **needs("people.read", described.SEARCH))
async def search(request: Request) -> Response:
    """Who has a document."""
    query_of(request, {})
    body = await _body(request)
    return _json(await _asked(request, lambda to, by: to.search(by, body)))


@router.post("/v1/people/imports", **needs("people.import", described.IMPORT))
async def import_list(request: Request) -> Response:
    """A bureau's full list of people: compared with the book, and with `apply` entered."""
    query = query_of(request, _IMPORT)
    if "region" not in query:
        raise Refused("invalid_request", [problem("field_is_missing", "?region", name="?region")])
    wanted = Wanted(
        query["region"],
        await body_within(request, MOST_BYTES),
        day_of(query, "as_of"),
        categories_of(query.get("categories", ""), "?categories"),
        query.get("apply") == "true",
    )
    return _json(
        await _asked(request, lambda to, by: importer(to).report(by, wanted)),
    )


def importer(to: Registry) -> Import:
    return Import(to.database, to.vault, to.now)


@router.post("/v1/people/{id}/reveal", **needs("people.reveal", described.REVEAL))
async def reveal(request: Request, id: str) -> Response:
    """Who a person is, in full, for a reason."""
    query_of(request, {})
    body = await _body(request)
    return _json(await _asked(request, lambda to, by: to.reveal(by, id, body)))


@router.get("/v1/people/{id}/entitlement", **needs("people.read", described.ENTITLEMENT))
async def entitlement(request: Request, id: str) -> Response:
    """What holds of a person on a day, with the reason."""
    query = query_of(request, {"on": None, "known_at": None})
    on = day_of(query, "on")
    if on is None:
        raise Refused("invalid_request", [problem("field_is_missing", "?on", name="?on")])
    known_at = _moment(query.get("known_at"))
    return _json(await _asked(request, lambda to, by: to.entitlement(by, id, on, known_at)))


@router.get("/v1/people/{id}/access", **needs("people.access", described.ACCESS))
async def access(request: Request, id: str) -> Response:
    """Who looked at a person."""
    query_of(request, {})
    return _json(await _asked(request, lambda to, by: to.access(by, id)))


@router.post("/v1/households/{household}/members", **needs("people.write", described.MOVE))
async def move(request: Request, household: str) -> Response:
    """People belong to a household from a day on."""
    query_of(request, {})
    body = await _body(request)
    return _json(await _asked(request, lambda to, by: to.move(by, household, body)))


async def _body(request: Request) -> Any:
    return read_json(await body_within(request, QUOTE_LIMIT))


async def _asked(request: Request, ask: Callable[[Registry, Actor], T]) -> T:
    """What the register says to whoever asks; raises `Refused`."""
    actor = actor_of(request)
    registry: Registry | None = request.app.state.people
    if registry is None:
        raise Refused("unavailable", [_NO_REGISTER])
    return await run_in_threadpool(ask, registry, actor)


def _moment(written: str | None) -> str | None:
    """A moment as the book writes it; raises `Refused`."""
    if written is None:
        return None
    try:
        if not _MOMENT.fullmatch(written):
            raise ValueError
        datetime.fromisoformat(written)
    except ValueError:
        raise Refused("invalid_request", [_NO_MOMENT]) from None
    return written


def _json(told: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(told), status, media_type="application/json")


_IMPORT: Final[dict[str, tuple[str, ...] | None]] = {
    "region": None,
    "as_of": None,
    "categories": None,
    "apply": ("true", "false"),
}
_NO_MOMENT: Final = Problem(
    "moment_is_not_iso",
    "?known_at",
    Text("这不是时点", "this is not a moment"),
    Text("请写成 2018-06-15T08:30:00.000000Z", "write it like 2018-06-15T08:30:00.000000Z"),
)
_NO_REGISTER: Final = Problem(
    "unavailable",
    "key_file",
    Text(
        "服务未配置数据库和密钥文件，不能登记人员",
        "without a database and a key file nobody is registered",
    ),
    Text("请执行 benefits keys new 并设置 key_file", "run benefits keys new and set key_file"),
)
