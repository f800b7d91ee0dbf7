"""The benchmarks measure what they say: the bare route tells the same, the peers' split is the same."""

import doctest
import json
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

from api.example import EXAMPLE
from benchmarks import bare, client, desk, http, lower_bound, peers, servers, start, times
from benefits.quotes import Desk
from benefits.quotes.desk import Detail
from benefits.reading.book import PolicyBook
from tests.api.client import call, example
from tests.house.tracked import ROOT

DESK = Desk(PolicyBook.packaged())
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("route", ["/ready", "/made"])
@pytest.mark.parametrize("detail", ["none", "short"])
def test_the_bare_route_tells_what_the_desk_tells(route: str, detail: Detail) -> None:
    answer = call(
        "POST", f"{route}?detail={detail}", json.dumps(EXAMPLE), JSON, app=bare.application()
    )
    assert answer.json() == DESK.quote(EXAMPLE, detail)


def test_the_bare_route_reads_the_request_and_knows_every_field_of_the_answer() -> None:
    app = bare.application()
    assert call("POST", "/made", '{"region": "jx-yichun"}', JSON, app=app).status_code == 422
    with pytest.raises(ValidationError):
        bare.Answer.model_validate({**DESK.quote(EXAMPLE), "new": "field"})


@pytest.mark.parametrize("eligible", [16_000, 7_000, 120_000])
def test_the_lower_bound_does_the_same_work(eligible: int) -> None:
    total = eligible + 4_000
    asked: dict[str, Any] = example(bill__total=f"{total}.00", bill__eligible=f"{eligible}.00")
    told = DESK.quote(asked, "none")
    split = lower_bound.decimals(Decimal(total), Decimal(eligible), Decimal(3_000))
    assert str(split["patient"]) == told["patient"]
    paid = {name: str(each) for name, each in split.items() if each and name != "patient"}
    assert paid == {each["layer"]: each["amount"] for each in told["payers"]}


def test_another_split_does_not_count() -> None:
    peers._same_split("1092.699951171875")
    with pytest.raises(ValueError, match="another split"):
        peers._same_split(1092.71)


@pytest.mark.parametrize("module", [times, client, lower_bound])
def test_their_examples_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_make_bench_runs_each_of_them() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for module in (desk, http, start, peers):
        assert f"-m {module.__name__}\n" in makefile
        assert callable(module.main)
    assert servers.OURS[-4:-2] == ("--port", "0")
