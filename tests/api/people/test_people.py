"""People over HTTP: what is registered is found by document, by nobody else, and never in an address."""

from pathlib import Path

import pytest

from benefits.stores.database import Database
from tests.api.people.served import Served
from tests.people.made_up import AUDITOR, BUREAU, CLERK, ELSEWHERE, body


@pytest.fixture
def served(database: Database, tmp_path: Path) -> Served:
    return Served(database, tmp_path)


def test_a_person_is_put_once_and_got(served: Served) -> None:
    assert served.asks(CLERK, "PUT", "/v1/people/p1", body()).status_code == 201
    again = served.asks(CLERK, "PUT", "/v1/people/p1", body())
    assert (again.status_code, again.json()["changed"]) == (200, [])
    got = served.asks(CLERK, "GET", "/v1/people/p1")
    assert (got.status_code, got.json()["name"]) == (200, "欧＊")
    assert got.headers["cache-control"] == "no-store"


def test_a_document_is_looked_up_in_a_body(served: Served) -> None:
    served.asks(CLERK, "PUT", "/v1/people/p1", body())
    found = served.asks(CLERK, "POST", "/v1/people/search", {"document": body()["document"]})
    assert [each["id"] for each in found.json()["people"]] == ["p1"]


def test_who_somebody_is_is_revealed_for_a_reason(served: Served) -> None:
    served.asks(CLERK, "PUT", "/v1/people/p1", body())
    told = served.asks(CLERK, "POST", "/v1/people/p1/reveal", {"reason": "contact"})
    assert told.json()["name"] == "欧阳试验"
    assert served.asks(CLERK, "POST", "/v1/people/p1/reveal", {}).status_code == 422
    assert (
        served.asks(AUDITOR, "POST", "/v1/people/p1/reveal", {"reason": "contact"}).status_code
        == 403
    )


def test_entitlement_is_told_in_both_languages(served: Served) -> None:
    served.asks(CLERK, "PUT", "/v1/people/p1", body())
    told = served.asks(CLERK, "GET", "/v1/people/p1/entitlement?on=2018-06-15").json()
    assert told["categories"] == ["registered_poor"]
    assert told["reasons"][0]["text"] == {
        "zh": "建档立卡贫困人口自 2016-01-01 起，当日有效（2018-06-15 录入）",
        "en": "registered poor from 2016-01-01: counts that day (entered 2018-06-15)",
    }
    for query in ("", "?on=2018-6-15", "?on=2018-06-15&known_at=2018", "?on=2018-06-15&to=x"):
        assert served.asks(CLERK, "GET", f"/v1/people/p1/entitlement{query}").status_code == 422


def test_statuses_say_who_may_not_what_is_not_there_and_what_is_taken(served: Served) -> None:
    assert served.asks(None, "GET", "/v1/people/p1").status_code == 401
    served.asks(CLERK, "PUT", "/v1/people/p1", body())
    assert served.asks(ELSEWHERE, "GET", "/v1/people/p1").status_code == 404
    taken = served.asks(CLERK, "PUT", "/v1/people/p2", body())
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")
    assert served.asks(CLERK, "GET", "/v1/people/p1/access").status_code == 403
    assert len(served.asks(BUREAU, "GET", "/v1/people/p1/access").json()["access"]) == 1
    moved = served.asks(CLERK, "POST", "/v1/households/home-2/members", {"people": ["p1"]})
    assert moved.json()["members"] == ["p1"]


def test_without_a_register_nobody_is_registered(tmp_path: Path) -> None:
    told = Served(None, tmp_path).asks(CLERK, "PUT", "/v1/people/p1", body())
    assert (told.status_code, told.json()["code"]) == (503, "unavailable")


def test_a_database_that_is_gone_is_told_and_not_a_mistake_of_ours(
    served: Served, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benefits.stores.database import Unavailable

    def gone(*_: object, **__: object) -> None:
        raise Unavailable(OSError())

    monkeypatch.setattr(database, "run", gone)
    assert served.asks(CLERK, "GET", "/v1/people/p1").status_code == 503
