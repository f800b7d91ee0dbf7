"""People change household on a day (家庭变更): households that merge, one that splits, one who moves."""

from datetime import date
from typing import Annotated, Final, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from benefits.claims.request import Day, Form, Name
from benefits.claims.shape import shape_problems
from benefits.people.registration import EARLIEST, LATEST, surrogate_problems
from benefits.people.sentences import problem
from benefits.problems import Refused


class MoveForm(Form):
    """Who belongs to the household from which day on; left out: today."""

    people: Annotated[list[Name], Field(max_length=200)]
    since: Day | None = None


class Move(NamedTuple):
    people: list[str]
    since: date


_ADAPTER: Final = TypeAdapter(MoveForm)


def read_move(household: str, body: object, today: date) -> Move:
    """A move from parsed JSON; raises `Refused("invalid_request")` with every problem."""
    found = list(surrogate_problems(household, "household"))
    try:
        given = _ADAPTER.validate_python(body)
    except ValidationError as error:
        shape = shape_problems(error, MoveForm)
        raise Refused("invalid_request", [*found, *shape]) from None
    for place, id in enumerate(given.people):
        found += surrogate_problems(id, f"people[{place}]")
    if not given.people:
        found.append(problem("nobody_moves", "people"))
    since = given.since or today
    if not EARLIEST <= since <= LATEST:
        found.append(problem("day_is_out_of_range", "since"))
    if found:
        raise Refused("invalid_request", found)
    return Move(given.people, since)
