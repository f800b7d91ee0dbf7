"""The whole book checked (核对): every table against the trail, and the trail against heads exported before.

Nothing is changed. It looks at one moment, so that a server may go on settling meanwhile. Not held against
anything, because they come and go or say nothing of their own: the counts of attempts of an account, when a
session was last seen, single sign-ons under way, wrapped keys of people, the step of the schema.
"""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, func, select
from sqlalchemy.sql.elements import ColumnElement

from benefits.ledger.days import day_totals
from benefits.ledger.terms import Terms
from benefits.ledger.verify import Checked, Examiner, Found, recomputed
from benefits.ledger.walked import Walk
from benefits.problems import Text
from benefits.stores import trail
from benefits.stores.book import SqlBook
from benefits.stores.book_rows import UNREADABLE
from benefits.stores.book_tables import ENTRY, POSTING, SETTLEMENT
from benefits.stores.database import Database
from benefits.stores.people_trail import unlike_the_trail
from benefits.stores.site import SITE
from benefits.stores.told import Told
from benefits.trail.heads import Heads

Progress = Callable[[int], None]
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ"}


def verified(
    database: Database,
    terms: Terms,
    *,
    recompute: bool = False,
    heads: Heads | None = None,
    progress: Progress = lambda postings: None,
) -> Checked:
    """Check everything; `recompute` works out every settlement again; `heads` were exported before."""
    with database.reading(**({} if database.embedded else _ONE_MOMENT)) as connection:
        book = SqlBook(connection, database, lambda *_: None)
        return examined(book, terms, recompute=recompute, heads=heads, progress=progress)


def examined(
    book: SqlBook,
    terms: Terms,
    *,
    recompute: bool = False,
    heads: Heads | None = None,
    progress: Progress = lambda postings: None,
) -> Checked:
    """The same within a transaction that is begun."""
    checked = Checked(proven_until=None if heads is None else heads.at)
    examiner = Examiner(terms, book.policy, book.posting)
    for found in _postings(book, examiner, checked, recompute):
        checked.found.append(found)
        progress(checked.postings)
    checked.found += _hanging(book.connection, checked.postings)
    checked.found += examiner.totals_kept(book.all_totals())
    checked.found += _live(book, examiner)
    checked.found += _days(book)
    told = Told(examiner.digests)
    checked.found += _chains(book.connection, told, checked, heads)
    checked.found += told.unlike(book.connection)
    what = Text("人员录入与留痕不符", "what lies there of a person is not what was entered")
    checked.found += (
        Found("person_was_changed", each, what) for each in unlike_the_trail(book.connection)
    )
    return checked


def heads_of(database: Database, at: str) -> Heads:
    """Where every chain ends now."""
    with database.reading() as connection:
        return Heads(at, _ends(connection), _site(connection))


def _ends(connection: Connection) -> dict[str, tuple[int, str]]:
    rows = connection.execute(select(trail.CHAIN).order_by(trail.CHAIN.c.chain))
    return {row.chain: (row.last, row.hash) for row in rows}


def _site(connection: Connection) -> Mapping[str, str]:
    return {row.name: row.value for row in connection.execute(select(SITE))}


def _postings(
    book: SqlBook, examiner: Examiner, checked: Checked, recompute: bool
) -> Iterator[Found]:
    """Every posting by itself, and against those before it."""
    for id_, posting in book.written():
        checked.postings += 1
        try:
            if posting is None:
                raise ValueError("not as this program writes")
            yield from examiner.posting(posting)
            text = book.policy(posting.settled.policy) if recompute and posting.settlement else None
            if text is not None:
                checked.recomputed += 1
                yield from recomputed(terms=examiner.terms, posting=posting, text=text)
        except UNREADABLE:
            what = Text("记账的内容无法读取", "what lies there is no posting this program wrote")
            yield Found("posting_cannot_be_read", str(id_), what)


def _hanging(connection: Connection, postings: int) -> Iterator[Found]:
    """Rows that belong to no posting."""
    numbers = select(POSTING.c.number)
    for table in (ENTRY, SETTLEMENT):
        column: ColumnElement[int] = table.c.number
        asked = select(func.count()).select_from(table).where(column.not_in(numbers))
        if number := connection.execute(asked).scalar_one():
            what = Text("有行不属于任何记账", "rows belong to no posting")
            yield Found("rows_hang_loose", f"{table.name} {number}", what)
    there = connection.execute(select(func.count()).select_from(POSTING)).scalar_one()
    if there != postings:
        what = Text("记账的编号重复", "numbers of postings are not one each")
        yield Found("numbers_are_not_one_each", f"{there} {postings}", what)


def _live(book: SqlBook, examiner: Examiner) -> Iterator[Found]:
    """Every live settlement read what those before it had made."""
    for each in book.live():
        try:
            yield from examiner.live(each.id, each.policy, each.seen, each.movements)
        except UNREADABLE:
            continue  # told already as a posting that cannot be read


def _chains(
    connection: Connection, told: Told, checked: Checked, heads: Heads | None
) -> Iterator[Found]:
    """Every chain of the trail walked, its events passed on to `told`."""
    ends = _ends(connection)
    exported = {} if heads is None else heads.chains
    named = connection.execute(select(trail.TRAIL.c.chain).distinct()).scalars()
    for name in sorted({*ends, *named, *exported}):
        walk = Walk(name, exported.get(name, (0, "")))
        checked.chains += 1
        for number, event, previous, hash_ in trail.written(connection, name):
            checked.events += 1
            yield from walk.event(number, event, previous, hash_)
            try:
                if event is not None:
                    yield from told.event(event)
            except UNREADABLE:
                what = Text("留痕的内容无法读取", "the event tells what no program of ours writes")
                yield Found("event_cannot_be_read", f"{name} {number}", what)
        yield from walk.ended(*ends.get(name, (0, "")))
    if heads is not None and dict(heads.site) != dict(_site(connection)):
        what = Text(
            "库的身份与导出的签名摘要不符",
            "what the database says of itself is not what the head says",
        )
        yield Found("site_was_changed", "site", what)


def _days(book: SqlBook) -> Iterator[Found]:
    """What was closed is what the day comes to."""
    for hospital, day, kept in book.closed_days():
        try:
            same = day_totals(hospital, day, book.of_day(hospital, day)).same_as(kept)
        except UNREADABLE:
            same = False
        if not same:
            what = Text("日结与记账不符", "the closed day is not what was posted on it")
            yield Found("day_is_not_the_postings", f"{hospital} {day}", what)
