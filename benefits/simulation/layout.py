"""What a kernel is given and gives (核算程序的数据): arrays, the width of their numbers, versions in use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from benefits.claims.claim import Key
from benefits.formula.formula import Formula
from benefits.formula.graph import Fact
from benefits.policy.policy import Policy
from benefits.simulation.arrays import Array
from benefits.words import code

ADMISSIONS: Final[Key] = ("so_far", "person", "", "", "admissions")
"""The in-patient stays of a person in the year so far; counted where the table does not number them."""

MOST_ADMISSIONS: Final = 1000
"""A request may state no higher number of an admission."""

REFUSED: Final[Key] = ("refused",)
"""A bit of a refusal that was found before the loop: another may come before it."""

SCOPES: Final = ("person", "household", "lifetime")

_WIDTHS: Final = {
    "kind": "int8",
    "hospital_level": "int8",
    "place": "int8",
    "referral": "int8",
    "insurance": "int8",
    "same_division": "int8",
    "refused": "int8",
    "programme": "int16",
    "categories": "int32",
    "findings": "int32",
    "part": "int64",
    "item": "int64",
    "prior": "int64",
    "statistic": "int64",
}


Role = Literal[
    "first",
    "version",
    "slot",
    "fact",
    "classes",
    "table",
    "scalars",
    "figures",
    "total",
    "layer",
    "patient",
    "eligible",
    "eligible_left",
    "eligible_backed",
    "status",
]

OF_ELIGIBLE: Final[tuple[Role, ...]] = ("eligible", "eligible_left", "eligible_backed")
"""The roles that tell of the eligible part: as the policy takes it, what is left of it, what backstops
pay out of it."""

WRITTEN: Final = ("table", "total", "layer", "patient", *OF_ELIGIBLE, "status")
"""The roles of arrays that a kernel writes to."""

GIVEN_BACK: Final = ("layer", "patient", *OF_ELIGIBLE, "status")
"""The roles of arrays that somebody reads afterwards."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One array the loop reads or writes: its name, what it holds, the width of its numbers."""

    name: str
    role: Role
    width: str
    key: Key = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the region's policy that some claim needs."""

    policy: Policy
    formula: Formula
    place: int = 0
    """Where it stands in the region's line of versions."""
    cuts: tuple[tuple[int, frozenset[str]], ...] = ()
    """The places up to its own into which only some layers' totals are carried over, and which."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """The text of a loop and what it wants to be given, in order."""

    text: str
    arguments: tuple[Argument, ...]
    slots: bool
    """Running totals lie in slots; else a person's year stands together and `first` marks it."""
    totals: frozenset[Key] = frozenset()
    """The running totals it keeps."""
    parts: tuple[str, ...] = ()
    """The functions that the loop calls."""
    classes: Mapping[str, Array] = field(default_factory=dict)
    """By name of the argument: what class of its situation each value of a fact belongs to."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """By name of the argument: how many numbers a table of situations has."""


def unsaid(fact: Fact, policy: Policy) -> int:
    """What a fact is taken to be where a table has no column for it: as at the desk."""
    match fact.key:
        case ("insurance",):
            return code("insurance", policy.insurance[0])
        case ("place",):
            return code("place", "in_county")
        case ("referral",):
            return code("referral", "local")
        case ("programme",):
            return 0
    return -1 if fact.low < 0 else 0


def width(key: Key) -> str:
    """How wide the numbers of a column are."""
    return _WIDTHS.get(key[0], "int16")
