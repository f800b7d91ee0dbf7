"""A bureau's full list into the book (名单导入): looked at first, entered as a whole or not at all.

Entries are added in bulk, without a lock on each person: if somebody changes one of them meanwhile, the
entries' numbers meet, and the list is compared again.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from benefits.accounts.actor import Actor
from benefits.people import reach
from benefits.people.changes import Changes, identity_changes
from benefits.people.days import day_of
from benefits.people.list_plan import Plan, as_held, plan
from benefits.people.listed import FullList, Listed, read_list
from benefits.people.person import Entered, Fact, Field, Held, History, Identity
from benefits.people.registration import surrogate_problems
from benefits.people.sentences import problem
from benefits.people.vault import SearchHash, Unreadable, Vault
from benefits.problems import Problem, Refused
from benefits.stores import people, people_writing
from benefits.stores.database import Database
from benefits.stores.people_keys import fitting
from benefits.stores.people_tables import PEOPLE, SEARCH
from benefits.stores.people_trail import Row, entries_told
from benefits.stores.trail import append
from benefits.trail.event import Event, moment

_OF_THE_ROW: Final[tuple[Field, ...]] = ("household", "insurance", "division")


class Wanted(NamedTuple):
    """What is asked of a list."""

    region: str
    content: bytes
    as_of: date | None = None
    """The day the list speaks of; None: today."""
    categories: frozenset[str] = frozenset()
    """Of which the list is full although it has no row of them."""
    apply: bool = False


class Import:
    """Imports lists into a database with a vault."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self.database = database
        self.vault = vault
        self.now = now

    def report(self, actor: Actor, wanted: Wanted) -> dict[str, Any]:
        """What a list changes, and whether it was entered.

        Raises `Refused` with every row that is wrong; then nothing is entered.
        """
        reach.allowed(actor, "people.import")
        reach.own_region(actor, "people.import", wanted.region)
        if wrong := list(surrogate_problems(wanted.region, "region")):
            raise Refused("invalid_request", wrong)
        now = self.now()
        listed = read_list(wanted.content, day_of(now))
        source = "list:" + hashlib.sha256(wanted.content).hexdigest()[:32]

        def work(connection: Connection) -> dict[str, Any]:
            return self._work(connection, actor, wanted, listed, source, now)

        if wanted.apply:
            return people_writing.entered(self.database, work)
        with self.database.reading() as connection:
            told = work(connection)
        compared = _event(actor, now, "list_compared", "", {"source": source})
        self.database.run(lambda connection: append(connection, [compared]))
        return told

    def _work(
        self,
        connection: Connection,
        actor: Actor,
        wanted: Wanted,
        listed: FullList,
        source: str,
        now: datetime,
    ) -> dict[str, Any]:
        fitting(connection, self.vault)
        as_of = wanted.as_of or day_of(now)
        persons = self._persons(connection, listed.rows)
        _refuse_others(connection, wanted.region, listed.rows, persons)
        asked = select(PEOPLE.c.person).where(PEOPLE.c.region == wanted.region)
        histories = people.histories_of(connection, list(connection.execute(asked).scalars()))
        categories = wanted.categories | {each.category for each in listed.rows}
        made = plan(listed.rows, persons, histories, categories, as_of)
        entered = Entered(1, moment(now), actor.id, source)
        changes = {id: _changes(histories[id], made, entered) for id in sorted(made.wanted)}
        told = _told(wanted, listed, made, as_of, source)
        told["categories"] = sorted(categories)
        told["retroactive"] = [id for id, each in changes.items() if each.before(day_of(now))]
        told["names_differ"] = self._names_differ(connection, listed.rows, persons)
        if wanted.apply:
            newcomers = [
                self._newcomer(wanted.region, rows, as_of, entered)
                for rows in made.newcomers.values()
            ]
            self._enter(connection, actor, changes, newcomers, now, told)
        return told

    def _persons(self, connection: Connection, rows: Sequence[Listed]) -> dict[str, str]:
        """Who is found by what the rows name."""
        by_hash = {
            hash: wanted
            for wanted in {row.wanted for row in rows}
            for hash in self.vault.hashes(wanted)
        }
        found = {}
        for some in people.in_portions(sorted({each.hash for each in by_hash})):
            asked = select(SEARCH).where(SEARCH.c.hash.in_(some))
            for row in connection.execute(asked):
                wanted = by_hash.get(SearchHash(row.key, row.hash))
                if wanted is not None:
                    found[wanted] = row.person
        return found

    def _names_differ(
        self, connection: Connection, rows: Sequence[Listed], persons: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        """Rows whose name is not the one the person is registered under."""
        sealed = people.sealed_of(connection, sorted(set(persons.values())))
        found = []
        for row in rows:
            id = persons.get(row.wanted)
            if id is None:
                continue
            try:
                name = people.opened(self.vault, id, sealed.get(id)).get("name")
            except Unreadable:
                continue
            if name != row.particulars["name"]:
                found.append({"row": row.row, "id": id})
        return found

    def _newcomer(
        self, region: str, rows: Sequence[Listed], as_of: date, entered: Entered
    ) -> tuple[str, list[Row]]:
        """Somebody whom nobody has registered, as rows."""
        id, first = self.vault.new_id(), rows[0]
        values: dict[Field, str | None] = {"region": region}
        values |= {name: getattr(first, name) for name in _OF_THE_ROW}
        given = [(name, value) for name, value in values.items() if value is not None]
        facts = tuple(
            Fact(name, value, None, None, entered.numbered(number))
            for number, (name, value) in enumerate(given, start=1)
        )
        held = tuple(
            Held(
                Identity(row.category, row.from_ or min(as_of, row.until or as_of), row.until),
                False,
                entered.numbered(number),
            )
            for number, row in enumerate(rows, start=len(facts) + 1)
        )
        registered = {"person": id, "region": region, "registered_at": entered.at}
        hash = self.vault.hashes(first.wanted)[-1]
        return id, [
            Row(PEOPLE, registered),
            *people_writing.rows_of(id, Changes(facts, held)),
            *people_writing.sealed_rows(self.vault, id, None, 1, first.particulars, entered),
            people_writing.search_row(id, hash, alone=True),
        ]

    def _enter(
        self,
        connection: Connection,
        actor: Actor,
        changes: Mapping[str, Changes],
        newcomers: Sequence[tuple[str, list[Row]]],
        now: datetime,
        told: dict[str, Any],
    ) -> None:
        rows = {id: people_writing.rows_of(id, each) for id, each in changes.items()}
        entered: Iterable[tuple[str, list[Row]]] = [*rows.items(), *newcomers]
        people_writing.insert_rows(connection, [row for _, of in entered for row in of])
        counts = {name: len(told[name]) for name in ("added", "changed", "ended")}
        about = {"source": told["source"], "region": told["region"], **counts}
        events = [_event(actor, now, "list_imported", "", about)]
        for id, of in entered:
            content = {"changed": ["identities"], **entries_told(of)}
            events.append(_event(actor, now, "listed", id, content))
        append(connection, events)
        told["applied"] = True


def _event(actor: Actor, now: datetime, action: str, id: str, content: dict[str, Any]) -> Event:
    return Event(actor.chain, moment(now), actor.id, f"person.{action}", id, content)


def _changes(history: History, made: Plan, entered: Entered) -> Changes:
    first = entered.numbered(history.last + 1)
    return identity_changes(history, as_held(made.wanted[history.id], first), first)


def _refuse_others(
    connection: Connection, region: str, rows: Sequence[Listed], persons: Mapping[str, str]
) -> None:
    """Refuse rows of people who are registered in another region."""
    regions: dict[str, str] = {}
    for some in people.in_portions(sorted(set(persons.values()))):
        asked = select(PEOPLE.c.person, PEOPLE.c.region).where(PEOPLE.c.person.in_(some))
        regions |= {row.person: row.region for row in connection.execute(asked)}
    wrong: list[Problem] = []
    for row in rows:
        id = persons.get(row.wanted)
        if id is not None and regions[id] != region:
            told = problem("listed_person_is_elsewhere", "document_number")
            wrong.append(Problem(told.code, told.where, told.what, told.fix, line=row.row))
    if wrong:
        raise Refused("invalid_request", wrong)


def _told(wanted: Wanted, listed: FullList, made: Plan, as_of: date, source: str) -> dict[str, Any]:
    """The report: everybody by surrogate and row, nobody by name."""
    return {
        "region": wanted.region,
        "as_of": as_of.isoformat(),
        "applied": False,
        "source": source,
        "rows": len(listed.rows),
        "new_people": len(made.newcomers),
        "added": made.added,
        "changed": made.changed,
        "ended": made.ended,
        "unchanged": made.unchanged,
        "starts_differ": made.starts_differ,
        "ignored_columns": listed.ignored,
    }
