"""The trail in the database (审计留痕表): appended to in the transaction of what it tells."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKeyConstraint,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from benefits.ledger import moments
from benefits.stores.tables import APPEND_ONLY, METADATA, moment_column, name_column, text_column
from benefits.trail.event import BEGINNING, Event, canonical, chained

CHAIN: Final = Table(
    "chain",
    METADATA,
    name_column("chain", primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Where each chain ends. Its row is the lock of the chain, taken last of all and held to the commit."""

TRAIL: Final = Table(
    "trail",
    METADATA,
    name_column("chain", primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    moment_column("at"),
    name_column("actor"),
    name_column("action"),
    name_column("subject", index=True),
    text_column("content"),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    ForeignKeyConstraint(["chain"], ["chain.chain"]),
)
APPEND_ONLY.append(TRAIL.name)

_MINE: Final = CHAIN.c.chain == bindparam("of")
_END: Final = select(CHAIN.c.last, CHAIN.c.hash).where(_MINE).with_for_update()
_MOVE_END: Final = update(CHAIN).where(_MINE)
_ADD: Final = insert(TRAIL)


def append(connection: Connection, events: Sequence[Event]) -> None:
    """Append events, in order. Call it last in a transaction: it locks the chains."""
    moments.reached("before the trail")
    for chain in sorted({each.chain for each in events}):
        number, hash_ = _end(connection, chain)
        rows = []
        for event in (each for each in events if each.chain == chain):
            number, previous = number + 1, hash_
            hash_ = chained(previous, number, event)
            rows.append(
                {
                    "chain": chain,
                    "number": number,
                    "at": event.at,
                    "actor": event.actor,
                    "action": event.action,
                    "subject": event.subject,
                    "content": canonical(dict(event.content)).decode(),
                    "previous": previous,
                    "hash": hash_,
                }
            )
        connection.execute(_ADD, rows)
        moments.reached("within the trail")
        connection.execute(_MOVE_END, {"of": chain, "last": number, "hash": hash_})
    moments.reached("after the trail")


def _end(connection: Connection, chain: str) -> tuple[int, str]:
    """Where a chain ends, locked; begun where there is none yet."""
    row = connection.execute(_END, {"of": chain}).one_or_none()
    if row is None:
        begun = {"chain": chain, "last": 0, "hash": BEGINNING}
        if connection.dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import insert as insert_or_not

            connection.execute(insert_or_not(CHAIN).values(**begun).on_conflict_do_nothing())
        else:
            connection.execute(insert(CHAIN).values(**begun))
        row = connection.execute(_END, {"of": chain}).one()
    return row.last, row.hash


def events(
    connection: Connection, chain: str, after: int = 0
) -> Iterator[tuple[int, Event, str, str]]:
    """The events of a chain in order: number, event, previous hash, hash, as they stand there."""
    rows = connection.execute(
        select(TRAIL).where(TRAIL.c.chain == chain, TRAIL.c.number > after).order_by(TRAIL.c.number)
    )
    for row in rows:
        event = Event(
            row.chain, row.at, row.actor, row.action, row.subject, json.loads(row.content)
        )
        yield row.number, event, row.previous, row.hash


def written(connection: Connection, chain: str) -> Iterator[tuple[int, Event | None, str, str]]:
    """The same to the letter, row by row; None: an event whose content no program of ours wrote so."""
    asked = select(TRAIL).where(TRAIL.c.chain == chain).order_by(TRAIL.c.number)
    for row in connection.execute(asked.execution_options(yield_per=1000)):
        content, event = _content(row.content), None
        if content is not None:
            event = Event(row.chain, row.at, row.actor, row.action, row.subject, content)
        yield row.number, event, row.previous, row.hash


def _content(text: str) -> dict[str, Any] | None:
    """What an event says; None where it is not the letter that a program of ours writes."""
    try:
        content = json.loads(text)
        same = isinstance(content, dict) and canonical(content).decode() == text
    except (ValueError, TypeError):
        return None
    return content if same else None


MOST_SEEN: Final = 1000
"""So many events of one subject are listed."""


def seen(connection: Connection, subject: str) -> list[Event]:
    """What was done with a person, settlement or account, newest first, in every chain."""
    asked = (
        select(TRAIL)
        .where(TRAIL.c.subject == subject)
        .order_by(TRAIL.c.at.desc(), TRAIL.c.chain, TRAIL.c.number.desc())
        .limit(MOST_SEEN)
    )
    return [
        Event(row.chain, row.at, row.actor, row.action, row.subject, json.loads(row.content))
        for row in connection.execute(asked)
    ]
