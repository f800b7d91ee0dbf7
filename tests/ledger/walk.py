"""A walk through a small world (随机行走): operations drawn by a seed; the same seed walks the same way."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from benefits.stores.database import Database
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
