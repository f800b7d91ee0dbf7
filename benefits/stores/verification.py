"""The whole book checked (核对): `benefits.ledger.verify` over a database, without changing it."""

import json
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from benefits.ledger.days import day_totals
from benefits.ledger.terms import Terms
from benefits.ledger.verify import Checked, Examiner, Found, chain, recomputed, told_of
from benefits.problems import Text
from benefits.stores import trail
from benefits.stores.book import SqlBook
from benefits.stores.book_tables import ANSWERED
from benefits.stores.database import Database
from benefits.trail.event import Event
from benefits.trail.heads import Heads

Progress = Callable[[int], None]


def verified(
    database: Database,
    terms: Terms,
    *,
    recompute: bool = False,
    heads: Heads | None = None,
    progress: Progress = lambda postings: None,
) -> Checked:
    """Check everything; `recompute` works out every settlement again; `heads` were exported before."""
    checked = Checked()
    with database.reading() as connection:
        book = SqlBook(connection, database, lambda *_: None)
        examiner = Examiner(terms, book.policy)
        for posting in book.postings():
            checked.found += examiner.posting(posting)
            checked.postings += 1
            if recompute and posting.kind == "settlement":
                text = book.policy(posting.settled.policy)
                if text is not None:
                    checked.recomputed += 1
                    checked.found += recomputed(terms, posting, text)
            progress(checked.postings)
        checked.found += examiner.ended(book.all_totals())
        checked.found += _days(book)
        checked.found += _keys(connection, examiner)
        checked.found += told_of(examiner.digests, _chained(connection, checked, heads))
    return checked


def heads_of(database: Database, at: str) -> Heads:
    """Where every chain ends now."""
    with database.reading() as connection:
        rows = connection.execute(select(trail.CHAIN).order_by(trail.CHAIN.c.chain))
        return Heads(at, {row.chain: (row.last, row.hash) for row in rows})


def _chained(connection: Connection, checked: Checked, heads: Heads | None) -> Iterator[Event]:
    """The events of every chain, which are checked on the way."""
    ends = {
        row.chain: (row.last, row.hash)
        for row in connection.execute(select(trail.CHAIN).order_by(trail.CHAIN.c.chain))
    }
    exported = {} if heads is None else heads.chains
    named = connection.execute(select(trail.TRAIL.c.chain).distinct()).scalars()
    for name in sorted({*ends, *named, *exported}):
        listed = list(trail.events(connection, name))
        checked.chains += 1
        checked.events += len(listed)
        checked.found += chain(name, listed, *ends.get(name, (0, "")))
        number, hash_ = exported.get(name, (0, ""))
        if number and (len(listed) < number or listed[number - 1][3] != hash_):
            what = Text(
                "留痕与导出的签名摘要不符：此前的记录被改动或删除",
                "the trail is not what the signed head says: something before it was changed or cut",
            )
            checked.found.append(Found("not_as_exported", f"{name} {number}", what))
        yield from (event for _, event, _, _ in listed)


def _days(book: SqlBook) -> Iterator[Found]:
    """What was closed is what the day comes to."""
    for hospital, day, kept in book.closed_days():
        now = day_totals(hospital, day, book.of_day(hospital, day)).told()
        if json.loads(kept) != now:
            what = Text("日结与记账不符", "the closed day is not what was posted on it")
            yield Found("day_was_changed", f"{hospital} {day}", what)


def _keys(connection: Connection, examiner: Examiner) -> Iterator[Found]:
    """What is answered to a key is what the book answered."""
    asked = select(ANSWERED.c.path, ANSWERED.c.answer).order_by(ANSWERED.c.at)
    for row in connection.execute(asked):
        told = json.loads(row.answer)
        posting = examiner.by_id.get(told.get("id", ""))
        if "id" in told and posting is None:
            what = Text("答复所指的记账不在台账中", "the answer kept for a key has no posting")
            yield Found("answer_without_a_posting", told["id"], what)
        elif (
            posting is not None
            and row.path == "/v1/settlements"
            and row.answer != posting.settled.answer
        ):
            what = Text("为幂等键保存的答复被改动", "the answer kept for a key was changed")
            yield Found("kept_answer_was_changed", posting.id, what)
