"""A block put in the order in which its claims count (按结算次序), once for all variants that run over it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from benefits.simulation.arrays import Array, Integers
from benefits.simulation.table import ClaimTable, Coded


def in_order(table: ClaimTable) -> ClaimTable:
    """The same claims by person, day and number: what a run would else sort anew for every variant."""
    keys = (table.claim_id, table.days["date"], table.person_id)
    rows = np.lexsort(keys)
    if bool(np.all(rows[1:] > rows[:-1])):
        return table
    return taken(table, rows)


def taken(table: ClaimTable, rows: Integers) -> ClaimTable:
    """The claims of a table in another order; `rows` names each once."""

    def coded(given: Coded) -> Coded:
        return replace(given, codes=given.codes[rows])

    def each(given: Mapping[str, Array]) -> dict[str, Array]:
        return {name: column[rows] for name, column in given.items()}

    place = np.empty_like(rows)
    place[rows] = np.arange(len(rows))
    items, programme = table.items, table.programme
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
        items=None if items is None else replace(items, rows=place[items.rows]),
        measures=each(table.measures),
        reverses=None if table.reverses is None else table.reverses[rows],
        last_year=each(table.last_year),
    )
