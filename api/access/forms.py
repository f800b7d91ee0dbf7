"""The token in a form (表单令牌): read from a body that the route reads again."""

from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from benefits.claims.json_text import QUOTE_LIMIT, too_large
from benefits.claims.sentences import problem
from benefits.problems import Refused

FIELD: Final = "form_token"
_FORM: Final = "application/x-www-form-urlencoded"


async def kept_for_later(headers: Headers, receive: Receive) -> tuple[Receive, bytes]:
    """A form's body, and a receiver that gives it once more; of other bodies nothing is read."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return receive, b""
    pieces, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused("malformed", [problem("body_is_empty", "")])
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > QUOTE_LIMIT:
            raise too_large(QUOTE_LIMIT)
        more = message.get("more_body", False)
    body = b"".join(pieces)
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again, body


def form_token_given(body: bytes) -> str:
    """The token a form came with; empty where it came with none, or several."""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=300)
    except ValueError:
        return ""
    found = fields.get(FIELD, [])
    return found[0] if len(found) == 1 else ""
