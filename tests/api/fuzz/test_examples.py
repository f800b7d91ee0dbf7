"""Every example of the interface's description works (接口示例): a demo server answers it with 200 or 201."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from benefits.stores.database import Database
from tests.api.fuzz.site import Site


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path / "simulations")


def test_every_documented_body_is_answered(site: Site) -> None:
    described = site.call("GET", "/openapi.json").json()
    shapes = described["components"]["schemas"]
    tried = 0
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            example = _example(operation, shapes)
            if example is None:
                continue
            tried += 1
            line = orjson.dumps(example)
            answer = site.call(
                method.upper(), _there(site, path), line, idempotency_key=f"e{tried}"
            )
            assert answer.status_code in (200, 201), (method, path, answer.text)
    assert tried >= 13


def _example(operation: Any, shapes: Any) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    for said in content.values():
        if "example" in said:
            return said["example"]
        shape = shapes.get(said["schema"].get("$ref", "").rpartition("/")[2], {})
        if "example" in shape:
            return shape["example"]
    return None


def _there(site: Site, path: str) -> str:
    """A path of something that is there: a settlement of its own for what undoes one, somebody new."""
    if path == "/v1/people/{id}":
        return "/v1/people/somebody-new"
    if path.startswith("/v1/settlements/{id}"):
        return path.replace("{id}", site.settled("demo-2" if "reversal" in path else "demo-1"))
    for beginning, there in site.there.items():
        if path.startswith(beginning):
            return path.replace(beginning[beginning.index("{") :], there[0])
    return path
