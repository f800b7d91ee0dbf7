"""What a registration changes (登记变更): the entries to add to what the book has, and from which day on.

Nothing is ever rewritten: a household that changes, an identity that ends, one that was entered by mistake
are new entries. Where nothing changes there is nothing to enter, so the same registration can be sent twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from benefits.people.person import (
    Entered,
    Fact,
    Field,
    Held,
    History,
    Identity,
    periods_of,
    periods_written,
)
from benefits.people.registration import Read

ALWAYS: Final = date.min
"""The first day of what holds from the beginning."""
_DATED: Final[tuple[Field, ...]] = ("region", "household", "insurance", "division")


@dataclass(frozen=True, slots=True)
class Changes:
    """Entries to add, in order; their numbers follow those there are."""

    facts: tuple[Fact, ...] = ()
    held: tuple[Held, ...] = ()
    first_day: date | None = None
    """The first day of which the book now says something else; None: nothing is changed."""

    @property
    def names(self) -> list[str]:
        """What is changed, by name; never to what."""
        found = [each.field for each in self.facts]
        return [*found, *(["identities"] if self.held else [])]

    def before(self, day: date) -> bool:
        """Whether something is changed about days before this one (追溯)."""
        return self.first_day is not None and self.first_day < day


def changes(history: History, read: Read, today: date, entered: Entered) -> Changes:
    """What a registration changes. `entered.number` is the number of the first new entry."""
    made = _Made(history, entered)
    first = not history.registered
    for name in _DATED:
        value = getattr(read.given, name)
        if read.gives(name) or (first and name == "region"):
            made.says(name, value, read.given.since, today, first=first)
    if read.gives("contribution_periods"):
        made.periods(None if read.periods is None else periods_written(read.periods))
    if read.identities is not None:
        made.identities(read.identities)
    return made.told()


def moved(history: History, household: str | None, day: date, entered: Entered) -> Changes:
    """A person belongs to another household from a day on (变更家庭)."""
    made = _Made(history, entered)
    made.says("household", household, day, day)
    return made.told()


def identity_changes(history: History, wanted: Iterable[Held], entered: Entered) -> Changes:
    """Entries about identities that a list makes, as they are."""
    made = _Made(history, entered)
    for each in wanted:
        made.holds(each.identity, withdrawn=each.withdrawn)
    return made.told()


class _Made:
    """Entries as they are made, numbered one after the other."""

    def __init__(self, history: History, entered: Entered) -> None:
        self._history = history
        self._entered = entered
        self._facts: list[Fact] = []
        self._held: list[Held] = []
        self._days: list[date] = []
        self._current = {each.key: each.identity for each in history.identities()}

    def told(self) -> Changes:
        return Changes(tuple(self._facts), tuple(self._held), min(self._days, default=None))

    def _next(self) -> Entered:
        made = len(self._facts) + len(self._held)
        return self._entered.numbered(self._entered.number + made)

    def says(
        self,
        name: Field,
        value: str | None,
        since: date | None,
        today: date,
        *,
        first: bool = False,
    ) -> None:
        """A field has a value from a day on; at the first registration always, unless a day is told."""
        if first:
            if value is not None:
                from_ = None if name == "region" else since
                self._facts.append(Fact(name, value, from_, None, self._next()))
                self._days.append(from_ or ALWAYS)
            return
        if since is None:
            same = self._history.value_on(name, today) == value
        else:
            same = self._history.values_from(name, since) == {value}
        if not same:
            from_ = since or today
            self._facts.append(Fact(name, value, from_, None, self._next()))
            self._days.append(from_)

    def periods(self, written: str | None) -> None:
        """The periods of contributions, all of them."""
        before = self._history.value_on("contribution_periods", date.max)
        if written == before:
            return
        self._facts.append(Fact("contribution_periods", written, None, None, self._next()))
        differ = set(periods_of(before) or ()) ^ set(periods_of(written) or ())
        self._days.append(min((each.from_ for each in differ), default=ALWAYS))

    def identities(self, wanted: Sequence[Identity]) -> None:
        """The identities are these and no others."""
        given = {(each.category, each.from_) for each in wanted}
        for key, each in self._current.items():
            if key not in given:
                self.holds(each, withdrawn=True)
        for each in sorted(wanted, key=lambda one: one[:2]):
            self.holds(each)

    def holds(self, identity: Identity, *, withdrawn: bool = False) -> None:
        """An identity runs so, or was never held; nothing where that is known."""
        before = self._current.get((identity.category, identity.from_))
        if before is None and withdrawn:
            return
        if before is None or withdrawn:
            self._days.append(identity.from_)
        elif before.until == identity.until:
            return
        else:
            ends = min(before.until or date.max, identity.until or date.max)
            self._days.append(ends + timedelta(days=1))
        self._held.append(Held(identity, withdrawn, self._next()))
