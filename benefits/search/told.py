"""What a search shows (搜索结果表): points as tables, for people and for programs.

The number of people above a share is hidden where it is under ten, unless the bureau itself looks; what
is searched for is worked out on the exact numbers all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from benefits.indicators.disclosure import FEWEST
from benefits.indicators.sums import MILLION
from benefits.indicators.table import HIDDEN, Cell, Column, Table
from benefits.problems import Text
from benefits.search.measures import Measure, share_text
from benefits.search.sweep import Point
from benefits.search.totals import Totals, whole

FIXED: Final = Text(
    "就医行为保持不变：各方案下看病次数和费用相同",
    "behaviour is held fixed: people seek the same care at the same price under every point",
)
ROUNDED: Final = Text(
    "金额四舍五入到分；人数按人年计，一年内各次费用合计后与比例线比较",
    "amounts are rounded to the fen; people are counted by year, all their bills of a year together",
)
HIDDEN_FEW: Final = Text(
    "不足十人的人数不显示（--bureau 显示）",
    "fewer than ten people are not shown (--bureau shows them)",
)


_SUMS: Final = (Measure("funds"), Measure("patient"))


@dataclass(frozen=True, slots=True)
class Shown:
    """How points are shown: which layers and shares, what varies, and to whom."""

    layers: Mapping[str, Text]
    shares: Sequence[int]
    addresses: Sequence[str]
    bureau: bool
    digits: int
    """Of a point's number in the names of files."""

    def file(self, point: Point) -> str:
        """The name of a point's reform file."""
        return f"reforms/point-{point.number:0{self.digits}d}.yaml"

    def title(self, measure: Measure) -> Text:
        """What a measure is called; a layer by its title."""
        return self.layers.get(measure.name) or measure.title()

    # -- for people -------------------------------------------------------------------

    def table(
        self,
        code: str,
        title: Text,
        baseline: Totals,
        points: Sequence[Point],
        only: Literal["money", "people", "all"] = "all",
    ) -> Table:
        """The baseline and the points, one a row: what each pays, whom it leaves above which share."""
        figures = (short(each, " › ") for each in self.addresses)
        heads = [Column(Text("方案", "point")), *(Column(Text(each, each)) for each in figures)]
        rows: list[list[Cell]] = [
            [name, *(figures.get(each, "—") for each in self.addresses)]
            for name, figures, _ in _rows(baseline, points)
        ]
        found = [baseline, *(each.totals for each in points)]
        if only != "people":
            heads += self._money_heads(found)
            rows = [
                [*row, *self._money(each, found)] for row, each in zip(rows, found, strict=True)
            ]
        if only != "money":
            heads += self._people_heads()
            rows = [[*row, *self._people(each)] for row, each in zip(rows, found, strict=True)]
        notes = [ROUNDED] if self.bureau or only == "money" else [ROUNDED, HIDDEN_FEW]
        return Table(code, title, heads, rows, notes)

    def brief(
        self,
        title: Text,
        baseline: Totals,
        points: Sequence[Point],
        asked: Sequence[Measure] = (),
    ) -> Table:
        """What fits on a terminal: the figures, what was asked for, all funds, the patients' own, people
        above the shares."""
        more = [each for each in dict.fromkeys(asked) if each.name in self.layers]
        names = [short(each, ".") for each in self.addresses]
        heads = [
            Column(Text("方案", "point")),
            *(Column(Text(each, each)) for each in names),
            *(Column(self.title(each), "fen") for each in more),
            Column(Text("各基金合计", "all funds"), "fen"),
            Column(Text("增减", "change"), "fen"),
            Column(Text("个人负担", "patients"), "fen"),
            *(Column(Text(f"超{s}", f"> {s}"), "count") for s in map(share_text, self.shares)),
        ]
        before = whole(baseline.funds)
        rows: list[list[Cell]] = []
        for name, figures, found in _rows(baseline, points):
            funds = whole(found.funds)
            row: list[Cell] = [name, *(figures.get(each, "—") for each in self.addresses)]
            row += [whole(each.of(found)) for each in more]
            row += [funds, funds - before, whole(found.patient)]
            rows.append([*row, *(self.people(found.above[each]) for each in self.shares)])
        return Table("brief", title, heads, rows)

    def _money_heads(self, found: Sequence[Totals]) -> Iterator[Column]:
        for name in self.paying(found):
            yield Column(self.layers[name], "fen")
        for each in _SUMS:
            yield Column(each.title(), "fen")
            title = each.title()
            change = Text(f"{title.zh}较现行增减", f"{title.en} against the baseline")
            yield Column(change, "fen")

    def _money(self, here: Totals, found: Sequence[Totals]) -> Iterator[Cell]:
        for name in self.paying(found):
            yield whole(here.layers.get(name, 0))
        for each in _SUMS:
            yield whole(each.of(here))
            yield whole(each.of(here)) - whole(each.of(found[0]))

    def _people_heads(self) -> Iterator[Column]:
        for each in self.shares:
            yield Column(Measure(f"above:{share_text(each)}").title(), "count")
        yield Column(Measure("people").title(), "count")
        yield Column(Measure("refused").title(), "count")

    def _people(self, here: Totals) -> Iterator[Cell]:
        for each in self.shares:
            yield self.people(here.above[each])
        yield whole(here.people)
        yield here.refused

    def paying(self, found: Sequence[Totals]) -> Iterator[str]:
        """The layers that pay anything anywhere."""
        for name in self.layers:
            if any(each.layers.get(name) for each in found):
                yield name

    def people(self, millionths: int) -> Cell:
        """So many people, unless they are few."""
        few = 0 < millionths < FEWEST * MILLION and not self.bureau
        return HIDDEN if few else whole(millionths)

    def shown(self, measure: Measure, found: Totals) -> Text:
        """One measure in words."""
        value = measure.of(found)
        if measure.name.startswith("above:") and self.people(value) is HIDDEN:
            return Text("不足10人", "under 10")
        return Text(measure.shown(value), measure.shown(value))

    # -- for programs -----------------------------------------------------------------

    def told(self, found: Totals) -> dict[str, Any]:
        """Totals as JSON: fen and people, whole; null where people are few."""
        above = {share_text(each): self.people(found.above[each]) for each in self.shares}
        return {
            "totals_fen": {
                **{name: whole(found.layers.get(name, 0)) for name in self.layers},
                "patient": whole(found.patient),
            },
            "funds_fen": whole(found.funds),
            "above": {name: None if each is HIDDEN else each for name, each in above.items()},
            "people": whole(found.people),
            "statuses": found.statuses,
        }

    def point(self, point: Point) -> dict[str, Any]:
        """A point as JSON, with its reform's file."""
        return {
            "point": point.number,
            "figures": dict(point.figures),
            **self.told(point.totals),
            "reform": self.file(point),
        }


def _rows(
    baseline: Totals, points: Sequence[Point]
) -> Iterator[tuple[str | Text, Mapping[str, str], Totals]]:
    yield Text("现行", "baseline"), {}, baseline
    for each in points:
        yield str(each.number), each.figures, each.totals


def short(address: str, between: str) -> str:
    """An address as a column's head: what every address has is left out.

    >>> short("jx-yichun:layers.supplementary.rules.inpatient.cap", ".")
    'jx-yichun:supplementary.inpatient.cap'
    """
    scope, colon, path = address.rpartition(":")
    steps = [each for each in path.split(".") if each not in ("layers", "rules")]
    return scope + colon + between.join(steps)


def in_words(said: Sequence[Text]) -> list[Text]:
    """The remarks of a search, that behaviour is held fixed first."""
    return [FIXED, *said]


def varied(addresses: Sequence[str]) -> Text:
    """The figures that vary, as a title names them."""
    return Text("、".join(addresses), ", ".join(addresses))
