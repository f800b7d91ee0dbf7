"""The register of people (人员登记簿): what may be asked of it, each in one transaction with its trail.

Permissions first, then locks on the person and the document, then entries, then the event. A look at somebody
is written down like a change.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from benefits.accounts.actor import Actor
from benefits.people import permissions, view
from benefits.people.changes import Changes, changes, moved
from benefits.people.days import day_of
from benefits.people.entitlement import entitlement
from benefits.people.moves import Move, read_move
from benefits.people.person import Entered, History
from benefits.people.registration import Read, read_document, read_registration
from benefits.people.sentences import problem
from benefits.people.vault import Unreadable, Vault
from benefits.people.view import Particulars
from benefits.problems import Problem, Refused
from benefits.stores import people, people_writing
from benefits.stores.database import Database, in_order
from benefits.stores.people import Sealed
from benefits.stores.people_trail import Row, entries_told
from benefits.stores.trail import append, seen
from benefits.trail.event import Event, moment

DESK: Final = "desk"
"""The source of what was entered one person at a time."""


class Registry:
    """The register over a database and a vault."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self.database = database
        self.vault = vault
        self.now = now

    def register(self, actor: Actor, id: str, body: object) -> tuple[bool, dict[str, Any]]:
        """Register a person or change what is known of them; whether they are new, and the person.

        Raises `Refused`: `invalid_request`, `forbidden`, or `conflict` for an id or document of others.
        """
        permissions.allowed(actor, "register")
        now = self.now()
        read = read_registration(id, body, day_of(now))
        hashes = [] if read.wanted is None else self.vault.hashes(read.wanted)

        def work(connection: Connection) -> tuple[bool, dict[str, Any]]:
            names = [f"person {id}", *(f"document {each.hash}" for each in hashes[-1:])]
            self.database.lock(connection, in_order(names))
            history = people.history_of(connection, id) or History(id)
            self._may_change(connection, actor, history, read)
            holders = set(people_writing.find(connection, hashes)) - {id} if read.alone else set()
            if holders:
                raise permissions.conflict(problem("document_is_taken", "document.number"))
            return not history.registered, self._enter(connection, actor, now, history, read)

        return self.database.run(work)

    def _enter(
        self, connection: Connection, actor: Actor, now: datetime, history: History, read: Read
    ) -> dict[str, Any]:
        """What a registration changes, entered and told."""
        id, today, known = history.id, day_of(now), history.registered
        entered = Entered(history.last + 1, moment(now), actor.id, DESK)
        made = changes(history, read, today, entered)
        reaches_back = known and made.before(today)
        if reaches_back:
            self._may_reach_back(actor, made)
        if not known:
            people_writing.begin_person(connection, id, read.given.region, entered.at)
        rows = people_writing.enter(connection, id, made)
        sealed = self._seal(connection, id, read, entered)
        changed = [*made.names, *(["particulars"] if sealed else [])]
        told = {
            **self._masked(connection, id, now),
            "changed": changed,
            "retroactive_from": str(made.first_day) if reaches_back else None,
            "warnings": [_warning(each) for each in read.warnings],
        }
        done = ("changed" if changed else "confirmed") if known else "registered"
        content = {"changed": changed, **entries_told([*rows, *sealed])}
        append(connection, [_event(actor, now, done, id, content)])
        return told

    def _may_change(
        self, connection: Connection, actor: Actor, history: History, read: Read
    ) -> None:
        region = people.region_of(connection, history.id)
        if region is None:
            permissions.own_region(actor, read.given.region)
            return
        if not permissions.sees(actor, region):
            raise permissions.conflict(problem("id_is_taken", "id"))
        if people.is_forgotten(connection, history.id):
            raise permissions.conflict(problem("person_is_forgotten", "id"))
        if read.given.region != region and not permissions.may_reach_back(actor):
            permissions.own_region(actor, read.given.region)

    def _may_reach_back(self, actor: Actor, made: Changes) -> None:
        if not permissions.may_reach_back(actor):
            day = str(made.first_day)
            raise Refused("forbidden", [problem("change_is_retroactive", "since", day=day)])

    def _seal(self, connection: Connection, id: str, read: Read, entered: Entered) -> list[Row]:
        """A new version of who they are, where it differs from the last; the row."""
        before = people.sealed_of(connection, [id]).get(id)
        key, known = self._known(id, before)
        wanted = dict(read.particulars)
        for name in ("telephone", "birth_day"):
            if name in known and not read.gives(name) and name not in wanted:
                wanted[name] = known[name]
        hashes = [] if read.wanted is None else self.vault.hashes(read.wanted)
        if wanted == known:
            return []
        people_writing.found_by(connection, id, hashes[-1] if hashes else None, read.alone)
        number = 1 if before is None else before.number + 1
        row = people_writing.seal(connection, self.vault, id, key, number, wanted, entered)
        return [row]

    def _known(self, id: str, sealed: Sealed | None) -> tuple[Any, dict[str, Any]]:
        """The person's key and who they are; neither where that cannot be read any more."""
        if sealed is None:
            return None, {}
        try:
            return sealed.key, people.opened(self.vault, id, sealed)
        except Unreadable:
            return None, {}

    def look(self, actor: Actor, id: str) -> dict[str, Any]:
        """A person, masked."""
        permissions.allowed(actor, "read")
        return self._seen(actor, id, "read", {}, lambda connection, now: (
            self._masked(connection, id, now)
        ))  # fmt: skip

    def reveal(self, actor: Actor, id: str, body: object) -> dict[str, Any]:
        """Who a person is in full, for a reason that is written down."""
        permissions.allowed(actor, "reveal")
        reason = view.read_reason(body)

        def told(connection: Connection, _: datetime) -> dict[str, Any]:
            particulars = self._particulars(connection, id)
            if isinstance(particulars, str):
                raise permissions.conflict(_unreadable(particulars))
            return view.revealed(id, particulars)

        return self._seen(actor, id, "revealed", {"reason": reason}, told)

    def entitlement(
        self, actor: Actor, id: str, on: date, known_at: str | None = None
    ) -> dict[str, Any]:
        """What holds of a person on a day, with the reason."""
        permissions.allowed(actor, "read")

        def told(connection: Connection, _: datetime) -> dict[str, Any]:
            history = people.history_of(connection, id)
            birth_day = people.birth_day_of(connection, self.vault, id)
            found = history and entitlement(history, on, known_at, birth_day)
            if not found:
                raise permissions.not_there()
            return found

        content = {"on": on.isoformat(), "known_at": known_at}
        return self._seen(actor, id, "entitlement_read", content, told)

    def access(self, actor: Actor, id: str) -> dict[str, Any]:
        """Who looked at a person or changed something, newest first."""
        permissions.allowed(actor, "access")

        def told(connection: Connection, _: datetime) -> dict[str, Any]:
            listed = [_access(each) for each in seen(connection, id)]
            return {"id": id, "access": listed}

        return self._seen(actor, id, "access_read", {}, told)

    def _seen(
        self,
        actor: Actor,
        id: str,
        action: str,
        content: dict[str, Any],
        told: Callable[[Connection, datetime], dict[str, Any]],
    ) -> dict[str, Any]:
        """What is told of a person the actor may know of, and that it was told."""
        now = self.now()

        def work(connection: Connection) -> dict[str, Any]:
            region = people.region_of(connection, id)
            if region is None or not permissions.sees(actor, region):
                raise permissions.not_there()
            found = told(connection, now)
            append(connection, [_event(actor, now, action, id, content)])
            return found

        return self.database.run(work)

    def search(self, actor: Actor, body: object) -> dict[str, Any]:
        """The people with a document, masked: one, or a family for a household register."""
        permissions.allowed(actor, "search")
        now = self.now()
        _, wanted = read_document(body, day_of(now))

        def work(connection: Connection) -> dict[str, Any]:
            found = []
            for id in people_writing.find(connection, self.vault.hashes(wanted)):
                region = people.region_of(connection, id)
                if region is not None and permissions.sees(actor, region):
                    found.append(self._masked(connection, id, now))
            about = {"found": len(found)}
            ids = [each["id"] for each in found] or [""]
            append(connection, [_event(actor, now, "searched", id, about) for id in ids])
            return {"people": found}

        return self.database.run(work)

    def move(self, actor: Actor, household: str, body: object) -> dict[str, Any]:
        """People belong to a household from a day on: a merge, a split, or one who moves."""
        permissions.allowed(actor, "move")
        now = self.now()
        move = read_move(household, body, day_of(now))

        def work(connection: Connection) -> dict[str, Any]:
            self.database.lock(connection, in_order(f"person {id}" for id in move.people))
            made = self._moved(connection, actor, now, move, household)
            members = people.members(connection, household, move.since)
            append(
                connection,
                [
                    _event(actor, now, "moved", id, {"changed": names, **entries_told(rows)})
                    for id, names, rows in made
                ],
            )
            return {
                "household": household,
                "since": move.since.isoformat(),
                "moved": [id for id, names, _ in made if names],
                "members": members,
            }

        return self.database.run(work)

    def _moved(
        self, connection: Connection, actor: Actor, now: datetime, move: Move, household: str
    ) -> list[tuple[str, list[str], list[Row]]]:
        """Who moves, what is changed of them, and the rows."""
        histories = people.histories_of(connection, move.people)
        found = []
        for id in in_order(move.people):
            region = people.region_of(connection, id)
            if region is None or not permissions.sees(actor, region):
                raise permissions.not_there()
            entered = Entered(histories[id].last + 1, moment(now), actor.id, DESK)
            made = moved(histories[id], household, move.since, entered)
            if made.before(day_of(now)):
                self._may_reach_back(actor, made)
            found.append((id, made.names, people_writing.enter(connection, id, made)))
        return found

    def _masked(self, connection: Connection, id: str, now: datetime) -> dict[str, Any]:
        history = people.history_of(connection, id)
        assert history is not None
        return view.masked(history, self._particulars(connection, id), day_of(now))

    def _particulars(self, connection: Connection, id: str) -> Particulars:
        try:
            return people.particulars_of(connection, self.vault, id)
        except Unreadable as unreadable:
            return unreadable.why


def _event(actor: Actor, now: datetime, action: str, id: str, content: dict[str, Any]) -> Event:
    return Event(actor.chain, moment(now), actor.id, f"person.{action}", id, content)


def _access(event: Event) -> dict[str, Any]:
    shown = ("reason", "changed", "on", "found")
    about = {name: event.content[name] for name in shown if name in event.content}
    return {"at": event.at, "actor": event.actor, "action": event.action, **about}


def _warning(found: Problem) -> dict[str, Any]:
    return {"where": found.where, "what": found.what.both(), "fix": found.fix.both()}


def _unreadable(why: str) -> Problem:
    code = "person_is_forgotten" if why == "forgotten" else "particulars_cannot_be_read"
    return problem(code, "id")
