"""What the chain gives (待遇计算公式): one graph, and which of its nodes are what."""

from dataclasses import dataclass

from benefits.formula.graph import Account, Graph
from benefits.formula.nodes import Ref
from benefits.formula.tilts import Tilted
from benefits.problems import Text

NO_PRIOR = -1
"""The fact "prior payment" where none is given; 0 counts as given."""


@dataclass(frozen=True, slots=True)
class LayerResult:
    """One layer's nodes: what it pays in the end, before the floor cut it, out of eligible, and cut."""

    name: str
    paid: Ref
    of_eligible: Ref
    cut: Ref
    steps: tuple[Ref, ...]
    """What a reader works out first, in order: amounts by parts, the result, what each part holds."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a visit adds to a running total (计入年度累计)."""

    account: Account
    base: Ref | None
    paid: Ref


@dataclass(frozen=True, slots=True)
class Remarked:
    """A note with the condition under which it is given."""

    kind: str
    where: str
    text: Text
    applies: Ref


@dataclass(frozen=True, slots=True)
class Formula:
    """A policy as it applies to everybody (待遇计算公式): the graph, and which nodes are what."""

    graph: Graph
    entry: Ref
    total: Ref
    layers: tuple[LayerResult, ...]
    patient: Ref
    eligible_left: Ref
    eligible: Ref
    feeds: tuple[Feed, ...]
    excluded: tuple[tuple[Ref, Text], ...]
    grants: tuple[tuple[str, Ref], ...]
    notes: tuple[Remarked, ...]
    tilts: tuple[Tilted, ...]

    def roots(self) -> tuple[Ref, ...]:
        """Every node a reader of the whole answer needs, in the order of the chain.

        What a layer leaves stands right after it, so that later layers find it worked out.
        """
        refs = [self.entry, self.total]
        for layer in self.layers:
            refs += [*layer.steps, layer.paid]
        refs += [self.patient, self.eligible, self.eligible_left]
        refs += [layer.of_eligible for layer in self.layers]
        for feed in self.feeds:
            refs += [feed.paid] if feed.base is None else [feed.base, feed.paid]
        refs += [condition for condition, _ in self.excluded]
        refs += [amount for _, amount in self.grants]
        refs += [note.applies for note in self.notes]
        refs += [tilt.applies for tilt in self.tilts]
        return tuple(dict.fromkeys(refs))
