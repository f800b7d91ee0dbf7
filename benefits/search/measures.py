"""What a search looks at (指标): a layer's cost, the patients' own, the people above a share.

`backstop`, `funds` (all layers together), `patient`, `above:9.5%`, `people`, `refused`. A target is
`backstop<=34640000.00`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from benefits import money
from benefits.claims.sentences import problem as of_values
from benefits.indicators.sums import MILLION
from benefits.money import RATE_SCALE
from benefits.problems import Problem, Refused, Text, WrongValue
from benefits.search.sentences import problem
from benefits.search.totals import Totals, whole

USUAL_SHARES: Final = (50_000, 95_000, 100_000)
"""5%, 9.5% and 10% of the bills of a year."""

_TARGET: Final = re.compile(r"\s*([^<>=]+?)\s*(<=|>=|≤|≥)\s*(\S+)\s*")


def shares(given: Sequence[str], wrong: list[Problem]) -> tuple[int, ...]:
    """The shares of `--share`, in millionths; 5%, 9.5% and 10% where none is given."""
    found: dict[int, None] = {}
    for each in given:
        try:
            exact: Fraction = money.rate(each) * RATE_SCALE
        except WrongValue:
            exact = Fraction(1, 2)
        if exact.denominator != 1:
            wrong.append(problem("share_is_not_a_rate", "--share", given=each[:40] or "—"))
        else:
            found[exact.numerator] = None
    return tuple(sorted(found)) if given else USUAL_SHARES


def share_text(share: int) -> str:
    """A share as it is written: `9.5%`."""
    return money.percent_of(share, RATE_SCALE)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a variant's totals. A layer's name, or one of the words above."""

    name: str

    def of(self, found: Totals) -> int:
        """In millionths of a fen, of a person or of a claim."""
        match self.name.partition(":"):
            case ("funds", "", ""):
                return found.funds
            case ("patient", "", ""):
                return found.patient
            case ("people", "", ""):
                return found.people
            case ("refused", "", ""):
                return found.refused * MILLION
            case ("above", ":", share):
                return found.above[int(money.rate(share) * RATE_SCALE)]
        return found.layers.get(self.name, 0)

    @property
    def counts(self) -> bool:
        """People or claims, not money."""
        return self.name in ("people", "refused") or self.name.startswith("above:")

    def shown(self, millionths: int) -> str:
        """For people: `346,400.00`, or a number of people."""
        sign, size = ("−", -millionths) if millionths < 0 else ("", millionths)
        number = whole(size)
        return sign + (f"{number:,}" if self.counts else money.yuan_for_people(number))

    def title(self) -> Text:
        """What it is called."""
        match self.name.partition(":"):
            case ("funds", "", ""):
                return Text("各基金合计", "all funds")
            case ("patient", "", ""):
                return Text("个人负担", "patients")
            case ("people", "", ""):
                return Text("人年", "years of people")
            case ("refused", "", ""):
                return Text("无法核定的记录", "claims refused")
            case ("above", ":", share):
                return Text(f"全年负担超过 {share} 的人", f"people above {share} in a year")
        return Text(self.name, self.name)


def measures(layers: Sequence[str], of_shares: Sequence[int]) -> list[Measure]:
    """Every measure there is, in the order of a table."""
    names = [*layers, "funds", "patient", *(f"above:{share_text(each)}" for each in of_shares)]
    return [Measure(name) for name in [*names, "people", "refused"]]


def measure(
    given: str, known: Sequence[Measure], where: str, wrong: list[Problem]
) -> Measure | None:
    """The measure somebody names."""
    names = ", ".join(each.name for each in known)
    above = [each for each in known if each.name.startswith("above:")]
    if given == "above":
        if len(above) == 1:
            return above[0]
        listed = ", ".join(each.name for each in above)
        wrong.append(problem("share_is_not_told", where, measures=listed))
        return None
    for each in known:
        if each.name == given.replace(" ", ""):
            return each
    wrong.append(problem("measure_is_not_known", where, given=given[:60], measures=names))
    return None


@dataclass(frozen=True, slots=True)
class Target:
    """What a solved figure must reach: a measure at most, or at least, so much."""

    measure: Measure
    at_most: bool
    bound: int
    """In millionths of a fen, a person or a claim."""

    def met(self, found: Totals) -> bool:
        return self.missed_by(found) == 0

    def missed_by(self, found: Totals) -> int:
        """How far on the wrong side; 0 where the target is met."""
        value = self.measure.of(found)
        return max(value - self.bound if self.at_most else self.bound - value, 0)

    def told(self) -> str:
        """`backstop <= 346,400.00`"""
        sign = "<=" if self.at_most else ">="
        return f"{self.measure.name} {sign} {self.measure.shown(self.bound)}"


def target(given: str, known: Sequence[Measure], wrong: list[Problem]) -> Target | None:
    """`measure<=value`; what is wrong is added to `wrong`."""
    where = f"--target {given[:80]}"
    found = _TARGET.fullmatch(given)
    if found is None:
        wrong.append(problem("target_is_not_understood", where))
        return None
    name, sign, value = found.groups()
    what = measure(name, known, where, wrong)
    if what is None:
        return None
    bound = _bound(value, what, where, wrong)
    return None if bound is None else Target(what, sign in ("<=", "≤"), bound * MILLION)


def targets(given: Sequence[str], known: Sequence[Measure]) -> list[Target]:
    """Every target; raises `Refused` with everything that is wrong with them."""
    wrong: list[Problem] = []
    found = [target(each, known, wrong) for each in given]
    if not given:
        wrong.append(problem("target_is_missing", "--target"))
    if wrong:
        raise Refused("invalid_request", wrong)
    return [each for each in found if each is not None]


def cost_and_harm(
    cost: str, above: str | None, known: Sequence[Measure]
) -> tuple[Measure, Measure]:
    """The two measures of a frontier; by default the people above the highest share."""
    wrong: list[Problem] = []
    money = measure(cost, [each for each in known if not each.counts], "--cost", wrong)
    people = [each for each in known if each.name.startswith("above:")]
    harm: Measure | None = people[-1]
    if above is not None:
        harm = measure(f"above:{above.removeprefix('above:')}", people, "--above", wrong)
    if wrong or money is None or harm is None:
        raise Refused("invalid_request", wrong)
    return money, harm


def _bound(value: str, what: Measure, where: str, wrong: list[Problem]) -> int | None:
    try:
        if what.counts:
            plain = value.replace(",", "")
            if not (plain.isascii() and plain.isdigit() and len(plain) < 13):
                raise WrongValue("count_is_not_a_number", most="10^12")
            return int(plain)
        return money.fen_of_figure(value)
    except WrongValue as error:
        why = of_values(error.code, where, **error.facts).what
        example = "120" if what.counts else "346400.00"
        wrong.append(
            problem("bound_is_not_of_this_kind", where, given=value[:40], why=why, example=example)
        )
        return None
