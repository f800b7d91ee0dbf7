"""What reforms come to (测算计划): the scenarios to run, and what must be said of them."""

from dataclasses import dataclass

from benefits.problems import Text
from benefits.simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that a reform puts otherwise, in one version of one region."""

    version: str
    """`region/2018-01-01`"""
    path: str
    before: str
    after: str
    evidence: str
    """Of the figure that is replaced."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The baseline (现行方案) alone, or the baseline and one reform (调整方案) stacked of several."""

    scenarios: tuple[Scenario, ...]
    said: tuple[Text, ...] = ()
    """What must be said loudly: changes nothing, a region lacks the path, an assumed figure replaced,
    one setting replaces another, structural."""
    changed: tuple[Changed, ...] = ()
    """Every figure that is another one under the reform."""
    name: Text | None = None
    """What the reform's files call it."""
