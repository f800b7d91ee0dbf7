"""The one small file a calibration leaves (校准文件): run again, it gives the same bytes.

It holds the table, the people, the figures, and the whole numbers the weights are made with, so nothing
is searched for a second time.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from pydantic import Field, ValidationError

from benefits.money import percent
from benefits.policy.cited import Frozen
from benefits.populations.calibration import Calibrated, Considered
from benefits.populations.chosen import written
from benefits.populations.reading import described, shape
from benefits.populations.sentences import problem
from benefits.populations.tables import TableFile, read_table
from benefits.populations.weights import Rule
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reading.document import Places

_FINE: Final = 100_000


class _Considered(Frozen):
    figures: Mapping[str, str]
    line: str
    off: str
    meets: bool
    moves: bool


class _Weights(Frozen):
    base: str
    tilt: Mapping[str, str] = Field(min_length=1)


class _File(Frozen):
    calibrated: str
    table: Mapping[str, Any]
    people: Mapping[str, Any]
    factors: Mapping[str, str]
    figures: Mapping[str, str] = Field(default_factory=dict)
    weights: _Weights
    considered: list[_Considered] = Field(default_factory=list)


def text_of(found: Calibrated) -> str:
    """The file's text."""
    return written(
        {
            "calibrated": found.table.table,
            "figures": dict(found.figures),
            "weights": {
                "base": str(found.rule.base),
                "tilt": {
                    name: str(each)
                    for name, each in zip(found.table.lines, found.rule.tilt, strict=True)
                },
            },
            "factors": {name: str(each) for name, each in found.factors.items()},
            "people": found.people,
            "table": found.tree,
            "considered": [
                {
                    "figures": dict(each.figures),
                    "line": each.line,
                    "off": percent_off(each.off),
                    "meets": _truth(each.meets),
                    "moves": _truth(each.moves),
                }
                for each in found.considered
            ],
        }
    )


def read_calibrated(file: TableFile, book: PolicyBook) -> Calibrated:
    """Read such a file; raises `Refused("invalid_request")` with every problem."""
    try:
        said = _File.model_validate(file.tree)
    except ValidationError as error:
        raise Refused("invalid_request", shape(error, file.tree, file.places)) from None
    below = {p[1:]: at for p, at in file.places.own.items() if p[:1] == ("table",)}
    whole = {**said.table, "people": said.people}
    table = read_table(whole, Places(file.places.file, below), book)
    described(said.people, file.places)
    try:
        if said.weights.tilt.keys() != table.lines.keys():
            raise ValueError("weights.tilt")
        base = Fraction(said.weights.base)
        rule = Rule.within(
            base,
            (Fraction(*table.weights.least), Fraction(*table.weights.most)),
            tuple(int(said.weights.tilt[name]) for name in table.lines),
        )
        considered = tuple(
            Considered(tuple(e.figures.items()), e.line, _off(e.off), e.meets, e.moves)
            for e in said.considered
        )
        factors = {name: Fraction(each) for name, each in said.factors.items()}
    except (ValueError, ZeroDivisionError) as error:
        wrong = problem(
            "calibrated_does_not_fit", "weights", file.places.spot(("weights",)), given=str(error)
        )
        raise Refused("invalid_request", [wrong]) from None
    return Calibrated(table, said.table, said.people, factors, said.figures, rule, considered)


def percent_off(off: Fraction) -> str:
    """How far off, with its sign, to 0.001%.

    >>> percent_off(Fraction(-1, 3)), percent_off(Fraction(1, 800)), percent_off(Fraction(0))
    ('-33.333%', '+0.125%', '0%')
    """
    fine = round(off * _FINE)
    sign = "-" if fine < 0 else "+" if fine else ""
    return f"{sign}{percent(Fraction(abs(fine), _FINE))}"


def _off(written: str) -> Fraction:
    return Fraction(written.removesuffix("%")) / 100


def _truth(held: bool) -> str:
    return "true" if held else "false"
