"""Every route says what it needs, and means it: each role on each path, made from the routes themselves."""

import pytest
from fastapi import APIRouter

from api.access.marks import EXTENSION, WITHOUT_ACCOUNTS, needs
from api.openapi import describe
from api.server import application
from benefits.accounts.actor import ROLES, Role
from benefits.accounts.permissions import ACTIONS, PERMISSIONS, Action
from tests.api.access.paths import filled, marks
from tests.api.access.site import Site
from tests.api.client import calls, served

MARKS = {*ACTIONS, "public", "signed_in"}
PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/openapi.json"),
    ("GET", "/metrics"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/single"),
    ("GET", "/sign-in/single/back"),
    ("POST", "/v1/session"),
}
"""What everybody may do, and nothing else."""


def test_every_route_says_what_it_needs() -> None:
    without = {route for route, mark in marks(served()).items() if mark not in MARKS}
    assert without == set(), "a route is marked by needs(…), see api/access/marks.py"


def test_a_route_that_says_nothing_is_told() -> None:
    app = application(served().state.desk, served().state.simulations)
    forgotten = APIRouter()

    @forgotten.get("/v1/forgotten")
    async def nothing() -> None:
        return None

    app.include_router(forgotten)
    assert marks(app)["GET", "/v1/forgotten"] is None


def test_the_interface_tells_what_each_path_needs() -> None:
    told = {
        (method.upper(), path): operation[EXTENSION]
        for path, operations in describe(served())["paths"].items()
        for method, operation in operations.items()
    }
    own = {
        (method, path.replace(":path", "")): mark
        for (method, path), mark in marks(served()).items()
    }
    assert told.items() <= own.items()
    assert len(told) > 15


def test_what_is_public_is_written_down_here() -> None:
    assert {route for route, mark in marks(served()).items() if mark == "public"} == PUBLIC


def test_nobody_may_call_what_is_not_public(site: Site) -> None:
    site.has("li", "clerk")
    found = marks(site.app())
    for ((method, path), mark), answer in zip(found.items(), site.every(found), strict=True):
        status = answer.status_code
        assert (status == 401) is (mark != "public") or path.startswith("/sign-in"), (method, path)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "machine"])
def test_a_role_may_call_what_it_has_the_action_for_and_nothing_else(
    site: Site, role: Role
) -> None:
    """A machine signs tokens: tests/api/access/test_tokens.py."""
    site.has("somebody", role)
    headers = site.signed_in("somebody")
    found = {
        (method, path): mark
        for (method, path), mark in marks(site.app()).items()
        if mark != "signed_in" or method == "GET"  # signing out would end what is tried here
    }
    answers = site.every(found, headers)
    for ((method, path), mark), answer in zip(found.items(), answers, strict=True):
        status = answer.status_code
        assert status != 500, (method, path)
        may = mark in ("public", "signed_in") or PERMISSIONS[mark][role] != "—"  # type: ignore[index]
        assert (status != 403) is may, (method, path, mark, status)
        assert status != 401 or mark == "public", (method, path)
    assert len(found) > 15


def test_without_accounts_nothing_is_done_that_is_about_a_person() -> None:
    found = marks(served())
    wanted = [(method, filled(path), None, {}) for method, path in found]
    for ((method, path), mark), answer in zip(found.items(), calls(wanted), strict=True):
        status = answer.status_code
        free = mark == "public" or mark in WITHOUT_ACCOUNTS
        signs_in = path.startswith(("/sign-in", "/v1/session"))
        assert (status != 401) is free or signs_in, (method, path, status)


def test_a_mark_goes_beside_what_the_route_says_of_itself() -> None:
    action: Action = "people.read"
    told = needs(action, {"status_code": 201, "openapi_extra": {"parameters": []}})
    assert told["status_code"] == 201
    assert told["openapi_extra"] == {"parameters": [], EXTENSION: action}
