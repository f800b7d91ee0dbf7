"""The shell around every answer (外壳): headers that keep a browser safe, a line of the log, the last resort.

A line names the route, never the path that was asked for: a path may hold who somebody is, and so may a
query and a body. A mistake of our own is logged by its kind and the places it came through.
"""

import re
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.languages import language_of_header
from api.logs import log
from api.metrics import Metrics

_SERVER: Final = log("server")
_ACCESS: Final = log("access")
_REQUEST_ID: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}", re.IGNORECASE
)
"""What a proxy in front may call a request; nothing that could be somebody's number."""

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-frame-options": "DENY",
}
_LINES: Final = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_TLS_ONLY: Final = (b"strict-transport-security", b"max-age=31536000")
"""A browser that came over TLS once comes so from then on."""
_NO_STORE: Final = (b"cache-control", b"no-store")


class Shell:
    """Wraps the application: safe headers, one log line a request, and no traceback ever."""

    def __init__(self, app: ASGIApp, metrics: Metrics | None = None) -> None:
        self.app = app
        self.metrics = metrics or Metrics()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status = 0
        number = _number_of(scope)
        scope.setdefault("state", {})["request_id"] = number

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = {name for name, _ in message["headers"]}
                headers = message["headers"] = [
                    *message["headers"],
                    *(line for line in _LINES if line[0] not in own),
                    (b"x-request-id", number.encode()),
                ]
                if scope["scheme"] == "https":
                    headers.append(_TLS_ONLY)
                if all(name != b"cache-control" for name, _ in headers):
                    headers.append(_NO_STORE)
            await send(message)

        try:
            await self.app(scope, receive, send_safely)
        except Exception as mistake:
            log_mistake(mistake, request_id=number)
            if status:  # too late to say so: break the connection off rather than end it well
                raise BrokenOff from None
            language = language_of_header(MutableHeaders(scope=scope).get("accept-language"))
            refused = problems.response(problems.INTERNAL, language)
            await refused(scope, receive, send_safely)
        finally:
            self._note(scope, number, status, perf_counter() - began)

    def _note(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        method, route = scope["method"], route_of(scope)
        self.metrics.answered(method, route, status, seconds)
        actor = scope["state"].get("actor")
        who = {} if actor is None else {"actor": actor.id}
        _ACCESS.info(
            "request",
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            request_id=number,
            **who,
        )


def _number_of(scope: Scope) -> str:
    """What this request is called in logs and answers: the caller's word for it, or one made here."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text: str = value.decode("latin-1")
            if _REQUEST_ID.fullmatch(text):
                return text.lower()
    return uuid4().hex


def route_of(scope: Scope) -> str:
    """The route a request was for, with names for its parts; `(none)` where there is no such path."""
    path: object = getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        return path
    return f"{scope['root_path']}/{{file}}" if scope.get("endpoint") is not None else "(none)"


class BrokenOff(Exception):
    """An answer that had begun could not be ended."""


def log_mistake(mistake: Exception, **more: Any) -> None:
    """Log a mistake of our own without anything a caller sent."""
    _SERVER.error("mistake", exc_info=mistake, **more)
