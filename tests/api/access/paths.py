"""Every path of a server (所有路径), from its own routes, filled in so that it can be called."""

import re
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.access.marks import EXTENSION

ELSEWHERE: Final = "/static"
"""Files for everybody, that hold nothing of anybody."""


def marks(app: FastAPI) -> dict[tuple[str, str], str | None]:
    """Method and path of every route, pages included, and what it says it needs."""
    found: dict[tuple[str, str], str | None] = {}
    for route in iter_route_contexts(app.routes):
        if route.path == ELSEWHERE:
            continue
        assert route.methods, f"{route.path} is no route of ours"
        for method in route.methods:
            found[method, route.path or ""] = (route.openapi_extra or {}).get(EXTENSION)
    return found


def filled(path: str) -> str:
    """A path with something in each blank."""
    return re.sub(r"\{\w+(:path)?\}", "nobody", path)
