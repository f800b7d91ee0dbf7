"""A policy taken apart (政策拆解): every model, table, mapping and text in it, with its address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from benefits.policy import figures as forms
from benefits.policy.cited import Cited
from benefits.policy.policy import Rule, Tilt
from benefits.problems import Text

TABLES: Final = (forms.AmountTable, forms.RateTable, forms.CountTable)

Found = Iterator[tuple[str, str, Mapping[str, str | Text]]]
"""Problems on their way: code, address and what fills the sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something a policy says, where it says it, and the models and fields it lies in."""

    address: str
    thing: Any
    above: tuple[tuple[BaseModel, str], ...] = ()

    @property
    def cited(self) -> bool:
        """Whether evidence stands here or anywhere above."""
        models = [model for model, _ in self.above] + [self.thing]
        return any(isinstance(each, Cited) and each.evidence is not None for each in models)

    @property
    def in_tilt(self) -> bool:
        return any(isinstance(model, Tilt) for model, _ in self.above)

    @property
    def in_cap(self) -> bool:
        """Whether "no limit" makes sense here."""
        return any(
            isinstance(model, (Rule, Tilt)) and field in ("cap", "caps")
            for model, field in self.above
        )


def pieces(
    thing: Any, address: str = "", above: tuple[tuple[BaseModel, str], ...] = ()
) -> Iterator[Piece]:
    """Everything in a policy, the outer before the inner, in the order of the form."""
    yield Piece(address, thing, above)
    below = thing.root if isinstance(thing, TABLES) else thing
    if isinstance(below, Mapping):
        for name, each in below.items():
            yield from pieces(each, f"{address}.{name}", above)
    elif isinstance(below, list):
        for place, each in enumerate(below):
            yield from pieces(each, f"{address}.{place}", above)
    elif isinstance(below, BaseModel):
        for field, each in below:
            step = "from" if field == "from_" else field
            here = f"{address}.{step}" if address else step
            yield from pieces(each, here, (*above, (below, field)))


__all__ = ["TABLES", "Found", "Piece", "pieces"]
