"""The register of people over both stores: sent twice is entered once, and who looks is written down."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from benefits.people.person import Identity
from benefits.people.vault import Vault
from benefits.problems import Refused
from benefits.stores import people
from benefits.stores.database import Database
from benefits.stores.people_tables import FACTS, IDENTITIES, PARTICULARS
from benefits.stores.people_trail import unlike_the_trail
from benefits.stores.registry import Registry
from benefits.stores.trail import TRAIL
from tests.people.made_up import (
    AUDITOR,
    BUREAU,
    CLERK,
    ELSEWHERE,
    Clock,
    Drawn,
    actor,
    body,
    keys,
    registry,
)

OTHER = {"type": "id_card", "number": "360999195005050003"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(database: Database, clock: Clock) -> Registry:
    return registry(database, clock)


def rows(database: Database) -> int:
    with database.reading() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (FACTS, IDENTITIES, PARTICULARS)
        ]
    return sum(counts)


def refused(ask: Callable[[], Any]) -> tuple[str, list[str]]:
    with pytest.raises(Refused) as caught:
        ask()
    return caught.value.code, [each.code for each in caught.value.problems]


def test_who_is_registered_is_shown_masked(register: Registry) -> None:
    new, told = register.register(CLERK, "p1", body(telephone="13900000001"))
    assert new
    assert told["name"] == "欧＊"
    assert told["document"] == {"type": "id_card", "number": "360***********0002"}
    assert told["telephone"] == "13******001"
    assert (told["age"], told["household"], told["insurance"]) == (58, "home-1", "resident")
    assert [each["category"] for each in told["identities"]] == ["registered_poor"]
    assert register.look(CLERK, "p1")["name"] == "欧＊"


def test_the_same_registration_sent_twice_enters_nothing_more(
    register: Registry, database: Database, clock: Clock
) -> None:
    register.register(CLERK, "p1", body())
    before = rows(database)
    clock.passes(days=40)
    new, told = register.register(CLERK, "p1", body())
    assert (new, told["changed"], rows(database)) == (False, [], before)


def test_what_is_left_out_stays_and_null_takes_it_away(register: Registry) -> None:
    register.register(CLERK, "p1", body(telephone="13900000001"))
    less = body()
    del less["household"], less["identities"], less["insurance"]
    told = register.register(CLERK, "p1", less)[1]
    assert told["changed"] == []
    assert (told["household"], len(told["identities"])) == ("home-1", 1)
    told = register.register(BUREAU, "p1", body(household=None, identities=[], telephone=None))[1]
    assert (told["household"], told["identities"], told["telephone"]) == (None, [], None)


def test_a_document_is_one_persons_and_whose_is_not_told(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    with pytest.raises(Refused) as caught:
        register.register(CLERK, "p2", body(name="别的名字"))
    assert caught.value.code == "conflict"
    assert [each.code for each in caught.value.problems] == ["document_is_taken"]
    assert "p1" not in str(caught.value)
    assert "欧" not in str(caught.value)


def test_an_old_card_of_15_digits_is_the_same_document(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    old = {"type": "id_card", "number": "360999600301000"}
    found = register.search(CLERK, {"document": old})["people"]
    assert [each["id"] for each in found] == ["p1"]
    code = refused(lambda: register.register(CLERK, "p2", body(document=old)))
    assert code == ("conflict", ["document_is_taken"])


def test_a_household_register_is_the_whole_familys(register: Registry) -> None:
    book = {"type": "household_register", "number": "HB000001"}
    for id in ("p1", "p2"):
        register.register(CLERK, id, body(document=book, birth_day="2018-06-01"))
    found = register.search(CLERK, {"document": book})["people"]
    assert [each["id"] for each in found] == ["p1", "p2"]


def test_a_corrected_document_is_found_and_the_wrong_one_is_free(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    told = register.register(CLERK, "p1", body(document=OTHER))[1]
    assert told["changed"] == ["particulars"]
    assert register.search(CLERK, {"document": body()["document"]})["people"] == []
    assert len(register.search(CLERK, {"document": OTHER})["people"]) == 1
    assert register.register(CLERK, "p2", body())[0]


def test_the_unconscious_and_the_newborn_are_registered_without_a_document(
    register: Registry,
) -> None:
    nobody = {"type": "none", "reason": "unconscious"}
    told = register.register(CLERK, "p1", body(name=None, document=nobody))[1]
    assert (told["name"], told["document"], told["age"]) == (
        None,
        {"type": "none", "number": None},
        None,
    )
    newborn = {"type": "none", "reason": "newborn"}
    told = register.register(CLERK, "p2", body(document=newborn, birth_day="2018-06-14"))[1]
    assert told["age"] == 0
    told = register.register(CLERK, "p1", body())[1]
    assert (told["name"], told["age"]) == ("欧＊", 58)


def test_people_of_another_region_are_not_there(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    not_there = ("not_found", ["person_is_not_there"])
    assert refused(lambda: register.look(ELSEWHERE, "p1")) == not_there
    assert refused(lambda: register.look(ELSEWHERE, "p9")) == not_there
    assert refused(lambda: register.reveal(ELSEWHERE, "p1", {"reason": "contact"})) == not_there
    assert refused(lambda: register.entitlement(ELSEWHERE, "p1", date(2018, 6, 15))) == not_there
    assert register.search(ELSEWHERE, {"document": body()["document"]}) == {"people": []}
    moved = refused(lambda: register.move(ELSEWHERE, "h", {"people": ["p1"]}))
    assert moved == not_there
    mine = refused(lambda: register.register(ELSEWHERE, "p1", body(region="r2")))
    assert mine == ("conflict", ["id_is_taken"])
    theirs = refused(lambda: register.register(ELSEWHERE, "p2", body(document=OTHER)))
    assert theirs == ("forbidden", ["region_is_not_yours"])


def test_a_bureau_moves_somebody_to_another_region(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    away = refused(lambda: register.register(CLERK, "p1", body(region="r2")))
    assert away == ("forbidden", ["region_is_not_yours"])
    assert register.register(BUREAU, "p1", body(region="r2"))[1]["region"] == "r2"
    assert register.look(ELSEWHERE, "p1")["region"] == "r2"
    assert refused(lambda: register.look(CLERK, "p1"))[0] == "not_found"


@pytest.mark.parametrize("role", ["analyst", "author", "admin"])
def test_these_roles_never_see_people(register: Registry, role: Any) -> None:
    register.register(CLERK, "p1", body())
    who = actor(role)
    document = {"document": body()["document"]}
    for ask in (
        lambda: register.look(who, "p1"),
        lambda: register.search(who, document),
        lambda: register.reveal(who, "p1", {"reason": "contact"}),
        lambda: register.register(who, "p1", body()),
        lambda: register.access(who, "p1"),
        lambda: register.move(who, "h", {"people": ["p1"]}),
        lambda: register.entitlement(who, "p1", date(2018, 6, 15)),
    ):
        assert refused(ask)[0] == "forbidden"


def test_an_auditor_sees_them_masked_and_who_looked(register: Registry, clock: Clock) -> None:
    register.register(CLERK, "p1", body())
    clock.passes(minutes=1)
    register.reveal(CLERK, "p1", {"reason": "complaint"})
    clock.passes(minutes=1)
    assert register.look(AUDITOR, "p1")["name"] == "欧＊"
    assert refused(lambda: register.reveal(AUDITOR, "p1", {"reason": "contact"}))[0] == "forbidden"
    clock.passes(minutes=1)
    listed = register.access(AUDITOR, "p1")["access"]
    assert [(each["actor"], each["action"]) for each in listed] == [
        ("auditor-None", "person.read"),
        ("clerk-r1", "person.revealed"),
        ("clerk-r1", "person.registered"),
    ]
    assert listed[1]["reason"] == "complaint"


def test_a_reveal_needs_one_of_the_reasons_there_are(register: Registry) -> None:
    register.register(CLERK, "p1", body())
    told = register.reveal(CLERK, "p1", {"reason": "desk_check"})
    assert (told["name"], told["document"]["number"]) == ("欧阳试验", "360999196003010002")
    for wrong in ({}, {"reason": "欧阳试验 asked"}, {"reason": None}):
        code = refused(lambda wrong=wrong: register.reveal(CLERK, "p1", wrong))[0]  # type: ignore[misc]
        assert code == "invalid_request"


def test_every_call_leaves_its_event(register: Registry, database: Database) -> None:
    register.register(CLERK, "p1", body())
    register.register(CLERK, "p1", body())
    register.look(CLERK, "p1")
    register.search(CLERK, {"document": body()["document"]})
    register.search(CLERK, {"document": OTHER})
    register.reveal(CLERK, "p1", {"reason": "contact"})
    register.entitlement(CLERK, "p1", date(2018, 6, 15))
    register.move(CLERK, "home-2", {"people": ["p1"]})
    with database.reading() as connection:
        told = connection.execute(
            select(TRAIL.c.action, TRAIL.c.subject).order_by(TRAIL.c.number)
        ).all()
        assert list(unlike_the_trail(connection)) == []
    assert [tuple(each) for each in told] == [
        ("person.registered", "p1"),
        ("person.confirmed", "p1"),
        ("person.read", "p1"),
        ("person.searched", "p1"),
        ("person.searched", ""),
        ("person.revealed", "p1"),
        ("person.entitlement_read", "p1"),
        ("person.moved", "p1"),
    ]


def test_what_settling_needs_is_known_by_surrogate(register: Registry, database: Database) -> None:
    periods = [{"from": "2017-01-01", "until": "2017-12-31"}, {"from": "2018-01-01", "until": None}]
    register.register(CLERK, "p1", body(division="360999", contribution_periods=periods))
    with database.reading() as connection:
        known = people.known_person(connection, "p1", date(2018, 2, 28), None, register.vault)
        assert known is not None
        assert (known.region, known.household, known.insurance, known.division) == (
            "r1",
            "home-1",
            "resident",
            "360999",
        )
        assert known.identities == (Identity("registered_poor", date(2016, 1, 1), None),)
        assert known.age == 57
        assert len(known.contribution_periods or ()) == 2
        later = people.known_person(connection, "p1", date(2018, 3, 1), None, register.vault)
        assert later is not None
        assert later.age == 58
        blind = people.known_person(connection, "p1", date(2018, 3, 1))
        assert blind is not None
        assert blind.age is None
        assert people.known_person(connection, "p9", date(2018, 3, 1)) is None


def test_a_retroactive_identity_is_the_bureaus_and_is_told_from_one_known_then(
    register: Registry, database: Database, clock: Clock
) -> None:
    register.register(CLERK, "p1", body(identities=[]))
    then = "2018-07-01T00:00:00.000000Z"
    clock.passes(days=60)
    given = body(identities=[{"category": "destitute", "from": "2018-05-01", "until": None}])
    code = refused(lambda: register.register(CLERK, "p1", given))
    assert code == ("forbidden", ["change_is_retroactive"])
    told = register.register(BUREAU, "p1", given)[1]
    assert told["retroactive_from"] == "2018-05-01"
    day = date(2018, 6, 15)
    assert register.entitlement(CLERK, "p1", day)["categories"] == ["destitute"]
    assert register.entitlement(CLERK, "p1", day, then)["categories"] == []
    with database.reading() as connection:
        known = people.known_person(connection, "p1", day, then)
        assert known is not None
        assert known.identities == ()


def test_households_merge_and_split_on_a_day(
    register: Registry, database: Database, clock: Clock
) -> None:
    numbers = ("360999195005050003", "360999195206060005", "360999195407070007")
    for place, number in enumerate(numbers):
        document = {"type": "id_card", "number": number}
        household = "home-1" if place < 2 else "home-2"
        register.register(CLERK, f"p{place}", body(document=document, household=household))
    merged = register.move(CLERK, "home-1", {"people": ["p2"], "since": "2018-07-01"})
    assert merged["members"] == ["p0", "p1", "p2"]
    split = register.move(CLERK, "home-3", {"people": ["p1", "p0"], "since": "2018-08-01"})
    assert (split["moved"], split["members"]) == (["p0", "p1"], ["p0", "p1"])
    with database.reading() as connection:
        for day, homes in (
            (date(2018, 6, 30), {"home-1": ["p0", "p1"], "home-2": ["p2"], "home-3": []}),
            (date(2018, 7, 31), {"home-1": ["p0", "p1", "p2"], "home-2": [], "home-3": []}),
            (date(2018, 8, 1), {"home-1": ["p2"], "home-2": [], "home-3": ["p0", "p1"]}),
        ):
            assert {home: people.members(connection, home, day) for home in homes} == homes
    again = register.move(CLERK, "home-3", {"people": ["p1"], "since": "2018-08-01"})
    assert again["moved"] == []
    back = refused(
        lambda: register.move(CLERK, "home-2", {"people": ["p1"], "since": "2018-01-01"})
    )
    assert back == ("forbidden", ["change_is_retroactive"])
    unknown = refused(lambda: register.move(CLERK, "home-2", {"people": ["p1", "p9"]}))
    assert unknown == ("not_found", ["person_is_not_there"])
    assert register.look(CLERK, "p1")["household"] == "home-1"  # as of today, 15 June


def test_the_same_document_at_two_desks_at_once_is_registered_once(register: Registry) -> None:
    def attempt(place: int) -> str:
        try:
            register.register(CLERK, f"p{place}", body())
        except Refused as refusal:
            return refusal.code
        return "registered"

    with ThreadPoolExecutor(8) as desks:
        told = sorted(desks.map(attempt, range(8)))
    assert told == ["conflict"] * 7 + ["registered"]


def test_a_stranger_with_the_database_alone_reads_nobody(
    register: Registry, database: Database
) -> None:
    register.register(CLERK, "p1", body())
    stranger = Registry(database, Vault(keys("others"), Drawn()), Clock())
    told = stranger.look(CLERK, "p1")
    assert (told["particulars"], told["name"], told["age"]) == ("key_lost", None, None)
    assert stranger.search(CLERK, {"document": body()["document"]}) == {"people": []}
    refusal = refused(lambda: stranger.reveal(CLERK, "p1", {"reason": "contact"}))
    assert refusal == ("conflict", ["particulars_cannot_be_read"])
    assert stranger.entitlement(CLERK, "p1", date(2018, 6, 15))["categories"] == ["registered_poor"]
