"""Every worked case to the fen, through the server: all of them as one batch, some alone."""

import json
from collections.abc import Mapping
from typing import Any

from tests.api.client import call, calls
from tests.worked import Case, cases, outcome


def split(case: Case, answer: Mapping[str, Any]) -> dict[str, Any]:
    return {"error": answer["code"]} if "code" in answer else outcome(answer, case.expect)


def test_the_server_splits_every_bill_as_worked_out() -> None:
    lines = "\n".join(json.dumps(case.request) for case in cases())
    response = call("POST", "/v1/quotes/batch?detail=none", lines)
    answers = [json.loads(line) for line in response.text.splitlines()]
    assert len(answers) > 200
    wrong = [
        (case.file, case.name, split(case, answer))
        for case, answer in zip(cases(), answers, strict=True)
        if split(case, answer) != case.expect
    ]
    assert wrong == []


def test_a_case_of_each_file_is_split_alone_as_in_the_batch() -> None:
    chosen = {case.file: case for case in cases()}.values()
    wanted = [("POST", "/v1/quotes", json.dumps(case.request), {}) for case in chosen]
    for case, response in zip(chosen, calls(wanted), strict=True):
        assert split(case, response.json()) == case.expect, case.name
