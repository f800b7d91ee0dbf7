"""Quotes over HTTP (预结算接口): one request, a batch of them, the curve of one.

A single quote is worked out in the event loop: it costs about half a millisecond, no more than a
thread would add. A batch gives way after every line, so that others are not kept waiting.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final, get_args

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api import openapi, problems
from api.access.marks import needs
from api.bodies import body_within, pieces_within, query_of
from api.shell import log_mistake
from benefits.claims.json_text import BATCH_LIMIT, QUOTE_LIMIT, read_json
from benefits.claims.sentences import problem
from benefits.problems import Language, Refused
from benefits.quotes.desk import Desk, Detail

MOST_LINES: Final = 10_000
"""A batch has at most so many requests."""

DETAILS: Final = {"detail": get_args(Detail)}

router = APIRouter()


@router.post("/v1/quotes", **needs("quotes.make", openapi.QUOTE))
async def quote(request: Request) -> Response:
    """Who pays what of one bill, and why."""
    detail = _detail(request)
    given = read_json(await body_within(request, QUOTE_LIMIT))
    desk: Desk = request.app.state.desk
    answer = desk.quote(given, detail)
    request.app.state.metrics.quoted("answered")
    return _json(answer)


@router.post("/v1/quotes/batch", **needs("quotes.make", openapi.BATCH))
async def batch(request: Request) -> Response:
    """Many requests, one a line: an answer or a problem for each, in order.

    The body is taken in before the first answer goes out, so that a batch that is too large is
    refused as a whole, and a client that reads only after writing everything is never stuck.
    """
    detail = _detail(request)
    lines = await _lines(request)
    language = problems.language_of(request)
    request.app.state.metrics.quoted("in_batches", len(lines))
    answers = _answers(request.app.state.desk, lines, detail, language)
    return StreamingResponse(answers, media_type="application/x-ndjson")


@router.post("/v1/quotes/curve", **needs("quotes.make", openapi.CURVE))
async def curve(request: Request) -> Response:
    """The patient's share, its slope and each payer as the bill grows: every kink and jump."""
    from benefits.checks import curve_answer

    query_of(request, {})
    given = read_json(await body_within(request, QUOTE_LIMIT))
    return _json(await run_in_threadpool(curve_answer, request.app.state.desk, given))


def _json(answer: Any) -> Response:
    return Response(orjson.dumps(answer), media_type="application/json")


def _detail(request: Request) -> Detail:
    if not request.scope["query_string"]:
        return "short"
    return query_of(request, DETAILS).get("detail", "short")  # type: ignore[return-value]


async def _lines(request: Request) -> list[tuple[int, bytes]]:
    """The lines of a batch that are not blank, with their numbers."""
    lines: list[tuple[int, bytes]] = []
    number, rest = 0, bytearray()
    async for piece in pieces_within(request, BATCH_LIMIT):
        *ended, tail = piece.split(b"\n")
        for part in ended:
            number += 1
            _keep(lines, number, bytes(rest) + part if rest else part)
            rest.clear()
        rest += tail
    _keep(lines, number + 1, bytes(rest))
    return lines


def _keep(lines: list[tuple[int, bytes]], number: int, line: bytes) -> None:
    if line and not line.isspace():
        if len(lines) == MOST_LINES:
            many = problem("batch_has_too_many_lines", "", most=f"{MOST_LINES:,}")
            raise Refused("too_large", [many])
        lines.append((number, line))


async def _answers(
    desk: Desk, lines: Iterable[tuple[int, bytes]], detail: Detail, language: Language
) -> AsyncIterator[bytes]:
    for number, line in lines:
        yield answer_line(desk, number, line, detail, language)
        await asyncio.sleep(0)


def answer_line(desk: Desk, number: int, line: bytes, detail: Detail, language: Language) -> bytes:
    """One line of a batch's answer: an answer, or a problem that says which line it is about."""
    try:
        return orjson.dumps(desk.quote(read_json(line), detail)) + b"\n"
    except Refused as refused:
        wrong = refused
    except Exception as mistake:  # one line's mistake of ours must not end the others' answers
        log_mistake(mistake)
        wrong = problems.INTERNAL
    return orjson.dumps({**problems.told(wrong, language), "line": number}) + b"\n"
