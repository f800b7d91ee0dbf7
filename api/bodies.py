"""What a request brings along (请求内容): its body within a limit, its query by name.

A limit holds while the body arrives, whatever Content-Length says or leaves out.
"""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Final

from starlette.requests import ClientDisconnect, Request

from api import problems
from benefits.claims.json_text import plain, too_large
from benefits.claims.request import day
from benefits.claims.sentences import problem
from benefits.problems import Problem, Refused, WrongValue

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_WORD: Final = 200
"""A word of an address is at most so long; no name of anything is longer."""

LONGEST_QUERY: Final = 1000
"""A word of a query is at most so long: it may be a list."""


async def sound_address(request: Request) -> None:
    """Raises `Refused("not_found")` for a path with a word that nothing can be called.

    PostgreSQL takes no NUL, and says so with an error: such a word never comes as far as a database.
    """
    if not all(_can_be_a_word(each) for each in request.path_params.values()):
        raise problems.of_status(404)


def _can_be_a_word(text: str) -> bool:
    return len(text) <= LONGEST_WORD and not _CONTROL.search(text)


async def pieces_within(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The body piece by piece; raises `Refused("too_large")` as soon as it is above the limit."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:15]) > limit:
        raise too_large(limit)
    received = 0
    try:
        async for piece in request.stream():
            received += len(piece)
            if received > limit:
                raise too_large(limit)
            yield piece
    except ClientDisconnect:
        raise Refused("malformed", [problem("body_is_empty", "")]) from None


async def body_within(request: Request, limit: int) -> bytes:
    """The whole body, at most `limit` bytes."""
    return b"".join([piece async for piece in pieces_within(request, limit)])


def query_of(request: Request, choices: Mapping[str, tuple[str, ...] | None]) -> dict[str, str]:
    """The query by name; raises `Refused` for names that are unknown, double or badly answered.

    `choices` has the words each name may take; None: any text.
    """
    found: dict[str, str] = {}
    wrong: list[Problem] = []
    for name, value in request.query_params.multi_items():
        where = f"?{plain(name)}"
        if name not in choices:
            wrong.append(problem("field_is_not_known", where, near_zh="", near_en=""))
        elif name in found:
            wrong.append(problem("query_name_twice", where))
        else:
            words = choices[name]
            found[name] = value
            if words is None and len(value) > LONGEST_QUERY:
                wrong.append(problem("text_is_too_long", where, most=str(LONGEST_QUERY)))
            elif words is None and _CONTROL.search(value):
                wrong.append(problem("text_has_wrong_characters", where))
            if words is not None and value not in words:
                wrong.append(problem("word_is_not_known", where, words=", ".join(words)))
    if wrong:
        raise Refused("invalid_request", wrong)
    return found


def day_of(query: Mapping[str, str], name: str) -> date | None:
    """A day of the query, None where it is not given; raises `Refused`."""
    written = query.get(name)
    if written is None:
        return None
    try:
        return day(written)
    except WrongValue as wrong:
        raise Refused("invalid_request", [problem(wrong.code, f"?{name}")]) from None
