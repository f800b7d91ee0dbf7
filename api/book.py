"""The book over HTTP (台账接口): a hospital's cash of a day, and closing it."""

from datetime import date
from typing import Final

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import openapi
from api.access.marks import actor_of, needs
from api.bodies import query_of
from api.settlements import key_of, office_of_request
from benefits.accounts.actor import Actor
from benefits.accounts.permissions import may, require
from benefits.claims.request import day as read_day
from benefits.claims.sentences import problem
from benefits.problems import Refused, WrongValue

router = APIRouter()

_LONGEST_NAME: Final = 64


@router.get("/v1/book/days/{day}", **needs("book.read", openapi.DAY))
async def of_day(request: Request, day: str) -> Response:
    """What each fund and the patients owe for a day, with the detail.

    A bureau sees of any hospital what is of its own people.
    """
    actor, office = actor_of(request), office_of_request(request)
    hospital, wanted = _hospital(request, actor), _day(day)
    region = None
    if not may(actor, "book.read", hospital=hospital, department=actor.department):
        region = actor.region
        require(actor, "book.read", region=region)
    told = await run_in_threadpool(office.day, actor, hospital, wanted, region)
    return Response(orjson.dumps(told), media_type="application/json")


@router.post("/v1/book/days/{day}/closing", **needs("book.close", openapi.CLOSING))
async def close(request: Request, day: str) -> Response:
    """Close a hospital's day, once."""
    actor, office = actor_of(request), office_of_request(request)
    hospital, wanted = _hospital(request, actor), _day(day)
    require(actor, "book.close", hospital=hospital, department=actor.department)
    key = key_of(request, actor, f"/v1/book/days/{day}/closing")
    told = await run_in_threadpool(office.close_day, actor, key, hospital, wanted)
    return Response(told, status_code=201, media_type="application/json")


def _hospital(request: Request, actor: Actor) -> str:
    """Whose day: the actor's own hospital, or one that is named."""
    hospital = query_of(request, {"hospital": None}).get("hospital", actor.hospital)
    if not hospital:
        missing = problem("field_is_missing", "?hospital", name="hospital")
        raise Refused("invalid_request", [missing])
    if len(hospital) > _LONGEST_NAME:
        long = problem("text_is_too_long", "?hospital", most=str(_LONGEST_NAME))
        raise Refused("invalid_request", [long])
    return hospital


def _day(written: str) -> date:
    try:
        return read_day(written)
    except WrongValue as wrong:
        raise Refused("invalid_request", [problem(wrong.code, "day")]) from None
