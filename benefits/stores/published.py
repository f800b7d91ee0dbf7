"""Policies a site has published (已发布政策): immutable versions over those that come with the product.

A version is known from the day it was published on: what was settled before stays as it was known then.
"""

import hashlib
from typing import Final

from sqlalchemy import Column, Connection, Integer, Table, func, insert, select

from benefits.stores.tables import (
    APPEND_ONLY,
    METADATA,
    moment_column,
    name_column,
    text_column,
)

PUBLISHED: Final = Table(
    "published_policy",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    name_column("file", unique=True),
    text_column("text"),
    name_column("digest"),
    moment_column("at"),
    name_column("by"),
)
APPEND_ONLY.append(PUBLISHED.name)

_COUNT: Final = select(func.count()).select_from(PUBLISHED)


def count(connection: Connection) -> int:
    """How many versions have been published."""
    return int(connection.execute(_COUNT).scalar_one())


def texts(connection: Connection) -> dict[str, str]:
    """The text of every published version by its file's name, `<region>/<first day>.known-<day>.yaml`."""
    rows = connection.execute(select(PUBLISHED).order_by(PUBLISHED.c.number))
    return {row.file: row.text for row in rows}


def text_digest(text: str) -> str:
    """SHA-256 of a version's text to the letter, as the trail has it."""
    return hashlib.sha256(text.encode()).hexdigest()


def publish(connection: Connection, file: str, text: str, digest: str, *, at: str, by: str) -> None:
    """Add a version; the database refuses a second one of the same name."""
    row = {"number": count(connection) + 1, "file": file, "text": text, "digest": digest}
    connection.execute(insert(PUBLISHED), [{**row, "at": at, "by": by}])
