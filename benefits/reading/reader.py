"""Reads one policy file (读取政策): text → Document, or every problem in it with file:line:column."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from benefits.policy.policy import Policy, Repeal
from benefits.problems import Problem, Refused
from benefits.reading.document import Change, Document, digest
from benefits.reading.sense import sense
from benefits.reading.sentences import problem
from benefits.reading.tree import Path, Place, Tree, read_tree

Base = Callable[[str], Document]
"""Finds the document a policy builds on by `<region>/<first day>`; raises `Refused` where it cannot."""


def read_policy(text: str | bytes, file: str, base: Base | None = None) -> Document:
    """Read a file named `<region>/<first day>.yaml`; raises `Refused("invalid_policy")`."""
    tree = read_tree(text, file)
    resolved, changes = _resolved(tree, file, base)
    form: type[BaseModel] = Repeal if "repealed_from" in resolved else Policy
    try:
        policy = form.model_validate(_truths(resolved))
    except ValidationError as error:
        raise Refused("invalid_policy", _shape_problems(error, tree, resolved, file)) from None
    assert isinstance(policy, (Policy, Repeal))
    document = Document(
        policy=policy,
        file=file,
        text=text.decode("utf-8-sig") if isinstance(text, bytes) else text,
        digest=digest(resolved),
        tree=resolved,
        places=_with_changes(tree.places),
        changes=changes,
    )
    if found := sense(document):
        raise Refused("invalid_policy", found)
    return document


_TRUTHS: Final = {"true": True, "yes": True, "false": False, "no": False}
_TRUTH_FIELDS: Final = frozenset({"yearly", "ladder", "backstop", "same_division"})


def _truths(tree: Any) -> Any:
    """Text that stands where the form wants true or false; everything else stays text."""
    if isinstance(tree, dict):
        return {
            name: _TRUTHS.get(each, each)
            if name in _TRUTH_FIELDS and isinstance(each, str)
            else _truths(each)
            for name, each in tree.items()
        }
    return [_truths(each) for each in tree] if isinstance(tree, list) else tree


# -- building on another ----------------------------------------------------------


def _resolved(
    tree: Tree, file: str, base: Base | None
) -> tuple[dict[str, Any], tuple[Change, ...]]:
    """The whole policy where it builds on another, with what was changed."""
    top = dict(tree.top)
    name = top.get("builds_on")
    if name is None:
        if "changes" in top:
            _refuse(tree, file, "changes_without_base", ("changes",))
        return top, ()
    changes = top.pop("changes", None) or {}
    if base is None or not isinstance(name, str) or not isinstance(changes, dict):
        _refuse(tree, file, "base_is_not_there", ("builds_on",), base=str(name)[:80])
    try:
        other = base(name)
    except Refused as refused:
        if refused.code == "base_goes_in_a_circle":
            _refuse(tree, file, "base_goes_in_a_circle", ("builds_on",))
        if refused.code == "invalid_policy":
            raise
        _refuse(tree, file, "base_is_not_there", ("builds_on",), base=name[:80])
    told: list[Change] = []
    resolved = _merged(dict(other.tree), changes, "", told)
    resolved.pop("in_force", None)
    for key in ("known", "examples", "carried_over"):
        resolved.pop(key, None)
    return {**resolved, **top}, tuple(told)


def _merged(
    base: Mapping[str, Any], changes: Mapping[str, Any], address: str, told: list[Change]
) -> dict[str, Any]:
    merged = dict(base)
    for name, after in changes.items():
        here = f"{address}.{name}" if address else name
        before = merged.get(name)
        if after is None:
            merged.pop(name, None)
        elif isinstance(before, dict) and isinstance(after, dict) and "value" not in after:
            merged[name] = _merged(before, after, here, told)
            continue
        else:
            merged[name] = after
        told.append(Change(here, _written(before), _written(after)))
    return merged


def _written(tree: Any) -> str:
    """A piece of a policy on one line."""
    if isinstance(tree, dict):
        if "value" in tree:
            return str(tree["value"])
        return "{" + ", ".join(f"{name}: {_written(each)}" for name, each in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(_written(each) for each in tree) + "]"
    return "—" if tree is None else str(tree)


def _with_changes(places: Mapping[Path, Place]) -> Mapping[Path, Place]:
    """What stands under `changes:` is found by its own address too."""
    changed = {path[1:]: place for path, place in places.items() if path[:1] == ("changes",)}
    return {**changed, **places} if changed else places


def _refuse(tree: Tree, file: str, code: str, path: Path, **facts: str) -> None:
    line, column = tree.place(path)
    where = ".".join(str(step) for step in path)
    wrong = problem(code, where, file=file, line=line, column=column, **facts)
    raise Refused("invalid_policy", [wrong])


# -- what pydantic says -------------------------------------------------------------

_TAGS: Final = frozenset(
    "figure unknown same_as share statistic raised lesser_of greater_of change percentage table".split()
)
_KINDS: Final = {
    "string_type": ("文本", "text"),
    "dict_type": ("“名称: 值”", "a mapping"),
    "mapping_type": ("“名称: 值”", "a mapping"),
    "model_type": ("“名称: 值”", "a mapping"),
    "dataclass_type": ("{zh: …, en: …}", "{{zh: …, en: …}}"),
    "list_type": ("列表", "a list"),
    "tuple_type": ("列表", "a list"),
}
_TRUTH_ERRORS: Final = {"bool_parsing", "bool_type"}


def _shape_problems(
    error: ValidationError, tree: Tree, resolved: Mapping[str, Any], file: str
) -> list[Problem]:
    """pydantic's errors with the place in the file, each place and kind once."""
    places = _with_changes(tree.places)
    found: dict[tuple[str, str], Problem] = {}
    for each in error.errors(include_url=False):
        path = _path(each["loc"], resolved)
        code, facts = _said(each, path, resolved)
        where = ".".join(str(step) for step in path)
        known: Path = path
        while known and known not in places:
            known = known[:-1]
        line, column = places.get(known, (1, 1))
        wrong = problem(code, where, file=file, line=line, column=column, **facts)
        found.setdefault((code, where), wrong)
    return list(found.values())


def _path(loc: Sequence[int | str], tree: Any) -> Path:
    """The steps of pydantic's place that are in the file, and the last one where it is missing."""
    path: list[str | int] = []
    here = tree
    for number, step in enumerate(loc):
        last = number == len(loc) - 1
        if isinstance(here, dict) and step in here:
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        elif not last or step in _TAGS or not isinstance(here, dict) or not isinstance(step, str):
            continue  # a tag of a union, or a field written short
        path.append(step)
    return tuple(path)


def _said(error: Any, path: Path, tree: Any) -> tuple[str, dict[str, str]]:
    kind, facts = error["type"], error.get("ctx", {})
    if kind in ("missing", "missing_argument"):
        return "field_is_missing", {"name": str(error["loc"][-1])}
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        near = get_close_matches(str(path[-1]) if path else "", _FIELDS, n=1)
        return "field_is_not_known", {
            "near_zh": f"，是否为 {near[0]}？" if near else "",
            "near_en": f"; is {near[0]} meant?" if near else "",
        }
    if kind in ("literal_error", "union_tag_invalid"):
        return "word_is_not_allowed", {"words": str(facts.get("expected", "")).replace("'", "")}
    if kind in ("too_short", "tuple_too_short"):
        return "too_few", {"least": str(facts.get("min_length", 1))}
    if kind.startswith("date_"):
        return "day_is_not_iso", {}
    if kind in _TRUTH_ERRORS:
        return "truth_is_not_yes_or_no", {}
    if kind in _KINDS:
        zh, en = _KINDS[kind]
        return "wrong_type", {"kind_zh": zh, "kind_en": en}
    return kind, {}


def _all_fields() -> list[str]:
    from benefits.policy import cited, figures, policy

    names: set[str] = set()
    for module in (cited, figures, policy):
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, BaseModel):
                names |= {each.alias or name for name, each in thing.model_fields.items()}
    return sorted(names)


_FIELDS: Final = _all_fields()
