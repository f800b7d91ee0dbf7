"""Lists over HTTP: compared first; every bad row with its line and column."""

from pathlib import Path

import pytest

from benefits.stores.database import Database
from tests.api.people.served import Served
from tests.people.made_up import BUREAU, CLERK

LIST = "name,document_number,category,from\n试验甲,360999195005050003,low_income,2018-06-01\n"
PATH = "/v1/people/imports?region=r1"


@pytest.fixture
def served(database: Database, tmp_path: Path) -> Served:
    return Served(database, tmp_path)


def test_a_list_is_compared_and_then_entered(served: Served) -> None:
    compared = served.asks(BUREAU, "POST", PATH, LIST.encode()).json()
    assert (compared["applied"], compared["new_people"]) == (False, 1)
    entered = served.asks(BUREAU, "POST", PATH + "&apply=true", LIST.encode()).json()
    assert (entered["applied"], len(entered["added"])) == (True, 1)
    again = served.asks(BUREAU, "POST", PATH + "&apply=true", LIST.encode()).json()
    assert (again["unchanged"], again["added"]) == (1, [])
    ended = served.asks(
        BUREAU,
        "POST",
        PATH + "&apply=true&as_of=2018-06-20&categories=low_income",
        LIST.splitlines()[0].encode(),
    ).json()
    assert [each["until"] for each in ended["ended"]] == ["2018-06-19"]


def test_bad_rows_are_told_with_line_and_column(served: Served) -> None:
    bad = LIST + "试验乙,360999195206060006,low_income,2018-06-31\n"
    told = served.asks(BUREAU, "POST", PATH + "&apply=true", bad.encode())
    assert told.status_code == 422
    places = [(each["line"], each["column"], each["where"]) for each in told.json()["problems"]]
    assert places == [(3, 2, "document_number"), (3, 4, "from")]


@pytest.mark.parametrize(
    "query",
    ["", "?region=r1&apply=yes", "?region=r1&as_of=x", "?region=r1&categories=rich", "?x=1"],
)
def test_what_is_asked_wrongly_is_refused(served: Served, query: str) -> None:
    assert (
        served.asks(BUREAU, "POST", "/v1/people/imports" + query, LIST.encode()).status_code == 422
    )


def test_only_a_bureau_imports_and_only_its_own_region(served: Served) -> None:
    assert served.asks(CLERK, "POST", PATH, LIST.encode()).status_code == 403
    other = served.asks(BUREAU, "POST", "/v1/people/imports?region=r2", LIST.encode())
    assert other.status_code == 403
