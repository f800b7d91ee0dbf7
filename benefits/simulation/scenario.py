"""A set of rules to run the claims under (测算方案): a book of policies, and figures put otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benefits.reading.book import PolicyBook


@dataclass(frozen=True, slots=True)
class Scenario:
    """The baseline (现行方案) or a reform (调整方案).

    A reform of figures is the same book with other `figures`, by a policy's file
    (`region/2018-01-01.yaml`), in the order of its graph; a structural one has a book of its own.
    """

    name: str
    book: PolicyBook
    figures: Mapping[str, Sequence[int]] = field(default_factory=dict)
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What was changed, as written: region → path → figure."""
    structural: bool = False
