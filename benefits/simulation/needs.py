"""What a kernel reads and keeps (核算所需): columns, running totals, and the nodes that give their amounts.

A running total is kept where some version reads it; then every version feeds it. What feeds a total may
read another one, so this is asked until nothing is added.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from benefits.claims.claim import Key
from benefits.formula.nodes import Given, Ref, SoFar, children
from benefits.simulation.cases import Case, cases
from benefits.simulation.layout import ADMISSIONS, REFUSED, Version, unsaid
from benefits.simulation.sheet import Names
from benefits.simulation.situations import reached
from benefits.simulation.standing import Standing

_NUMBER: Key = ("admission_number",)


@dataclass(slots=True)
class Needs:
    """The facts of one region's kernel, each with its number, and a graph for each version."""

    versions: tuple[Version, ...]
    given: frozenset[Key]
    """The facts that are columns; ("item",) for those of all items."""
    scalars: tuple[Key, ...]
    every_total: bool = False
    """Keep the totals no rule reads too: one of them may outgrow what a request may state."""
    eligible_left: bool = False
    """Tell what is left of the eligible part: a review of the next year reads it."""
    eligible: bool = False
    """Tell all of `OF_ELIGIBLE`: the patient's share of the eligible part is asked for."""
    facts: dict[Key, int] = field(default_factory=dict)
    standings: list[Standing] = field(default_factory=list)
    fed: list[dict[Key, Ref]] = field(default_factory=list)
    """For each version, what a claim adds to which running total."""

    def __post_init__(self) -> None:
        for version in self.versions:
            standing = Standing(version.formula.graph, self._known(version))
            for root in version.formula.roots():
                assert standing[root] >= 0
            self.standings.append(standing)
            self.fed.append({})
        while self._ask_once_more():
            pass

    def case(self, number: int) -> Case:
        """One version's graph, parted into cases."""
        formula, standing = self.versions[number].formula, self.standings[number]
        used = frozenset(self.used(number))
        steps = [standing[step] for layer in formula.layers for step in layer.steps]
        roots = dict.fromkeys(standing[root] for root in formula.roots())
        graph = standing.rebuilt()
        read = used | (frozenset(steps) & frozenset(reached(graph, used)))
        wanted = [root for root in roots if root in read or not standing.sound(root)]
        return cases(graph, tuple(wanted), read)

    def used(self, number: int) -> list[Ref]:
        """The nodes of a version whose value is written or fed."""
        return [*self._outputs(number), *self.fed[number].values()]

    def names(self, number: int) -> Names:
        facts = self.versions[number].formula.graph.facts
        return Names(lambda place: self.name(facts[place].key), lambda place: f"f{number}_{place}")

    def name(self, key: Key) -> str:
        """What a fact is called in the loop."""
        if key == _NUMBER and key not in self.given:
            return "admission"
        return f"x{self.facts[key]}"

    def totals(self) -> list[Key]:
        """The running totals kept."""
        return [key for key in self.facts if key[0] == "so_far"]

    def columns(self) -> list[Key]:
        return [key for key in self.facts if key[0] != "so_far" and key not in self.scalars]

    def layers(self) -> list[str]:
        """The layers of all versions, in the order of the chain."""
        names = (layer.name for version in self.versions for layer in version.formula.layers)
        return list(dict.fromkeys(names))

    # -- inside -----------------------------------------------------------------

    def _known(self, version: Version) -> dict[int, int]:
        """The facts this table does not vary."""
        known: dict[int, int] = {}
        for place, fact in enumerate(version.formula.graph.facts):
            column = ("item",) if fact.key[0] == "item" else fact.key
            varies = column in self.given or fact.key in self.scalars
            if not varies and fact.key[0] != "so_far" and fact.key != _NUMBER:
                known[place] = unsaid(fact, version.policy)
        return known

    def _ask_once_more(self) -> bool:
        """Note the facts read so far, and the totals among them that are to be fed."""
        before = self._known_so_far()
        if self.every_total:
            numbered = [] if _NUMBER in self.given else [_NUMBER]
            for key in (REFUSED, *numbered, *fed_totals(self.versions)):
                self._note(key)
        for number, standing in enumerate(self.standings):
            feeds = self.fed[number].values()
            places = _read(standing, [*self._outputs(number), *self._refusing(number), *feeds])
            for place in sorted(places):
                self._note(self.versions[number].formula.graph.facts[place].key)
        for number in range(len(self.versions)):
            self.fed[number] |= dict(self._feeds(number))
        return self._known_so_far() > before

    def _known_so_far(self) -> int:
        return len(self.facts) + sum(len(each) for each in self.fed)

    def _note(self, key: Key) -> None:
        if key == _NUMBER and key not in self.given:
            self._note(("kind",))
            key = ADMISSIONS
        self.facts.setdefault(key, len(self.facts))

    def _outputs(self, number: int) -> list[Ref]:
        formula, standing = self.versions[number].formula, self.standings[number]
        told = [*(standing[layer.paid] for layer in formula.layers), standing[formula.patient]]
        if self.eligible_left or self.eligible:
            told += [standing[formula.eligible], *self.paid_of_eligible(number)]
        return told

    def paid_of_eligible(self, number: int) -> list[Ref]:
        """What each layer pays out of the eligible part."""
        layers, standing = self.versions[number].formula.layers, self.standings[number]
        return [standing[layer.of_eligible] for layer in layers]

    def backed_of_eligible(self, number: int) -> list[Ref]:
        """What the backstops among them pay out of it."""
        version, standing = self.versions[number], self.standings[number]
        backstops = {name for name, layer in version.policy.layers.items() if layer.backstop}
        layers = [layer for layer in version.formula.layers if layer.name in backstops]
        return [standing[layer.of_eligible] for layer in layers]

    def _refusing(self, number: int) -> Iterator[Ref]:
        standing = self.standings[number]
        for root in self.versions[number].formula.roots():
            if not standing.sound(standing[root]):
                yield standing[root]

    def _feeds(self, number: int) -> Iterator[tuple[Key, Ref]]:
        for feed in self.versions[number].formula.feeds:
            account = ("so_far", feed.account.scope, feed.account.layer, feed.account.name)
            for what, amount in (("base", feed.base), ("paid", feed.paid)):
                if amount is not None and (*account, what) in self.facts:
                    yield (*account, what), self.standings[number][amount]


def fed_totals(versions: Iterable[Version]) -> Iterator[Key]:
    """Every running total that some version feeds."""
    for version in versions:
        for feed in version.formula.feeds:
            account = feed.account
            for what in ("paid",) if feed.base is None else ("base", "paid"):
                yield ("so_far", account.scope, account.layer, account.name, what)


def _read(standing: Standing, refs: Iterable[Ref]) -> set[int]:
    """The facts that nodes read."""
    found: set[int] = set()
    seen: set[Ref] = set()
    waiting = list(refs)
    while waiting:
        ref = waiting.pop()
        if ref in seen:
            continue
        seen.add(ref)
        node = standing.nodes[ref]
        if isinstance(node, (Given, SoFar)):
            found.add(node.fact)
        waiting += children(node)
    return found
