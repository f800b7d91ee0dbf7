"""The interface described: what is described is there, and what is there is described."""

import re
from typing import Any

from api.problems import CODES
from tests.api.client import call


def described() -> Any:
    return call("GET", "/openapi.json").json()


def test_every_path_is_described_with_its_problems() -> None:
    paths = described()["paths"]
    assert {(path, method) for path, of in paths.items() for method in of} == {
        ("/v1/quotes", "post"),
        ("/v1/quotes/batch", "post"),
        ("/v1/quotes/curve", "post"),
        ("/v1/policies", "get"),
        ("/v1/policies", "post"),
        ("/v1/policies/{region}", "get"),
        ("/v1/simulations", "get"),
        ("/v1/simulations", "post"),
        ("/v1/simulations/tables", "post"),
        ("/v1/simulations/tables/{digest}", "delete"),
        ("/v1/simulations/{id}", "get"),
        ("/v1/simulations/{id}", "delete"),
        ("/v1/simulations/{id}/events", "get"),
        ("/v1/simulations/{id}/report/{name}", "get"),
        ("/v1/settlements", "post"),
        ("/v1/settlements/preview", "post"),
        ("/v1/settlements/{id}", "get"),
        ("/v1/settlements/{id}/reversal", "post"),
        ("/v1/settlements/{id}/correction", "post"),
        ("/v1/people/{id}", "put"),
        ("/v1/people/{id}", "get"),
        ("/v1/people/{id}/reveal", "post"),
        ("/v1/people/{id}/entitlement", "get"),
        ("/v1/people/{id}/access", "get"),
        ("/v1/people/{id}/year-to-date", "get"),
        ("/v1/people/search", "post"),
        ("/v1/people/imports", "post"),
        ("/v1/households/{household}/members", "post"),
        ("/v1/reworks", "post"),
        ("/v1/reworks/preview", "post"),
        ("/v1/book/days/{day}", "get"),
        ("/v1/book/days/{day}/closing", "post"),
        ("/v1/session", "post"),
        ("/v1/session", "get"),
        ("/v1/session", "delete"),
        ("/v1/session/password", "put"),
        ("/v1/accounts", "get"),
        ("/v1/accounts", "post"),
        ("/v1/accounts/{id}/enabled", "put"),
        ("/v1/accounts/{id}/password", "put"),
        ("/v1/accounts/{id}/revocations", "post"),
        ("/healthz", "get"),
        ("/readyz", "get"),
        ("/metrics", "get"),
    }
    refusal = paths["/v1/quotes"]["post"]["responses"]["404"]
    assert refusal["description"].startswith("unknown_region")
    assert list(refusal["content"]) == ["application/problem+json"]


def test_the_requests_shape_is_the_one_that_is_read() -> None:
    schemas = described()["components"]["schemas"]
    request = schemas["Request"]
    assert request["additionalProperties"] is False
    assert set(request["required"]) == {"region", "date", "visit", "bill"}
    assert schemas["Bill"]["properties"]["total"]["type"] == "string"
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(CODES)


def test_every_reference_leads_somewhere() -> None:
    text = call("GET", "/openapi.json").text
    named = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert named <= set(described()["components"]["schemas"])
    assert {"Request", "Answer", "Problem", "CurveRequest"} <= named


def test_the_server_is_there() -> None:
    assert call("GET", "/healthz").json() == {"status": "ok"}
