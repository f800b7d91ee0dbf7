"""Every path says which methods it takes (请求方法), and there is no path beside those that are described."""

from pathlib import Path

import pytest
from starlette.routing import compile_path

from benefits.stores.database import Database
from tests.api.access.paths import filled, marks
from tests.api.fuzz.site import Site

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path / "simulations")


def test_a_method_a_path_does_not_take_is_refused_with_those_it_takes(site: Site) -> None:
    routes = list(marks(site.app))
    taken = {
        filled(path): {
            method for method, of in routes if compile_path(of)[0].match(filled(path))
        }  # `/v1/people/search` is a person's path too
        for _, path in routes
    }
    for path, methods in taken.items():
        for method in METHODS:
            answer = site.call(method, path)
            if answer.status_code == 405:
                allowed = set(answer.headers["allow"].replace(" ", "").split(","))
                assert method not in allowed, (method, path)
                assert allowed >= methods, (method, path, allowed)
                if method != "HEAD":
                    assert answer.json()["code"] == "method_not_allowed", (method, path)
            else:
                assert method in methods or answer.status_code == 404, (method, path, answer.text)
            assert answer.status_code < 500, (method, path)


def test_a_slash_at_the_end_is_another_path_and_there_is_none(site: Site) -> None:
    for method, path in marks(site.app):
        if path != "/" and "{name" not in path:
            answer = site.call(method, filled(path) + "/")
            assert answer.status_code in (404, 405, 422), (method, path, answer.text)
            assert "location" not in answer.headers, (method, path)


def test_a_name_of_a_query_that_is_not_known_is_refused_by_its_name(site: Site) -> None:
    described = site.call("GET", "/openapi.json").json()["paths"]
    probes = {"/healthz", "/readyz", "/metrics"}
    for path, operations in described.items():
        for method in operations.keys() if path not in probes else ():
            answer = site.call(
                method.upper(), filled(path) + "?colour=red", {}, idempotency_key="key"
            )
            assert answer.status_code in (400, 404, 422), (method, path, answer.text)
            if answer.status_code == 422:
                places = [each["where"] for each in answer.json()["problems"]]
                assert "?colour" in places, (method, path, places)
