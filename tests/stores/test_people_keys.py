"""Keys of people: rotated without a loss, destroyed for good, destroyed again after a restore."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text, update

from benefits.people.key_file import with_new_master, with_new_search, without
from benefits.people.vault import Keys, Vault
from benefits.problems import Refused
from benefits.stores import people_keys
from benefits.stores.database import Database
from benefits.stores.people import sealed_of
from benefits.stores.people_import import Import, Wanted
from benefits.stores.people_tables import PARTICULARS, PERSON_KEYS
from benefits.stores.people_trail import unlike_the_trail
from benefits.stores.registry import Registry
from tests.people.made_up import AUDITOR, BEGIN, BUREAU, CLERK, Clock, Drawn, body, keys, registry
from tests.stores.kept import guards_asleep

NUMBERS = ("360999195005050003", "360999195206060005", "360999195407070007")


@pytest.fixture
def register(database: Database) -> Registry:
    found = registry(database)
    for place, number in enumerate(NUMBERS):
        document = {"type": "id_card", "number": number}
        found.register(CLERK, f"p{place}", body(document=document))
    return found


def over(database: Database, keys: Keys, seed: str = "later") -> Registry:
    return Registry(database, Vault(keys, Drawn(seed)), Clock())


def test_new_keys_take_over_and_the_old_ones_are_dropped(
    register: Registry, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_keys, "AT_ONCE", 2)
    drawn = Drawn("rotation")
    rotated = with_new_search(with_new_master(keys(), drawn, BEGIN), drawn, BEGIN)
    later = over(database, rotated)
    document = {"document": {"type": "id_card", "number": NUMBERS[1]}}
    assert [each["id"] for each in later.search(CLERK, document)["people"]] == ["p1"]
    moved = people_keys.move_to_keys_in_use(database, later.vault, BEGIN)
    assert moved == (3, 3, [])
    assert people_keys.move_to_keys_in_use(database, later.vault, BEGIN) == (0, 0, [])
    with database.reading() as connection:
        used = people_keys.keys_used(connection)
    assert set(used.values()) == {3}
    left = without(rotated, lambda key: key not in used)
    assert len(left.masters) == len(left.searches) == 1
    fresh = over(database, left, "fresh")
    assert fresh.reveal(CLERK, "p2", {"reason": "contact"})["document"]["number"] == NUMBERS[2]
    assert [each["id"] for each in fresh.search(CLERK, document)["people"]] == ["p1"]
    old = register.look(CLERK, "p2")
    assert (old["particulars"], old["name"]) == ("key_lost", None)


def test_keys_in_use_are_not_dropped(register: Registry, database: Database) -> None:
    rotated = with_new_master(keys(), Drawn("rotation"), BEGIN)
    with database.reading() as connection:
        used = people_keys.keys_used(connection)
    assert without(rotated, lambda key: key not in used) == rotated


def test_a_person_whose_key_is_lost_can_be_registered_again(
    register: Registry, database: Database
) -> None:
    other = over(database, keys("new site keys"))
    moved = people_keys.move_to_keys_in_use(database, other.vault, BEGIN)
    assert moved == (0, 0, ["p0", "p1", "p2"])
    document = {"type": "id_card", "number": NUMBERS[0]}
    with pytest.raises(Refused, match="cannot be read"):  # the right key file may only be elsewhere
        other.register(CLERK, "p0", body(document=document))
    assert register.look(CLERK, "p0")["particulars"] == "kept"
    assert people_keys.abandon(database, register.vault, BEGIN) == 0
    assert people_keys.abandon(database, other.vault, BEGIN) == 3
    assert other.look(CLERK, "p0")["particulars"] == "key_lost"
    told = other.register(CLERK, "p0", body(document=document))[1]
    assert (told["changed"], told["name"], told["particulars"]) == (["particulars"], "欧＊", "kept")


def test_who_is_forgotten_cannot_be_read_found_or_changed_but_their_facts_stay(
    register: Registry, database: Database
) -> None:
    assert people_keys.destroy(database, ["p1", "p9"], "retention_ended", BEGIN) == ["p1"]
    assert people_keys.destroy(database, ["p1"], "retention_ended", BEGIN) == []
    people_keys.overwrite_what_was_destroyed(database)
    told = register.look(CLERK, "p1")
    assert (told["particulars"], told["name"], told["document"], told["age"]) == (
        "forgotten",
        None,
        None,
        None,
    )
    assert told["household"] == "home-1"
    document = {"type": "id_card", "number": NUMBERS[1]}
    assert register.search(CLERK, {"document": document})["people"] == []
    with pytest.raises(Exception, match="destroyed"):
        register.register(CLERK, "p1", body(document=document))
    with pytest.raises(Exception, match="destroyed"):
        register.reveal(CLERK, "p1", {"reason": "contact"})
    assert register.entitlement(CLERK, "p1", date(2018, 6, 15))["categories"]
    assert register.register(CLERK, "p1-again", body(document=document))[0]
    listed = {each["action"] for each in register.access(AUDITOR, "p1")["access"]}
    assert {"person.registered", "person.forgotten"} <= listed
    with database.reading() as connection:
        assert list(unlike_the_trail(connection)) == []
        assert [each["person"] for each in people_keys.forgotten(connection)] == ["p1"]


def test_the_bytes_of_a_destroyed_key_are_gone_from_the_file(database_url: str, store: str) -> None:
    if store != "sqlite":
        pytest.skip("the operator's VACUUM is PostgreSQL's own")
    from benefits.stores.database import opened

    path = Path(database_url.removeprefix("sqlite:///"))
    database = opened(database_url)
    register = registry(database)
    register.register(CLERK, "p1", body())
    with database.reading() as connection:
        wrapped = connection.execute(select(PERSON_KEYS.c.wrapped)).scalar_one()
    assert wrapped in path.read_bytes()
    with database.reading() as connection:  # some builds of SQLite overwrite by themselves
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")
    people_keys.destroy(database, ["p1"], "retention_ended", BEGIN)
    database.close()
    assert wrapped not in path.read_bytes()


@pytest.mark.parametrize("part", ["sealed", "wrapped"])
def test_altered_ciphertext_is_refused_and_shown_as_such(
    register: Registry, database: Database, part: str
) -> None:
    table = PARTICULARS if part == "sealed" else PERSON_KEYS

    def alter(connection: Connection) -> None:
        guards_asleep(connection)
        old = connection.execute(select(table.c[part]).where(table.c.person == "p0")).scalar_one()
        new = old[:-1] + bytes([old[-1] ^ 1])
        connection.execute(update(table).where(table.c.person == "p0").values({part: new}))

    database.run(alter)
    assert register.look(CLERK, "p0")["particulars"] == "altered"
    with database.reading() as connection:
        assert list(unlike_the_trail(connection)) == (["p0"] if part == "sealed" else [])


def test_one_persons_ciphertext_opens_as_nobody_elses(
    register: Registry, database: Database
) -> None:
    def swap(connection: Connection) -> None:
        guards_asleep(connection)
        sealed = sealed_of(connection, ["p0", "p1"])
        for id, other in (("p0", "p1"), ("p1", "p0")):
            mine = PARTICULARS.c.person == id
            connection.execute(update(PARTICULARS).where(mine).values(sealed=sealed[other].sealed))
            key = sealed[other].key
            assert key is not None
            mine = PERSON_KEYS.c.person == id
            connection.execute(update(PERSON_KEYS).where(mine).values(wrapped=key.wrapped))

    database.run(swap)
    assert register.look(CLERK, "p0")["particulars"] == "altered"


def test_retention_is_over_where_nothing_was_entered_or_settled_since(
    register: Registry, database: Database
) -> None:
    with database.reading() as connection:
        assert list(people_keys.due(connection, date(2018, 6, 15))) == []
        assert list(people_keys.due(connection, date(2018, 6, 16))) == ["p0", "p1", "p2"]
    people_keys.destroy(database, ["p1"], "retention_ended", BEGIN)
    with database.reading() as connection:
        assert list(people_keys.due(connection, date(2018, 6, 16))) == ["p0", "p2"]
        assert people_keys.unknown(connection, ["p0", "p7"]) == ["p7"]


def test_a_key_file_of_another_database_is_told_before_anybody_is_registered_twice(
    register: Registry, database: Database
) -> None:
    other = over(database, keys("another site's"))
    with database.reading() as connection:
        people_keys.fitting(connection, register.vault)
        with pytest.raises(Refused) as caught:
            people_keys.fitting(connection, other.vault)
    assert [each.code for each in caught.value.problems] == ["keys_do_not_fit"] * 2
    importer = Import(database, other.vault, Clock())
    listed = f"name,document_number,category\n欧阳试验,{NUMBERS[0]},low_income\n".encode()
    with pytest.raises(Refused, match="does not have it"):
        importer.report(BUREAU, Wanted("r1", listed, apply=True))
    people_keys.abandon(database, other.vault, BEGIN)
    with database.reading() as connection:
        people_keys.fitting(connection, other.vault)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE person_facts SET value = 'home-9' WHERE person = 'p1' AND field = 'household'",
        "UPDATE person_identities SET from_day = '2015-01-01' WHERE person = 'p1'",
        "UPDATE person_identities SET entered_by = 'x' WHERE person = 'p1'",
        "DELETE FROM person_identities WHERE person = 'p1'",
        "DELETE FROM person_particulars WHERE person = 'p1'",
        "INSERT INTO person_facts SELECT person, 9, field, 'home-9', from_day, until_day, entered_at,"
        " entered_by, source FROM person_facts WHERE person = 'p1' AND field = 'household'",
        "INSERT INTO people VALUES ('p1-new', 'r1', '2018-06-15T02:00:00.000000Z')",
    ],
)
def test_entries_changed_behind_the_programs_back_are_found(
    register: Registry, database: Database, tampering: str
) -> None:
    with database.reading() as connection:
        assert list(unlike_the_trail(connection)) == []

    def tamper(connection: Connection) -> None:
        guards_asleep(connection)
        connection.execute(text(tampering))

    database.run(tamper)
    with database.reading() as connection:
        (found,) = unlike_the_trail(connection)
    assert found.startswith("p1")
