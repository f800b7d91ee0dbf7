"""A walk through a small world (随机行走): operations drawn by a seed; the same seed walks the same way."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final, NoReturn

from benefits.ledger.terms import Terms
from benefits.stores.database import Database
from benefits.stores.verification import verified
from tests.ledger.shelves import desk
from tests.ledger.world import World

STEPS: Final = 50
"""Operations in one world."""

Operation = Callable[[World, Random], None]

OPERATIONS: Final[Sequence[tuple[int, Operation]]] = (
    (30, World.settle),
    (9, World.reverse),
    (10, World.correct),
    (8, World.renew),
    (5, World.wait),
    (5, World.identity),
    (3, World.move),
    (2, World.merge),
    (2, World.split),
    (3, World.close),
    (4, World.again),
)


def walk(database: Database, seed: int, steps: int = STEPS) -> World:
    """Walk; raises `AssertionError` with the seed and the step where book and list are not the same."""
    random = Random(f"ledger {seed}")
    world = World(database, random)
    weights = [weight for weight, _ in OPERATIONS]
    for step in range(steps):
        ((_, operation),) = random.choices(OPERATIONS, weights)
        try:
            operation(world, random)
        except Exception as error:
            error.add_note(f"seed {seed}, step {step}: {operation.__name__} in {world.region}")
            raise
    world.ended()
    return world


def found_whole(database: Database) -> list[str]:
    """What a verification of the whole book finds.

    But for people: they are put into their tables by hand here, which no event tells.
    """

    def never() -> NoReturn:
        raise AssertionError("checking neither reads a clock nor draws an id")

    checked = verified(database, Terms(desk(), never, never, "test"))
    found = [each for each in checked.found if each.code != "person_was_changed"]
    return [f"{each.code} {each.where}: {each.what.en}" for each in found]


def unsynced(database: Database) -> None:
    """No walk cuts the power: an embedded database need not wait for the disk."""
    if database.embedded:
        raw = database.engine.raw_connection()
        raw.cursor().execute("PRAGMA synchronous=OFF")
        raw.close()
