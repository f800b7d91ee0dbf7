"""A policy that builds on another (以他文件为依据): "as the province, but …".

`builds_on: <region>/<first day>` takes everything from there but the days, `known`, `carried_over`
and the examples. `changes:` is laid over it name by name; `~` takes a name away. A figure written
anew replaces the old one with its evidence. What the file itself states at the top replaces the
base's, but `sources` and `funds` are added to it. What was changed is told in `changes`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from benefits.policy import figures as forms
from benefits.policy.policy import Layer, Repeal
from benefits.problems import Problem, Refused, Text
from benefits.reading.document import Change, Document, Places
from benefits.reading.sentences import problem
from benefits.reading.tree import Path, Place, Tree

Base = Callable[[str], Document]
"""Finds the document a policy builds on by `<region>/<first day>`, or raises `Refused`."""

_ITS_OWN: Final = frozenset({"in_force", "known", "carried_over", "examples"})
"""Names a policy never takes from its base."""
_ADDED: Final = frozenset({"sources", "funds"})
_NOT_TOLD: Final = _ITS_OWN | _ADDED | {"builds_on", "region", "name", "division", "source"}
_FORMS: Final = frozenset(forms.FORMS)
_OF_RULES: Final = frozenset(Layer.model_fields) - frozenset(forms.Arm.model_fields)
_OF_FIGURES: Final = frozenset(
    name
    for thing in vars(forms).values()
    if isinstance(thing, type) and issubclass(thing, forms.Arm)
    for name in thing.model_fields
)


@dataclass(frozen=True, slots=True)
class Whole:
    """A policy with what it builds on laid under it."""

    top: dict[str, Any]
    places: Places
    changes: tuple[Change, ...] = ()


def resolved(tree: Tree, file: str, base: Base | None) -> Whole:
    """The whole policy where it builds on another; raises `Refused("invalid_policy")`."""
    if "builds_on" not in tree.top:
        if "changes" in tree.top:
            _refuse(tree, file, ("changes",), "changes_without_base")
        return Whole(dict(tree.top), Places(file, tree.places))
    other = _other(tree, file, base)
    changes: Any = tree.top.get("changes") or {}
    if not isinstance(changes, dict):
        kind = Text("“名称: 值”", "a mapping")
        _refuse(tree, file, ("changes",), "wrong_type", kind=kind)
    under = {name: each for name, each in other.tree.items() if name not in _ITS_OWN}
    merging = _Merging(tree, file)
    merged = merging.merged(under, dict(changes), ())
    if merging.problems:
        raise Refused("invalid_policy", merging.problems)
    own = {name: each for name, each in tree.top.items() if name != "changes"}
    for name in _ADDED & own.keys():
        if isinstance(own[name], dict) and isinstance(merged.get(name), dict):
            own[name] = {**merged[name], **own[name]}
    merging.told += [
        Change(name, *_both(merged.get(name), own[name]))
        for name in own
        if name not in _NOT_TOLD and merged.get(name) != own[name]
    ]
    places = Places(
        file,
        _with_changes(tree.places),
        other.places,
        frozenset(merged) - (own.keys() - _ADDED),
    )
    return Whole({**merged, **own}, places, tuple(merging.told))


def _other(tree: Tree, file: str, base: Base | None) -> Document:
    name = tree.top["builds_on"]
    if not isinstance(name, str):
        _refuse(
            tree,
            file,
            ("builds_on",),
            "wrong_type",
            kind=Text("“地区/首日”", "one region/first day"),
        )
    if base is None:
        _refuse(tree, file, ("builds_on",), "base_is_not_there", base=name[:80])
    try:
        other = base(name)
    except Refused as refused:
        if refused.code == "invalid_policy":
            raise  # its own problems, in its own file
        if refused.code == "base_goes_in_a_circle":
            _refuse(tree, file, ("builds_on",), "base_goes_in_a_circle")
        _refuse(tree, file, ("builds_on",), "base_is_not_there", base=name[:80])
    if isinstance(other.policy, Repeal):
        _refuse(tree, file, ("builds_on",), "base_is_a_repeal", base=name[:80])
    return other


class _Merging:
    """Lays changes over a base; tells each, and what leads nowhere."""

    def __init__(self, tree: Tree, file: str) -> None:
        self.tree = tree
        self.file = file
        self.told: list[Change] = []
        self.problems: list[Problem] = []

    def merged(
        self, base: Mapping[str, Any], changes: Mapping[str, Any], path: Path
    ) -> dict[str, Any]:
        merged = dict(base)
        for name, after in changes.items():
            here = (*path, name)
            before = merged.get(name)
            if after is None:
                if name not in merged:
                    self._wrong("change_leads_nowhere", here, address=_address(here))
                merged.pop(name, None)
            elif before == after:
                self._wrong("change_changes_nothing", here)
            elif _goes_on(before, after):
                merged[name] = self.merged(merged[name], after, here)
                continue
            else:
                merged[name] = after
            self.told.append(Change(_address(here), *_both(before, after)))
        if "otherwise" in merged:  # what is added comes before what holds for the rest
            merged["otherwise"] = merged.pop("otherwise")
        return merged

    def _wrong(self, code: str, path: Path, **facts: str) -> None:
        line, column = self.tree.place(("changes", *path))
        where = _address(("changes", *path))
        self.problems.append(
            problem(code, where, file=self.file, line=line, column=column, **facts)
        )


def _goes_on(before: Any, after: Any) -> bool:
    """Whether a change goes further down, or states the thing anew."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    if "value" in after:
        return False  # a new figure brings its own evidence
    if before.keys() & _OF_RULES:
        return True
    anew = after.keys() & _FORMS
    if before.keys() & _FORMS:
        return anew <= before.keys() and after.keys() <= _OF_FIGURES
    return not anew


def _both(before: Any, after: Any) -> tuple[str, str]:
    """Both sides in short, or at length where they look alike in short."""
    short = _written(before), _written(after)
    return short if short[0] != short[1] else (_written(before, True), _written(after, True))


def _written(tree: Any, at_length: bool = False) -> str:
    """A piece of a policy on one line, as it was written."""
    if isinstance(tree, dict):
        if "value" in tree and not at_length:
            return str(tree["value"])
        inside = (f"{name}: {_written(each, at_length)}" for name, each in tree.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(_written(each, at_length) for each in tree) + "]"
    return "—" if tree is None else str(tree)


def _with_changes(places: Mapping[Path, Place]) -> Mapping[Path, Place]:
    """What stands under `changes:` is found by its own address too."""
    changed = {path[1:]: place for path, place in places.items() if path[:1] == ("changes",)}
    return {**changed, **places}


def _address(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _refuse(tree: Tree, file: str, path: Path, code: str, **facts: str | Text) -> NoReturn:
    line, column = tree.place(path)
    wrong = problem(code, _address(path), file=file, line=line, column=column, **facts)
    raise Refused("invalid_policy", [wrong])
