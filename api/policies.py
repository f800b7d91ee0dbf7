"""Policies over HTTP (政策接口): which there are, and one of them in full."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import openapi
from api.access.marks import actor_of, needs
from api.bodies import day_of, query_of
from api.settlements import body_of, form_of, key_of, office_of_request
from benefits.claims.request import Form
from benefits.claims.sentences import problem
from benefits.policy.policy import Policy, SourceEntry
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook, Version
from benefits.reading.document import Document

router = APIRouter()


@router.get("/v1/policies", **needs("policies.read", openapi.POLICIES))
async def policies(request: Request) -> Response:
    """Every region with its versions."""
    query_of(request, {})
    desk: Desk = request.app.state.desk
    return _json({"regions": await run_in_threadpool(listed, desk.book)})


@router.get("/v1/policies/{region}", **needs("policies.read", openapi.POLICY))
async def policy(request: Request, region: str) -> Response:
    """The policy of a region that counts on a day, and as it was known on a day."""
    query = query_of(request, {"on": None, "known_on": None})
    day, known_on = day_of(query, "on"), day_of(query, "known_on")
    if day is None:
        missing = problem("field_is_missing", "?on", name="?on=2018-06-15")
        raise Refused("invalid_request", [missing])
    days = dict.fromkeys(("admission", "discharge", "settlement"), day)
    desk: Desk = request.app.state.desk
    document = await run_in_threadpool(desk.book.in_force, region, days, known_on)
    return _json(await run_in_threadpool(shown, document))


class Draft(Form):
    """A policy that is to be published: the text of its file."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]


@router.post("/v1/policies", **needs("policies.publish", openapi.PUBLISH))
async def publish(request: Request) -> Response:
    """Publish a version of a site's own, over those that come along; it is never changed again."""
    office, actor = office_of_request(request), actor_of(request)
    given = await body_of(request)
    draft = form_of(Draft, given)
    key = key_of(request, actor, "/v1/policies")
    told = await run_in_threadpool(office.publish, actor, key, draft.text)
    return Response(told, status_code=201, media_type="application/json")


def _json(answer: Any) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")


def listed(book: PolicyBook) -> list[dict[str, Any]]:
    """Every region of a book with its versions; a broken file with what is wrong with it."""
    return [
        {
            "region": region,
            "versions": [_version(book, region, each) for each in book.versions(region)],
        }
        for region in book.regions()
    ]


def _version(book: PolicyBook, region: str, version: Version) -> dict[str, Any]:
    told: dict[str, Any] = {"version": str(version.first_day), "file": f"{region}/{version.name}"}
    try:
        return {**told, **label(book.document(region, version))}
    except Refused as refused:
        wrong = [{"where": each.place(), "what": each.what.both()} for each in refused.problems]
        return {**told, "problems": wrong}


def label(document: Document) -> dict[str, Any]:
    """What a policy is called, from when to when it counts, and its digest."""
    said, last = document.policy, document.last_day
    told: dict[str, Any] = {
        "name": said.name.both() if isinstance(said, Policy) else said.says.both(),
        "first_day": str(document.first_day),
        "last_day": None if last is None else str(last),
        "known": None if said.known is None else str(said.known),
        "digest": document.digest,
    }
    if not isinstance(said, Policy):
        told["repealed"] = True
    return told


def shown(document: Document) -> dict[str, Any]:
    """A policy in full: label, layers, sources, the readable document, the text of its file."""
    from benefits.checks import show

    said = document.policy
    layers = said.layers if isinstance(said, Policy) else {}
    return {
        "region": said.region,
        "version": str(document.first_day),
        "file": document.file,
        **label(document),
        "layers": [
            {"layer": name, "name": layer.title.both(), "fund": layer.fund}
            for name, layer in layers.items()
        ],
        "sources": [{"source": name, **_source(each)} for name, each in said.sources.items()],
        "document": {"zh": show(document, "zh"), "en": show(document, "en")},
        "text": document.text,
    }


def _source(source: SourceEntry) -> dict[str, Any]:
    return {
        "title": source.title.both(),
        "number": source.number,
        "issued": None if source.issued is None else str(source.issued),
    }
