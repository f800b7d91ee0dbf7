"""A small world (一个小世界): a few people, two hospitals, and everything that may be done in it.

Each method does one thing to the ledger and to the naive list, drawn from the `random` it is handed.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from benefits.accounts.actor import Actor
from benefits.ledger.keys import Key
from benefits.money import yuan
from benefits.people.changes import Changes
from benefits.people.person import Fact, Held, Identity
from benefits.problems import Refused
from benefits.stores import people_writing
from benefits.stores.database import Database
from tests.ledger import requests
from tests.ledger.beside import OF_THE_TRAIL, Beside, Trial, patient_of
from tests.ledger.naive import Item
from tests.ledger.shelves import desk

CATEGORIES: Final = ("registered_poor", "destitute", "low_income", "illness_poor", "lifted_poor")


class World(Beside):
    """What may be done; `random` draws the region and its people only."""

    def __init__(self, database: Database, random: Random) -> None:
        super().__init__(database, random)
        for id in self.people:
            if random.random() < 0.6:
                self.identity(random, id)

    def identity(self, random: Random, id: str | None = None) -> None:
        """An identity begins, ends, or was never held; also of days long past."""
        person = self.people[id or self._someone(random)]
        held = sorted(person.identities.items())
        since = self._day(random, (0, 1, 30, 200))
        if held and random.random() < 0.5:
            (category, since), _ = random.choice(held)
        else:
            category = random.choice(CATEGORIES)
        until = random.choice((None, None, since + timedelta(days=random.choice((0, 20, 100)))))
        withdrawn = (category, since) in person.identities and random.random() < 0.4
        if withdrawn:
            del person.identities[category, since]
        else:
            person.identities[category, since] = until
        person.entries += 1
        entry = Held(Identity(category, since, until), withdrawn, self._entered(person.entries))
        changed = Changes(held=(entry,))
        self.database.run(lambda connection: people_writing.enter(connection, person.id, changed))
        self._counted("identity")

    def move(self, random: Random) -> None:
        """Somebody belongs to another household from a day on."""
        self._move(self._someone(random), self._day(random, (0, 1, 30, 200)), self._home(random))
        self._counted("move")

    def merge(self, random: Random) -> None:
        """Everybody of one household belongs to another from a day on (并户)."""
        since, (home, other) = self._day(random, (0, 30)), random.sample(self.households, 2)
        for id, person in self.people.items():
            if person.household_on(since) == home:
                self._move(id, since, other)
        self._counted("merge")

    def split(self, random: Random) -> None:
        """Some of a household are another one from a day on (分户)."""
        since, (home, other) = self._day(random, (0, 30)), random.sample(self.households, 2)
        for id, person in self.people.items():
            if person.household_on(since) == home and random.random() < 0.5:
                self._move(id, since, other)
        self._counted("split")

    def _home(self, random: Random) -> str | None:
        return random.choice((*self.households, None))

    def _move(self, id: str, since: date, home: str | None) -> None:
        person = self.people[id]
        person.households.append((since, home))
        person.entries += 1
        fact = Fact("household", home, since, None, self._entered(person.entries))
        self.database.run(lambda connection: people_writing.enter(connection, id, Changes((fact,))))

    # -- time -------------------------------------------------------------------

    def _day(self, random: Random, back: Sequence[int]) -> date:
        first = desk().book.versions(self.region)[0].first_day
        return max(first, self.today - timedelta(days=random.choice(back)))

    def wait(self, random: Random) -> None:
        """Days pass; a year is over, another policy in force, a notice published; or the clock is set back."""
        self.now += timedelta(days=random.choice((1, 1, 1, 5, 20, 60, 150, -3)))
        self._counted("wait")

    def close(self, random: Random) -> None:
        """A hospital closes a day, or several."""
        hospital = random.choice(self.hospitals)
        day = self.today - timedelta(days=random.choice((0, 1, 1, 2)))
        closed = self.till.closed.get(hospital)
        sound = day < self.today and (closed is None or closed < day)

        def act(key: Key) -> bytes:
            return self.office.close_day(self._bureau(), key, hospital, day)

        told = self._tried(act, f"/v1/days/{hospital}/close", sound, not sound)
        if told is not None:
            self.till.closed[hospital] = day
            self._event(hospital)
        self._compare()

    # -- actors -----------------------------------------------------------------

    def _bureau(self) -> Actor:
        return Actor("bureau", frozenset({"bureau", "supervisor"}), region=self.region)

    def _actor(self, random: Random, hospital: str, body: Mapping[str, Any] | None = None) -> Actor:
        """Mostly one who may; a hospital's own seldom states what only the bureau may."""
        role = random.choice(("bureau", "bureau", "bureau", "supervisor", "clerk"))
        for_bureau = body is not None and (
            "prior_payments" in body
            or "findings" in body["visit"]
            or body["visit"]["kind"] == "annual_review"
        )
        if role == "bureau" or (for_bureau and random.random() < 0.9):
            return self._bureau()
        roles = frozenset({"clerk", role})
        return Actor(role, roles, region=self.region, hospital=hospital)  # type: ignore[arg-type]

    def _someone(self, random: Random) -> str:
        return random.choice(sorted(self.people))

    def _body(self, random: Random, hospital: str) -> dict[str, Any]:
        day = self._day(random, (0, 0, 0, 1, 5, 40, 120))
        body = requests.bill(random, self.region, day)
        body["person"]["id"] = self._someone(random)
        body["visit"]["hospital"] = {"id": hospital}
        return body

    def _item(self, body: Mapping[str, Any], stay: str | None, interim: bool) -> Item:
        item = Item("new", body, {}, self.today, stay, interim)
        return self._as_known_now(item)

    def _as_known_now(self, item: Item) -> Item:
        stated = self.people[item.body["person"]["id"]].stated(item.day)
        return replace(item, stated=stated, known=self.today)

    # -- what is done -----------------------------------------------------------

    def settle(self, random: Random) -> None:
        """A bill is settled: once and for all, or in the middle of a stay."""
        hospital = random.choice(self.hospitals)
        body = self._body(random, hospital)
        open_ = [each for each in self.items if each.interim]
        stay, interim = None, random.random() < 0.3
        if open_ and random.random() < 0.5:
            last = random.choice(open_)
            stay, hospital = last.stay, last.hospital
            body["person"]["id"] = last.body["person"]["id"]
            body["visit"]["hospital"] = {"id": hospital}
        elif interim:
            stay = f"stay-{random.randint(1, 6)}"
        actor = self._actor(random, hospital, body)
        item = self._item(body, stay, interim)
        same = self._of_stay(item)
        items = [*(each for each in self.items if each is not same), item]
        trial = Trial(items, taken=same, rework=random.random() < 0.7)
        wrong = self._unsound(actor, item, None)
        if same is not None and (
            not same.interim or same.body["person"]["id"] != body["person"]["id"]
        ):
            wrong = True
        given = self._given(random, item, trial.rework)
        if random.random() < 0.15:
            outcome = self._outcome_of(items, "new")
            patient = 1 if outcome is None else patient_of(outcome)
            wrong_split = random.random() < 0.5
            seen = patient + 1 if wrong_split else patient
            given["expected"] = {"patient": yuan(seen)}
            wrong = wrong or wrong_split
        if random.random() < 0.1:
            self._only_seen(actor, given)
        self._change(
            actor, "/v1/settlements", lambda key: self.office.settle(actor, key, given),
            trial, wrong, other=lambda key: self.office.settle(actor, key, {**given, "x": 1}),
        )  # fmt: skip

    def _only_seen(self, actor: Actor, given: Mapping[str, Any]) -> None:
        """To see what would come of it leaves nothing behind but that somebody looked."""
        with suppress(Refused):
            self.office.preview(actor, given)
            if actor.hospital is not None:
                self.events[actor.hospital] = self.events.get(actor.hospital, 0) + 1
        self._only_looked("a preview left something behind")

    def _only_looked(self, wrong: str) -> None:
        """Nothing has more rows than before but the trail."""
        before, self.rows = self.rows, self._rows()
        assert self.rows[:OF_THE_TRAIL] == before[:OF_THE_TRAIL], wrong

    def reverse(self, random: Random) -> None:
        """A settlement is reversed; at times one that was already, or a reversal."""
        if not self.items:
            self.settle(random)
            return
        id = self._target(random)
        item = next((each for each in self.items if each.id == id), None)
        hospital = self.hospitals[0] if item is None else item.hospital
        actor, redo = self._actor(random, hospital), random.random() < 0.7
        items = [each for each in self.items if each is not item]
        self._change(
            actor, f"/v1/settlements/{id}/reverse",
            lambda key: self.office.reverse(actor, key, id, "wrong", rework=redo),
            Trial(items, taken=item, rework=redo), item is None,
            other=lambda key: self.office.reverse(actor, key, id, "other", rework=redo),
        )  # fmt: skip

    def correct(self, random: Random) -> None:
        """Something else should have been asked; at times of somebody else."""
        if not self.items:
            self.settle(random)
            return
        id = self._target(random)
        item = next((each for each in self.items if each.id == id), None)
        hospital = self.hospitals[0] if item is None else item.hospital
        body = self._body(random, hospital)
        actor = self._actor(random, hospital, body)
        stay, interim = None, False
        if item is not None and random.random() < 0.7:
            body["person"]["id"] = item.body["person"]["id"]
            if random.random() < 0.6:
                body["date"] = item.body["date"]
        if item is not None and random.random() < 0.6:
            stay, interim = item.stay, item.interim
        elif random.random() < 0.2:
            stay, interim = f"stay-{random.randint(1, 6)}", random.random() < 0.5
        new, redo = self._item(body, stay, interim), random.random() < 0.7
        items = [new if each is item else each for each in self.items]
        same = self._of_stay(new)
        wrong = item is None or (same is not None and same is not item)
        given = self._given(random, new, redo)
        self._change(
            actor, f"/v1/settlements/{id}/correct",
            lambda key: self.office.correct(actor, key, id, "mistyped", given),
            Trial(items, taken=item, rework=redo),
            wrong or self._unsound(actor, new, item),
            other=lambda key: self.office.correct(actor, key, id, "other", given),
        )  # fmt: skip

    def renew(self, random: Random) -> None:
        """A person's settlements from a day on, by the policies and identities known now."""
        person = self._someone(random)
        since = str(self._day(random, (0, 40, 200, 500)))
        renewed = {
            each.id: self._as_known_now(each)
            for each in self.items
            if each.body["person"]["id"] == person and str(each.day) >= since
        }
        items = [renewed.get(each.id, each) for each in self.items]
        actor = self._bureau()
        if random.random() < 0.2:
            with suppress(Refused):
                self.office.renewal(actor, person, since)
            self._only_looked("a list of differences left something behind")
        self._change(
            actor, f"/v1/people/{person}/renew",
            lambda key: self.office.renew(actor, key, person, since),
            Trial(items, renewed=renewed), False,
            other=lambda key: self.office.renew(actor, key, person, "2000-01-01"),
        )  # fmt: skip

    def again(self, random: Random) -> None:
        """A key comes again: the same answer, and nothing happens; or it comes with something else."""
        if not self.told:
            return
        key, same, other, told = random.choice(self.told)
        rows = self.rows
        assert same(key) == told, "the same key was answered otherwise"
        refused = ""
        try:
            other(key)
        except Refused as otherwise:
            refused = otherwise.code
        assert refused == "key_reused", f"a key came with something else: {refused or 'done'}"
        assert self._rows() == rows, "a key that came again left something behind"
        self._counted("again")

    def _target(self, random: Random) -> str:
        if random.random() < 0.05:
            return random.choice([*self.gone, "nothing"])
        return random.choice(self.items).id

    def _of_stay(self, item: Item) -> Item | None:
        """The live settlement of the same stay."""
        return next(
            (
                each
                for each in self.items
                if item.stay is not None
                and (each.hospital, each.stay) == (item.hospital, item.stay)
            ),
            None,
        )

    def _given(self, random: Random, item: Item, rework: bool) -> dict[str, Any]:
        given = {**item.body, "decisions": requests.decisions(item.body, self.today)}
        if item.stay is not None:
            given |= {"stay": item.stay, "interim": item.interim}
        if rework:
            given["rework"] = True
        return given

    def _unsound(self, actor: Actor, item: Item, before: Item | None) -> bool:
        """What only the bureau may decide."""
        if item.day > self.today:
            return True
        if actor.has("bureau"):
            return False
        if item.body["visit"]["kind"] == "annual_review":
            return True
        old: Mapping[str, Any] = {"visit": {}} if before is None else before.body
        treated, was = (
            "over_treatment" in (each["visit"].get("findings") or ()) for each in (item.body, old)
        )
        return treated != was or (item.body.get("prior_payments") or {}) != (
            old.get("prior_payments") or {}
        )
