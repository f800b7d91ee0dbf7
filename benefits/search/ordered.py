"""A block put in the order in which its claims count (按结算次序), once for all variants that run over it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from benefits.simulation.arrays import Array, Integers
from benefits.simulation.table import ClaimTable, Coded, Items


def in_order(table: ClaimTable) -> ClaimTable:
    """The same claims by person, day and number: what a run would else sort anew for every variant."""
    keys = (table.claim_id, table.days["date"], table.person_id)
    rows = np.lexsort(keys)
    if bool(np.all(rows[1:] > rows[:-1])):
        return table
    return taken(table, rows)


def taken(table: ClaimTable, rows: Integers) -> ClaimTable:
    """Claims of a table in another order, or some of them; `rows` names each once at most."""

    def coded(given: Coded) -> Coded:
        return replace(given, codes=given.codes[rows])

    def each(given: Mapping[str, Array]) -> dict[str, Array]:
        return {name: column[rows] for name, column in given.items()}

    programme = table.programme
    return replace(
        table,
        claim_id=table.claim_id[rows],
        person_id=table.person_id[rows],
        household_id=table.household_id[rows],
        days=each(table.days),
        columns=each(table.columns),
        prior=each(table.prior),
        region=coded(table.region),
        programme=None if programme is None else coded(programme),
        items=None if table.items is None else _items(table.items, len(table), rows),
        measures=each(table.measures),
        reverses=None if table.reverses is None else table.reverses[rows],
        last_year=each(table.last_year),
    )


def _items(items: Items, claims: int, rows: Integers) -> Items:
    """The items of the claims that are named."""
    place = np.full(claims, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    here = place[items.rows]
    there = here >= 0
    return Items(
        here[there],
        replace(items.services, codes=items.services.codes[there]),
        {name: amounts[there] for name, amounts in items.parts.items()},
    )
