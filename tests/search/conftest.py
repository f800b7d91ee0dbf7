"""Machine code of the searches' tests goes to a folder of their own."""

from tests.simulation.conftest import folder

__all__ = ["folder"]
