"""A made-up name, number and telephone go through every path, and stand nowhere but where they belong."""

import json
import logging
from pathlib import Path

import pytest
from sqlalchemy import select

from benefits.stores import schema
from benefits.stores.database import Database
from tests.api.people.served import Served
from tests.people.made_up import AUDITOR, BUREAU, CLERK, ELSEWHERE, body
from tests.stores.kept import STORES

NAME = "鹮鹮试验"
NUMBER = "360999195206060005"
TELEPHONE = "13900007788"
CANARIES = (NAME, NUMBER, NUMBER[:-1], TELEPHONE, json.dumps(NAME)[1:-1], "19520606", "1952-06-06")


@pytest.fixture
def served(database: Database, tmp_path: Path) -> Served:
    return Served(database, tmp_path)


@pytest.mark.parametrize("store", STORES)
def test_the_canary_stands_in_no_column_no_log_and_no_answer_but_the_revealed(
    served: Served,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    document = {"type": "id_card", "number": NUMBER}
    given = body(name=NAME, document=document, telephone=TELEPHONE)
    broken = {**given, "region": 7, "birth_day": "1952-06-07", "household": NUMBER}
    listed = f"name,document_number,category\n{NAME},{NUMBER},low_income\n".encode()
    bad = f"name,document_number,category\n{NAME},{NUMBER}1,{NAME}\n".encode()
    calls = [
        (CLERK, "PUT", "/v1/people/p1", given),
        (CLERK, "PUT", "/v1/people/p2", given),
        (CLERK, "PUT", "/v1/people/p2", broken),
        (CLERK, "PUT", "/v1/people/p2", {**given, NAME: NUMBER, "region": "r1", "name": [NAME]}),
        (CLERK, "GET", "/v1/people/p1", None),
        (ELSEWHERE, "GET", "/v1/people/p1", None),
        (AUDITOR, "GET", "/v1/people/p1", None),
        (CLERK, "POST", "/v1/people/search", {"document": document}),
        (ELSEWHERE, "POST", "/v1/people/search", {"document": document}),
        (CLERK, "POST", "/v1/people/search", {"document": {**document, "number": NUMBER + "9"}}),
        (CLERK, "POST", "/v1/people/p1/reveal", {"reason": f"{NAME} {NUMBER}"}),
        (CLERK, "GET", "/v1/people/p1/entitlement?on=2018-06-15", None),
        (BUREAU, "GET", "/v1/people/p1/access", None),
        (CLERK, "POST", "/v1/households/home-2/members", {"people": ["p1"]}),
        (CLERK, "POST", "/v1/households/home-2/members", {"people": [NUMBER]}),
        (BUREAU, "POST", "/v1/people/imports?region=r1", listed),
        (BUREAU, "POST", "/v1/people/imports?region=r1&apply=true", listed),
        (BUREAU, "POST", "/v1/people/imports?region=r1", bad),
    ]
    for actor, method, path, sent in calls:
        answer = served.asks(actor, method, path, sent)
        assert answer.status_code < 500, (method, path)
        unknown_field = sent is not None and NAME in (sent if isinstance(sent, dict) else {})
        for canary in CANARIES:  # the name of an unknown field goes back to who sent it
            assert unknown_field or canary not in answer.text, (method, path, canary)
            assert canary not in str(answer.headers)
    told = served.asks(CLERK, "POST", "/v1/people/p1/reveal", {"reason": "contact"})
    assert all(each in told.text for each in (NAME, NUMBER, TELEPHONE, "1952-06-06"))
    kept = _everything(database)
    said = caplog.text + "".join(capfd.readouterr()) + str(served.app.state.metrics.__dict__)
    for canary in CANARIES:
        assert canary not in kept
        assert canary not in said


def _everything(database: Database) -> str:
    """Every value of every table, in clear and as the bytes hold it."""
    found = []
    with database.reading() as connection:
        for table in schema.whole().sorted_tables:
            for row in connection.execute(select(table)):
                found += [
                    each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each)
                    for each in row
                ]
    assert len(found) > 40, "the tables were found"
    return "\n".join(found)


def test_a_column_in_clear_would_be_found(served: Served, database: Database) -> None:
    given = body(name=NAME, document={"type": "id_card", "number": NUMBER}, household="canary-1")
    served.asks(CLERK, "PUT", "/v1/people/p1", given)
    assert "canary-1" in _everything(database)
