"""The curve of a request (待遇曲线): who pays what as the bill grows, every kink and jump exact.

`given` is a quote's request with two optional fields: `vary` (`all` parts in the request's proportions,
or one part's name) and `up_to` (how far the bill's total grows). The function is the one before any
rounding; how far rounding can move a layer is said beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from benefits import money, words
from benefits.checks.exact import exactly, yuan4, yuan_exactly
from benefits.checks.family_curve import ALL, Family, growing, reasons
from benefits.checks.rounding import largest_rounding
from benefits.checks.sentences import problem
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.claims.request import Request
from benefits.money import LARGEST_BILL_FEN, yuan
from benefits.problems import Problem, Refused, Text, WrongValue
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.desk import Desk
from benefits.quotes.reform import reformed
from benefits.readers.curve import Curve, Piece
from benefits.readers.straight import Straight

VARY: Final = (ALL, *words.PARTS)
TIMES: Final = 4
"""How many times its own total a request's bill grows where it does not say."""

_UNROUNDED: Final = Text(
    "金额为取整前的函数值，四舍五入到 1/100 分（四位小数）；total_exact 与 marginal 为精确值",
    "amounts are of the function before any rounding, rounded half up to 1/100 fen (four decimals); "
    "total_exact and marginal are exact",
)
_ROUNDING: Final = Text(
    "各层取整对该层支付额的最大影响（元）；在跳跃点附近，取整还可能决定落在哪一侧",
    "the most that rounding moves each layer's payment (yuan); next to a jump rounding may also decide "
    "on which side of it a bill falls",
)


def curve_answer(desk: Desk, given: object) -> dict[str, Any]:
    """Answer a request (parsed JSON) with its curve; raises `Refused` with every problem found."""
    request, vary, up_to = _read(given)
    asked = claim(request)
    ready = desk.adjudicator_for(asked)
    desk.known_layers(asked, ready)
    facts = ready.facts(asked)
    span = _span(ready, facts, request, vary, up_to)
    family = Family(ready, facts, growing(ready, facts, vary))
    told = _told(family, span, None)
    if request.reform is not None:
        figures, _ = reformed(ready, request.reform)
        told["reform"] = _told(family, span, figures) | {"figures": dict(request.reform)}
    return {
        "vary": vary,
        "from": yuan(span.rest),
        "up_to": yuan(span.rest + span.size),
        "says": _UNROUNDED.both(),
        **told,
        "policy": dict(ready.label),
    }


# -- reading --------------------------------------------------------------------------


def _read(given: object) -> tuple[Request, str, int | None]:
    """The request, what varies and how far; every problem of all three at once."""
    vary: object = ALL
    up_to: object = None
    if isinstance(given, dict):
        given = dict(given)
        vary, up_to = given.pop("vary", ALL), given.pop("up_to", None)
    wrong: list[Problem] = []
    if not (isinstance(vary, str) and vary in VARY):
        wrong.append(problem("word_is_not_known", "vary", words=", ".join(VARY)))
    most = None if up_to is None else _up_to(up_to, wrong)
    try:
        request = read_request(given)
    except Refused as refused:
        if not wrong:
            raise
        raise Refused("invalid_request", [*refused.problems, *wrong]) from None
    if wrong:
        raise Refused("invalid_request", wrong)
    return request, str(vary), most


def _up_to(given: object, wrong: list[Problem]) -> int | None:
    try:
        amount = money.fen(given)
    except WrongValue as error:
        wrong.append(problem(error.code, "up_to"))
        return None
    if amount > LARGEST_BILL_FEN:
        wrong.append(problem("amount_too_large", "up_to", most=yuan(LARGEST_BILL_FEN)))
    return amount


@dataclass(frozen=True, slots=True)
class _Span:
    """`size` is how far the varied amount grows; `rest` is the part of the total that stands."""

    size: int
    rest: int


def _span(
    ready: Adjudicator, facts: tuple[int, ...], request: Request, vary: str, up_to: int | None
) -> _Span:
    total = request.bill.total
    if vary == ALL and total == 0:
        raise Refused("invalid_request", [problem("curve_has_no_proportions", "bill.total")])
    rest = 0 if vary == ALL else total - facts[ready.places["part", vary]]
    if up_to is None:
        up_to = min(TIMES * total, LARGEST_BILL_FEN)
    if up_to <= rest:
        raise Refused("invalid_request", [problem("curve_has_no_length", "up_to", rest=yuan(rest))])
    return _Span(up_to - rest, rest)


# -- telling --------------------------------------------------------------------------


def _told(family: Family, span: _Span, figures: Sequence[int] | None) -> dict[str, Any]:
    small = family.narrowed(figures)
    drawn = family.curve(Fraction(span.size), small)
    ready = family.ready
    if all(piece.refused for piece in drawn.pieces):
        _refuse(drawn, ready)
    apart = largest_rounding(ready, small)
    teller = _Teller(ready, drawn, span)
    return {
        "points": teller.points(),
        "jumps": teller.jumps(),
        "without_values": teller.without_values(),
        "rounding": {
            "says": _ROUNDING.both(),
            "layers": [{"layer": layer, "largest": yuan4(most)} for layer, most in apart.items()],
        },
    }


def _refuse(drawn: Curve, ready: Adjudicator) -> None:
    """No size of this bill has an answer: refused like a quote, for what stands in every size's way."""
    met = dict.fromkeys(reason for piece in drawn.pieces for reason in piece.refused)
    always = [reason for reason in met if all(reason in piece.refused for piece in drawn.pieces)]
    raise ready.refused(always or list(met))


@dataclass(frozen=True, slots=True)
class _Teller:
    ready: Adjudicator
    drawn: Curve
    span: _Span

    def points(self) -> list[dict[str, Any]]:
        """The ends of the curve, each kink and jump, each end of a stretch without values."""
        pieces = self.drawn.pieces
        sides = zip((None, *pieces), (*pieces, None), strict=True)
        return [self._point(left, right) for left, right in sides]

    def _point(self, left: Piece | None, right: Piece | None) -> dict[str, Any]:
        at = right.start if right is not None else left.end if left is not None else Fraction(0)
        here = self.drawn.points[at]
        told: dict[str, Any] = {
            "what": self._what(left, right),
            "total": yuan4(self.span.rest + at),
            "total_exact": yuan_exactly(self.span.rest + at),
            "before": None,
            "here": None if here is None else self._amounts(here),
            "after": None,
            "marginal": None,
        }
        if left is not None and not left.refused:
            told["before"] = self._amounts(left.at_end())
        if right is not None and not right.refused:
            told["after"] = self._amounts(right.at_start())
            told["marginal"] = self._slopes(right.lines)
        return told

    def _what(self, left: Piece | None, right: Piece | None) -> str:
        if left is None or right is None:
            return "start" if left is None else "end"
        here = self.drawn.points[right.start]
        if left.refused or right.refused or here is None:
            return "edge"
        return "kink" if left.at_end() == here == right.at_start() else "jump"

    def _amounts(self, values: Sequence[Fraction]) -> dict[str, Any]:
        return self._by_payer([yuan4(value) for value in values])

    def _slopes(self, lines: Sequence[Straight]) -> dict[str, Any]:
        return self._by_payer([exactly(line.slope) for line in lines])

    def _by_payer(self, texts: Sequence[str]) -> dict[str, Any]:
        names = [layer.name for layer in self.ready.formula.layers]
        return {"patient": texts[0], "payers": dict(zip(names, texts[1:], strict=True))}

    def jumps(self) -> list[dict[str, Any]]:
        """Each jump of the patient's share, and by how much."""
        return [
            {
                "total": yuan4(self.span.rest + kink.at),
                "total_exact": yuan_exactly(self.span.rest + kink.at),
                "before": yuan4(kink.before),
                "here": yuan4(kink.here),
                "after": yuan4(kink.after),
                "by": yuan4(kink.after - kink.before),
            }
            for kink in self.drawn.kinks(0)
            if kink.jumps
        ]

    def without_values(self) -> list[Mapping[str, object]]:
        """Stretches where the policy refuses, and why."""
        return [
            {
                "from": yuan4(self.span.rest + piece.start),
                "to": yuan4(self.span.rest + piece.end),
                "problems": reasons(piece.refused, self.ready),
            }
            for piece in self.drawn.pieces
            if piece.refused
        ]
