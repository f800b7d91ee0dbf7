"""What a database says of itself: a demo one stays one, no other becomes one, a strange one is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, text

from benefits.problems import Refused
from benefits.stores import migrations, schema
from benefits.stores.database import Database, opened
from benefits.stores.site import SITE, Site, clocks, migrated, site_of, taken
from tests.stores.filled import filled

NOW = datetime(2018, 6, 15, 8, tzinfo=UTC)


def take(database: Database, *, demo: bool = False) -> Site:
    return taken(database, demo=demo, now=NOW, engine="test")


def test_an_empty_database_is_made_ready_once(database: Database) -> None:
    first = take(database)
    assert (first.new, first.demo, first.made_at) == (True, False, "2018-06-15T08:00:00.000000Z")
    again = take(database)
    assert not again.new
    assert again.schema == schema.version()


def test_a_database_without_tables_gets_them(tmp_path: Path) -> None:
    database = opened(f"sqlite:///{tmp_path}/deep/new.sqlite")
    assert take(database, demo=True).demo
    with database.reading() as connection:
        assert schema.tables_there(connection) == {*schema.whole().tables, "alembic_version"}
    database.close()
    assert (tmp_path / "deep").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "deep" / "new.sqlite").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("first", "says"), [(True, "was ever real"), (False, "not a demo")])
def test_a_demo_database_stays_one_and_no_other_becomes_one(
    database: Database, first: bool, says: str
) -> None:
    take(database, demo=first)
    with pytest.raises(Refused, match=says):
        take(database, demo=not first)
    assert take(database, demo=first).demo is first


def test_another_programs_tables_are_left_alone(database: Database) -> None:
    def spoilt(connection: object) -> None:
        SITE.drop(connection)  # type: ignore[arg-type]

    database.run(spoilt)
    with pytest.raises(Refused, match="another program's tables"):
        take(database)


def test_another_versions_tables_are_told(database: Database) -> None:
    take(database)
    older = migrations.steps()[-2]
    database.run(lambda connection: migrations.downgrade(connection, older))
    with pytest.raises(Refused, match="another version"):
        take(database)
    assert migrated(database) == (older, schema.version())
    take(database)
    database.run(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = 'x'"))
    )
    with pytest.raises(Refused, match="another version"):
        migrated(database)


def test_the_clock_is_held_against_what_is_written(database: Database) -> None:
    take(database)
    filled(database)
    with database.reading() as connection:
        told = clocks(connection)
        last = connection.execute(text("SELECT max(at) FROM trail")).scalar()
        assert told.written == (site_of(connection).made_at, last)
        assert (told.database is None) is database.embedded


def test_a_site_needs_its_facts(database: Database) -> None:
    take(database)
    database.run(lambda connection: connection.execute(delete(SITE)))
    database.run(lambda connection: connection.execute(insert(SITE), {"name": "x", "value": "y"}))
    with pytest.raises(Refused, match="another version"):
        take(database)
