"""The ledger and a plain list never differ (台账与朴素模型逐步对照): a Hypothesis machine, and walks by seed.

`BENEFITS_LEDGER_SEED` begins the walks elsewhere; `tests/ledger/long.py` walks a million operations.
"""

import json
import os
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from benefits.stores.database import Database
from tests.ledger import long
from tests.ledger.walk import OPERATIONS, STEPS, found_whole, unsynced, walk
from tests.ledger.world import World

FIRST_SEED: Final = int(os.environ.get("BENEFITS_LEDGER_SEED", "0"))
WALKS: Final = 100
"""Of 50 operations each: 5,000 a store."""
EXAMPLES: Final = 25


def test_book_and_list_never_differ(database: Database, store: str) -> None:
    unsynced(database)
    done: Counter[str] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + WALKS):
        done += Counter(walk(database, seed).done)
    print(f"{store}: seeds {FIRST_SEED}–{FIRST_SEED + WALKS - 1}, 0 differences: {dict(done)}")
    assert sum(done.values()) >= WALKS * STEPS
    assert found_whole(database) == []


def test_no_order_of_operations_makes_them_differ(database: Database) -> None:
    unsynced(database)

    def machine() -> RuleBasedStateMachine:
        return Machine(database)

    run_state_machine_as_test(machine, settings=_SETTINGS)  # type: ignore[arg-type]


def test_the_long_form_goes_on_where_it_stopped(tmp_path: Path) -> None:
    results = tmp_path / "walks.jsonl"
    asked = ["--store", "sqlite", "--to", "2", "--results", str(results)]
    assert long.main([*asked, "--minutes", "0"]) == 0
    assert not results.exists()
    assert long.main(asked) == 0
    (line,) = results.read_text().splitlines()
    told = json.loads(line)
    assert (told["first"], told["before"], told["differences"]) == (0, 2, [])
    assert long.main(asked) == 0
    assert results.read_text().splitlines() == [line], "walked again"
    results.write_text(json.dumps({**told, "differences": ["seed 1"]}) + "\n")
    assert long.main(asked) == 1


class Machine(RuleBasedStateMachine):
    """Hypothesis chooses the operations, and shrinks what it finds."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.world: World | None = None

    def _world(self, seed: int) -> World:
        if self.world is None:
            self.world = World(self.database, Random(seed))
        return self.world

    def teardown(self) -> None:
        if self.world is not None:
            self.world.ended()


for _, _operation in OPERATIONS:

    def _done(machine: Machine, seed: int, _operation=_operation) -> None:  # type: ignore[no-untyped-def]
        _operation(machine._world(seed), Random(seed))

    _name = _operation.__name__
    setattr(Machine, _name, rule(seed=st.integers(0, 2**20))(_done))

_SETTINGS: Final = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
