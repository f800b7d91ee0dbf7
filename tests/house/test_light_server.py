"""The server stays light: it never imports a numeric library, even where one is installed.

Each heavy library is put in its way as an empty module, so that even `try: import numpy` shows.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.example import EXAMPLE

HEAVY = ("numba", "numpy", "pandas", "polars", "pyarrow", "scipy")

SERVED = """
import json, sys, tempfile
from pathlib import Path
import httptools, uvicorn, uvloop
import api.command, api.serving
from api.server import application
from api.simulation_runner import Runner
from tests.api.client import call

kept = Runner(Path(tempfile.mkdtemp()))
app, body = application(simulations=kept), sys.argv[1]
for method, path in (
    ("GET", "/"), ("GET", "/healthz"), ("GET", "/openapi.json"), ("GET", "/static/desk.css"),
    ("GET", "/v1/policies"), ("GET", "/v1/policies/jx-yichun?on=2018-06-15"),
    ("POST", "/v1/quotes?detail=full"), ("POST", "/v1/quotes/batch"), ("POST", "/v1/quotes/curve"),
):
    answer = call(method, path, body if method == "POST" else None, app=app)
    assert answer.status_code == 200, (method, path, answer.text)
table = call("POST", "/v1/simulations/tables", "claim_id", app=app).json()["table"]
asked = {"table": table, "reform": {"layers.backstop.ceiling": "5%"}}
answer = call("POST", "/v1/simulations", json.dumps(asked), app=app)
assert answer.status_code == 202, answer.text
assert call("GET", "/v1/simulations", app=app).status_code == 200
kept.close()
"""
TELL = """
heavy = sys.argv[2].split(",")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} & set(heavy))))
"""


@pytest.fixture
def in_the_way(tmp_path: Path) -> Path:
    for name in HEAVY:
        (tmp_path / f"{name}.py").touch()
    return tmp_path


def imported(program: str, in_the_way: Path) -> list[str]:
    """The heavy libraries that a process holds after running a program."""
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", program + TELL, json.dumps(EXAMPLE), ",".join(HEAVY)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(in_the_way)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    found: list[str] = json.loads(told.stdout)
    return found


def test_a_server_that_has_answered_on_every_path_holds_no_heavy_library(in_the_way: Path) -> None:
    assert imported(SERVED, in_the_way) == []


def test_a_library_that_is_only_tried_is_seen(in_the_way: Path) -> None:
    tried = "import json, sys\ntry:\n    import numpy\nexcept ImportError:\n    pass\n"
    assert imported(tried, in_the_way) == ["numpy"]
