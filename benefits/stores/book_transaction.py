"""One transaction over the book (台账事务): whole or not at all, with every total it meets held."""

from collections.abc import Callable
from typing import Final, TypeVar, cast

from sqlalchemy import Connection

from benefits.stores.book import MoreLocks, PersonOf, SqlBook
from benefits.stores.database import Database

T = TypeVar("T")

MOST_WIDENINGS: Final = 20
"""So often a transaction is begun again because it met totals it does not hold."""


class Undone(Exception):
    """Carries a result out of a transaction that is to leave nothing behind."""

    def __init__(self, result: object) -> None:
        self.result = result
        super().__init__("undone")


def in_book(
    database: Database,
    person_of: PersonOf,
    work: Callable[["SqlBook"], T],
    *,
    alone: str | None = None,
    undo: bool = False,
) -> T:
    """Work on the book in one transaction, with every total it meets held; `undo`: only to see.

    Raises what `work` raises (then nothing has happened), `Unavailable` or `InFlight`.
    """
    held: frozenset[str] = frozenset()

    def within(connection: Connection) -> T:
        book = SqlBook(connection, database, person_of, held)
        result = work(book)
        if undo:
            raise Undone(result)
        book.finish()
        return result

    for _ in range(MOST_WIDENINGS):
        try:
            return database.run(within, alone=alone)
        except MoreLocks as more:
            held = more.names
        except Undone as undone:
            return cast(T, undone.result)
    raise RuntimeError("the totals of one transaction kept growing")
