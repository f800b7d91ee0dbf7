"""What is never more than what (大小关系): what a layer pays out of a part is at most that part.

Read off the graph: a rate is at most 1, what is taken off makes less, the least of several is at most
each. Where one amount is known to be never above another, taking the other off leaves nothing.
"""

from dataclasses import dataclass, field

from benefits.formula.graph import Graph
from benefits.formula.nodes import Choose, Least, Less, Most, Ref, Round, Share, Sum, Whole
from benefits.formula.proof import Interval


@dataclass(slots=True)
class NeverAbove:
    """Answers whether one node can be more than another, as far as the graph shows."""

    graph: Graph
    intervals: list[Interval]
    known: dict[tuple[Ref, Ref], bool] = field(default_factory=dict)

    def __call__(self, low: Ref, high: Ref) -> bool:
        """`low` ≤ `high` for every claim; False where the graph does not show it."""
        asked = low, high
        if asked not in self.known:
            self.known[asked] = self._shown(low, high)
        return self.known[asked]

    def _shown(self, low: Ref, high: Ref) -> bool:
        if low == high or self.intervals[low][1] <= self.intervals[high][0]:
            return True
        match self.graph.nodes[low]:
            case Less(value, _) if self(value, high):
                return True
            case Least(terms) if any(self(term, high) for term in terms):
                return True
            case Choose(arms, last) if all(
                self(each, high) for each in (*(value for _, value in arms), last)
            ):
                return True
            case Round(value, 1, _, None, None) if self._of_whole(value, high):
                return True
            case Sum((only,)) if self(only, high):
                return True
        match self.graph.nodes[high]:
            case Sum(terms) if all(self.intervals[term][0] >= 0 for term in terms):
                return any(self(low, term) for term in terms)
            case Most(terms):
                return any(self(low, term) for term in terms)
            case Choose(arms, last):
                return all(self(low, each) for each in (*(value for _, value in arms), last))
            case Least(terms):
                return all(self(low, term) for term in terms)
        return False

    def _of_whole(self, share: Ref, high: Ref) -> bool:
        """A share at a rate of at most 1 of something never above `high`, or a sum of nothing."""
        match self.graph.nodes[share]:
            case Share(value, factor) if self.graph.units[value].scale == 1:
                whole = self.graph.units[factor].scale
                return self.intervals[factor][1] <= whole and self(value, high)
            case Whole(0):
                return True
        return False
