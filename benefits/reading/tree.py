"""A policy file as a plain tree of exact text, and where everything stands (政策文本解析).

ruamel.yaml's composer gives nodes with places. Every scalar stays the text that was written — no
float, no date, no `NO` that means false — and only `~`, `null` and nothing at all mean "nothing".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from benefits.problems import Problem, Refused
from benefits.reading.sentences import problem
from benefits.reading.syntax import syntax_problem
from benefits.reading.text import UNSEEN, named, read_text

DEEPEST: Final = 40
_NOTHING: Final = ("", "~", "null", "Null", "NULL")
_SIGNS: Final = re.compile(r"[&*!]")
"""Only a text that has one of these can have an anchor, an alias or a tag."""
_WHOLE: Final = re.compile(r"\d{1,3}", re.ASCII)

Path = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True, slots=True)
class Tree:
    """`top` is the file's mapping; `places` finds the line and column of a path."""

    text: str
    top: dict[str, Any]
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Where a path stands, or the nearest thing above it that is in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def read_tree(given: str | bytes, file: str) -> Tree:
    """Parse a policy file; raises `Refused("invalid_policy")` with every problem of the text."""
    text = read_text(given, file)
    reader = _Reader(file)
    top = reader.read(text)
    if reader.problems:
        raise Refused("invalid_policy", reader.problems)
    return Tree(text, top, reader.places)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def read(self, text: str) -> dict[str, Any]:
        try:
            if _SIGNS.search(text):
                self._signs(text)
            nodes = [] if self.problems else list(_yaml().compose_all(text))
        except MarkedYAMLError as error:
            self.problems.append(syntax_problem(error, self.file))
            return {}
        except RecursionError:
            self._add("yaml_too_deep", (), _too_deep(text), deepest=str(DEEPEST))
            return {}
        return {} if self.problems else self._top(nodes)

    def _top(self, nodes: list[Node | None]) -> dict[str, Any]:
        first = nodes[0] if nodes else None
        if first is None or (isinstance(first, ScalarNode) and first.value in _NOTHING):
            self._add("file_is_empty", (), (1, 1))
            return {}
        if len(nodes) > 1 and nodes[1] is not None:
            self._add("yaml_has_two_documents", (), _start(nodes[1]))
        if not isinstance(first, MappingNode):
            self._add("file_is_not_a_mapping", (), _start(first))
            return {}
        self.places[()] = _start(first)
        return self._mapping(first, ())

    def _signs(self, text: str) -> None:
        """Anchors, aliases and tags, each where it stands: a policy is read as it is written."""
        for event in _yaml().parse(text):
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
                self._add("yaml_has_anchor", (), _begin(event))
            if getattr(event, "tag", None) is not None:
                self._add("yaml_has_tag", (), _begin(event))

    def _plain(self, node: Node, path: Path) -> Any:
        self.places.setdefault(path, _start(node))
        if len(path) > DEEPEST:
            self._add("yaml_too_deep", (), _start(node), deepest=str(DEEPEST))
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._plain(each, (*path, n)) for n, each in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, path)

    def _scalar(self, node: ScalarNode, path: Path) -> str | None:
        if node.style is None and node.value in _NOTHING:
            return None
        text = str(node.value)
        if (unseen := UNSEEN.search(text)) is not None:  # written as an escape
            character = named(unseen[0])
            self._add("character_is_not_allowed", path, _start(node), character=character)
        return text

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        before: Node | None = None
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
            if node.flow_style and _is_cut(before, name, value):
                assert before is not None
                number = f"{before.value},{name}"
                self._add("yaml_comma_cuts_number", path, _start(before), number=number)
                continue
            self.places[(*path, name)] = _start(key)
            found[name] = self._plain(value, (*path, name))
            before = value
        return found

    def _add(self, code: str, path: Path, place: Place, **facts: str) -> None:
        where = ".".join(str(step) for step in path)
        line, column = place
        self.problems.append(
            problem(code, where, file=self.file, line=line, column=column, **facts)
        )


def _yaml() -> YAML:
    return YAML(typ="rt", pure=True)


def _start(node: Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _begin(event: Event) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _is_cut(before: Node | None, name: str, value: Node) -> bool:
    """`{value: 1,000}` is to YAML a value of 1 and a name 000 without a value."""
    return (
        isinstance(before, ScalarNode)
        and _WHOLE.fullmatch(str(before.value)) is not None
        and re.fullmatch(r"\d{3}", name, re.ASCII) is not None
        and isinstance(value, ScalarNode)
        and value.value == ""
    )


def _too_deep(text: str) -> Place:
    """Where the nesting grows too deep, told without recursion."""
    depth = 0
    for event in _yaml().parse(text):
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return _begin(event)
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
    return (1, 1)


def paths(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every path of a tree and what stands there."""
    yield path, tree
    if isinstance(tree, dict):
        for name, each in tree.items():
            yield from paths(each, (*path, name))
    elif isinstance(tree, list):
        for number, each in enumerate(tree):
            yield from paths(each, (*path, number))
