"""The register of people (人员登记簿): what may be asked of it, each in one transaction with its trail.

Permissions first, then locks on the person and the document, then entries, then the event. A look at somebody
is written down like a change.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from benefits.accounts.actor import Actor
from benefits.accounts.permissions import Action, may
from benefits.ledger import moments
from benefits.people import reach, view
from benefits.people.changes import changes, moved
from benefits.people.days import day_of
from benefits.people.entitlement import entitlement
from benefits.people.moves import Move, read_move
from benefits.people.person import Entered, History
from benefits.people.registration import Read, read_document, read_registration, surrogate_problems
from benefits.people.sentences import problem
from benefits.people.vault import Unreadable, Vault
from benefits.people.view import Particulars
from benefits.problems import Problem
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
        reach.allowed(actor, "people.write")
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
                raise reach.conflict(problem("document_is_taken", "document.number"))
            return not history.registered, self._enter(connection, actor, now, history, read)

        return people_writing.entered(self.database, work)

    def _enter(
        self, connection: Connection, actor: Actor, now: datetime, history: History, read: Read
    ) -> dict[str, Any]:
        """What a registration changes, entered and told."""
        id, today, known = history.id, day_of(now), history.registered
        entered = Entered(history.last + 1, moment(now), actor.id, DESK)
        made = changes(history, read, today, entered)
        reaches_back = known and made.before(today)
        if reaches_back:
            region = history.value_on("region", today) or read.given.region
            reach.reaching_back(actor, region, str(made.first_day))
        moments.reached("before the person")
        if not known:
            people_writing.begin_person(connection, id, read.given.region, entered.at)
        rows = people_writing.enter(connection, id, made)
        sealed = self._seal(connection, id, read, entered)
        moments.reached("after the person")
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
            reach.own_region(actor, "people.write", read.given.region)
            return
        if not may(actor, "people.write", region=region):
            raise reach.conflict(problem("id_is_taken", "id"))
        if people.is_forgotten(connection, history.id):
            raise reach.conflict(problem("person_is_forgotten", "id"))
        if not may(actor, "identities.backdate", region=region):  # only a bureau moves people away
            reach.own_region(actor, "people.write", read.given.region)

    def _seal(self, connection: Connection, id: str, read: Read, entered: Entered) -> list[Row]:
        """A new version of who they are, where it differs from the last, and what finds them."""
        before = people.sealed_of(connection, [id]).get(id)
        key, known = self._known(id, before)
        wanted = dict(read.particulars)
        for name in ("name", "telephone", "birth_day"):
            if name in known and not read.gives(name) and name not in wanted:
                wanted[name] = known[name]
        hashes = [] if read.wanted is None else self.vault.hashes(read.wanted)
        if wanted == known:
            return []
        last = hashes[-1] if hashes else None
        found = people_writing.found_by(connection, id, last, read.alone)
        number = 1 if before is None else before.number + 1
        row = people_writing.seal(connection, self.vault, id, key, number, wanted, entered)
        return [row, *found]

    def _known(self, id: str, sealed: Sealed | None) -> tuple[Any, dict[str, Any]]:
        """The person's key and who they are; neither where that cannot be read any more.

        A key that another key file may still open is not replaced: the wrong file might be in use.
        """
        if sealed is None:
            return None, {}
        try:
            return sealed.key, people.opened(self.vault, id, sealed)
        except Unreadable as unreadable:
            if unreadable.why == "key_lost" and sealed.key is not None:
                raise reach.conflict(_unreadable("key_lost")) from None
            return None, {}

    def look(self, actor: Actor, id: str) -> dict[str, Any]:
        """A person, masked."""

        def told(connection: Connection, now: datetime) -> dict[str, Any]:
            return self._masked(connection, id, now)

        return self._seen(actor, "people.read", id, "read", {}, told)

    def reveal(self, actor: Actor, id: str, body: object) -> dict[str, Any]:
        """Who a person is in full, for a reason that is written down."""
        reach.allowed(actor, "people.reveal")
        reason = view.read_reason(body)

        def told(connection: Connection, _: datetime) -> dict[str, Any]:
            particulars = self._particulars(connection, id)
            if isinstance(particulars, str):
                raise reach.conflict(_unreadable(particulars))
            return view.revealed(id, particulars)

        return self._seen(actor, "people.reveal", id, "revealed", {"reason": reason}, told)

    def entitlement(
        self, actor: Actor, id: str, on: date, known_at: str | None = None
    ) -> dict[str, Any]:
        """What holds of a person on a day, with the reason."""

        def told(connection: Connection, _: datetime) -> dict[str, Any]:
            history = people.history_of(connection, id)
            birth_day = people.birth_day_of(connection, self.vault, id)
            found = history and entitlement(history, on, known_at, birth_day)
            if not found:
                raise reach.not_there()
            return found

        content = {"on": on.isoformat(), "known_at": known_at}
        return self._seen(actor, "people.read", id, "entitlement_read", content, told)

    def access(self, actor: Actor, id: str) -> dict[str, Any]:
        """Who looked at a person or changed something, newest first."""

        def told(connection: Connection, _: datetime) -> dict[str, Any]:
            return {"id": id, "access": [_access(each) for each in seen(connection, id)]}

        return self._seen(actor, "people.access", id, "access_read", {}, told)

    def _seen(
        self,
        actor: Actor,
        action: Action,
        id: str,
        done: str,
        content: dict[str, Any],
        told: Callable[[Connection, datetime], dict[str, Any]],
    ) -> dict[str, Any]:
        """What is told of a person the actor may know of, and that it was told."""
        reach.allowed(actor, action)
        if any(surrogate_problems(id, "id")):  # nor may the trail ever hold what is none
            raise reach.not_there()
        now = self.now()

        def work(connection: Connection) -> dict[str, Any]:
            region = people.region_of(connection, id)
            if region is None or not may(actor, action, region=region):
                raise reach.not_there()
            found = told(connection, now)
            append(connection, [_event(actor, now, done, id, content)])
            return found

        return self.database.run(work)

    def search(self, actor: Actor, body: object) -> dict[str, Any]:
        """The people with a document, masked: one, or a family for a household register."""
        reach.allowed(actor, "people.read")
        now = self.now()
        _, wanted = read_document(body, day_of(now))

        def work(connection: Connection) -> dict[str, Any]:
            found = []
            for id in people_writing.find(connection, self.vault.hashes(wanted)):
                region = people.region_of(connection, id)
                if region is not None and may(actor, "people.read", region=region):
                    found.append(self._masked(connection, id, now))
            about = {"found": len(found)}
            ids = [each["id"] for each in found] or [""]
            append(connection, [_event(actor, now, "searched", id, about) for id in ids])
            return {"people": found}

        return self.database.run(work)

    def move(self, actor: Actor, household: str, body: object) -> dict[str, Any]:
        """People belong to a household from a day on: a merge, a split, or one who moves."""
        reach.allowed(actor, "people.write")
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

        return people_writing.entered(self.database, work)

    def _moved(
        self, connection: Connection, actor: Actor, now: datetime, move: Move, household: str
    ) -> list[tuple[str, list[str], list[Row]]]:
        """Who moves, what is changed of them, and the rows."""
        histories = people.histories_of(connection, move.people)
        found = []
        for id in in_order(move.people):
            region = people.region_of(connection, id)
            if region is None or not may(actor, "people.write", region=region):
                raise reach.not_there()
            entered = Entered(histories[id].last + 1, moment(now), actor.id, DESK)
            made = moved(histories[id], household, move.since, entered)
            if made.before(day_of(now)):
                reach.reaching_back(actor, region, str(made.first_day))
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
