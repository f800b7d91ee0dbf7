"""What pydantic says of a policy's shape, as problems with their places (政策结构检查)."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from benefits.policy import cited, figures, policy
from benefits.problems import Problem, Text
from benefits.reading.document import Places
from benefits.reading.sentences import SENTENCES, problem
from benefits.reading.tree import Path, paths

_TAGS: Final = frozenset([*figures.FORMS.values(), "percentage", "table"])
_KINDS: Final = {
    "string_type": Text("文字", "text"),
    "dict_type": Text("“名称: 值”", "a mapping (name: value)"),
    "mapping_type": Text("“名称: 值”", "a mapping (name: value)"),
    "model_type": Text("“名称: 值”", "a mapping (name: value)"),
    "model_attributes_type": Text("“名称: 值”", "a mapping (name: value)"),
    "dataclass_type": Text("{zh: …, en: …}", "{zh: …, en: …}"),
    "list_type": Text("列表", "a list"),
    "tuple_type": Text("列表", "a list"),
}
_NO_FIGURE: Final = {
    "AmountFigure": "amount_is_not_text",
    "RateFigure": "rate_is_not_text",
    "CountFigure": "count_is_not_a_number",
}
_BOUNDARIES: Final = {
    each.__name__: ", ".join(
        side for side in ("at_least", "above", "at_most", "below") if side in each.model_fields
    )
    for each in (figures.Bound, figures.CountBound, policy.Gate)
}
_BRANCH: Final = re.compile(r"str$|list\[|literal\[")
"""pydantic's name for one branch of a word, a list of words, or a fixed word."""
_WORDS: Final = Text("词或词的列表", "a word or a list of words")
_FORM_OF: Final = {tag: form for form, tag in figures.FORMS.items()}
_UNTOLD: Final = re.compile(r"[<>&\"'`\\\x00-\x1f\x7f]")


def shape_problems(
    error: ValidationError | None, tree: Mapping[str, Any], places: Places
) -> list[Problem]:
    """Every problem of the shape once, in the order of the file."""
    found: dict[tuple[str, str], Problem] = {}

    def tell(path: Path, code: str, facts: Mapping[str, str | Text]) -> None:
        where = ".".join(str(step) for step in path)
        file, line, column = places.spot(path)
        wrong = problem(code, where, file=file, line=line, column=column, **facts)
        found.setdefault((code, where), wrong)

    empty = {path for path, each in paths(tree) if each is None and path[0] != "examples"}
    for path in empty:
        tell(path, "value_is_missing", {"name": _name(path)})
    for each in error.errors(include_url=False) if error is not None else ():
        path = _path(each["loc"], tree)
        if path not in empty and not _is_of_the_other_form(each, tree):
            tell(path, *_said(each, path))
    return sorted(found.values(), key=lambda each: (each.file, each.line, each.column))


def _name(path: Path) -> str:
    return str(path[-1]) if isinstance(path[-1], str) else f"{path[-2]} {path[-1] + 1}"


def echoed(given: object) -> Text:
    """What was written, in short and without what could be more than text."""
    if not isinstance(given, str):
        return Text("此值", "this")
    said = _UNTOLD.sub("", given)[:24].strip()
    return Text(f"“{said}”", said) if said else Text("空白", "an empty text")


def _is_of_the_other_form(error: Any, tree: Any) -> bool:
    """Where two forms are possible, only the one that was meant is spoken of.

    A condition is a word or a list of words; a cap is an amount or a mapping with `amount`.
    """
    loc = error["loc"]
    if _BRANCH.match(str(loc[-1])) and isinstance(error["input"], list):
        return True
    for place, step in enumerate(loc[1:], start=1):  # the step before names the field
        if loc[place - 1] != "cap" or (step != "Cap" and not str(step).startswith("tagged-union")):
            continue
        there = _at(tree, _path(loc[:place], tree))
        meant = isinstance(there, Mapping) and not _ONLY_OF_CAP.isdisjoint(there)
        return bool(meant != (step == "Cap"))
    return False


_ONLY_OF_CAP: Final = frozenset(policy.Cap.model_fields) - frozenset(figures.Arm.model_fields)


def _at(tree: Any, path: Path) -> Any:
    """What stands at a path that is in the tree."""
    for step in path:
        tree = tree[step]
    return tree


def _path(loc: Sequence[int | str], tree: Any) -> Path:
    """The steps of pydantic's place that are in the file, and the last one where it is missing."""
    path: list[str | int] = []
    here = tree
    for number, step in enumerate(loc):
        last = number == len(loc) - 1
        below = dict(enumerate(here)) if isinstance(here, list) else here
        if isinstance(below, dict) and step in below:
            here = below[step]
        elif not last or step in _TAGS or _BRANCH.match(str(step)) or not isinstance(here, dict):
            continue  # a branch of a union, or a field written short
        path.append(step)
    return tuple(path)


def _said(error: Any, path: Path) -> tuple[str, dict[str, str | Text]]:
    kind, facts = error["type"], error.get("ctx", {})
    if kind in ("missing", "missing_argument"):
        return "field_is_missing", {"name": str(error["loc"][-1])}
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return "field_is_not_known", _near(str(path[-1]))
    if kind == "literal_error":
        words = ", ".join(re.findall(r"'([^']*)'", str(facts["expected"])))
        return "word_is_not_allowed", {"words": words, "given": echoed(error["input"])}
    if kind == "union_tag_invalid":
        return "form_does_not_fit", {
            "form": _FORM_OF.get(facts["tag"], facts["tag"]),
            "forms": ", ".join(
                form
                for form, tag in figures.FORMS.items()
                if f"'{tag}'" in str(facts["expected_tags"]) and tag != "change"
            ),
        }
    if kind in ("too_short", "tuple_too_short"):
        return "too_few", {"least": str(facts["min_length"])}
    if kind.startswith("bool_"):
        return "truth_is_not_yes_or_no", {}
    if facts.get("class_name") in _BOUNDARIES:
        return "boundary_has_no_side", {"sides": _BOUNDARIES[facts["class_name"]]}
    if facts.get("class_name") in _NO_FIGURE:
        return _NO_FIGURE[facts["class_name"]], {}
    if kind in _KINDS:
        listed = any(_BRANCH.match(str(step)) for step in error["loc"][-2:])
        return "wrong_type", {"kind": _WORDS if listed else _KINDS[kind]}
    assert kind in SENTENCES, kind
    return kind, {"given": echoed(facts.get("given", error["input"]))}


def _near(name: str) -> dict[str, str | Text]:
    near = get_close_matches(name, _FIELDS, n=1, cutoff=0.75)
    text = Text("", "")
    if near and near[0] != name:
        text = Text(f"，是否为 {near[0]}？", f"; is {near[0]} meant?")
    return {"name": echoed(name).en, "near": text}


def _all_fields() -> list[str]:
    names: set[str] = {"zh", "en"}
    for module in (cited, figures, policy):
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, BaseModel):
                names |= {each.alias or name for name, each in thing.model_fields.items()}
    return sorted(names - {"root"})


_FIELDS: Final = _all_fields()
