"""A policy as it was read (政策文件): the policy, its text, its digest, where everything stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from benefits.policy.policy import Policy, Repeal
from benefits.problems import Problem, Text
from benefits.reading.sentences import problem
from benefits.reading.tree import Path, Place


class Spot(NamedTuple):
    """A place in a file; line and column from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where the pieces of a policy stand, in its own file or in the one it builds on."""

    file: str
    own: Mapping[Path, Place]
    base: "Places | None" = None
    inherited: frozenset[str] = frozenset()
    """The top names that say, in part or whole, what the base says."""

    def spot(self, path: Path) -> Spot:
        """Where a path stands, or the nearest thing above it."""
        return self._nearest(path)[1]

    def _nearest(self, path: Path) -> tuple[int, Spot]:
        depth = len(path)
        while depth and path[:depth] not in self.own:
            depth -= 1
        own = depth, Spot(self.file, *self.own.get(path[:depth], (1, 1)))
        if self.base is None or not path or path[0] not in self.inherited:
            return own
        other = self.base._nearest(path)
        return own if depth >= other[0] else other


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a policy says otherwise than the one it builds on (与所依据政策的不同)."""

    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a region: `file` is `<region>/<name>`; `digest` is over the resolved policy."""

    policy: Policy | Repeal
    file: str
    text: str
    digest: str
    tree: Mapping[str, Any] = field(hash=False, repr=False)
    places: Places = field(hash=False, repr=False)
    changes: tuple[Change, ...] = ()

    @property
    def first_day(self) -> date:
        if isinstance(self.policy, Repeal):
            return self.policy.repealed_from
        return self.policy.in_force.from_

    @property
    def last_day(self) -> date | None:
        return None if isinstance(self.policy, Repeal) else self.policy.in_force.until

    def path(self, address: str) -> Path:
        """The steps of a dotted address; a name may hold dots, and a step may be missing."""
        return steps(self.tree, address)

    def spot(self, address: str) -> Spot:
        """File, line and column of a dotted address, or of the nearest thing above it."""
        return self.places.spot(self.path(address))

    def place(self, address: str) -> Place:
        """Line and column of a dotted address, or of the nearest thing above it."""
        return self.spot(address)[1:]

    def written(self, address: str) -> str | None:
        """What the author wrote at an address (`25万元`); None where that is no text."""
        here: Any = self.tree
        for step in self.path(address):
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        if isinstance(here, Mapping):
            here = here.get("value")
        return here if isinstance(here, str) else None

    def problem(self, code: str, address: str, /, **facts: str | Text) -> Problem:
        """A problem at a dotted address of this policy."""
        file, line, column = self.spot(address)
        where = ".".join(str(step) for step in _in_short(self.tree, self.path(address)))
        return problem(code, where, file=file, line=line, column=column, **facts)


def steps(tree: Any, address: str) -> Path:
    """Split a dotted address along a tree: the longest name that is there counts.

    >>> steps({"a.b": [{"c": "1"}]}, "a.b.0.c")
    ('a.b', 0, 'c')
    """
    found: list[str | int] = []
    rest = address.split(".") if address else []
    while rest:
        length, step = 1, _step(tree, rest[0])
        for end in range(len(rest), 1, -1):
            if isinstance(tree, Mapping) and ".".join(rest[:end]) in tree:
                length, step = end, ".".join(rest[:end])
                break
        found.append(step)
        tree = _below(tree, step)
        rest = rest[length:]
    return tuple(found)


def _step(tree: Any, step: str) -> str | int:
    return int(step) if isinstance(tree, list) and step.isdigit() else step


def _below(tree: Any, step: str | int) -> Any:
    if isinstance(tree, Mapping):
        return tree.get(step)
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        return tree[step]
    return None


def _in_short(tree: Any, path: Path) -> Path:
    """A list of one may be written as its only word: then the word has no number."""
    here = tree
    for place, step in enumerate(path):
        if isinstance(here, str) and (step == "value" or str(step).isdigit()):
            return path[:place]
        here = _below(here, step)
    return path


def digest(tree: Mapping[str, Any]) -> str:
    """`sha256:…` over what a policy says; order of layers and arms counts, formatting does not."""
    said = {name: each for name, each in tree.items() if name != "examples"}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + sha256(text.encode()).hexdigest()
