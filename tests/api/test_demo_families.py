"""The demo's people are nobody: their numbers are sound but for an area that no card has."""

from datetime import UTC, date, datetime

from api.demo_families import FAMILIES, add_people, registration
from benefits.accounts.actor import DEMO
from benefits.people.documents import Checked, check
from benefits.people.registration import read_registration
from benefits.reading.book import PolicyBook
from benefits.stores import schema
from benefits.stores.database import opened
from benefits.stores.registry import Registry
from tests.stores.filled import vault

TODAY = date(2018, 6, 15)
MEMBERS = [(family, member) for family in FAMILIES for member in family.members]


def test_every_number_is_sound_and_nobodys() -> None:
    assert len({member.number for _, member in MEMBERS}) == len(MEMBERS) >= 8
    for _, member in MEMBERS:
        checked = check("id_card", member.number, "number", TODAY)
        assert isinstance(checked, Checked), member
        assert len(checked.warnings) == 1  # the area code
        assert "试" in member.name


def test_they_live_where_there_are_policies() -> None:
    regions = {family.region for family in FAMILIES}
    assert regions <= set(PolicyBook.packaged().regions())
    assert len(regions) >= 5


def test_each_can_be_registered_and_is_found_in_the_book() -> None:
    for family, member in MEMBERS:
        read_registration(member.id, registration(family, member), TODAY)
    database = opened("sqlite://")
    database.run(schema.make)
    registry = Registry(database, vault(), lambda: datetime(2018, 6, 15, 8, tzinfo=UTC))
    assert add_people(registry) == len(MEMBERS)
    told = registry.look(DEMO, "demo-1")
    assert told["region"] == "jx-yichun"
    assert "990000195803120" not in str(told)
    database.close()
