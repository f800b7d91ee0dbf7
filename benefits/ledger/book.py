"""What the ledger asks of a store (台账存取): everything within one transaction that is already begun."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from benefits.ledger.record import Movement, Posting, Total
from benefits.people.person import KnownPerson
from benefits.trail.event import Event


class Sum(NamedTuple):
    """What a running total has come to under the version of one first day in force, in fen."""

    base_fen: int
    paid_fen: int


Sums = Mapping[Total, Mapping[str, Sum]]
"""Running totals, each by the first day in force of the versions under which it was added to."""


Totals = dict[Total, dict[str, Sum]]
"""The same, being added up."""


def add_up(sums: Totals, each: Movement) -> None:
    """Add what a posting adds."""
    by_version = sums.setdefault(each.total, {})
    before = by_version.get(each.version, Sum(0, 0))
    by_version[each.version] = Sum(before.base_fen + each.base_fen, before.paid_fen + each.paid_fen)


class PolicyText(NamedTuple):
    """A policy as it was used: its file's name, its resolved text, its digest."""

    file: str
    text: str
    digest: str

    @property
    def hash(self) -> str:
        """SHA-256 of it to the letter, as the trail has it; `digest` is of what it means."""
        told = hashlib.sha256("\n".join((self.file, self.digest, self.text)).encode())
        return told.hexdigest()


class Book(Protocol):
    """The book of one site, within one transaction."""

    def person(self, id: str, day: date) -> KnownPerson | None:
        """Who somebody is on a day, as is known now."""

    def lock(self, totals: Iterable[Total]) -> None:
        """Hold these totals to the end of the transaction; asked for in one go, in one order for all."""

    def sums(self, owners: Collection[Total], before: int | None = None) -> Sums:
        """All totals of the owners named (layer and account are not looked at).

        `before`: only what live settlements of a lower position have added.
        """

    def next_number(self) -> int:
        """The number of the next posting."""

    def add(self, posting: Posting) -> None:
        """Take down a posting and add its movements to the running totals."""

    def posting(self, id: str) -> Posting | None:
        """A posting by its id."""

    def reversal(self, id: str) -> str | None:
        """The id of the posting that reversed a settlement."""

    def readers(self, totals: Collection[Total], after: int) -> Sequence[Posting]:
        """The live settlements above a position that have read one of these totals, by position."""

    def stay(self, hospital: str, stay: str) -> Posting | None:
        """The live settlement of a stay, which is held to the end of the transaction like totals are."""

    def of_person(self, id: str, region: str | None = None) -> Sequence[Posting]:
        """The live settlements of a person, by position."""

    def keep_policy(self, policy: PolicyText) -> None:
        """Keep the text of a policy under its digest, once."""

    def policy(self, digest: str) -> PolicyText | None:
        """The text kept under a digest."""

    def of_day(self, hospital: str, day: str) -> Sequence[Posting]:
        """A hospital's postings of one day's cash, in order."""

    def closed_until(self, hospital: str) -> str | None:
        """The last day whose cash a hospital has closed."""

    def close(self, hospital: str, day: str, at: str, by: str, totals: Mapping[str, Any]) -> None:
        """Keep the totals of a day that is closed."""

    def tell(self, events: Iterable[Event]) -> None:
        """Events for the trail; they are written last of all."""

    def postings(self, after: int = 0) -> Iterator[Posting]:
        """The whole book in the order in which it was written."""
