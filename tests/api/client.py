"""A caller of the application inside this process: plain calls, each answered in full."""

import asyncio
import copy
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI

from api.example import EXAMPLE
from api.server import application

Body = bytes | str | Iterable[bytes] | None


@cache
def served() -> FastAPI:
    """One application for all tests: policies are read once."""
    return application()


def call(
    method: str,
    url: str,
    body: Body = None,
    headers: Mapping[str, str] | None = None,
    app: FastAPI | None = None,
) -> httpx.Response:
    """Send one request. A body given in pieces goes without a Content-Length."""
    return calls([(method, url, body, headers or {})], app)[0]


def calls(
    wanted: Sequence[tuple[str, str, Body, Mapping[str, str]]], app: FastAPI | None = None
) -> list[httpx.Response]:
    """Send several requests, one after the other."""

    async def send() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app or served())
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            return [
                await client.request(method, url, content=_content(body), headers=dict(headers))
                for method, url, body, headers in wanted
            ]

    return asyncio.run(send())


def _content(body: Body) -> bytes | str | AsyncIterator[bytes] | None:
    if body is None or isinstance(body, (bytes, str)):
        return body
    return _pieces(body)


async def _pieces(body: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in body:
        yield piece


def example(**changes: Any) -> dict[str, Any]:
    """The worked example, with other values at dotted addresses (`bill__total="1.00"`)."""
    request = copy.deepcopy(EXAMPLE)
    for address, value in changes.items():
        *above, last = address.split("__")
        place: Any = request
        for step in above:
            place = place[step]
        place[last] = value
    return request


def codes_at(response: httpx.Response) -> list[str]:
    """The places of the problems a response tells."""
    return [each["where"] for each in response.json()["problems"]]
