"""Settlements over HTTP (结算接口): settle, look, reverse, correct, work out again. Routes only translate."""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Request
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import openapi
from api.access.marks import actor_of, needs
from api.bodies import body_within, query_of
from api.settlement_forms import Correction, Renewal, Renewals, Reversal
from benefits.accounts.actor import Actor
from benefits.accounts.permissions import Action, require
from benefits.claims.json_text import QUOTE_LIMIT, read_json
from benefits.claims.request import Form
from benefits.claims.shape import shape_problems
from benefits.ledger import moments
from benefits.ledger.keys import Key, checked
from benefits.ledger.record import Posting
from benefits.ledger.sentences import problem
from benefits.problems import Refused
from benefits.stores.office import Office

T = TypeVar("T")
F = TypeVar("F", bound=Form)

router = APIRouter()


@router.post("/v1/settlements", **needs("settlements.settle", openapi.SETTLE))
async def settle(request: Request) -> Response:
    """Settle a bill: who pays what, taken down once."""
    office, given = office_of_request(request), await body_of(request)
    actor = _may_settle(request, given)
    key = key_of(request, actor, "/v1/settlements")
    return await _created(lambda: office.settle(actor, key, given))


@router.post("/v1/settlements/preview", **needs("settlements.settle", openapi.PREVIEW))
async def preview(request: Request) -> Response:
    """What settling would answer now; nothing is written."""
    office, given = office_of_request(request), await body_of(request)
    actor = _may_settle(request, given)
    return await _answered(lambda: office.preview(actor, given))


@router.get("/v1/settlements/{id}", **needs("settlements.read", openapi.SETTLEMENT))
async def look(request: Request, id: str) -> Response:
    """A settlement as it was answered, and what became of it."""
    query_of(request, {})
    actor, office = actor_of(request), office_of_request(request)

    def found() -> dict[str, Any]:
        posting, reversed_by = office.looked_at(actor, id)
        _reach(actor, "settlements.read", posting)
        told: dict[str, Any] = orjson.loads(posting.settled.answer)
        return {**told, "reversed_by": reversed_by}

    return await _answered(found)


@router.post("/v1/settlements/{id}/reversal", **needs("settlements.reverse", openapi.REVERSAL))
async def reverse(request: Request, id: str) -> Response:
    """Reverse a settlement by counter-entry, once."""
    office, asked = office_of_request(request), form_of(Reversal, await body_of(request))
    actor = actor_of(request)
    key = key_of(request, actor, f"/v1/settlements/{id}/reversal")

    def done() -> bytes:
        _may_undo(office, actor, id)
        return office.reverse(actor, key, id, asked.reason, rework=asked.rework)

    return await _created(done)


@router.post("/v1/settlements/{id}/correction", **needs("settlements.reverse", openapi.CORRECTION))
async def correct(request: Request, id: str) -> Response:
    """Reverse a settlement and settle what should have been asked, in one step."""
    office, asked = office_of_request(request), form_of(Correction, await body_of(request))
    actor = actor_of(request)
    key = key_of(request, actor, f"/v1/settlements/{id}/correction")

    def done() -> bytes:
        _may_undo(office, actor, id)
        return office.correct(actor, key, id, asked.reason, asked.request)

    return await _created(done)


@router.get("/v1/people/{id}/year-to-date", **needs("totals.read", openapi.YEAR_TO_DATE))
async def year_to_date(request: Request, id: str) -> Response:
    """What a year has come to so far, by layer."""
    query = query_of(request, {"year": None})
    actor, office = actor_of(request), office_of_request(request)
    year = query.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Refused("invalid_request", [problem("year_is_missing", "?year")])

    def found() -> dict[str, Any]:
        require(actor, "totals.read", region=office.region_of(id))
        return office.year_to_date(actor, id, int(year))

    return await _answered(found)


@router.post("/v1/reworks/preview", **needs("reworks.preview", openapi.REWORK_PREVIEW))
async def renewal(request: Request) -> Response:
    """Who would get what, if settlements were made by what is known now."""
    office, asked = office_of_request(request), form_of(Renewals, await body_of(request))
    actor, since = actor_of(request), asked.since.isoformat()
    if (asked.person is None) == (asked.region is None):
        raise Refused("invalid_request", [problem("person_or_region", "person")])

    def found() -> dict[str, Any]:
        region = asked.region or office.region_of(asked.person or "")
        require(actor, "reworks.preview", region=region)
        if asked.person is None:
            return office.renewals(actor, region, since, asked.after or "")
        return {"reworked": office.renewal(actor, asked.person, since)}

    return await _answered(found)


@router.post("/v1/reworks", **needs("reworks.settle", openapi.REWORK))
async def renew(request: Request) -> Response:
    """Settle those differences."""
    office, asked = office_of_request(request), form_of(Renewal, await body_of(request))
    actor = actor_of(request)
    key = key_of(request, actor, "/v1/reworks")

    def done() -> bytes:
        region = office.region_of(asked.person)
        require(actor, "reworks.settle", region=region)
        return office.renew(actor, key, asked.person, asked.since.isoformat())

    return await _created(done)


def _may_settle(request: Request, given: object) -> Actor:
    """The hospital for itself; the bureau for its region."""
    actor = actor_of(request)
    region = given.get("region") if isinstance(given, dict) else None
    if isinstance(region, str):
        require(actor, "settlements.settle", region=region, **_of_its_own(actor))
    return actor


def _may_undo(office: Office, actor: Actor, id: str) -> None:
    """The hospital its own, the bureau whatever was settled for its region."""
    posting, _ = office.settlement(id)
    _reach(actor, "settlements.reverse", posting)


def _of_its_own(actor: Actor) -> dict[str, Any]:
    return {"hospital": actor.hospital, "department": actor.department}


def _reach(actor: Actor, action: Action, posting: Posting) -> None:
    require(
        actor,
        action,
        region=posting.region,
        hospital=posting.hospital,
        department=posting.department,
    )


def office_of_request(request: Request) -> Office:
    """The ledger of this server; raises `Refused` where it keeps no book."""
    office: Office | None = request.app.state.office
    if office is None:
        raise Refused("not_found", [problem("no_book", "")])
    return office


def key_of(request: Request, actor: Actor, path: str) -> Key:
    """The key a request was sent with; raises `Refused` where there is none."""
    key = checked(request.headers.get("idempotency-key"))
    moments.reached("request read")
    return Key(actor.id, actor.hospital or "", path, key)


async def body_of(request: Request) -> object:
    """The JSON of a request; raises `Refused`."""
    query_of(request, {})
    given: object = read_json(await body_within(request, QUOTE_LIMIT))
    return given


def form_of(form: type[F], given: object) -> F:
    """What was sent, in a form; raises `Refused` with every problem."""
    try:
        return TypeAdapter(form).validate_python(given)
    except ValidationError as error:
        raise Refused("invalid_request", shape_problems(error, form)) from None


async def _created(work: Callable[[], bytes]) -> Response:
    told = await run_in_threadpool(work)
    return Response(told, status_code=201, media_type="application/json")


async def _answered(work: Callable[[], Any]) -> Response:
    told = await run_in_threadpool(work)
    return Response(orjson.dumps(told), media_type="application/json")
