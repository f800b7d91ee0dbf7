"""A person as the book knows them on a day (人员): by surrogate, never by name or number.

Dated facts (地区、家庭、险种、参保地、身份) are entries that are never changed: a correction is a later entry.
So what held on a day can be told as it is known now, and as it was known at any moment before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal, NamedTuple, get_args

Field = Literal["region", "household", "insurance", "division", "contribution_periods"]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)
"""统筹区、家庭、险种、参保地、缴费期间: the facts of a person of which there is one at a time."""


class Identity(NamedTuple):
    """An identity with its dates (身份起止); both days count; `until` None: still held."""

    category: str
    from_: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)


class Period(NamedTuple):
    """A period of contributions (参保缴费期间)."""

    from_: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered something, when and from what (录入): `source` is `desk` or a list's digest."""

    number: int
    """Entries of one person are counted from 1, in the order in which they were made."""
    at: str
    """A moment, as `benefits.trail.event.moment` writes it."""
    by: str
    """The account's surrogate."""
    source: str

    def numbered(self, number: int) -> "Entered":
        """The same, as entry `number`."""
        return replace(self, number=number)


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry about one field: its value on the days from `from_` (None: always) to `until`."""

    field: Field
    value: str | None
    from_: date | None
    until: date | None
    entered: Entered

    def covers(self, day: date) -> bool:
        begun = self.from_ is None or self.from_ <= day
        return begun and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Held:
    """An entry about an identity: it runs so, or (`withdrawn`) was never held."""

    identity: Identity
    withdrawn: bool
    entered: Entered

    @property
    def key(self) -> tuple[str, date]:
        """Entries with one category and one first day speak of one identity."""
        return self.identity.category, self.identity.from_


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was ever entered about a person, in order of entry (录入历史)."""

    id: str
    facts: Sequence[Fact] = field(default=())
    held: Sequence[Held] = field(default=())

    def known(self, at: str | None) -> "History":
        """As it stood at a moment; None: as it stands."""
        if at is None:
            return self
        return History(
            self.id,
            [each for each in self.facts if each.entered.at <= at],
            [each for each in self.held if each.entered.at <= at],
        )

    @property
    def registered(self) -> bool:
        return bool(self.facts)

    @property
    def last(self) -> int:
        """The number of the last entry, 0 before the first."""
        return max([*map(_number, self.facts), *map(_number, self.held)], default=0)

    def fact_on(self, name: Field, day: date) -> Fact | None:
        """The entry that counts on a day: of those that speak of it, the one entered last."""
        spoken = (each for each in self.facts if each.field == name and each.covers(day))
        return max(spoken, key=_number, default=None)

    def value_on(self, name: Field, day: date) -> str | None:
        found = self.fact_on(name, day)
        return None if found is None else found.value

    def values_from(self, name: Field, day: date) -> set[str | None]:
        """Every value the field takes from a day on."""
        turns = {day}
        for each in self.facts:
            turns |= {turn for turn in _turns(each) if turn > day}
        return {self.value_on(name, turn) for turn in turns}

    def identities(self) -> list[Held]:
        """The entries that count, one an identity, in order of category and day."""
        last: dict[tuple[str, date], Held] = {}
        for each in sorted(self.held, key=_number):
            last[each.key] = each
        kept = [each for each in last.values() if not each.withdrawn]
        return sorted(kept, key=lambda each: (each.key, each.entered.number))

    def first_entered(self, held: Held) -> Entered:
        """When an identity was first entered, since it was last withdrawn."""
        same = sorted((each for each in self.held if each.key == held.key), key=_number)
        for place in range(len(same) - 1, -1, -1):
            if same[place].withdrawn:
                same = same[place + 1 :]
                break
        return same[0].entered


def _number(entry: Fact | Held) -> int:
    return entry.entered.number


def _turns(fact: Fact) -> Iterable[date]:
    """The days on which what a fact says begins or ends to count."""
    if fact.from_ is not None:
        yield fact.from_
    if fact.until is not None and fact.until < date.max:
        yield date.fromordinal(fact.until.toordinal() + 1)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What a settlement needs of a person, by surrogate (结算所需的人员信息)."""

    id: str
    region: str
    household: str | None
    insurance: str | None
    division: str | None
    identities: tuple[Identity, ...]
    """All of them with their days: which day of a stay counts is the policy's to say."""
    age: int | None
    """In whole years on the day; None: not known, or who they are was forgotten."""
    contribution_periods: tuple[Period, ...] | None
    """None: not known; which is not the same as none paid."""


def facts_on(
    history: History, day: date, known_at: str | None = None, birth_day: date | None = None
) -> KnownPerson | None:
    """A person on a day as known at a moment (None: now); None where not yet registered then."""
    known = history.known(known_at)
    region = known.value_on("region", day)
    if region is None:
        return None
    return KnownPerson(
        known.id,
        region,
        known.value_on("household", day),
        known.value_on("insurance", day),
        known.value_on("division", day),
        tuple(each.identity for each in known.identities()),
        None if birth_day is None else age_on(birth_day, day),
        periods_of(known.value_on("contribution_periods", day)),
    )


def age_on(birth_day: date, day: date) -> int | None:
    """Whole years (周岁), reached on the birthday; None before birth.

    Born on 29 February, a year is full on 1 March where there is no such day.

    >>> age_on(date(2000, 2, 29), date(2018, 2, 28)), age_on(date(2000, 2, 29), date(2018, 3, 1))
    (17, 18)
    """
    if day < birth_day:
        return None
    before = (day.month, day.day) < (birth_day.month, birth_day.day)
    return day.year - birth_day.year - before


def periods_of(written: str | None) -> tuple[Period, ...] | None:
    """Periods of contributions as the book keeps them: `2017-01-01/2017-12-31 2018-01-01/`.

    >>> periods_of("2018-01-01/"), periods_of(""), periods_of(None)
    ((Period(from_=datetime.date(2018, 1, 1), until=None),), (), None)
    """
    if written is None:
        return None
    found = []
    for each in written.split():
        from_, _, until = each.partition("/")
        found.append(
            Period(date.fromisoformat(from_), date.fromisoformat(until) if until else None)
        )
    return tuple(found)


def periods_written(periods: Iterable[Period]) -> str:
    """The same, written: in order of days, each once.

    >>> periods_written([Period(date(2018, 1, 1)), Period(date(2017, 1, 1), date(2017, 12, 31))])
    '2017-01-01/2017-12-31 2018-01-01/'
    """
    ordered = sorted(set(periods), key=lambda each: (each.from_, each.until or date.max))
    return " ".join(f"{each.from_}/{each.until or ''}" for each in ordered)
