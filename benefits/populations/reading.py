"""Reads a description (读取人群描述): text → Description, or every problem with file:line:column."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from benefits import words
from benefits.money import LARGEST_BILL_FEN, percent
from benefits.populations.description import Description
from benefits.populations.lines import CHRONIC, NONE, REST
from benefits.populations.sentences import problem
from benefits.problems import Problem, Refused
from benefits.reading.document import Places
from benefits.reading.shape import shape_problems
from benefits.reading.tree import read_tree

MOST_HOUSEHOLDS: Final = 2_000_000_000
MOST_MEMBERS: Final = 12
MOST_VISITS: Final = 60
MOST_YEARS: Final = 50
_NOT_ELIGIBLE: Final = Fraction(9, 10)

Path = tuple[str | int, ...]
Wrong = tuple[str, Path, Mapping[str, str]]


def read_description(text: str | bytes, file: str) -> Description:
    """Read a description; raises `Refused("invalid_request")` with every problem."""
    try:
        tree = read_tree(text, file)
    except Refused as refused:
        raise Refused("invalid_request", refused.problems) from None
    return described(tree.top, Places(file, tree.places))


def described(top: Mapping[str, Any], places: Places) -> Description:
    """The description a tree says; raises `Refused("invalid_request")` with every problem."""
    misshapen: ValidationError | None = None
    found: Description | None = None
    try:
        found = Description.model_validate(top)
    except ValidationError as error:
        misshapen = error
    if misshapen is not None:
        raise Refused("invalid_request", shape(misshapen, top, places))
    assert found is not None
    wrong = [
        problem(code, _dotted(path), places.spot(path), **facts)
        for code, path, facts in _sense(found)
    ]
    if wrong:
        raise Refused("invalid_request", wrong)
    return found


def shape(error: ValidationError, top: Mapping[str, Any], places: Places) -> list[Problem]:
    """What pydantic says; our own kind of number has a sentence here, the others with the policies."""
    said: list[Problem] = []
    others: list[Any] = []
    for each in error.errors(include_url=False):
        if each["type"] == "factor_is_not_a_number":
            path = tuple(each["loc"])
            given = str(each["input"])[:24]
            said.append(problem(each["type"], _dotted(path), places.spot(path), given=given))
        else:
            others.append(each)
    rest = shape_problems(_only(error, others), top, places)
    return sorted([*said, *rest], key=lambda p: (p.line or 0, p.column or 0))


def _only(error: ValidationError, listed: list[Any]) -> ValidationError | None:
    if not listed:
        return None
    kept: list[InitErrorDetails] = [
        {
            "type": PydanticCustomError(each["type"], "wrong", each.get("ctx")),
            "loc": each["loc"],
            "input": each["input"],
        }
        for each in listed
    ]
    return ValidationError.from_exception_data(error.title, kept)


def _sense(found: Description) -> Iterator[Wrong]:
    """What is wrong with a description of the right shape."""
    yield from _numbers(found)
    yield from _shares(found)
    yield from _words(found)
    for kind, visits in found.visits.items():
        for level, at in visits.at.items():
            path: Path = ("visits", kind, "at", level)
            if at.median is None or not 100 <= at.median <= LARGEST_BILL_FEN:
                yield "amount_is_out_of_bounds", (*path, "median"), {}
            together = sum((Fraction(*getattr(at, part)) for part in REST), Fraction(0))
            if together > _NOT_ELIGIBLE:
                yield "shares_are_above_one", (*path, "own_expense"), {"sum": percent(together)}
    for identity, income in found.income.items():
        if income.median is None or not 100 <= income.median <= LARGEST_BILL_FEN:
            yield "amount_is_out_of_bounds", ("income", identity, "median"), {}


def _numbers(found: Description) -> Iterator[Wrong]:
    if not 1 <= found.households <= MOST_HOUSEHOLDS:
        facts = {"least": "1", "most": str(MOST_HOUSEHOLDS)}
        given = {"given": str(found.households)}
        yield "not_a_number_of_things", ("households",), {**given, **facts}
    if found.last_day < found.first_day or len(found.years) > MOST_YEARS:
        yield "days_are_turned_round", ("last_day",), {}
    for number in found.members:
        yield from _number(number, 1, MOST_MEMBERS, ("members", number))
    for name, illness in found.illness.items():
        for number in illness.visits:
            yield from _number(number, 0, MOST_VISITS, ("illness", name, "visits", number))
    for kind, visits in found.visits.items():
        for number in visits.diseases or {}:
            yield from _number(number, 1, len(CHRONIC), ("visits", kind, "diseases", number))


def _number(given: str, least: int, most: int, path: Path) -> Iterator[Wrong]:
    if not (given.isascii() and given.isdigit() and least <= int(given) <= most):
        yield (
            "not_a_number_of_things",
            path,
            {
                "given": given,
                "least": str(least),
                "most": str(most),
            },
        )


def _shares(found: Description) -> Iterator[Wrong]:
    """Every table whose shares must add up to 1."""
    tables: list[tuple[Path, Any]] = [
        (("members",), found.members.values()),
        (("ages",), [each.share for each in found.ages]),
        (("identities",), found.identities.values()),
        (("illness",), [each.share for each in found.illness.values()]),
        (("illness",), [each.share_from_60 for each in found.illness.values()]),
        (("visits",), [each.share for each in found.visits.values()]),
        (("referrals",), found.referrals.values()),
    ]
    if found.findings:
        tables.append((("findings",), found.findings.values()))
    tables += [
        (("illness", name, "visits"), e.visits.values()) for name, e in found.illness.items()
    ]
    tables += [
        (("illness", name, "levels"), each.levels.values())
        for name, each in found.illness.items()
        if each.levels is not None
    ]
    for kind, visits in found.visits.items():
        path: Path = ("visits", kind)
        tables.append(((*path, "at"), [each.share for each in visits.at.values()]))
        for level, at in visits.at.items():
            tables.append(((*path, "at", level, "places"), at.places.values()))
        if visits.programmes is not None:
            tables.append(((*path, "programmes"), visits.programmes.values()))
        if visits.diseases is not None:
            tables.append(((*path, "diseases"), visits.diseases.values()))
    for path, shares in tables:
        together = sum((Fraction(*each) for each in shares), Fraction(0))
        if together != 1:
            yield "shares_do_not_add_up", path, {"sum": percent(together)}


def _words(found: Description) -> Iterator[Wrong]:
    """Identities are words of the trade, and each has an income."""
    for joined in found.identities:
        for word in [] if joined == NONE else joined.split("+"):
            if word not in words.IDENTITIES:
                known = ", ".join(words.IDENTITIES)
                yield (
                    "identity_is_not_known",
                    ("identities", joined),
                    {
                        "given": word,
                        "words": known,
                    },
                )
        if joined not in found.income and "others" not in found.income:
            yield "income_is_missing", ("income",), {"given": joined}


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path)
