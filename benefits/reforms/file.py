"""A reform's file (调整方案文件): a few figures put otherwise, or a whole policy in place of another.

    name: {zh: 兜底线降到5%, en: The ceiling at 5%}
    region: jx-yichun
    figures:
      layers.backstop.ceiling: 5%

`name` and `region` may be left out. A file that has `in_force` or `builds_on` is a policy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from benefits.formula.compiled import compiled
from benefits.policy.policy import Policy
from benefits.problems import Problem, Refused, Text
from benefits.reading.document import Document
from benefits.reading.reader import Base, read_policy
from benefits.reading.text import LARGEST_FILE
from benefits.reading.tree import Tree, read_tree
from benefits.reforms.sentences import problem
from benefits.reforms.setting import Setting, Spot, address, is_scope

FIELDS: Final = ("name", "region", "figures")
_OF_A_POLICY: Final = frozenset({"in_force", "builds_on", "changes", "repealed_from", "division"})
_OWN_WORDS: Final = {
    "file_is_empty": "reform_is_empty",
    "file_is_not_a_mapping": "reform_is_not_a_mapping",
    "yaml_has_anchor": "reform_has_anchor",
}
_WHY: Final[dict[type[Exception], str]] = {
    FileNotFoundError: "file_is_not_there",
    IsADirectoryError: "file_is_a_folder",
}


@dataclass(frozen=True, slots=True)
class ReformFile:
    """Settings in the order of the file, or the document of a structural reform (结构性调整)."""

    file: str
    name: Text | None
    settings: tuple[Setting, ...] = ()
    document: Document | None = None
    wrong: tuple[Problem, ...] = ()
    """What is wrong with its form; the settings that are sound stand beside it."""


def read_reform(path: Path, base: Base) -> ReformFile:
    """Read a reform's file; `base` finds the policy that a structural one builds on.

    Raises `Refused` with every problem of a file that cannot be parsed, or of a policy that is not
    sound, each with file, line and column.
    """
    file = str(path)
    text = _bytes(path)
    try:
        tree = read_tree(text, file)
    except Refused as refused:
        raise Refused(
            "invalid_request", [_in_own_words(each) for each in refused.problems]
        ) from None
    if _OF_A_POLICY & tree.top.keys():
        if "figures" in tree.top:
            line, column = tree.place(("figures",))
            spot = Spot("figures", file, line, column)
            raise Refused("invalid_request", [spot.problem("figures_in_a_policy")])
        return _structural(text, tree, file, base)
    return _Reading(tree, file).reform()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        code = _WHY.get(type(error), "file_cannot_be_read")
        raise Refused("invalid_request", [problem(code, f"--reform {path}")]) from None


def _in_own_words(found: Problem) -> Problem:
    code = _OWN_WORDS.get(found.code)
    if code is None:
        return found
    return problem(code, found.where, file=found.file, line=found.line, column=found.column)


def _structural(text: bytes, tree: Tree, file: str, base: Base) -> ReformFile:
    """A whole policy, read under the name it would have in the book; problems are told at its own."""
    named = _named(tree.top)
    try:
        document = read_policy(text, named, base)
        if isinstance(document.policy, Policy):
            compiled(document)
    except Refused as refused:
        told = [
            replace(each, file=file) if each.file == named else each for each in refused.problems
        ]
        raise Refused("invalid_policy", told) from None
    return ReformFile(file, None, (), document)


def _named(top: Mapping[str, Any]) -> str:
    """`<region>/<first day>.yaml`, as far as the file says."""
    builds_on, in_force = top.get("builds_on"), top.get("in_force")
    region = (
        top.get("region") or (builds_on if isinstance(builds_on, str) else "").partition("/")[0]
    )
    first = top.get("repealed_from")
    if first is None and isinstance(in_force, Mapping):
        first = in_force.get("from")
    known = top.get("known")
    return f"{region}/{first}{'' if known is None else f'.known-{known}'}.yaml"


class _Reading:
    """A reform of figures; every problem of the file is collected."""

    def __init__(self, tree: Tree, file: str) -> None:
        self.tree, self.file = tree, file
        self.wrong: list[Problem] = []

    def reform(self) -> ReformFile:
        self._names()
        name, scopes = self._name(), [*self._scopes()]
        found = tuple(self._figures(scopes))
        ordered = sorted(self.wrong, key=lambda each: (each.line or 0, each.column or 0))
        return ReformFile(self.file, name, found, None, tuple(ordered))

    def _spot(self, *path: str | int) -> Spot:
        where = ".".join(str(step) for step in path)
        return Spot(where, self.file, *self.tree.place(path))

    def _names(self) -> None:
        top = self.tree.top
        for name in top.keys() - set(FIELDS):
            spot = self._spot(name)
            if name == "layers":
                self.wrong.append(spot.problem("policy_is_not_whole"))
            elif "." in name:
                self.wrong.append(spot.problem("figure_stands_at_the_top", name=name[:80]))
            else:
                near = get_close_matches(name, FIELDS, n=1)
                meant = (
                    Text(f"，是否为 {near[0]}？", f"; is {near[0]} meant?")
                    if near
                    else Text("", "")
                )
                self.wrong.append(spot.problem("field_is_not_known", name=name[:80], near=meant))
        if not top.get("figures") and "layers" not in top:
            self.wrong.append(self._spot("figures").problem("figures_are_missing"))

    def _name(self) -> Text | None:
        """In both languages, or one text for both."""
        given = self.tree.top.get("name")
        if given is None:
            return None
        if isinstance(given, str):
            return Text(given, given)
        kind = Text("文字或 {zh: …, en: …}", "a text or {zh: …, en: …}")
        if not isinstance(given, dict):
            self.wrong.append(self._spot("name").problem("wrong_type", kind=kind))
            return None
        for language in given.keys() - {"zh", "en"}:
            spot = self._spot("name", language)
            self.wrong.append(
                spot.problem("field_is_not_known", name=language[:80], near=Text("", ""))
            )
        zh, en = given.get("zh"), given.get("en")
        for language, said in (("zh", zh), ("en", en)):
            if said is None:
                spot = self._spot("name", language)
                self.wrong.append(spot.problem("field_is_missing", name=language))
            elif not isinstance(said, str):
                self.wrong.append(self._spot("name", language).problem("wrong_type", kind=kind))
        return Text(zh, en) if isinstance(zh, str) and isinstance(en, str) else None

    def _scopes(self) -> Iterator[tuple[str | None, Spot | None]]:
        """The regions the file is for, each with its place; one None where it does not say."""
        given = self.tree.top.get("region")
        if given is None:
            yield None, None
        listed = given if isinstance(given, list) else [] if given is None else [given]
        for number, each in enumerate(listed):
            spot = self._spot("region", number) if isinstance(given, list) else self._spot("region")
            if not isinstance(each, str):
                kind = Text("地区或地区的列表", "a region or a list of regions")
                self.wrong.append(spot.problem("wrong_type", kind=kind))
            elif not is_scope(each):
                self.wrong.append(
                    spot.problem("unknown_region", given=each[:60], near=Text("", ""))
                )
            else:
                yield each, spot

    def _figures(self, scopes: list[tuple[str | None, Spot | None]]) -> Iterator[Setting]:
        given = self.tree.top.get("figures")
        if not isinstance(given, dict):
            if given is not None:
                kind = Text("“地址: 数值”", "path: figure")
                full_width = isinstance(given, str) and "：" in given
                code = "yaml_colon_is_missing" if full_width else "wrong_type"
                self.wrong.append(self._spot("figures").problem(code, kind=kind))
            return
        for name, written in given.items():
            spot = self._spot("figures", name)
            own, path = address(name)
            if own is not None and not is_scope(own):
                self.wrong.append(spot.problem("scope_is_not_a_region", given=own[:60] or "—"))
            elif written is None:
                self.wrong.append(spot.problem("value_is_missing", name=name[:80]))
            elif isinstance(written, dict):
                leaf = ".".join([name, *_first_leaf(written)])
                self.wrong.append(spot.problem("figures_are_nested", path=leaf[:120]))
            elif isinstance(written, list):
                self.wrong.append(spot.problem("figure_is_a_list"))
            else:
                for scope, place in scopes if own is None else [(own, None)]:
                    yield Setting(scope, path, written.strip(), spot, place)


def _first_leaf(nested: Any) -> list[str]:
    """The steps down to the first figure of a nested table."""
    steps: list[str] = []
    while isinstance(nested, dict) and nested and len(steps) < 12:
        name = next(iter(nested))
        steps.append(str(name))
        nested = nested[name]
    return steps
