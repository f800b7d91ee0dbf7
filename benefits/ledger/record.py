"""What the book is made of (台账记录): postings, their entries, and what they add to running totals.

A posting settles a bill or reverses a settlement; it is never changed. Its entries sum to zero over payers,
patient and hospital. Its movements are what it adds to the year to date; a reversal takes the same away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple

Scope = Literal["person", "household", "lifetime"]
Kind = Literal["settlement", "reversal"]
What = Literal["base", "paid"]

ADMISSIONS = "admissions"
"""The account of the layer "" that counts in-patient stays, in `base`."""

SELF_PAID = "self_paid"
"""The account of the layer "" of what is left to pay: of the eligible part in `base`, all in `paid`."""

VISITS = "visits"
"""The account of the layer "" that counts visits other than reviews, in `base`."""

REVIEWS = "reviews"
"""The account of the layer "" that counts yearly reviews of the year before, in `base`."""


class Total(NamedTuple):
    """A running total (年度累计): whose, where insured, of which benefit year (0: of a lifetime)."""

    scope: Scope
    owner: str
    region: str
    year: int
    layer: str
    account: str = ""

    @property
    def lock(self) -> str:
        """What has to be held while it is read and added to. People sort before households."""
        rank = {"person": 0, "lifetime": 0, "household": 1}[self.scope]
        return f"{rank} {self.region} {self.owner} {self.year}"


class Movement(NamedTuple):
    """What a posting adds to a running total, in fen, under the version of a first day in force."""

    total: Total
    version: str
    base_fen: int
    paid_fen: int


class Seen(NamedTuple):
    """What a running total was, in fen, when a settlement read it."""

    total: Total
    what: What
    fen: int


class Entry(NamedTuple):
    """One line of a posting (分录), in fen: payers and patient owe (+) what the hospital is owed (−)."""

    account: str
    """`layer:basic`, `patient`, `hospital`."""
    fund: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a posting of kind `settlement` tells beside its sums; texts are JSON."""

    position: int
    """Where it stands among those whose totals it read: its own number, or the one it took the place of."""
    day: str
    visit: str
    stay: str | None
    interim: bool
    replaces: str | None
    policy: str
    """The digest of the resolved policy."""
    engine: str
    asked: str
    """The request as the caller sent it, with the hospital it was sent from."""
    request: str
    """What the desk was asked: the same with what the book knew."""
    answer: str
    decisions: str
    seen: tuple[Seen, ...]
    assumed: bool


@dataclass(frozen=True, slots=True)
class Posting:
    """One thing the book has taken down (记账). Amounts of a reversal have the other sign."""

    number: int
    id: str
    kind: Kind
    of: str | None
    """The settlement that a reversal undoes."""
    person: str
    household: str
    region: str
    year: int
    hospital: str
    department: str | None
    cash_day: str
    at: str
    by: str
    reason: str
    total_fen: int
    patient_fen: int
    entries: tuple[Entry, ...]
    movements: tuple[Movement, ...]
    settlement: Settlement | None = None

    @property
    def settled(self) -> Settlement:
        """What it tells as a settlement."""
        assert self.settlement is not None, f"{self.id} is a reversal"
        return self.settlement

    def content(self) -> Mapping[str, Any]:
        """All of it, as the trail's digest covers it."""
        return asdict(self)

    def balanced(self) -> "Posting":
        """Itself; its entries sum to nothing, and payers and patient make the total."""
        assert sum(each.amount_fen for each in self.entries) == 0, f"{self.id} is not balanced"
        owed = sum(each.amount_fen for each in self.entries if each.account == "hospital")
        assert -owed == self.total_fen, f"{self.id}: the hospital is not owed the bill"
        return self


def turned(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Counter-entries (红冲分录)."""
    return tuple(each._replace(amount_fen=-each.amount_fen) for each in entries)


def taken_back(movements: Iterable[Movement]) -> tuple[Movement, ...]:
    """The same totals, less what was added."""
    return tuple(
        each._replace(base_fen=-each.base_fen, paid_fen=-each.paid_fen) for each in movements
    )


def reversal_of(
    posting: Posting, *, number: int, id: str, cash_day: str, at: str, by: str, reason: str
) -> Posting:
    """The counter-posting of a settlement."""
    return replace(
        posting,
        number=number,
        id=id,
        kind="reversal",
        of=posting.id,
        cash_day=cash_day,
        at=at,
        by=by,
        reason=reason,
        total_fen=-posting.total_fen,
        patient_fen=-posting.patient_fen,
        entries=turned(posting.entries),
        movements=taken_back(posting.movements),
        settlement=None,
    ).balanced()
