"""Whatever is sent, the answer is one that the interface's description knows (接口模糊测试).

schemathesis makes the requests from the description itself, sound ones and broken ones. The seed is fixed.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.transport.serialization import Binary

from benefits.stores.database import opened
from tests.api.client import served
from tests.api.fuzz.site import Site
from tests.stores import kept


@schemathesis.serializer(
    "application/x-ndjson",
    "application/vnd.apache.parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
def as_bytes(context: Any, value: Any) -> bytes:
    """A body as it goes over the wire: bytes as they are, anything else as a line of JSON."""
    if isinstance(value, Binary):
        return bytes(value.data)
    return value if isinstance(value, bytes) else json.dumps(value, default=str).encode() + b"\n"


_REFUSED = [400, 401, 403, 404, 405, 409, 413, 422, 429]
LONG = int(os.environ.get("FUZZ_CASES", "0"))
"""The long form (`python -m tests.api.fuzz.long`): so many cases a path, coverage of the shapes too."""
CONFIG = schemathesis.Config.from_dict(
    {
        "seed": int(os.environ.get("FUZZ_SEED", "1")),
        "generation": {"with-security-parameters": False},
        "phases": {"coverage": {"enabled": bool(LONG)}},
        "checks": {"negative_data_rejection": {"expected-statuses": _REFUSED}},
    }
)
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", served(), config=CONFIG)
checks.load_all_checks()
CHECKS = checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "missing_required_header",
        "unsupported_method",
    ]
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    (folder / "book.sqlite").write_bytes(kept._file())
    database = opened(f"sqlite:///{folder / 'book.sqlite'}")
    yield Site(database, folder / "simulations")
    database.close()
    told = {"least": min(SENT.values()), "sent": SENT.total(), "statuses": dict(STATUSES)}
    print("\nsent " + json.dumps(told))  # shown with -s


SENT: Counter[str] = Counter()
STATUSES: Counter[int] = Counter()
"""How many requests went to each path, and what was answered."""


@SCHEMA.parametrize()
@settings(
    max_examples=LONG or 50,
    derandomize=not LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_is_described(case: Any, site: Site) -> None:
    known(case, site)
    answer = case.call(app=site)
    SENT[case.operation.label] += 1
    STATUSES[answer.status_code] += 1
    case.validate_response(answer, checks=[each for each in CHECKS if suits(each, case)])


def suits(check: Any, case: Any) -> bool:
    """A batch is answered line by line, the lines that are wrong too."""
    return check.__name__ != "negative_data_rejection" or not case.path.endswith("/batch")


def known(case: Any, site: Site) -> None:
    """Every second made-up id becomes one that is there."""
    for beginning, there in site.there.items():
        if case.path.startswith(beginning) and case.path_parameters:
            name = next(iter(case.path_parameters))
            given = str(case.path_parameters[name])
            if len(given) % 2:
                case.path_parameters[name] = there[len(given) % len(there)]
