"""A stretch as rows of the claim table (结算明细): the contract's columns, as Arrow."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benefits.populations.description import Description
from benefits.populations.lines import CHRONIC, Lines
from benefits.populations.stretch import HOUSEHOLDS, Columns, stretch
from benefits.simulation.arrays import Array
from benefits.simulation.table import AMOUNTS
from benefits.words import PLACES

OTHER: Final = "other"
"""The charge item that holds the rest of a bill."""


def stretches(description: Description) -> int:
    """How many stretches a population has."""
    return -(-description.households // HOUSEHOLDS)


def claims(description: Description, *, items: bool = False) -> Iterator[pa.Table]:
    """The population's claims, a stretch at a time, numbered from 1 by household and day."""
    lines, number = Lines.of(description), 1
    for place in range(stretches(description)):
        columns = stretch(lines, place, items=items)
        yield arrow(lines, columns, number, items=items)
        number += len(columns["person_id"])


def arrow(lines: Lines, columns: Columns, first: int, *, items: bool) -> pa.Table:
    """One stretch as a table; the first claim's number is `first`."""
    cells, cell, description = lines.cells, columns["cell"], lines.description
    rows = len(cell)
    programmes = ["", *(w for each in lines.programmes.values() for w in each.words)]
    diseases = ["+".join(CHRONIC[:number]) for number in range(len(CHRONIC) + 1)]
    found: dict[str, Any] = {
        "claim_id": np.arange(first, first + rows),
        "person_id": columns["person_id"],
        "household_id": columns["household_id"],
        "date": pa.array(columns["date"].astype(np.int32)).cast(pa.date32()),
        "region": _word(np.zeros(rows, dtype=np.int64), [description.region]),
        "categories": _word(columns["categories"], lines.identities.words),
        "kind": _word(cell, cells.kinds),
        "hospital_level": _word(cell, cells.levels),
        "place": _word(columns["place"], list(PLACES)),
        "referral": _word(columns["referral"] + 1, ["local", *lines.referrals.words]),
        "programme": _word(columns["programme"] + 1, programmes),
        "diseases": _word(columns["diseases"], diseases),
        "findings": _word(columns["findings"], lines.findings.words),
        "age": columns["age"].astype(np.int16),
        "days": pa.array(columns["days"].astype(np.int16), mask=columns["days"] < 0),
        **{f"{part}_fen": columns[f"{part}_fen"] for part in AMOUNTS},
        "annual_income_fen": columns["annual_income_fen"],
    }
    if description.insurance is not None:
        found["insurance"] = _word(np.zeros(rows, dtype=np.int64), [description.insurance])
    if "weight" in columns:
        found["weight"] = columns["weight"]
    if items and description.items:
        found["items"] = _items(columns, list(description.items))
    return pa.table(found)


def _word(codes: Array, words: Sequence[str]) -> pa.DictionaryArray:
    """Codes and their words; a word that stands there twice or is empty becomes one, or nothing."""
    listed = list(dict.fromkeys(word for word in words if word))
    moved = np.array([listed.index(word) if word else -1 for word in words], dtype=np.int8)
    chosen = moved[codes]
    indices = pa.array(chosen, pa.int8(), mask=chosen < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(listed, pa.string()))


def _items(columns: Columns, services: Sequence[str]) -> pa.ListArray:
    """The services of a stay that cost something, and `other` for the rest of the bill."""
    shares = np.stack([columns[f"item {each}"] for each in services], axis=1)
    parts = {}
    for part in AMOUNTS:
        whole = columns[f"{part}_fen"]
        named = whole[:, None] * shares >> 20
        parts[part] = np.concatenate([named, (whole - named.sum(axis=1))[:, None]], axis=1)
    there: Array = np.add.reduce(list(parts.values())) > 0
    there[:, -1] = True
    offsets = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    service = np.broadcast_to(np.arange(len(services) + 1), there.shape)[there]
    fields = {
        "service": _word(service, [*services, OTHER]),
        **{f"{part}_fen": pa.array(amounts[there]) for part, amounts in parts.items()},
    }
    flat = pa.StructArray.from_arrays(list(fields.values()), names=list(fields))
    return pa.ListArray.from_arrays(pa.array(offsets), flat)
