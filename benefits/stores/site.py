"""What a database says of itself (库的身份): whose schema it has, when it was made, whether it is a demo one.

A demo database (试算库) stays one for ever, and no other ever becomes one: what is settled in it on
figures that nobody has confirmed must not stand beside real settlements.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table, and_, func, insert, select

from benefits.problems import Problem, Refused, Text
from benefits.stores import migrations, schema
from benefits.stores.database import Database
from benefits.stores.tables import METADATA, name_column, text_column
from benefits.stores.trail import CHAIN, TRAIL
from benefits.trail.event import moment

SITE: Final = Table(
    "site",
    METADATA,
    name_column("name", primary_key=True),
    text_column("value"),
)
"""A few facts by name: `demo`, `made_at`, `engine`."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a database says of itself."""

    demo: bool
    made_at: str
    """The moment it was made."""
    schema: str
    """The step of the schema it stands at (`benefits.stores.migrations`)."""
    new: bool = False
    """Whether it was made just now."""


def taken(database: Database, *, demo: bool, now: datetime, engine: str) -> Site:
    """The site of a database; an empty one is made ready first.

    Raises `Refused` where a demo is asked for and it is none, or the other way round, where it holds
    another program's tables or another schema; `Unavailable` where it does not answer.
    """

    def work(connection: Connection) -> Site:
        database.lock(connection, ["site"])
        there = schema.tables_there(connection)
        if not there:
            schema.make(connection)
        elif SITE.name not in there:
            raise _refused(_NOT_OURS)
        if connection.execute(select(SITE).limit(1)).first() is None:
            _introduce(connection, demo=demo, now=now, engine=engine)
            return _read(connection, new=True)
        site = _read(connection)
        if site.demo != demo:
            raise _refused(_A_DEMO if site.demo else _NO_DEMO)
        if site.schema != schema.version():
            raise _refused(_OTHER_SCHEMA)
        return site

    return database.run(work)


def _introduce(connection: Connection, *, demo: bool, now: datetime, engine: str) -> None:
    facts = {
        "demo": "yes" if demo else "no",
        "made_at": moment(now),
        "engine": engine,
    }
    rows = [{"name": name, "value": value} for name, value in facts.items()]
    connection.execute(insert(SITE), rows)


def migrated(database: Database) -> tuple[str, str]:
    """Bring a database of the product to this program's schema; the steps before and after.

    Raises `Refused` where it is another program's, or newer than this one; `Unavailable`.
    """

    def work(connection: Connection) -> tuple[str, str]:
        database.lock(connection, ["site"])
        there = schema.tables_there(connection)
        if SITE.name not in there:
            raise _refused(_NOT_OURS)
        before = migrations.current(connection)
        if before not in migrations.steps():
            raise _refused(_OTHER_SCHEMA)
        migrations.upgrade(connection)
        return before or "", schema.version()

    return database.run(work)


def site_of(connection: Connection) -> Site:
    """What a database says of itself; raises `Refused` where it says nothing."""
    return _read(connection)


def _read(connection: Connection, new: bool = False) -> Site:
    facts = {row.name: row.value for row in connection.execute(select(SITE))}
    if not {"demo", "made_at"} <= set(facts):
        raise _refused(_OTHER_SCHEMA)
    step = migrations.current(connection) or ""
    return Site(facts["demo"] == "yes", facts["made_at"], step, new)


_NOT_OURS: Final = (
    Text("这个数据库里有别的程序的表", "this database holds another program's tables"),
    Text("请用一个空的数据库", "give it a database of its own, an empty one"),
)
_NO_DEMO: Final = (
    Text("这不是试算库，不能用 --demo 打开", "this is not a demo database, so --demo is refused"),
    Text("去掉 --demo，或另选一个数据库", "leave --demo out, or choose another database"),
)
_A_DEMO: Final = (
    Text("这是试算库，其中的结算都是试算", "this is a demo database: nothing in it was ever real"),
    Text("加上 --demo，或另选一个数据库", "add --demo, or choose another database"),
)
_OTHER_SCHEMA: Final = (
    Text("数据库的表结构属于另一版程序", "the database has the tables of another version"),
    Text(
        "先备份，再用 benefits migrate 升级，见 docs/operate.md",
        "bring it up with benefits migrate, after a backup: docs/operate.md",
    ),
)


def _refused(told: tuple[Text, Text]) -> Refused:
    return Refused("invalid_request", [Problem("database", "--database", *told)])


@dataclass(frozen=True, slots=True)
class Clocks:
    """Moments to hold a clock against."""

    written: tuple[str, ...]
    """The last moments that stand in the database."""
    database: str | None
    """The database's own clock, where it runs on one of its own."""


def clocks(connection: Connection) -> Clocks:
    """What this database knows of the time."""
    ends = and_(TRAIL.c.chain == CHAIN.c.chain, TRAIL.c.number == CHAIN.c.last)
    last = connection.execute(select(func.max(TRAIL.c.at)).join(CHAIN, ends)).scalar()
    own: str | None = None
    if connection.dialect.name == "postgresql":
        own = moment(connection.execute(select(func.clock_timestamp())).scalar_one())
    return Clocks(tuple(filter(None, (site_of(connection).made_at, last))), own)
