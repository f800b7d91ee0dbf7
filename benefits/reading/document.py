"""A policy as it was read (政策文件): the policy, its text, its digest, and where everything stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from benefits.policy.policy import Policy, Repeal
from benefits.problems import Problem
from benefits.reading.sentences import problem
from benefits.reading.tree import Path, Place


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a policy says otherwise than the one it builds on (与所依据政策的不同)."""

    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a region. `file` is `<region>/<name>`; `digest` is over the resolved policy's sense."""

    policy: Policy | Repeal
    file: str
    text: str
    digest: str
    tree: Mapping[str, Any] = field(hash=False, repr=False)
    places: Mapping[Path, Place] = field(hash=False, repr=False)
    changes: tuple[Change, ...] = ()

    @property
    def first_day(self) -> date:
        if isinstance(self.policy, Repeal):
            return self.policy.repealed_from
        return self.policy.in_force.from_

    @property
    def last_day(self) -> date | None:
        return None if isinstance(self.policy, Repeal) else self.policy.in_force.until

    def place(self, address: str) -> Place:
        """Line and column of a dotted address, or of the nearest thing above it in the file."""
        path: Path = tuple(int(step) if step.isdigit() else step for step in address.split("."))
        while path:
            for candidate in (path, tuple(str(step) for step in path)):
                if candidate in self.places:
                    return self.places[candidate]
            path = path[:-1]
        return (1, 1)

    def problem(self, code: str, address: str, **facts: str) -> Problem:
        """A problem at a dotted address of this policy."""
        line, column = self.place(address)
        return problem(code, address, file=self.file, line=line, column=column, **facts)


def digest(tree: Mapping[str, Any]) -> str:
    """`sha256:…` over what a policy says; order of layers and arms counts, formatting does not."""
    said = {name: each for name, each in tree.items() if name != "examples"}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + sha256(text.encode()).hexdigest()
