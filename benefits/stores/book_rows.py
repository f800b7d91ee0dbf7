"""Postings as rows (记账的存取形式): what the tables hold of them, and what a row says."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from benefits.ledger.record import Entry, Movement, Posting, Seen, Settlement, Total
from benefits.stores.book_tables import POSTING, SETTLEMENT

OF_SETTLEMENT: Final = [each for each in SETTLEMENT.c if each.name != "number"]


def posting_row(posting: Posting) -> dict[str, Any]:
    """The row of a posting."""
    names = (each.name for each in POSTING.c if each.name != "movements")
    row = {name: getattr(posting, name) for name in names}
    return {**row, "movements": json.dumps(posting.movements, separators=(",", ":"))}


def settlement_row(posting: Posting) -> dict[str, Any]:
    """The row of what it tells as a settlement."""
    settled = posting.settled
    row = {each.name: getattr(settled, each.name) for each in OF_SETTLEMENT}
    seen = json.dumps(settled.seen, separators=(",", ":"), ensure_ascii=False)
    return {**row, "number": posting.number, "seen": seen}


def posting_of(row: Mapping[str, Any], entries: Sequence[Entry]) -> Posting:
    """A posting out of its rows."""
    names = (each.name for each in POSTING.c if each.name != "movements")
    settlement = None
    if row["kind"] == "settlement":
        of_settlement = {each.name: row[each.name] for each in OF_SETTLEMENT}
        of_settlement["seen"] = tuple(seen_of(row["seen"]))
        settlement = Settlement(**of_settlement)
    return Posting(
        **{name: row[name] for name in names},
        entries=tuple(entries),
        movements=tuple(movements_of(row["movements"])),
        settlement=settlement,
    )


UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, AssertionError, LookupError)
"""What reading a row raises that somebody else has written."""


def as_written(row: Mapping[str, Any], lines: Sequence[Any]) -> Posting | None:
    """A posting whose row, entries and texts are those this program would write for it."""
    try:
        entries = [Entry(line.account, line.fund, line.amount_fen) for line in lines]
        posting = posting_of(row, entries)
        whole = posting_row(posting)
        if posting.settlement is not None:
            whole |= settlement_row(posting)
        else:  # nothing of a settlement hangs on what is none
            whole |= dict.fromkeys((each.name for each in OF_SETTLEMENT), None)
        same = all(row[name] == value for name, value in whole.items())
    except UNREADABLE:
        return None
    in_order = [line.line for line in lines] == list(range(1, len(lines) + 1))
    return posting if same and in_order else None


def seen_of(text: str) -> Iterator[Seen]:
    """What a settlement read."""
    for total, what, fen in json.loads(text):
        yield Seen(Total(*total), what, fen)


def movements_of(text: str) -> Iterator[Movement]:
    """What a posting adds."""
    for total, version, base, paid in json.loads(text):
        yield Movement(Total(*total), version, base, paid)


class Live(NamedTuple):
    """What a live settlement read and added, as it lies there."""

    id: str
    policy: str
    seen_text: str
    movements_text: str

    @property
    def seen(self) -> tuple[Seen, ...]:
        return tuple(seen_of(self.seen_text))

    @property
    def movements(self) -> tuple[Movement, ...]:
        return tuple(movements_of(self.movements_text))


def total_row(each: Movement) -> dict[str, Any]:
    """The row of a running total that begins with a movement."""
    sums = {"base_fen": each.base_fen, "paid_fen": each.paid_fen}
    return {**each.total._asdict(), "version": each.version, **sums}
