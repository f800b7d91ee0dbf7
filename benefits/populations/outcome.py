"""What a calibrated file comes to (校准复算): its people run once more, line by line against the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from benefits import money
from benefits.populations.calibration import Calibrated, off_by
from benefits.populations.figures import Assumed, Policies
from benefits.populations.reading import described
from benefits.populations.report_table import TOLERANCE, Line
from benefits.populations.sentences import problem
from benefits.populations.trial import People, Trial, sums
from benefits.populations.weights import MILLION, effective, weighted
from benefits.problems import Refused, Text, WrongValue
from benefits.reading.book import PolicyBook
from benefits.reading.document import Places
from benefits.simulation.in_force import in_force


@dataclass(frozen=True, slots=True)
class Row:
    """One published figure against the simulated one: fen, or claims."""

    name: Text
    published: int
    simulated: Fraction
    off: Fraction
    counts: bool
    within: Fraction

    @property
    def met(self) -> bool:
        return abs(self.off) <= self.within


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything the report says (校准报告)."""

    calibrated: Calibrated
    rows: tuple[Row, ...]
    sums: tuple[tuple[Text, int, int], ...]
    """What was printed as a sum, and what its parts come to."""
    held_out: tuple[Row, ...]
    moved: tuple[tuple[Assumed, int], ...]
    """Assumed figures that were put otherwise."""
    policies: tuple[str, ...]
    weights: tuple[int, int]
    """The least and the largest, in millionths."""
    effective: Fraction
    statuses: Mapping[str, int]
    claims: pa.Table
    """With their weights."""

    @property
    def met(self) -> bool:
        """Whether every line and the weights are within their bounds, and no claim is refused."""
        return (
            all(row.met for row in self.rows)
            and 2 * self.effective > 1
            and set(self.statuses) <= {"ok"}
        )


def outcome(found: Calibrated, book: PolicyBook) -> Outcome:
    """Run a calibration's people under its figures; raises `Refused` for figures there are not."""
    table = found.table
    people = People.of(described(found.people, Places("", {})))
    days = dict.fromkeys(("admission", "discharge", "settlement"), people.table.days["date"])
    policies = Policies(in_force(book, table.region, days)[0], table.figures)
    values = _values(found, policies)
    trial = Trial(book, table.lines)
    result = trial.run(people, policies.figures(values))
    by_household = sums(people, result, table.lines)
    weights = found.rule.weights(by_household)
    whole = sum(line.value for line in table.lines.values())
    within = Fraction(*TOLERANCE)
    rows = _rows(table.lines, weighted(by_household, weights), whole, within)
    held = table.held_out
    held_rows: tuple[Row, ...] = ()
    if held is not None:
        apart = weighted(sums(people, result, held.lines), weights)
        held_rows = _rows(held.lines, apart, 0, Fraction(*held.within))
        totals = dict(zip(held.lines, apart, strict=True))
        for each in held.sums.values():
            there = Fraction(sum(totals[part] for part in each.parts), MILLION)
            off = off_by(there, each.amount or 0, 1)
            row = Row(each.name, each.amount or 0, there, off, False, Fraction(*held.within))
            held_rows = (*held_rows, row)
    return Outcome(
        calibrated=found,
        rows=rows,
        sums=tuple(
            (each.name, each.amount or 0, sum(table.lines[part].value for part in each.parts))
            for each in table.sums.values()
        ),
        held_out=held_rows,
        moved=tuple((policies.assumed[path], value) for path, value in values.items()),
        policies=tuple(policies.names),
        weights=(int(weights.min()), int(weights.max())),
        effective=Fraction(*effective(weights)),
        statuses=result.statuses(),
        claims=_with_weights(people, weights),
    )


def _rows(
    lines: Mapping[str, Line], totals: list[int], whole: int, within: Fraction
) -> tuple[Row, ...]:
    found = []
    for line, total in zip(lines.values(), totals, strict=True):
        there = Fraction(total, MILLION)
        off = off_by(there, line.value, whole or 1)
        found.append(Row(line.name, line.value, there, off, line.counts, within))
    return tuple(found)


def _values(found: Calibrated, policies: Policies) -> dict[str, int]:
    """The figures as whole numbers; only assumed ones may stand there."""
    values: dict[str, int] = {}
    for path, text in found.figures.items():
        figure = policies.assumed.get(path)
        try:
            if figure is None:
                raise WrongValue("figure_is_not_known")
            exact = (
                money.rate(text) * figure.scale
                if figure.kind == "rate"
                else Fraction(money.fen_of_figure(text))
            )
            if exact.denominator != 1:
                raise WrongValue("figure_too_fine")
        except WrongValue:
            wrong = problem("calibrated_does_not_fit", f"figures.{path}", given=f"{path}: {text}")
            raise Refused("invalid_request", [wrong]) from None
        values[path] = exact.numerator
    return values


def _with_weights(people: People, weights: Any) -> pa.Table:
    """The claims with what each household counts for."""
    number = np.diff([*people.starts, len(people.table)])
    return people.arrow.append_column("weight", pa.array(np.repeat(weights, number)))
