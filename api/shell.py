"""The shell around every answer (外壳): headers that keep a browser safe, and the last resort.

A mistake of our own is logged by its kind and the lines it came from; never with its message, which
may hold what a caller sent, and never with a body or a query.
"""

import logging
import traceback
from time import perf_counter
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.languages import language_of_header

_LOG: Final = logging.getLogger("benefits.server")
_ACCESS: Final = logging.getLogger("benefits.access")

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
_LINES: Final = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_NO_STORE: Final = (b"cache-control", b"no-store")


class Shell:
    """Wraps the application: safe headers, one log line a request, and no traceback ever."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status = 0

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = {name for name, _ in message["headers"]}
                headers = message["headers"] = [
                    *message["headers"],
                    *(line for line in _LINES if line[0] not in own),
                ]
                if all(name != b"cache-control" for name, _ in headers):
                    headers.append(_NO_STORE)
            await send(message)

        try:
            await self.app(scope, receive, send_safely)
        except Exception as mistake:
            log_mistake(mistake)
            if status:  # too late to say so: break the connection off rather than end it well
                raise BrokenOff from None
            language = language_of_header(MutableHeaders(scope=scope).get("accept-language"))
            refused = problems.response(problems.INTERNAL, language)
            await refused(scope, receive, send_safely)
        finally:
            if _ACCESS.isEnabledFor(logging.INFO):
                spent = (perf_counter() - began) * 1000
                path = scope.get("raw_path", b"").partition(b"?")[0][:200]
                _ACCESS.info(
                    "%s %s %d %.1f ms",
                    scope["method"],
                    path.decode("ascii", "replace"),
                    status,
                    spent,
                )


class BrokenOff(Exception):
    """An answer that had begun could not be ended."""


def log_mistake(mistake: Exception) -> None:
    """Log a mistake of our own without anything a caller sent."""
    stack = "".join(traceback.format_tb(mistake.__traceback__))
    _LOG.error("%s\n%s", type(mistake).__qualname__, stack)
