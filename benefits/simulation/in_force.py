"""Which policy counts for which claim (适用政策): the book is asked once for days that it treats alike."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.simulation.arrays import Array
from benefits.simulation.soundness import day_number


def in_force(
    book: PolicyBook, region: str, days: Mapping[str, Array]
) -> tuple[list[Document], Array]:
    """The documents some claim needs, and for each claim its place among them (−1: none in force).

    Which policy counts only turns on which side of the versions' own days a day lies, so days between
    two of them are asked about once.
    """
    edges = _edges(book, region)
    first, inverse = _alike(edges, list(days.values()))
    documents: list[Document] = []
    places = np.full(len(first), -1, dtype=np.int16)
    for number, row in enumerate(first):
        spans = {
            name: date(1970, 1, 1) + timedelta(days=int(column[row]))
            for name, column in days.items()
        }
        try:
            found = book.in_force(region, spans)
        except Refused as refused:
            if refused.code != "no_policy_in_force":
                raise
            continue
        if found not in documents:
            documents.append(found)
        places[number] = documents.index(found)
    documents_sorted = sorted(documents, key=lambda each: each.first_day)
    moved = np.array([documents_sorted.index(each) for each in documents] + [-1], dtype=np.int16)
    return documents_sorted, moved[places][inverse]


def _alike(edges: Array, days: list[Array]) -> tuple[Array, Array]:
    """A claim of each kind there is by the sides its days lie on, and the kind of each claim."""
    columns = [
        column for n, column in enumerate(days) if all(column is not each for each in days[:n])
    ]
    lows, highs = (
        np.searchsorted(edges, [f(c) for c in columns], "right") for f in (np.min, np.max)
    )
    if bool(np.all(lows == highs)):
        return np.zeros(1, dtype=np.int64), np.zeros(len(days[0]), dtype=np.int8)
    together = np.zeros(len(days[0]), dtype=np.int64)
    for column in columns:
        together = together * (len(edges) + 1) + np.searchsorted(edges, column, side="right")
    _, first, inverse = np.unique(together, return_index=True, return_inverse=True)
    return first, inverse


def _edges(book: PolicyBook, region: str) -> Array:
    """The days on which what is in force may change."""
    found: set[int] = set()
    for version in book.versions(region):
        document = book.document(region, version)
        found |= {day_number(version.first_day), day_number(document.first_day)}
        if document.last_day is not None:
            found.add(day_number(document.last_day) + 1)
    return np.array(sorted(found), dtype=np.int64)
