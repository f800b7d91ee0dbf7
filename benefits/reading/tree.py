"""A policy file as a plain tree of exact text, and where everything stands (政策文本解析).

ruamel.yaml's composer gives nodes with places. Every scalar stays the text that was written — no float, no
date, no `NO` that means false — and only `~`, `null` and nothing at all mean "nothing".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from benefits.problems import Problem, Refused
from benefits.reading.sentences import problem

LARGEST_FILE: Final = 1_000_000
DEEPEST: Final = 40

Path = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True, slots=True)
class Tree:
    """`top` is the file's mapping; `places` finds the line and column of a path."""

    top: dict[str, Any]
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Where a path stands, or the nearest thing above it that is in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def read_tree(text: str | bytes, file: str) -> Tree:
    """Parse a policy file; raises `Refused("invalid_policy")` with every problem of the text."""
    if isinstance(text, bytes):
        if len(text) > LARGEST_FILE:
            raise Refused("invalid_policy", [problem("file_too_large", "", file=file)])
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = text[: error.start].count(b"\n") + 1
            wrong = problem("file_is_not_utf8", "", file=file, line=line, column=1)
            raise Refused("invalid_policy", [wrong]) from None
    reader = _Reader(file)
    top = reader.read(text.removeprefix("\ufeff"))
    if reader.problems:
        raise Refused("invalid_policy", reader.problems)
    return Tree(top, reader.places)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def read(self, text: str) -> dict[str, Any]:
        try:
            nodes = list(YAML(typ="rt", pure=True).compose_all(text))
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
            code = "yaml_has_tab" if "\\t" in str(error.problem) else "yaml_does_not_parse"
            self._add(code, (), (line, column), why=_plain(error.problem))
            return {}
        except (YAMLError, RecursionError, ValueError) as error:
            self._add("yaml_does_not_parse", (), (1, 1), why=_plain(str(error)))
            return {}
        if not nodes or nodes[0] is None:
            self._add("file_is_empty", (), (1, 1))
            return {}
        if len(nodes) > 1:
            self._add("yaml_has_two_documents", (), _start(nodes[1]))
        if not isinstance(nodes[0], MappingNode):
            self._add("file_is_not_a_mapping", (), (1, 1))
            return {}
        top = self._plain(nodes[0], (), set())
        assert isinstance(top, dict)
        return top

    def _plain(self, node: Node, path: Path, open_nodes: set[int]) -> Any:
        self.places.setdefault(path, _start(node))
        if len(path) > DEEPEST:
            self._add("yaml_too_deep", path, _start(node))
            return None
        if id(node) in open_nodes or getattr(node, "anchor", None):
            self._add("yaml_has_anchor", path, _start(node))
            return None
        inside = open_nodes | {id(node)}
        if isinstance(node, MappingNode):
            return self._mapping(node, path, inside)
        if isinstance(node, SequenceNode):
            return [self._plain(each, (*path, n), inside) for n, each in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        if node.style is None and node.value in ("", "~", "null", "Null", "NULL"):
            return None
        return str(node.value)

    def _mapping(self, node: MappingNode, path: Path, inside: set[int]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._add("yaml_key_is_not_text", path, _start(key))
                continue
            name = str(key.value)
            if name == "<<":
                self._add("yaml_has_anchor", (*path, name), _start(key))
                continue
            if name in found:
                line, _ = self.places[(*path, name)]
                self._add("yaml_key_twice", (*path, name), _start(key), key=name, first=str(line))
                continue
            self.places[(*path, name)] = _start(key)
            found[name] = self._plain(value, (*path, name), inside)
        return found

    def _add(self, code: str, path: Path, place: Place, **facts: str) -> None:
        where = ".".join(str(step) for step in path)
        line, column = place
        self.problems.append(
            problem(code, where, file=self.file, line=line, column=column, **facts)
        )


def _start(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _plain(text: str | None) -> str:
    """The parser's words, on one line and without quoting the file at length."""
    return " ".join((text or "").split())[:120]


def paths(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every path of a tree and what stands there."""
    yield path, tree
    if isinstance(tree, dict):
        for name, each in tree.items():
            yield from paths(each, (*path, name))
    elif isinstance(tree, list):
        for number, each in enumerate(tree):
            yield from paths(each, (*path, number))
