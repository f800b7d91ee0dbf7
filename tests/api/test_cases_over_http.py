"""Every worked case to the fen, through the server."""

import json

from tests.api.client import calls
from tests.worked import cases, outcome


def test_the_server_splits_every_bill_as_worked_out() -> None:
    wanted = [("POST", "/v1/quotes?detail=none", json.dumps(c.request), {}) for c in cases()]
    wrong = []
    for case, response in zip(cases(), calls(wanted), strict=True):
        answer = response.json()
        split = (
            outcome(answer, case.expect)
            if response.status_code == 200
            else {"error": answer["code"]}
        )
        if split != case.expect:
            wrong.append((case.file, case.name, split))
    assert len(wanted) > 200
    assert wrong == []
