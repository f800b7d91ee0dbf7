"""A table and a chart as descriptions (表格与图的描述): words and exact numbers, no page and no colour.

Whatever shows them (a page, a spreadsheet, a CSV file) rounds by one rule: half up, money to the fen,
shares to the hundredth of a percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from benefits.problems import Text

Kind = Literal["words", "fen", "count", "share", "points", "index"]
"""What a column holds: words; fen; whole things; a share of 1, shown in percent; a change of such a share,
shown in points; a number around 0."""


class Hidden:
    """Stands where a cell would tell of fewer than ten people, or would let one be worked out."""

    def __repr__(self) -> str:
        return "HIDDEN"

    def __reduce__(self) -> str:
        return "HIDDEN"


HIDDEN: Final = Hidden()

Cell = Text | str | int | Fraction | Hidden | None
"""None: there is nothing to say (a share of nothing)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head and what it holds."""

    name: Text
    kind: Kind = "words"
    group: Text | None = None
    """Said once over the columns beside one another that have it: under which rules."""

    @property
    def whole_name(self) -> Text:
        """The head where it stands alone."""
        if self.group is None:
            return self.name
        return Text(f"{self.name.zh}（{self.group.zh}）", f"{self.name.en}, {self.group.en}")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `code` names its file and its place on a page."""

    code: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[Text] = ()
    total: bool = False
    """The last row is the sum of the others."""

    def __post_init__(self) -> None:
        for row in self.rows:
            assert len(row) == len(self.columns), (self.code, row)


@dataclass(frozen=True, slots=True)
class Series:
    """A row of numbers of a chart; `x` where they do not stand over the chart's categories."""

    name: Text
    values: Sequence[int | Fraction | None]
    x: Sequence[int | Fraction] = ()
    labels: Sequence[Text] = ()
    """What a point is called, where points are the answer."""


ChartKind = Literal["stacked", "bars", "tornado", "line", "points"]
"""Bars on one another; bars beside one another; bars left and right of nothing; a line; points."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the table that says the same. Values are fen, whole things or shares of 1 (`unit`)."""

    code: str
    kind: ChartKind
    title: Text
    series: Sequence[Series]
    table: Table
    categories: Sequence[Text] = ()
    unit: Kind = "fen"
    x_title: Text | None = None
    x_unit: Kind = "count"
    y_title: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: a title, sentences, charts (each with its table), further tables."""

    title: Text
    says: Sequence[Text] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: the answer in large type, remarks, sections; files are made of nothing else."""

    title: Text
    subtitle: Text
    answers: Sequence["Answer"]
    remarks: Sequence[Text] = ()
    sections: Sequence[Section] = field(default_factory=tuple)

    def tables(self) -> list[Table]:
        """Every table, in the order of the report."""
        found: list[Table] = []
        for section in self.sections:
            found += [*(chart.table for chart in section.charts), *section.tables]
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the few figures an analyst asked for: what it is, the figure, and what it was before."""

    what: Text
    figure: Text
    beside: Text
