"""A payment is never more than its parts hold, however it is rounded (不超过余额)."""

from pathlib import Path

import pytest

from benefits.quotes.desk import Desk
from tests.reading.books import book, policy


def paid(folder: Path, text: str, total: str, before: str = "0.00") -> str:
    """What the layer pays of a bill that is all eligible."""
    request = {
        "region": "xx-test",
        "date": "2020-06-15",
        "visit": {"kind": "inpatient"},
        "bill": {"total": total, "eligible": total},
        "year_to_date": {"layers": {"basic": {"base": before, "paid": "0.00"}}},
    }
    answer = Desk(book(folder, v_2020_01_01=text)).quote(request)
    return next((each["amount"] for each in answer["payers"]), "0.00")


@pytest.mark.parametrize(
    ("rounding", "total", "expected"),
    [
        ("{unit: yuan, mode: up}", "100.01", "100.01"),
        ("{unit: yuan, mode: half_up}", "99.50", "99.50"),
        ("{unit: yuan, mode: half_up}", "99.49", "99.00"),
        ("{unit: yuan, mode: down}", "99.99", "99.00"),
        ("{unit: fen, mode: up}", "0.01", "0.01"),
    ],
)
def test_a_whole_yuan_is_not_more_than_there_is(
    tmp_path: Path, rounding: str, total: str, expected: str
) -> None:
    text = policy("from: 2020-01-01", "100%") + f"    rounding: {rounding}\n"
    assert paid(tmp_path, text, total) == expected


@pytest.mark.parametrize("mode", ["up", "half_up", "down"])
def test_a_year_that_reaches_the_next_yuan_pays_no_more_than_the_visit(
    tmp_path: Path, mode: str
) -> None:
    heads = f"    yearly: true\n    rounding: {{unit: yuan, mode: {mode}}}\n"
    edge = {"up": "1.00", "half_up": "1.49", "down": "1.99"}[mode]
    text = policy("from: 2020-01-01", "100%") + heads
    assert paid(tmp_path, text, "0.01", edge) == "0.01"
