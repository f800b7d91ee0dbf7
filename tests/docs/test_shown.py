"""The checks of the examples can fail: a page that shows something else is told so."""

from pathlib import Path

import pytest

from tests.docs.blocks import blocks_of
from tests.docs.commands import commands_of
from tests.docs.frame import refused_or_wrong, wrong_with
from tests.docs.shown import json_unlike, unlike
from tests.docs.test_links import anchors_of

REAL = "first\nsecond: 12.00\nthird\n"


@pytest.mark.parametrize(
    "shown", [REAL, "first\n…\n", "…\nthird", "first\nsecond: …\nthird", "…", "first\n…\n…third\n"]
)
def test_what_came_out_is_let_through(shown: str) -> None:
    assert unlike(shown, REAL) == ""


@pytest.mark.parametrize(
    "shown", ["first", "first\nthird", "second: …", "first\nsecond: 12.01\nthird", "", "…\nfourth"]
)
def test_anything_else_is_told(shown: str) -> None:
    assert "real:" in unlike(shown, REAL)


def test_json_that_differs_is_told_with_its_place() -> None:
    real = {"total": "1.00", "payers": [{"layer": "basic"}, {"layer": "aid"}]}
    assert json_unlike({"total": "…", "payers": "…"}, real) == ""
    assert json_unlike({"payers": [{"layer": "basic"}, "…"], "…": "…"}, real) == ""
    assert json_unlike({"total": "1.00"}, real).startswith(": fields")
    assert json_unlike({"payers": [{"layer": "basic"}], "…": "…"}, real).startswith(".payers")
    wrong = {"payers": [{"layer": "basics"}, "…"], "…": "…"}
    assert json_unlike(wrong, real).startswith(".payers[0].layer")
    assert json_unlike({"total": "…2", "…": "…"}, real).startswith(".total")


def test_an_amount_a_policy_does_not_pay_is_told() -> None:
    assert wrong_with("rate: 50%\n# 100.00 → 50.00\n") == []
    assert len(wrong_with("rate: 50%\n# 100.00 → 50.01\n# 100.00 → refused\n")) == 2
    assert wrong_with("rate: 90%\ncap: 10\n# paid=5.00, 100.00 → 5.00\n") == []


def test_a_sound_policy_is_not_wrong() -> None:
    assert not refused_or_wrong("rate: 50%\n")
    assert refused_or_wrong("rate: 150%\n")


def test_blocks_commands_and_anchors_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A, b · 词\n\n```console file=x\n$ one\n1\n$ two \\\n  three\n2\n```\n", encoding="utf-8"
    )
    (block,) = blocks_of(page)
    assert (block.kind, block.file, block.line) == ("console", "x", 3)
    assert list(commands_of(block.text)) == [("one", "1\n"), ("two three", "2\n")]
    assert anchors_of(page) == {"a-b--词"}
