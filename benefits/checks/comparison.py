"""Two policies compared clause by clause (条款对比), each change in words.

Compared as they were read, so that layout and ways of writing a number are no changes; the order of
layers, rules and arms is one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel, RootModel

from benefits.checks.addresses import address_title
from benefits.checks.outline import joined
from benefits.checks.phrase import said
from benefits.policy import figures as forms
from benefits.policy.policy import Policy
from benefits.problems import Language, Text

ChangeKind = Literal["added", "removed", "changed", "moved"]

KINDS: Final[Mapping[ChangeKind, Text]] = {
    "added": Text("新增", "added"),
    "removed": Text("删除", "removed"),
    "changed": Text("改动", "changed"),
    "moved": Text("顺序改变", "order changed"),
}
_LEFT_OUT: Final = frozenset({"builds_on", "changes", "examples", "known"})
"""Fields that say how a policy was written, not what it says."""


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause that is otherwise: its address, what it is called, before and after, in words."""

    kind: ChangeKind
    address: str
    title: Text
    before: Text
    after: Text

    def text(self, language: Language) -> str:
        sign = f"{KINDS[self.kind].in_(language)} {self.title.in_(language)}（{self.address}）"
        if language == "en":
            sign = f"{KINDS[self.kind].en}: {self.title.en} ({self.address})"
        return f"- {sign}\n  {self.before.in_(language)} → {self.after.in_(language)}"


@dataclass(frozen=True, slots=True)
class Comparison:
    old: Policy
    new: Policy

    def changes(self) -> Iterator[ClauseChange]:
        yield from self._walk(self.old, self.new, "")

    def _walk(self, old: Any, new: Any, address: str) -> Iterator[ClauseChange]:
        if old == new and not _reordered(old, new):
            return
        old, new = _opened(old), _opened(new)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self._entries(old, new, address)
        elif isinstance(old, BaseModel) and type(old) is type(new) and not _is_figure(old):
            for name in type(old).model_fields:
                if address or name not in _LEFT_OUT:
                    step = "from" if name == "from_" else name
                    inner = f"{address}.{step}" if address else step
                    yield from self._walk(getattr(old, name), getattr(new, name), inner)
        elif old is None or new is None:
            yield self._change("added" if old is None else "removed", old, new, address)
        else:
            yield self._change("changed", old, new, address)

    def _entries(
        self, old: Mapping[str, Any], new: Mapping[str, Any], address: str
    ) -> Iterator[ClauseChange]:
        for name in old:
            here = f"{address}.{name}" if address else name
            if name in new:
                yield from self._walk(old[name], new[name], here)
            else:
                yield self._change("removed", old[name], None, here)
        for name in new:
            if name not in old:
                yield self._change(
                    "added", None, new[name], f"{address}.{name}" if address else name
                )
        kept_old = [name for name in old if name in new]
        kept_new = [name for name in new if name in old]
        if kept_old != kept_new:
            title = address_title(self.new, address)
            orders = [self._order(policy, address, names)
                      for policy, names in ((self.old, kept_old), (self.new, kept_new))]  # fmt: skip
            yield ClauseChange("moved", address, title, orders[0], orders[1])

    def _order(self, policy: Policy, address: str, names: Sequence[str]) -> Text:
        titles = [address_title(policy, f"{address}.{name}") for name in names]
        above = address_title(policy, address)
        short = [
            Text(each.zh.removeprefix(above.zh + " · "), each.en.removeprefix(above.en + " · "))
            for each in titles
        ]
        return joined(short)

    def _change(self, kind: ChangeKind, old: Any, new: Any, address: str) -> ClauseChange:
        title = address_title(self.old if new is None else self.new, address)
        before, after = said(self.old, old, address), said(self.new, new, address)
        return ClauseChange(kind, address, title, before, after)


def _opened(thing: Any) -> Any:
    return thing.root if isinstance(thing, RootModel) else thing


def _is_figure(thing: BaseModel) -> bool:
    """A thing that is said in one phrase, so compared as a whole."""
    return isinstance(thing, (forms.Arm, forms.When)) and not isinstance(thing, forms.Raised)


def _reordered(old: Any, new: Any) -> bool:
    """Equal mappings may still stand in another order."""
    old, new = _opened(old), _opened(new)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return list(old) != list(new) or any(_reordered(old[name], new[name]) for name in old)
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        return any(_reordered(a, b) for (_, a), (_, b) in zip(old, new, strict=True))
    return False
