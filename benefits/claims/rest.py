"""What can be judged of a request that is not in form (可判部分): the rest, once what is wrong is taken away.

So a misspelt field and an unknown region are told together. What is taken away leaves its part of the
request unsure: nothing is said of that part that the missing piece could have changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from benefits.claims.request import Request
from benefits.problems import Problem, Refused

Place = Sequence[int | str]


class Rest(NamedTuple):
    """The region where that can be read, the rest as a request where it is one, the parts unsure."""

    region: str | None
    request: Request | None
    unsure: frozenset[str]

    def also_unsure(self, found: Sequence[Problem]) -> "Rest":
        """The same, with the parts unsure in which something else was found wrong."""
        return self._replace(unsure=self.unsure | {part(each.where) for each in found})


class NotRead(Refused):
    """A request that cannot be answered; `rest` is what a policy may still be asked about."""

    def __init__(self, code: str, problems: Sequence[Problem], rest: Rest) -> None:
        super().__init__(code, problems)
        self.rest = rest


def part(where: str) -> str:
    """The part of a request a place is in.

    >>> part("bill.items[2].class"), part("date")
    ('bill', 'date')
    """
    return where.partition(".")[0].partition("[")[0]


def rest_of(given: object, error: ValidationError, form: TypeAdapter[Request]) -> Rest:
    """What is left of a request in which pydantic found these errors."""
    if not isinstance(given, Mapping):
        return Rest(None, None, frozenset())
    left: Any = given
    unsure: set[str] = set()
    for each in error.errors(include_url=False):
        place = _taken_away(each["loc"], each["type"])
        unsure.add(str(each["loc"][0]))
        if each["type"] == "extra_forbidden" and len(each["loc"]) == 1:
            unsure.add("known_on")  # which may be what was meant: a day that chooses the policy
        left = _without(left, place)
    region = None if "region" in unsure else given["region"]
    try:
        return Rest(region, form.validate_python(left), frozenset(unsure))
    except ValidationError:
        return Rest(region, None, frozenset(unsure))


def _taken_away(place: Place, kind: str) -> list[str]:
    """What goes with a wrong value: a list as a whole, and the object in which a field is missing."""
    steps: list[str] = []
    for step in place:
        if isinstance(step, int) or step == "[key]":
            return steps
        steps.append(step)
    return steps[:-1] if kind == "missing" else steps


def _without(given: Any, place: Sequence[str]) -> Any:
    """A copy without what stands at a place; the rest is shared."""
    if not place or not isinstance(given, Mapping) or place[0] not in given:
        return given
    name, *further = place
    left = dict(given)
    if further:
        left[name] = _without(left[name], further)
    else:
        del left[name]
    return left
