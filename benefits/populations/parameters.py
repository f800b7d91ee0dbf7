"""What a fit moves in the people (可调参数): a factor for each, laid over a description's tree.

A description is a tree of texts, so a moved one is again a file that can be read and run. Every number
is written on a grid of its own: whole yuan, 0.001 of a spread, 0.0001% of a share.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from benefits.money import percent, yuan
from benefits.populations.description import fraction
from benefits.populations.report_table import Movable

Path = tuple[str, ...]
_YUAN: Final = 100
_SPREADS: Final = ("spread", "parts_spread", "away")


def moved(
    people: Mapping[str, Any], fit: Mapping[str, Movable], factors: Mapping[str, Fraction]
) -> dict[str, Any]:
    """The tree with every movable number times its factor."""
    tree: dict[str, Any] = _copy(people)
    for name, movable in fit.items():
        factor = factors.get(name, Fraction(1))
        for path in found(tree, movable.of.split(".")):
            before = _at(tree, path)
            after = _written(path, _read(path, before) * factor)
            _set(tree, path, after)
            if movable.rest is not None:
                rest = tuple(movable.rest.split("."))
                left = _read(rest, _at(tree, rest)) + _read(path, before) - _read(path, after)
                _set(tree, rest, percent(max(left, Fraction(0))))
    return tree


def found(tree: Any, steps: Sequence[str], path: Path = ()) -> Iterator[Path]:
    """The paths an address names.

    >>> [".".join(path) for path in found({"a": {"x": {"s": "1"}, "y": {"s": "2"}}}, ["a", "*", "s"])]
    ['a.x.s', 'a.y.s']
    """
    if not steps:
        yield path
        return
    names = list(tree) if steps[0] == "*" and isinstance(tree, Mapping) else [steps[0]]
    for name in names:
        if isinstance(tree, Mapping) and name in tree:
            yield from found(tree[name], steps[1:], (*path, name))


def movable(tree: Any, path: Path) -> bool:
    """Whether a number stands there that a factor makes sense for: a median, a spread, a share."""
    written = _at(tree, path)
    if not isinstance(written, str):
        return False
    return path[-1] in ("median", *_SPREADS) or written.rstrip().endswith("%")


def _read(path: Path, written: str) -> Fraction:
    if path[-1] == "median":
        return Fraction(written.replace(",", ""))
    return fraction(written, 100)


def _written(path: Path, value: Fraction) -> str:
    if path[-1] == "median":
        return yuan(max(round(value), 1) * _YUAN).removesuffix(".00")
    if path[-1] in _SPREADS:
        thousandths = round(value * 1000)
        return f"{thousandths // 1000}.{thousandths % 1000:03d}"
    return percent(Fraction(round(value * 1_000_000), 1_000_000))


def _copy(tree: Any) -> Any:
    if isinstance(tree, Mapping):
        return {name: _copy(each) for name, each in tree.items()}
    return [_copy(each) for each in tree] if isinstance(tree, list) else tree


def _at(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _set(tree: Any, path: Path, value: str) -> None:
    _at(tree, path[:-1])[path[-1]] = value
